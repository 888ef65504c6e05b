//! Serves the hub, or its demonstration.

use std::future::IntoFuture;
use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::{Failure, print};
use crate::accounts::access::Rules;
use crate::app::{self, App, router};
use crate::config::Settings;
use crate::mail::{self, Letterhead, Post};
use crate::secret::Secret;
use crate::web::Proxies;
use crate::{accounts, db, demo};

/// Opens or makes the demonstration's database, and serves it.
pub async fn demo(settings: &Settings) -> Result<(), Failure> {
    start_log(settings);
    let app = open(settings, "demo.db", true).await?;
    if demo::load(&app.db, app.now()).await? {
        print("Le hub de démonstration est chargé.\n")?;
    }
    let mut welcome = format!("Tandem, hub de démonstration : {}\nEntrez comme :\n", settings.base_url());
    for account in accounts::store::list(&app.db).await? {
        welcome.push_str(&format!("  {} ({})\n", account.name, account.role));
    }
    welcome.push_str(&format!("sur {}/personas\n", settings.base_url()));
    serve(settings, app, Some(Post::Page), &welcome).await
}

/// Opens or makes the hub's database, and serves it.
pub async fn hub(settings: &Settings) -> Result<(), Failure> {
    start_log(settings);
    let app = open(settings, "hub.db", false).await?;
    let post = post(settings)?;
    if post.is_none() {
        eprintln!("tandem: TANDEM_SMTP_URL is not set: the mail waits in the outbox");
    }
    serve(settings, app, post, &format!("Tandem : {}\n", settings.base_url())).await
}

/// Where the mail of the hub goes, if that is said.
fn post(settings: &Settings) -> Result<Option<Post>, Failure> {
    let Some(url) = settings.smtp_url.as_ref().filter(|url| !url.is_empty()) else { return Ok(None) };
    let head = Letterhead::parse(&settings.mail_from(), &settings.contact_email)
        .ok_or("TANDEM_MAIL_FROM is neither an address nor `Name <address>`")?;
    // The address is not repeated: it may hold a password.
    let post = Post::smtp(url, head).ok_or("TANDEM_SMTP_URL is not like smtps://user:password@host")?;
    Ok(Some(post))
}

pub(super) async fn open(settings: &Settings, name: &str, demo: bool) -> Result<App, Failure> {
    let url = settings.database_url(name)?;
    let db = db::open(&url).await.map_err(|error| format!("the database cannot be opened: {error}"))?;
    db::migrate(&db).await?;
    Ok(App {
        db,
        demo,
        https: settings.is_https(),
        base_url: settings.base_url(),
        secret: Secret::read_or_make(&settings.secret_file())?,
        rules: Rules::default(),
        limits: settings.limits(),
        proxies: Proxies(settings.proxies),
        providers: settings.providers()?,
        contact_email: settings.contact_email.clone(),
        notices: settings.notices(),
    })
}

async fn serve(settings: &Settings, app: App, post: Option<Post>, welcome: &str) -> Result<(), Failure> {
    let listener = TcpListener::bind(settings.listen)
        .await
        .map_err(|error| format!("{} cannot be listened on: {error}", settings.listen))?;
    print(welcome)?;
    let mut stop = signal(SignalKind::terminate())?;
    let stopped = async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = stop.recv() => {}
        }
    };
    let (until, stop_sending) = watch::channel(());
    let sender = post.map(|post| {
        tokio::spawn(mail::run(app.db.clone(), app.secret.clone(), post, app::now, stop_sending))
    });
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stopped).into_future().await?;
    drop(until);
    if let Some(sender) = sender {
        sender.await?;
    }
    Ok(())
}

fn start_log(settings: &Settings) {
    let filter = tracing_subscriber::EnvFilter::builder().parse_lossy(&settings.log);
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
