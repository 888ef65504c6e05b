//! The acts of accounts.

mod absences;
mod access;
mod attempts;
mod coordination;
mod entry;
mod factors;
mod files;
mod invitations;
mod links;
mod openings;
mod own_roles;
mod passwords;
mod providers;
mod summaries;

use std::fmt::Debug;

use tandem::accounts::access::Role;
use tandem::accounts::account::{Account, Identity};
use tandem::accounts::entry::{Browser, Proof};
use tandem::accounts::messages::Hub;
use tandem::accounts::store;
use tandem::accounts::viewer::{By, Viewer};
use tandem::db::{Id, Write};

use crate::support::TestHub;

/// How the messages of a test hub name it.
const HUB: Hub<'static> = Hub { base_url: "http://hub.test", contact_email: "contact@hub.exemple.test" };

/// A browser that stores nothing.
fn browser() -> Browser {
    Browser { network: "203.0.113.0/24".to_owned(), name: "un essai".to_owned(), ..Browser::default() }
}

/// Somebody who is not signed in.
fn visitor(hub: &TestHub) -> By {
    Viewer::new(None, hub.app.rules, hub.app.now()).by()
}

/// Acts, and stores what was done.
async fn act<T, E: Debug>(
    hub: &TestHub,
    by: &By,
    act: impl AsyncFnOnce(&Write) -> Result<T, E>,
) -> Result<T, String> {
    let write = hub.write_by(by).await;
    let outcome = act(&write).await.map_err(|error| format!("{error:?}"))?;
    write.commit().await.unwrap();
    Ok(outcome)
}

/// What an act answers about something that does not exist, or that whoever acts may not know of.
fn not_found<T>() -> Result<T, String> {
    Err("NotFound".to_owned())
}

/// Whoever a session's token belongs to.
async fn by_token(hub: &TestHub, token: &str) -> By {
    let found = store::find_by_session(&hub.app.db, token, hub.app.now()).await.unwrap();
    let signed = found.map(|found| (found.account, found.session));
    Viewer::new(signed, hub.app.rules, hub.app.now()).by()
}

/// The first account of a role, in a session of its own.
async fn signed_in(hub: &TestHub, role: Role, proof: Proof) -> By {
    let token = session(hub, role, proof).await;
    by_token(hub, &token).await
}

/// The token of a new session of the first account of a role.
async fn session(hub: &TestHub, role: Role, proof: Proof) -> String {
    let account = hub.account_of(role).await;
    let write = hub.write().await;
    let token = store::insert_session(&write, account, proof == Proof::Both, "un essai").await.unwrap();
    write.commit().await.unwrap();
    token
}

/// The identity of the first account of a role.
async fn identity(hub: &TestHub, role: Role) -> Identity {
    store::find_identity(&hub.app.db, hub.identity_of(role).await).await.unwrap().unwrap()
}

/// The first account of a role.
async fn account(hub: &TestHub, role: Role) -> Account {
    store::find(&hub.app.db, hub.account_of(role).await).await.unwrap().unwrap()
}

/// How many rows a table has, whose condition is met.
async fn rows(hub: &TestHub, of: &str) -> usize {
    hub.keys(&format!("SELECT id FROM {of}")).await.len()
}

/// Deactivates an identity.
async fn deactivate(hub: &TestHub, identity: Id) {
    let write = hub.write().await;
    store::save_deactivation(&write, identity).await.unwrap();
    write.commit().await.unwrap();
}

/// Takes the only role of the first account of a role away.
async fn withdraw(hub: &TestHub, role: Role) {
    let account = hub.account_of(role).await;
    let write = hub.write().await;
    store::save_withdrawal(&write, account, write.today()).await.unwrap();
    write.commit().await.unwrap();
}
