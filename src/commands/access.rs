//! Giving the first access to a hub.

use clap::Args;

use super::serve::open;
use super::{Failure, print};
use crate::accounts::access::Role;
use crate::accounts::account::Account;
use crate::accounts::link::Purpose;
use crate::accounts::store;
use crate::config::Settings;
use crate::db::{Write, new_id};
use crate::organisations::{self, Kind, Organisation};

/// Who is invited.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Their address.
    #[arg(long)]
    email: String,
    /// Their name.
    #[arg(long)]
    name: String,
    /// The name of the hub's own organisation, made if there is none yet.
    #[arg(long, default_value = "Le hub du mentorat")]
    hub: String,
}

/// Makes somebody responsible for the hub, and prints the link with which they enter: whoever can run this command can
/// write the database anyway.
pub async fn invite(settings: &Settings, arguments: &Arguments) -> Result<(), Failure> {
    let email = store::normalised(&arguments.email);
    if !email.contains('@') || email.contains(char::is_whitespace) || arguments.name.trim().is_empty() {
        return Err("an address and a name are needed".into());
    }
    let app = open(settings, "hub.db", false).await?;
    let write = Write::begin(&app.db, None, app.now()).await?;
    let organisations = organisations::store::list(&app.db).await?;
    let hub = match organisations.into_iter().find(|one| one.kind == Kind::Hub) {
        Some(hub) => hub,
        None => {
            let hub =
                Organisation { id: new_id(), name: arguments.hub.clone(), kind: Kind::Hub, place_code: None };
            organisations::store::insert(&write, &hub).await?;
            hub
        }
    };
    let identity = store::get_or_insert_identity(&write, &email).await?;
    let held = store::list_of_identity(write.on(), identity.id).await?;
    if !held.iter().any(|account| account.role == Role::HubResponsible) {
        let account = Account {
            id: new_id(),
            identity_id: Some(identity.id),
            name: arguments.name.trim().to_owned(),
            role: Role::HubResponsible,
            organisation_id: Some(hub.id),
            branch_id: None,
            person_id: None,
            withdrawn_on: None,
        };
        store::insert(&write, &account).await?;
    }
    let token = store::insert_link(&write, &identity, Purpose::Invitation).await?;
    write.commit().await?;
    print(&format!("{}/invitations/{token}\n", app.base_url))
}
