//! Opens a hub from its settings: the database and the mail server.

use super::beside::{self, Use};
use super::output::Failure;
use crate::accounts::access::Rules;
use crate::accounts::viewer::By;
use crate::acts;
use crate::config::{Settings, sqlite_file};
use crate::db::{self, Db, Hub, Mark};
use crate::limits::{Cache, Together};
use crate::mail::{Letterhead, Post};
use crate::outside::text::Texts;
use crate::secret::Secret;
use crate::state::{App, Clock};
use crate::web::Proxies;

/// The file of a hub's database.
pub const HUB: &str = "hub.db";
/// The file of the demonstration's.
pub const DEMONSTRATION: &str = "demo.db";

/// Opens the hub's database, or else that of the demonstration; creates neither.
pub async fn open_existing(settings: &Settings) -> Result<App, Failure> {
    for (name, demo) in [(HUB, false), (DEMONSTRATION, true)] {
        if settings.existing_database_url(name).is_some() {
            return open(settings, name, demo || is_invented(settings, name).await?).await;
        }
    }
    Err(NO_DATABASE.into())
}

const NO_DATABASE: &str = "there is no database yet";

/// The URL of the hub's database, or else of that of the demonstration.
pub fn existing_url(settings: &Settings) -> Result<String, Failure> {
    let mut names = [HUB, DEMONSTRATION].into_iter();
    Ok(names.find_map(|name| settings.existing_database_url(name)).ok_or(NO_DATABASE)?)
}

/// Opens the hub's database, real or simulated; a real one is created if there is none.
pub async fn open_hub(settings: &Settings) -> Result<App, Failure> {
    open(settings, HUB, is_simulated(settings).await).await
}

/// Whether the hub's database is that of a simulation. Whatever keeps it from being read is said by whoever opens it.
pub async fn is_simulated(settings: &Settings) -> bool {
    let Some(url) = settings.existing_database_url(HUB) else { return false };
    let Ok(db) = db::open_to_read(&url).await else { return false };
    let mark = db::find_mark(&db).await;
    let _ = db.close().await;
    matches!(mark, Ok(Some(Mark::Simulation)))
}

/// Whether everybody in a database is invented: one given by its URL may be any.
async fn is_invented(settings: &Settings, name: &str) -> Result<bool, Failure> {
    let db = connect(&settings.database_url(name)?).await?;
    db::migrate(&db).await?;
    Ok(matches!(db::find_mark(&db).await?, Some(Mark::Demonstration | Mark::Simulation)))
}

/// Opens the connections to a database.
pub async fn connect(url: &str) -> Result<Db, Failure> {
    Ok(db::open(url).await.map_err(|error| format!("the database cannot be opened: {error}"))?)
}

/// The destination of mail: a page in the demonstration, otherwise the server of the settings, if any.
pub fn post_of(settings: &Settings, app: &App) -> Result<Option<Post>, Failure> {
    if app.demo { Ok(Some(Post::Page)) } else { post(settings) }
}

/// The mail server of the settings, if any.
pub fn post(settings: &Settings) -> Result<Option<Post>, Failure> {
    let Some(url) = settings.smtp_url.as_ref().filter(|url| !url.is_empty()) else { return Ok(None) };
    let head = Letterhead::parse(&settings.mail_from(), &settings.contact_email)
        .ok_or("TANDEM_MAIL_FROM is neither an address nor `Name <address>`")?;
    // The message does not repeat the URL, which may contain a password.
    let post = Post::smtp(url, head).ok_or("TANDEM_SMTP_URL is not like smtps://user:password@host")?;
    Ok(Some(post))
}

/// Opens a database and applies migrations. Its mark is checked, so that a demonstration or a simulation is never served as a real hub,
/// nor the other way round; so are the key it was sealed with and that it is no older copy.
pub async fn open(settings: &Settings, name: &str, demo: bool) -> Result<App, Failure> {
    let app = open_as_it_is(settings, name, demo).await?;
    if demo {
        return Ok(app);
    }
    if let Some(hub) = db::find_hub(&app.db).await? {
        if beside::steps_lost(settings, &hub) > 0 {
            return Err(OLDER.into());
        }
    } else {
        let write = app.write(&By::Hub).await?;
        acts::hub::mark::run(&write, Mark::Real).await?;
        write.commit().await?;
    }
    beside::advance(settings, &app.db).await?;
    if app.rehearses {
        let write = app.write(&By::Hub).await?;
        if acts::hub::rehearse::run(&write).await? {
            tracing::warn!("TANDEM_MODE puts this hub, which was open, in rehearsal");
        }
        write.commit().await?;
    }
    Ok(app)
}

/// What is said of a database that an older copy was put in the place of.
pub const OLDER: &str = "this database is older than the one that was last used here: a copy was put in its place. \
    If that is meant, `tandem restored` ends the sessions and links of before and holds the mail; then start again";

/// The same, whether or not the database is an older copy, and without noting that it is used.
pub async fn open_as_it_is(settings: &Settings, name: &str, demo: bool) -> Result<App, Failure> {
    let url = settings.database_url(name)?;
    if let Some(file) = sqlite_file(&url) {
        beside::keep_in_use(&file, Use::Together)?;
    }
    let db = connect(&url).await?;
    db::migrate(&db).await?;
    let hub = db::find_hub(&db).await?;
    match hub.as_ref().map(|hub| hub.mark) {
        Some(Mark::Real) if demo => {
            return Err("this database is that of a real hub: the demonstration does not open it".into());
        }
        Some(Mark::Demonstration) if !demo => {
            return Err("this database is that of a demonstration: it is opened by `tandem demo` only".into());
        }
        Some(Mark::Simulation) if !demo => {
            return Err("this database is that of a simulation: it is never opened as a real hub; `tandem demo` serves it".into());
        }
        _ => {}
    }
    Ok(App {
        db,
        demo,
        https: settings.is_https(),
        base_url: settings.base_url(),
        clock: if demo { Clock::simulated(hub.as_ref()) } else { Clock::System },
        secret: secret_of(settings, hub.as_ref())?,
        rules: Rules::default(),
        limits: settings.limits(),
        proxies: Proxies(settings.proxies),
        providers: settings.providers()?,
        texts: if demo { Texts::Page } else { settings.texts()? },
        text_secret: settings.text_secret.clone().filter(|secret| !secret.is_empty()),
        bounces: if demo { None } else { settings.bounces() },
        rehearses: settings.rehearses(),
        contact_email: settings.contact_email.clone(),
        notices: settings.notices(),
        cache: Cache::default(),
        openings: Together::default(),
        sending: None,
        only_shows: false,
        reader: None,
    })
}

/// The hub's key. It is made for a new database only: with another, what is sealed in an old one would never open again.
pub fn secret_of(settings: &Settings, hub: Option<&Hub>) -> Result<Secret, Failure> {
    let file = settings.secret_file();
    let Some(hub) = hub else { return Ok(Secret::read_or_make(&file)?) };
    if !file.exists() {
        return Err(format!(
            "the key {} is missing, and this database was sealed with it: put it back from where it is kept",
            file.display()
        )
        .into());
    }
    let secret = Secret::read(&file)?;
    if !hub.is_sealed_with(&secret) {
        return Err(format!(
            "the key {} is not the one that this database was sealed with: put that one back",
            file.display()
        )
        .into());
    }
    Ok(secret)
}
