//! Sends mail by SMTP.

use std::time::Duration;

use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use super::letter::{Letterhead, letter};
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

    /// Sends a mail; the error is a short code, safe to log.
    pub async fn send(&self, mail: &Mail, secret: &Secret) -> Result<(), String> {
        let Self::Smtp(transport, head) = self else { return Ok(()) };
        let words = mail.text(secret).zip(mail.html(secret)).ok_or_else(|| "sealed".to_owned())?;
        let letter = letter(head, mail, words).map_err(|_| "address".to_owned())?;
        transport.send(letter).await.map(|_| ()).map_err(|error| reason(&error))
    }
}

/// A code for what went wrong, without the server's own message, which often repeats the recipient's address.
fn reason(error: &smtp::Error) -> String {
    match error.status() {
        Some(code) if error.is_permanent() => format!("refused {code}"),
        Some(code) => format!("later {code}"),
        None if error.is_timeout() => "timeout".to_owned(),
        None if error.is_tls() => "tls".to_owned(),
        None if error.is_response() => "answer".to_owned(),
        None => "unreachable".to_owned(),
    }
}
