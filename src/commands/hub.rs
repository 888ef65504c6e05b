//! Opens a hub from its settings: the database and the mail server.

use super::output::Failure;
use crate::accounts::access::Rules;
use crate::accounts::viewer::By;
use crate::acts;
use crate::config::Settings;
use crate::db::{self, Mark};
use crate::limits::Cache;
use crate::mail::{Letterhead, Post};
use crate::secret::Secret;
use crate::state::{App, Clock};
use crate::web::Proxies;

/// Opens the hub's database, or else that of the demonstration; creates neither.
pub async fn open_existing(settings: &Settings) -> Result<App, Failure> {
    for (name, demo) in [("hub.db", false), ("demo.db", true)] {
        if settings.existing_database_url(name).is_some() {
            let demo = demo || is_demonstration(settings, name).await?;
            return open(settings, name, demo).await;
        }
    }
    Err("there is no database yet".into())
}

/// Whether a database is marked as a demonstration: one given by its URL may be either.
async fn is_demonstration(settings: &Settings, name: &str) -> Result<bool, Failure> {
    let db = db::open(&settings.database_url(name)?).await?;
    db::migrate(&db).await?;
    Ok(db::find_mark(&db).await? == Some(Mark::Demonstration))
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

/// Opens a database and applies migrations. Its mark is checked, so that a demonstration is never served as a real hub, nor the
/// other way round.
pub async fn open(settings: &Settings, name: &str, demo: bool) -> Result<App, Failure> {
    let url = settings.database_url(name)?;
    let db = db::open(&url).await.map_err(|error| format!("the database cannot be opened: {error}"))?;
    db::migrate(&db).await?;
    let mark = db::find_mark(&db).await?;
    match mark {
        Some(Mark::Real) if demo => {
            return Err("this database is that of a real hub: the demonstration does not open it".into());
        }
        Some(Mark::Demonstration) if !demo => {
            return Err("this database is that of a demonstration: it is opened by `tandem demo` only".into());
        }
        _ => {}
    }
    let app = App {
        db,
        demo,
        https: settings.is_https(),
        base_url: settings.base_url(),
        clock: Clock::System,
        secret: Secret::read_or_make(&settings.secret_file())?,
        rules: Rules::default(),
        limits: settings.limits(),
        proxies: Proxies(settings.proxies),
        providers: settings.providers()?,
        contact_email: settings.contact_email.clone(),
        notices: settings.notices(),
        cache: Cache::default(),
        sending: None,
    };
    if mark.is_none() && !demo {
        let write = app.write(&By::Hub).await?;
        acts::hub::mark::run(&write, Mark::Real).await?;
        write.commit().await?;
    }
    Ok(app)
}
