//! Giving the first access to a hub.

use clap::Args;

use super::hub::open_hub;
use super::output::{Failure, print};
use crate::accounts::viewer::By;
use crate::acts::accounts::invite_first_responsible::{self, Invited, Inviting};
use crate::config::Settings;
use crate::contact::Email;

/// The first person responsible for the hub.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The address with which they will sign in.
    #[arg(long)]
    email: String,
    /// The name shown beside what they do.
    #[arg(long)]
    name: String,
    /// The name of the hub's own organisation, made if there is none yet.
    #[arg(long, default_value = "Le hub du mentorat")]
    hub: String,
}

/// Invites somebody to be responsible for the hub, and prints the link with which they accept and enter: whoever can run this command can
/// write the database anyway.
pub async fn invite(settings: &Settings, arguments: &Arguments) -> Result<(), Failure> {
    let email = Email::parse(&arguments.email);
    let email = email.map_err(|error| format!("{:?} is no address to write to: {error}", arguments.email))?;
    let name = words("--name", &arguments.name)?;
    let hub_name = words("--hub", &arguments.hub)?;
    let app = open_hub(settings).await?;
    let write = app.write(&By::Hub).await?;
    let inviting = Inviting { email: email.as_str(), name, hub_name, base_url: &app.base_url };
    let invited = invite_first_responsible::run(&write, &By::Hub, inviting).await?;
    write.commit().await?;
    let (Invited::Newly(link) | Invited::Again(link)) = invited;
    print(&format!("{link}\n"))
}

/// The longest name of a person or an organisation, in characters, as on the pages.
const LONGEST_NAME: usize = 100;

/// A name on one line, without the spaces around it.
fn words<'a>(flag: &str, typed: &'a str) -> Result<&'a str, Failure> {
    let name = typed.trim();
    let is_sound =
        !name.is_empty() && name.chars().count() <= LONGEST_NAME && !name.contains(char::is_control);
    if is_sound {
        Ok(name)
    } else {
        Err(format!("{flag} takes 1 to {LONGEST_NAME} characters on one line").into())
    }
}
