//! A letter that says that another did not arrive, as mail servers write it (RFC 3464): which one it was, and for whom.
//!
//! Anybody may send such a letter. Only the parts of the report itself are read, one level deep and few of them: what stands in the letter
//! that came back is not, but for its headers, and whatever is malformed says nothing.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{HeaderName, Message, MessageParser, MimeHeaders as _};

use super::refusal;
use crate::db::Id;

/// How much of a letter is read, in bytes: a report begins with what it says, and ends with the letter that came back.
pub const LONGEST: usize = 256 * 1024;
/// How many parts of one are looked at: a report has three.
const MOST_PARTS: usize = 8;
/// How many recipients of one: the hub writes each letter to one.
const MOST_RECIPIENTS: usize = 16;

/// What a letter says of another that did not arrive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounce {
    /// The Message-ID of the one that came back, as far as the report returns it.
    pub message_id: Option<String>,
    /// For whom it failed for good.
    pub failures: Vec<Failure>,
}

/// A recipient to whom it could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Their addresses, canonical: the one that failed, and the one that was written to where a server led from this to that.
    pub addresses: Vec<String>,
    /// Why, as a code to keep.
    pub code: String,
    /// Whether it is because the recipient does not exist, or receives nothing any more.
    pub is_of_recipient: bool,
}

impl Bounce {
    /// Reads a letter, or its beginning; none of whatever is no report of a delivery that failed for good.
    pub fn read(letter: &[u8]) -> Option<Self> {
        let letter = letter.get(..LONGEST).unwrap_or(letter);
        let (head, body) = divided(letter);
        let head = headers(head)?;
        let media = head.content_type().filter(|media| media.ctype() == "multipart")?;
        if !media.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("report")) {
            return None;
        }
        let mut bounce = Self::default();
        for part in parts(body, media.attribute("boundary")?) {
            let (head, body) = divided(part);
            let Some(head) = headers(head) else { continue };
            let Some(media) = head.content_type() else { continue };
            let kind = format!("{}/{}", media.ctype(), media.subtype().unwrap_or_default()).to_lowercase();
            match kind.as_str() {
                "message/delivery-status" | "message/global-delivery-status" => {
                    bounce.failures.extend(failures(&decoded(&head, body)));
                }
                "message/rfc822" | "text/rfc822-headers" | "message/global" | "message/global-headers" => {
                    let returned = decoded(&head, body);
                    let returned = headers(divided(&returned).0);
                    let id = returned.as_ref().and_then(Message::message_id);
                    bounce.message_id = bounce.message_id.or_else(|| id.map(str::to_owned));
                }
                _ => {}
            }
        }
        (!bounce.failures.is_empty()).then_some(bounce)
    }

    /// Which message of the outbox came back, if its Message-ID was returned and the hub gave it.
    pub fn message(&self) -> Option<Id> {
        self.message_id.as_deref()?.split('@').next()?.parse().ok()
    }
}

/// The headers of a letter or a part.
fn headers(head: &[u8]) -> Option<Message<'_>> {
    MessageParser::new()
        .header_content_type(HeaderName::ContentType)
        .header_text(HeaderName::ContentTransferEncoding)
        .header_id(HeaderName::MessageId)
        .default_header_text()
        .parse_headers(head)
}

/// A letter or a part before and after its first empty line.
fn divided(letter: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    for line in letter.split_inclusive(|&byte| byte == b'\n') {
        at += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            break;
        }
    }
    letter.split_at(at)
}

/// The first parts of a body between lines with its boundary.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = [b"--", boundary.as_bytes()].concat();
    let (mut parts, mut begins, mut at) = (Vec::new(), None, 0);
    for line in body.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(&mark) && !boundary.is_empty() {
            parts.extend(begins.and_then(|begins| body.get(begins..at)));
            begins = Some(at + line.len());
            if parts.len() == MOST_PARTS || line.get(mark.len()..).is_some_and(|rest| rest.starts_with(b"--"))
            {
                return parts;
            }
        }
        at += line.len();
    }
    // It was cut short: what is there is read.
    parts.extend(begins.and_then(|begins| body.get(begins..)));
    parts
}

