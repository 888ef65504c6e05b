//! Sends mail by SMTP.

use std::time::Duration;

use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use super::letter::{Letterhead, letter};
use super::refusal;
use super::store::Mail;
use crate::secret::Secret;

/// The time-out for each response of the server.
const LONGEST_ANSWER: Duration = Duration::from_secs(20);

/// The destination of outgoing mail.
pub enum Post {
    /// An SMTP server.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>, Letterhead),
    /// A page of the demonstration: nothing is sent, and texts are not erased.
    Page,
}

impl Post {
    /// An SMTP server given by a URL such as `smtps://user:password@host`; `None` when the URL is invalid.
    pub fn smtp(url: &str, head: Letterhead) -> Option<Self> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).ok()?;
        Some(Self::Smtp(Box::new(transport.timeout(Some(LONGEST_ANSWER)).build()), head))
    }

    /// Sends a mail; replies to it go to an address, else to the contact address of the hub.
    pub async fn send(
        &self,
        mail: &Mail,
        replies_to: Option<&str>,
        secret: &Secret,
    ) -> Result<(), SendError> {
        let Self::Smtp(transport, head) = self else { return Ok(()) };
        let words = mail.text(secret).zip(mail.html(secret));
        let words = words.ok_or_else(|| SendError::Failed("sealed".to_owned()))?;
        let letter = letter(&head.answered_at(replies_to), mail, words)
            .map_err(|_| SendError::Failed("address".to_owned()))?;
        transport.send(letter).await.map(|_| ()).map_err(|error| reason(&error))
    }
}

/// Why a mail did not leave; each code is short, and safe to log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// Its recipient does not exist, or receives nothing any more: the same address would be refused again.
    Unknown(String),
    /// Something else, which may pass.
    Failed(String),
}

/// A code for what went wrong, without the server's own message, which often repeats the recipient's address.
fn reason(error: &smtp::Error) -> SendError {
    let said = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    SendError::Failed(match error.status() {
        Some(code) if error.is_permanent() => match refusal::of_recipient(&code.to_string(), &said) {
            Some(code) => return SendError::Unknown(code),
            None => format!("refused {code}"),
        },
        Some(code) => format!("later {code}"),
        None if error.is_timeout() => "timeout".to_owned(),
        None if error.is_tls() => "tls".to_owned(),
        None if error.is_response() => "answer".to_owned(),
        None => "unreachable".to_owned(),
    })
}
