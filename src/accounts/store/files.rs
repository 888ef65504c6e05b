//! Opening people's files: counted, bounded and noted before anything is shown.

use std::collections::BTreeSet;

use sea_orm::DbErr;

use super::accounts;
use crate::accounts::access::Role;
use crate::accounts::account::{Account, Session};
use crate::accounts::brake::{self, DAY, HOUR, Limits, Verdict};
use crate::db::{self, EXPORTED, Id, Write};
use crate::mail::{self, Message};
use crate::secret::Secret;

/// The kind of object that a file is, in the journal.
pub const PERSON: &str = "person";

/// Opens the files of some people to an account, unless it has opened too many; notes them in the journal.
///
/// The account is held meanwhile, so that requests sent at once are counted one after the other.
pub async fn open_files(
    write: &Write,
    account: &Account,
    session: &Session,
    people: &[Id],
    action: &str,
    limits: Limits,
) -> Result<Verdict, DbErr> {
    if account.role.is_partner_staff() {
        let roles = accounts::hold_roles(write, account).await?;
        match count(write, &roles, session, people, limits).await? {
            Verdict::Opened => {}
            refused => return Ok(refused),
        }
    }
    for &person in people.iter().filter(|&&person| account.person_id != Some(person)) {
        write.record(PERSON, person, action);
    }
    Ok(Verdict::Opened)
}

async fn count(
    write: &Write,
    accounts: &[Id],
    session: &Session,
    people: &[Id],
    limits: Limits,
) -> Result<Verdict, DbErr> {
    let hour_ago = write.now().plus(-HOUR);
    // Who proved themselves again begins a new count. Only the proofs of this session are known here: a thief's session
    // does not profit from the owner's.
    let since =
        session.proven_at.map_or(hour_ago, |proven| hour_ago.max(proven.plus(-time::Duration::SECOND)));
    let with_these =
        |opened: Vec<Id>| opened.into_iter().chain(people.iter().copied()).collect::<BTreeSet<Id>>();
    let in_hour = with_these(db::opened_since(write.on(), PERSON, accounts, since).await?);
    let in_day = with_these(db::opened_since(write.on(), PERSON, accounts, write.now().plus(-DAY)).await?);
    Ok(brake::decide(in_hour.len(), in_day.len(), limits))
}

/// Tells those responsible for the hub that an account was stopped, once a day and account.
pub async fn tell_stopped(write: &Write, secret: &Secret, account: &Account) -> Result<(), DbErr> {
    if db::did_since(write.on(), account.id, "stopped", write.now().plus(-DAY)).await? {
        return Ok(());
    }
    write.record("account", account.id, "stopped");
    for recipient in super::list_emails_of_role(write.on(), Role::HubResponsible).await? {
        let message = Message {
            recipient,
            purpose: "brake",
            subject: "Un compte a ouvert trop de dossiers".to_owned(),
            body: format!(
                "Le compte « {} » ({}) a ouvert plus de dossiers en un jour que le hub ne le permet.\n\
                 Il n’en ouvre plus aucun jusqu’à demain. Joignez cette personne par téléphone : si elle n’a pas \
                 ouvert ces dossiers, retirez l’accès depuis la page « Accès ».\n",
                account.name,
                account.role.label()
            ),
        };
        mail::push(write, secret, message).await?;
    }
    Ok(())
}

/// Notes that a list took the files of some people away.
pub fn note_export(write: &Write, people: impl IntoIterator<Item = Id>) {
    people.into_iter().for_each(|person| write.record(PERSON, person, EXPORTED));
}
