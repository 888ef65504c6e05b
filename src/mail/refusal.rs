//! What a mail server means by refusing a letter: that its recipient does not exist, or something else.
//!
//! Only the first makes an address unreachable. A letter refused for its sender, its words or a full mailbox says nothing of whether the
//! recipient is there, and a server that refuses the hub itself would otherwise have everybody called.

/// The codes of RFC 3463 that say so of the recipient: unknown mailbox, system, syntax or route (5.1.0 to 5.1.3), moved (5.1.6), a domain
/// without mail (5.1.10, RFC 7505), and a mailbox that is disabled (5.2.1).
const OF_RECIPIENT: [&str; 7] = ["5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

/// The replies of RFC 5321 that may say so where no such code stands beside them.
const REPLIES: [&str; 4] = ["550", "551", "553", "556"];

/// What such a reply says where it is about something else.
const OF_OTHERS: [&str; 15] = [
    "sender",
    "from",
    "spf",
    "dkim",
    "dmarc",
    "spam",
    "relay",
    "policy",
    "block",
    "blacklist",
    "listed",
    "reputation",
    "auth",
    "content",
    "quota",
];

/// Whether a code of RFC 3463 says that the recipient does not exist, or receives nothing any more.
pub fn is_of_recipient(status: &str) -> bool {
    OF_RECIPIENT.contains(&status)
}

/// The code that is kept of a refusal for good that is about the recipient, from the reply of a server and its words; none of any other.
pub fn of_recipient(reply: &str, said: &str) -> Option<String> {
    let status = said.split([' ', '\n', '#', '(', ')', ':', ';']).find(|word| is_status(word));
    match status {
        Some(status) => is_of_recipient(status).then(|| kept(status)),
        None => {
            let said = said.to_lowercase();
            let is_of_other = OF_OTHERS.iter().any(|word| said.contains(word));
            (REPLIES.contains(&reply) && !is_of_other).then(|| kept(reply))
        }
    }
}

/// The code that is kept of an address that receives nothing.
pub fn kept(code: &str) -> String {
    format!("unknown {code}")
}

/// Whether a word is a code of RFC 3463 of a failure for good: 5.1.1.
pub fn is_status(word: &str) -> bool {
    let mut parts = word.split('.');
    let is_number =
        |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|sign| sign.is_ascii_digit());
    parts.next() == Some("5")
        && parts.next().is_some_and(is_number)
        && parts.next().is_some_and(is_number)
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_recipient_that_is_not_there_makes_an_address_unreachable() {
        for (reply, said, kept) in [
            (
                "550",
                "5.1.1 <zoe@exemple.test>: Recipient address rejected: User unknown",
                Some("unknown 5.1.1"),
            ),
            ("550", "No such user here", Some("unknown 550")),
            ("550", "", Some("unknown 550")),
            ("556", "5.1.10 no mail here", Some("unknown 5.1.10")),
            ("550", "Requested action not taken\n5.2.1 mailbox disabled", Some("unknown 5.2.1")),
            ("552", "5.2.2 mailbox full", None),
            ("550", "5.7.1 SPF check failed", None),
            ("550", "5.1.8 <hub@hub.test>: Sender address rejected", None),
            ("550", "Message looks like spam", None),
            ("550", "relay not permitted", None),
            ("554", "Transaction failed", None),
            ("530", "Authentication required", None),
        ] {
            assert_eq!(of_recipient(reply, said).as_deref(), kept, "{reply} {said}");
        }
        assert!(is_status("5.1.1") && !is_status("5.1") && !is_status("4.1.1") && !is_status("5.1.1.1"));
    }
}
