//! `tandem open`: the hub writes to mentors and mentees from now on.

use clap::Args;

use super::hub::open_existing;
use super::output::{Failure, print};
use crate::accounts::viewer::By;
use crate::acts::hub::open::{self, Figures, Opened};
use crate::config::Settings;
use crate::db::{self, Hub};

/// How the hub is opened.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Only says what would leave.
    #[arg(long)]
    dry_run: bool,
    /// Prints the figures as JSON.
    #[arg(long)]
    json: bool,
}

/// Opens a hub that is in rehearsal; of one that is open nothing is held.
pub async fn run(settings: &Settings, arguments: &Arguments) -> Result<(), Failure> {
    let app = open_existing(settings).await?;
    if app.rehearses && !arguments.dry_run {
        return Err("TANDEM_MODE keeps this hub in rehearsal: unset it, then open".into());
    }
    let figures = if !db::find_hub(&app.db).await?.as_ref().is_some_and(Hub::is_in_rehearsal) {
        Figures::default()
    } else if arguments.dry_run {
        open::look(&app).await?
    } else {
        let write = app.write(&By::Hub).await?;
        let opened = open::run(&write, &By::Hub, app.named()).await?;
        write.commit().await?;
        match opened {
            Opened::Opened(figures) => figures,
            Opened::AlreadyOpen => Figures::default(),
        }
    };
    app.db.close().await?;
    if arguments.json {
        return print(&format!("{}\n", serde_json::to_string(&figures)?));
    }
    let Figures { will_leave, dropped } = figures;
    let tense = if arguments.dry_run { "would be" } else { "is" };
    print(&format!("The hub {tense} open: {will_leave} messages leave, {dropped} dropped.\n"))
}
