//! What a mail server means by refusing a letter: that its recipient does not exist, or something else.
//!
//! Only the first makes an address unreachable. A letter refused for its sender, its words or a full mailbox says nothing of whether the
//! recipient is there, and a server that refuses the hub itself would otherwise have everybody called.

/// The codes of RFC 3463 that say something else of a letter: of its sender (5.1.7, 5.1.8), of a mailbox that is full or takes no letter so
/// long (5.2.2, 5.2.3), of the system, the conversation, the words, or whether the hub may write there at all.
const OF_OTHERS: [&str; 8] = ["5.1.7", "5.1.8", "5.2.2", "5.2.3", "5.3.", "5.5.", "5.6.", "5.7."];

/// The replies of RFC 5321 that may say so where no such code stands beside them.
const REPLIES: [&str; 4] = ["550", "551", "553", "556"];

/// What such a reply says where it is about something else.
const WORDS_OF_OTHERS: [&str; 15] = [
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

/// The code that is kept of a refusal for good that is about the recipient, from the reply of a server and its words; none of any other.
pub fn of_recipient(reply: &str, said: &str) -> Option<String> {
    match said.split([' ', '\n', '#', '(', ')', ':', ';']).find(|word| is_status(word)) {
        Some(status) => of_status(status, said),
        None => (REPLIES.contains(&reply) && !is_said_of_others(said)).then(|| kept(reply)),
    }
}

/// The same, from a code of RFC 3463 and the words beside it: a code that says no more than that it failed leaves it to these.
pub fn of_status(status: &str, said: &str) -> Option<String> {
    let is_of_others = match status {
        "5.0.0" => is_said_of_others(said),
        // Those that end with a point are of a whole class.
        _ => OF_OTHERS.iter().any(|of| *of == status || (of.ends_with('.') && status.starts_with(of))),
    };
    (!is_of_others).then(|| kept(status))
}

fn is_said_of_others(said: &str) -> bool {
    let said = said.to_lowercase();
    WORDS_OF_OTHERS.iter().any(|word| said.contains(word))
}

/// The code that is kept of an address that receives nothing.
fn kept(code: &str) -> String {
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
            ("550", "5.0.0 user unknown", Some("unknown 5.0.0")),
            ("550", "5.0.0 blocked", None),
            ("550", "5.4.1 Recipient address rejected: Access denied", Some("unknown 5.4.1")),
            ("530", "Authentication required", None),
        ] {
            assert_eq!(of_recipient(reply, said).as_deref(), kept, "{reply} {said}");
        }
        assert!(is_status("5.1.1") && !is_status("5.1") && !is_status("4.1.1") && !is_status("5.1.1.1"));
    }
}
