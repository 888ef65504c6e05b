//! What somebody replies to a text message, as providers hand it on.

/// A reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// From which number.
    pub number: String,
    /// In which words.
    pub words: String,
}

/// How providers call the number of whoever replies…
const NUMBERS: [&str; 7] = ["from", "sender", "number", "phone", "msisdn", "originator", "From"];
/// … and the words.
const WORDS: [&str; 5] = ["text", "message", "body", "content", "Body"];

impl Reply {
    /// Reads what a provider posts, in JSON or as a form; none without a number and words.
    pub fn read(body: &str) -> Option<Self> {
        let fields: Vec<(String, String)> = match serde_json::from_str::<serde_json::Value>(body) {
            Ok(serde_json::Value::Object(object)) => {
                let text = |value: serde_json::Value| match value {
                    serde_json::Value::String(text) => text,
                    other => other.to_string(),
                };
                object.into_iter().map(|(name, value)| (name, text(value))).collect()
            }
            _ => openidconnect::url::form_urlencoded::parse(body.as_bytes()).into_owned().collect(),
        };
        let of = |names: &[&str]| {
            let named = |name: &&&str| fields.iter().any(|(field, _)| field == **name);
            let name = names.iter().find(named)?;
            fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.trim().to_owned())
        };
        let (number, words) = (of(&NUMBERS)?, of(&WORDS)?);
        // Some leave the plus sign out.
        let is_bare = number.len() > 10 && number.bytes().all(|sign| sign.is_ascii_digit());
        Some(Self { number: if is_bare { format!("+{number}") } else { number }, words })
    }

    /// Whether it asks for no more text messages.
    pub fn is_stop(&self) -> bool {
        let first = self.words.split(|sign: char| !sign.is_alphanumeric()).find(|word| !word.is_empty());
        first.is_some_and(|word| ["stop", "arret", "arrêt"].contains(&word.to_lowercase().as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_read_in_json_and_as_a_form() {
        let expected = Reply { number: "+33639980001".to_owned(), words: "STOP".to_owned() };
        for body in [
            r#"{"from": "+33639980001", "text": "STOP"}"#,
            r#"{"msisdn": 33639980001, "message": " STOP "}"#,
            "sender=%2B33639980001&body=STOP",
        ] {
            assert_eq!(Reply::read(body).as_ref(), Some(&expected), "{body}");
        }
        for body in ["", "{}", "from=1", "[1]", r#"{"text": "STOP"}"#] {
            assert_eq!(Reply::read(body), None, "{body}");
        }
    }

    #[test]
    fn stop_is_asked_for_by_the_first_word() {
        let stops = |words: &str| Reply { number: String::new(), words: words.to_owned() }.is_stop();
        for words in ["STOP", " stop.", "Stop merci", "ARRÊT", "« STOP »"] {
            assert!(stops(words), "{words}");
        }
        for words in ["", "Non, pas stop", "STOPPEZ-LE", "oui"] {
            assert!(!stops(words), "{words}");
        }
    }
}