/// The body of a part as it was before it was encoded to travel.
fn decoded(head: &Message<'_>, body: &[u8]) -> Vec<u8> {
    let encoding = head.header(HeaderName::ContentTransferEncoding).and_then(|value| value.as_text());
    let decoded = match encoding.unwrap_or_default().to_lowercase().as_str() {
        "base64" => base64_decode(body),
        "quoted-printable" => quoted_printable_decode(body),
        _ => None,
    };
    decoded.unwrap_or_else(|| body.to_vec())
}

/// The recipients of a report for whom the delivery failed for good, each in a group of fields.
fn failures(report: &[u8]) -> Vec<Failure> {
    let (mut failures, mut rest) = (Vec::new(), report);
    // The first group is about the letter.
    for _ in 0..=2 * MOST_RECIPIENTS {
        let (group, after) = divided(rest);
        failures.extend(headers(group).as_ref().and_then(failure));
        rest = after;
        if rest.is_empty() || failures.len() == MOST_RECIPIENTS {
            break;
        }
    }
    failures
}

fn failure(group: &Message<'_>) -> Option<Failure> {
    let field = |name: &'static str| group.header(name).and_then(|value| value.as_text()).unwrap_or_default();
    let words = |name| field(name).split_whitespace().next().unwrap_or_default();
    if !words("Action").eq_ignore_ascii_case("failed") {
        return None;
    }
    let status = words("Status");
    if !refusal::is_status(status) {
        return None;
    }
    let addresses: Vec<String> = ["Original-Recipient", "Final-Recipient"]
        .into_iter()
        .filter_map(|name| address(field(name)))
        .collect();
    if addresses.is_empty() {
        return None;
    }
    let said = field("Diagnostic-Code");
    let of_recipient = refusal::of_status(status, said);
    let is_of_recipient = of_recipient.is_some();
    Some(Failure {
        addresses,
        code: of_recipient.unwrap_or_else(|| format!("returned {status}")),
        is_of_recipient,
    })
}

