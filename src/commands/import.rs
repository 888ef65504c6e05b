//! Registrations from a file.

use std::path::{Path, PathBuf};

use clap::Args;
use time::Date;

use super::{Failure, print, read, serve};
use crate::accounts::access::Scope;
use crate::app::{self, App};
use crate::config::Settings;
use crate::db::{self, Write, new_id};
use crate::organisations::{self, Kind, Organisation};
use crate::people::import::{Effect, Examination, KnownPerson, Verdict};
use crate::people::newcomer::Origin;
use crate::{french, people};

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

/// Imports the lines without error, for the hub; the others are told, and left out.
pub async fn people(settings: &Settings, arguments: &Arguments) -> Result<(), Failure> {
    let bytes = read(&arguments.file)?;
    let examination = if arguments.dry_run {
        examine(&arguments.file, bytes, known(settings).await?, app::now().day()).await?
    } else {
        let app = serve::open(settings, "hub.db", false).await?;
        let known = people::store::known(&app.db, Scope::Hub).await?;
        let examination = examine(&arguments.file, bytes, known, app.today()).await?;
        register(&app, &examination).await?;
        examination
    };
    if arguments.json {
        return print(&format!("{}\n", serde_json::to_string(&examination.report())?));
    }
    print(&told(&examination, arguments.dry_run))
}

async fn examine(
    file: &Path,
    bytes: Vec<u8>,
    known: Vec<KnownPerson>,
    today: Date,
) -> Result<Examination, Failure> {
    let examined = people::examine(bytes, known, today).await;
    examined.map_err(|error| format!("{} : {error}", file.display()).into())
}

/// Those the hub knows; nobody where it has no database yet, and none is made.
async fn known(settings: &Settings) -> Result<Vec<KnownPerson>, Failure> {
    let Some(url) = settings.existing_database_url("hub.db") else { return Ok(Vec::new()) };
    let db = db::open(&url).await.map_err(|error| format!("the database cannot be opened: {error}"))?;
    Ok(people::store::known(&db, Scope::Hub).await?)
}

/// Adds the registrations in one transaction, in the name of the hub, which is made if the database has none.
async fn register(app: &App, examination: &Examination) -> Result<usize, Failure> {
    let organisations = organisations::store::list(&app.db).await?;
    let hub = organisations.into_iter().find(|organisation| organisation.kind == Kind::Hub);
    let write = Write::begin(&app.db, None, app.now()).await?;
    let organisation_id = match hub {
        Some(hub) => hub.id,
        None => insert_hub(&write).await?,
    };
    let origin = Origin { organisation_id, branch_id: None };
    let added = people::register(&write, examination, origin, app.today()).await?;
    write.commit().await?;
    Ok(added)
}

async fn insert_hub(write: &Write) -> Result<db::Id, Failure> {
    let hub = Organisation { id: new_id(), name: "Hub".to_owned(), kind: Kind::Hub, place_code: None };
    organisations::store::insert(write, &hub).await?;
    Ok(hub.id)
}

/// What is to be said of the lines, then what was done, or would be.
fn told(examination: &Examination, dry_run: bool) -> String {
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
