//! Sends what the outbox holds, one mail after the other.

use std::time::Duration;

use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use sea_orm::DbErr;
use tokio::sync::watch;

use super::letter::{Letterhead, back_off, letter};
use super::store::{self, Mail};
use crate::db::{Db, Instant};
use crate::secret::Secret;

/// How long a server may take for each of its answers.
const LONGEST_ANSWER: Duration = Duration::from_secs(20);
/// How long to rest when nothing waits.
const REST: Duration = Duration::from_secs(1);

/// Where the mail goes.
pub enum Post {
    /// To a server, by SMTP.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>, Letterhead),
    /// To a page of the demonstration: nothing leaves, and the texts stay.
    Page,
}

impl Post {
    /// To the server of an address such as `smtps://user:password@host`; `None` when it is none.
    pub fn smtp(url: &str, head: Letterhead) -> Option<Self> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).ok()?;
        Some(Self::Smtp(Box::new(transport.timeout(Some(LONGEST_ANSWER)).build()), head))
    }

    /// Sends a mail, or says in a word why not.
    async fn send(&self, mail: &Mail, secret: &Secret) -> Result<(), String> {
        let Self::Smtp(transport, head) = self else { return Ok(()) };
        let text = mail.text(secret).ok_or_else(|| "sealed".to_owned())?;
        let letter = letter(head, mail, text).map_err(|_| "address".to_owned())?;
        transport.send(letter).await.map(|_| ()).map_err(|error| reason(&error))
    }
}

/// What went wrong, without what the server says: it often repeats the address.
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

/// Takes the mail that is due, sends it and notes what came of it; `false` when none is due.
pub async fn deliver_next(
    db: &Db,
    secret: &Secret,
    post: &Post,
    now: fn() -> Instant,
) -> Result<bool, DbErr> {
    let Some(mail) = store::claim(db, now()).await? else { return Ok(false) };
    match post.send(&mail, secret).await {
        Ok(()) => store::save_sent(db, &mail, now(), matches!(post, Post::Page)).await?,
        Err(reason) => save_failure(db, &mail, &reason, now()).await?,
    }
    Ok(true)
}

/// Notes why a mail did not leave: it is tried again later, or no more.
async fn save_failure(db: &Db, mail: &Mail, reason: &str, now: Instant) -> Result<(), DbErr> {
    let Mail { id, purpose, attempts, .. } = mail;
    match back_off(*attempts) {
        Some(wait) => {
            tracing::warn!(mail = %id, attempts, reason, "a mail did not leave");
            store::save_failure(db, mail, reason, now.plus(wait)).await
        }
        None => {
            tracing::error!(mail = %id, purpose, attempts, reason, "a mail is given up");
            store::save_given_up(db, mail, reason, now).await
        }
    }
}

/// Sends until the other end of `stop` is dropped; a mail that is being sent is finished.
pub async fn run(db: Db, secret: Secret, post: Post, now: fn() -> Instant, mut stop: watch::Receiver<()>) {
    loop {
        let rest = match deliver_next(&db, &secret, &post, now).await {
            Ok(true) => Duration::ZERO,
            Ok(false) => REST,
            Err(error) => {
                tracing::error!(%error, "the outbox cannot be read");
                REST
            }
        };
        tokio::select! {
            biased;
            _ = stop.changed() => return,
            () = tokio::time::sleep(rest) => {}
        }
    }
}
