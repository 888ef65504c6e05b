//! Registrations from a file.

use std::path::{Path, PathBuf};

use clap::Args;
use time::Date;

use super::hub;
use super::output::{Failure, print, read};
use crate::accounts::access::Scope;
use crate::accounts::viewer::By;
use crate::acts::registrations::import;
use crate::config::Settings;
use crate::limits::{self, Stop};
use crate::registrations::{
    Effect, Examination, ExamineError, KnownPerson, LONGEST_EXAMINATION, Verdict, read_and_examine,
};
use crate::{french, people, state};

/// The file and what to do with it.
#[derive(Args, Debug)]
pub struct Arguments {
    /// A CSV, XLSX or ODS file.
    file: PathBuf,
    /// Examines the file and changes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Prints the verdict of each line as JSON.
    #[arg(long)]
    json: bool,
}

/// Imports the lines without error, for the hub; says what is wrong with the others, which are left out.
pub async fn people(settings: &Settings, arguments: &Arguments) -> Result<(), Failure> {
    let bytes = read(&arguments.file)?;
    let examination = if arguments.dry_run {
        examine(&arguments.file, bytes, known(settings).await?, state::now().day()).await?
    } else {
        let app = hub::open_hub(settings).await?;
        let known = people::store::known(&app.db, Scope::Hub).await?;
        let examination = examine(&arguments.file, bytes, known, app.today()).await?;
        import::run(&app, &By::Hub, &examination).await?;
        examination
    };
    if arguments.json {
        return print(&format!("{}\n", serde_json::to_string(&examination.report())?));
    }
    print(&summary(&examination, arguments.dry_run))
}

async fn examine(
    file: &Path,
    bytes: Vec<u8>,
    known: Vec<KnownPerson>,
    today: Date,
) -> Result<Examination, Failure> {
    let examine = move |stop: &Stop| read_and_examine(&bytes, &known, today, stop);
    let examined = limits::EXAMINING.run_within(LONGEST_EXAMINATION, examine).await;
    examined
        .map_err(ExamineError::from)
        .flatten()
        .map_err(|error| format!("{} : {error}", file.display()).into())
}

/// Those the hub knows; nobody where it has no database yet, and none is made.
async fn known(settings: &Settings) -> Result<Vec<KnownPerson>, Failure> {
    let Some(url) = settings.existing_database_url("hub.db") else { return Ok(Vec::new()) };
    let db = hub::connect(&url).await?;
    Ok(people::store::known(&db, Scope::Hub).await?)
}

/// What is to be said of the lines, then what was done, or would be.
fn summary(examination: &Examination, dry_run: bool) -> String {
    let mut text = String::new();
    for line in &examination.lines {
        for item in &line.items {
            let verdict = item.code.verdict();
            text.push_str(&format!(
                "ligne {}, {}, {} ({verdict}) : {}\n",
                line.line, line.name, item.column, item.message
            ));
        }
    }
    let count = |effect| examination.lines.iter().filter(|line| line.effect == effect).count();
    let added = french::count(count(Effect::Add), "personne", "personnes");
    text.push_str(&format!(
        "{added} {}, {} déjà {}, {} {}.\n",
        match (count(Effect::Add) < 2, dry_run) {
            (true, true) => "serait ajoutée",
            (false, true) => "seraient ajoutées",
            (true, false) => "ajoutée",
            (false, false) => "ajoutées",
        },
        french::number(count(Effect::AlreadyThere) as i64),
        if count(Effect::AlreadyThere) < 2 { "connue" } else { "connues" },
        french::count(count(Effect::Refused), "ligne", "lignes"),
        if count(Effect::Refused) < 2 { "refusée" } else { "refusées" },
    ));
    if examination.lines.iter().any(|line| line.verdict == Verdict::Error) {
        text.push_str("Les lignes à corriger ne sont pas importées ; les autres le sont.\n");
    }
    text
}
