//! A mail in transit: its headers, and the delays between attempts.

use std::time::{Duration as Seconds, SystemTime};

use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use time::Duration;

use super::store::Mail;

/// The sender of the hub's mail.
#[derive(Clone, Debug)]
pub struct Letterhead {
    from: Mailbox,
    reply_to: Option<Mailbox>,
}

impl Letterhead {
    /// The same head, with replies to an address, if it is valid.
    pub fn answered_at(&self, address: Option<&str>) -> Self {
        let reply_to = address.and_then(|address| address.parse().ok());
        Self { reply_to: reply_to.or_else(|| self.reply_to.clone()), ..self.clone() }
    }

    /// Parses `Name <address>` or an address. Replies go to the contact address of the hub, if it is valid.
    pub fn parse(from: &str, contact_email: &str) -> Option<Self> {
        Some(Self { from: from.parse().ok()?, reply_to: contact_email.parse().ok() })
    }
}

/// The recipient of a mail is not a valid address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unaddressed;

/// Builds the message of a mail of the outbox, with its decrypted words, as plain text and as HTML: programs show one of them.
/// Its date and Message-ID are the same at each attempt, so that a mail sent twice can be recognised.
///
/// `List-Unsubscribe` is for what one may do without ([`Nature::Digest`](super::messages::Nature::Digest)): no such message is
/// written yet.
pub fn letter(
    head: &Letterhead,
    mail: &Mail,
    (text, html): (String, String),
) -> Result<lettre::Message, Unaddressed> {
    let to: Address = mail.recipient.parse().map_err(|_| Unaddressed)?;
    let written_at = SystemTime::UNIX_EPOCH + Seconds::from_secs(mail.created_at.seconds().unsigned_abs());
    let mut letter = lettre::Message::builder()
        .from(head.from.clone())
        .to(Mailbox::new(None, to))
        .subject(one_line(&mail.subject))
        .date(written_at)
        .message_id(Some(format!("<{}@{}>", mail.id, head.from.email.domain())))
        // Tells automatic responders, such as absence messages, not to reply (RFC 3834, section 5).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    if let Some(reply_to) = &head.reply_to {
        letter = letter.reply_to(reply_to.clone());
    }
    // A boundary drawn by lot would make each attempt another letter.
    let both = MultiPart::alternative().boundary(format!("tandem-{}", mail.id.simple()));
    let both = both.singlepart(SinglePart::plain(text)).singlepart(SinglePart::html(html));
    letter.multipart(both).map_err(|_| Unaddressed)
}

/// Replaces line breaks and other control characters: a line break in a name would begin another header.
fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

const FIRST_WAIT: Duration = Duration::seconds(5);
const LONGEST_WAIT: Duration = Duration::hours(4);
/// The number of attempts: spread over three days, longer than most outages of a mail server.
pub const MOST_ATTEMPTS: i32 = 30;

/// The delay after a failed attempt, numbered from 1: doubled each time, up to four hours. `None` after the last attempt.
pub fn back_off(attempts: i32) -> Option<Duration> {
    let doublings = attempts.saturating_sub(1).clamp(0, 16);
    let wait = LONGEST_WAIT.min(FIRST_WAIT * 2_i32.pow(doublings.unsigned_abs()));
    (attempts < MOST_ATTEMPTS).then_some(wait)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::db::{Instant, new_id};
    use time::macros::datetime;

    pub(in crate::mail) fn mail(recipient: &str, subject: &str) -> Mail {
        let now = Instant::new(datetime!(2026-03-12 09:30 UTC));
        Mail {
            id: new_id(),
            recipient: recipient.to_owned(),
            channel: "mail".to_owned(),
            kind: "sign_in".to_owned(),
            nature: "awaited".to_owned(),
            subject: subject.to_owned(),
            body: String::new(),
            html: String::new(),
            created_at: now,
            person_id: None,
            link_hash: None,
            contact_of: None,
            held_at: None,
            step_kind: None,
            step_id: None,
            step_what: None,
            last_on: None,
            taken_at: None,
            sent_at: None,
            given_up_at: None,
            last_error: None,
            dropped_at: None,
            dropped_reason: None,
            returned_at: None,
        }
    }

    fn written(mail: &Mail) -> String {
        let head = Letterhead::parse("Le hub <hub@hub.test>", "contact@hub.test").unwrap();
        let words = ("Bonjour,\nÀ bientôt.\n".to_owned(), "<p>Bonjour,</p>".to_owned());
        String::from_utf8(letter(&head, mail, words).unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_letter_says_from_whom_when_and_which_it_is() {
        let mail = mail("zoe@exemple.test", "Votre accès");
        let text = written(&mail);
        for header in [
            "From: \"Le hub\" <hub@hub.test>\r\n",
            "To: zoe@exemple.test\r\n",
            "Reply-To: contact@hub.test\r\n",
            "Date: Thu, 12 Mar 2026 09:30:00 +0000\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "MIME-Version: 1.0\r\n",
            "Content-Type: multipart/alternative;\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Type: text/html; charset=utf-8\r\n",
            &format!("Message-ID: <{}@hub.test>\r\n", mail.id),
        ] {
            assert!(text.contains(header), "{header:?} is missing in\n{text}");
        }
        let [plain, html] = ["text/plain", "text/html"].map(|media| text.find(media).unwrap());
        assert!(plain < html, "programs show the last they can");
        assert!(!text.contains("List-Unsubscribe"), "nobody unsubscribes from what they need");
        assert_eq!(text, written(&mail), "an attempt is like the one before");
    }

    #[test]
    fn a_line_break_in_a_subject_or_an_address_begins_no_header() {
        for subject in
            ["Bonjour\r\nBcc: pirate@exemple.test", "Bonjour\nBcc: pirate@exemple.test", "\r\n\r\nx"]
        {
            let text = written(&mail("zoe@exemple.test", subject));
            let (headers, _) = text.split_once("\r\n\r\n").unwrap();
            assert!(!headers.to_lowercase().contains("\r\nbcc"), "{headers}");
            assert!(headers.contains("Message-ID"), "the headers were cut short: {headers}");
        }
        let text = written(&mail("zoe@exemple.test", "Bonjour\r\nBcc: pirate@exemple.test"));
        assert!(text.contains("Subject: Bonjour Bcc: pirate@exemple.test\r\n"), "one reads it all: {text}");
        let head = Letterhead::parse("hub@hub.test", "").unwrap();
        for recipient in ["zoe@exemple.test\r\nBcc: pirate@exemple.test", "a@b.test, c@d.test", "", "Zoé"] {
            assert_eq!(
                letter(&head, &mail(recipient, ""), <_>::default()).err(),
                Some(Unaddressed),
                "{recipient:?}"
            );
        }
    }

    #[test]
    fn one_waits_twice_as_long_each_time_and_four_hours_at_most() {
        let seconds = |attempts| back_off(attempts).map(|wait| wait.whole_seconds());
        assert_eq!([0, 1, 2, 3, 10].map(seconds), [5, 5, 10, 20, 2560].map(Some));
        assert_eq!([12, 13, 29].map(seconds), [10_240, 14_400, 14_400].map(Some));
    }

    #[test]
    fn the_thirtieth_attempt_is_the_last_and_comes_after_three_days() {
        assert_eq!([30, i32::MAX].map(back_off), [None, None]);
        let waits: Duration = (1..MOST_ATTEMPTS).filter_map(back_off).sum();
        assert!(waits > Duration::days(3) && waits < Duration::hours(80), "{waits}");
    }
}
