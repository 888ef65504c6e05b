//! `tandem init --simulation`: an empty hub whose days somebody sets.

use clap::Args;

use super::hub::{HUB, open_as_it_is};
use super::output::{Failure, print};
use crate::accounts::viewer::By;
use crate::acts::hub::mark;
use crate::acts::settings::choose;
use crate::config::Settings;
use crate::db::{self, Mark};
use crate::{demo, organisations, settings};

/// What the database is made for.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Everybody in it is invented, its mail is shown and never leaves, and `tandem tick --date` sets its day.
    #[arg(long, required = true)]
    simulation: bool,
}

/// Makes an empty database and marks it as a simulation; one that is in use is left as it is.
pub async fn run(settings: &Settings) -> Result<(), Failure> {
    let app = open_as_it_is(settings, HUB, true).await?;
    let is_empty = organisations::store::list(&app.db).await?.is_empty();
    if !is_empty || db::find_mark(&app.db).await?.is_some() {
        return Err("this database is in use already: a simulation begins with an empty one".into());
    }
    let write = app.write(&By::Hub).await?;
    mark::run(&write, Mark::Simulation).await?;
    let set = settings::Settings { texts_per_month: demo::TEXTS_PER_MONTH, ..Default::default() };
    choose::run(&write, &By::Hub, &set, None).await?;
    write.commit().await?;
    app.db.close().await?;
    print("An empty simulation is made: `tandem tick --date YYYY-MM-DD` sets its day.\n")
}
