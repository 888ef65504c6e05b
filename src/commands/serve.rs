//! Serves the hub, or its demonstration.

use std::future::IntoFuture;
use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{Failure, print};
use crate::accounts::access::Rules;
use crate::app::{App, router};
use crate::config::Settings;
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
    serve(settings, app, &welcome).await
}

/// Opens or makes the hub's database, and serves it.
pub async fn hub(settings: &Settings) -> Result<(), Failure> {
    start_log(settings);
    let app = open(settings, "hub.db", false).await?;
    serve(settings, app, &format!("Tandem : {}\n", settings.base_url())).await
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
    })
}

async fn serve(settings: &Settings, app: App, welcome: &str) -> Result<(), Failure> {
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
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    Ok(axum::serve(listener, service).with_graceful_shutdown(stopped).into_future().await?)
}

fn start_log(settings: &Settings) {
    let filter = tracing_subscriber::EnvFilter::builder().parse_lossy(&settings.log);
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