/// The address of a field such as `rfc822; zoe@exemple.test`, canonical.
fn address(field: &str) -> Option<String> {
    let (kind, address) = field.split_once(';')?;
    let is_mail = ["rfc822", "utf-8"].iter().any(|known| kind.trim().eq_ignore_ascii_case(known));
    let address = address.trim().trim_start_matches('<').trim_end_matches('>').to_lowercase();
    (is_mail && address.contains('@')).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "019536c8-0000-7000-8000-000000000001";

    fn report(status: &str, returned: &str) -> String {
        format!(
            "From: MAILER-DAEMON@exemple.test\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"=_b\"\r\n\r\n\
             This is a MIME-encapsulated message.\r\n\r\n--=_b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\r\n\
             --=_b\r\nContent-Type: message/delivery-status\r\n\r\n{status}\r\n--=_b\r\n{returned}\r\n--=_b--\r\n"
        )
    }

    fn status(action: &str, status: &str) -> String {
        format!(
            "Reporting-MTA: dns; mail.exemple.test\r\n\r\nFinal-Recipient: rfc822; Zoe@Exemple.test\r\n\
             Original-Recipient: rfc822;zoe.calanque@exemple.test\r\nAction: {action}\r\nStatus: {status}\r\n\
             Diagnostic-Code: smtp; 550 {status}\r\n    user unknown\r\n"
        )
    }

    fn returned() -> String {
        format!("Content-Type: text/rfc822-headers\r\n\r\nSubject: x\r\nMessage-ID: <{ID}@hub.test>\r\n")
    }

    #[test]
    fn a_report_says_which_letter_failed_and_for_whom() {
        let bounce = Bounce::read(report(&status("failed", "5.1.1"), &returned()).as_bytes()).unwrap();
        assert_eq!(bounce.message().map(|id| id.to_string()).as_deref(), Some(ID));
        let [failure] = bounce.failures.as_slice() else { panic!("{bounce:?}") };
        assert_eq!(failure.addresses, ["zoe.calanque@exemple.test", "zoe@exemple.test"]);
        assert_eq!((failure.code.as_str(), failure.is_of_recipient), ("unknown 5.1.1", true));
        let whole = format!("Content-Type: message/rfc822\r\n\r\nMessage-ID: <{ID}@hub.test>\r\n\r\nBonjour");
        let lines = report(&status("Failed", "5.2.1"), &whole).replace("\r\n", "\n");
        let bounce = Bounce::read(lines.as_bytes()).unwrap();
        assert_eq!(bounce.message().map(|id| id.to_string()).as_deref(), Some(ID));
        let policy = Bounce::read(report(&status("failed", "5.7.1"), &returned()).as_bytes()).unwrap();
        assert_eq!(policy.failures[0].code, "returned 5.7.1");
        assert!(!policy.failures[0].is_of_recipient, "the hub is refused, not the recipient");
    }

    #[test]
    fn what_may_still_arrive_and_what_is_no_report_says_nothing() {
        for (action, code) in [
            ("delayed", "4.4.1"),
            ("failed", "4.2.2"),
            ("delivered", "2.0.0"),
            ("relayed", "5.1.1"),
            ("failed", "5"),
        ] {
            assert_eq!(
                Bounce::read(report(&status(action, code), &returned()).as_bytes()),
                None,
                "{action} {code}"
            );
        }
        let forwarded = report(&status("failed", "5.1.1"), &returned());
        let human = format!(
            "Content-Type: multipart/mixed; boundary=h\r\n\r\n--h\r\n\r\nVoyez.\r\n--h\r\n\
             Content-Type: message/rfc822\r\n\r\n{forwarded}\r\n--h--\r\n"
        );
        for letter in [human.as_str(), "Subject: Re: votre message\r\n\r\nMerci !", "", "\n", "\0\u{1}", "x"]
        {
            assert_eq!(Bounce::read(letter.as_bytes()), None, "{letter}");
        }
    }

    #[test]
    fn an_encoded_report_is_read_as_another() {
        let encoded = report("", "").replace(
            "Content-Type: message/delivery-status\r\n\r\n",
            "Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n\
             RmluYWwtUmVjaXBpZW50OiByZmM4MjI7IHpvZUBleGVtcGxlLnRlc3QKQWN0aW9uOiBmYWlsZWQKU3Rh\r\ndHVzOiA1LjEuMQo=\r\n",
        );
        let bounce = Bounce::read(encoded.as_bytes()).unwrap();
        assert_eq!(bounce.failures[0].addresses, ["zoe@exemple.test"]);
        assert_eq!(bounce.message(), None);
    }

    #[test]
    fn hostile_letters_say_nothing_and_are_soon_read() {
        let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(20_000);
        let multiparts: String = (0..20_000)
            .map(|n| format!("Content-Type: multipart/report; boundary=b{n}\r\n\r\n--b{n}\r\n"))
            .collect();
        let thousands = format!(
            "Content-Type: multipart/report; boundary=b\r\n\r\n{}",
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                .repeat(10_000)
        );
        let comments = format!("Content-Type: {}multipart/report; boundary=b\r\n\r\n", "(".repeat(100_000));
        let headers = "X: y\r\n".repeat(50_000);
        let empty = "Content-Type: multipart/report; boundary=\"\"\r\n\r\n--\r\n--\r\n";
        for letter in [&nested, &multiparts, &thousands, &comments, &headers, empty] {
            assert_eq!(Bounce::read(letter.as_bytes()), None);
        }
        let binary: Vec<u8> =
            (0..1_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert_eq!(Bounce::read(&binary), None);
        let good = report(&status("failed", "5.1.1"), &returned()).into_bytes();
        for end in 0..good.len() {
            // Cut short anywhere, and with a byte of no text there.
            let _ = Bounce::read(&good[..end]);
            let mut broken = good.clone();
            broken[end] = 0xff;
            let _ = Bounce::read(&broken);
        }
    }
}
