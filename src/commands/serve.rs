//! `tandem serve` and `tandem demo`: the web server and its worker.

use std::io::IsTerminal as _;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::beside;
use super::hub::{DEMONSTRATION, HUB, is_simulated, open, post};
use super::metrics::Metrics;
use super::output::{Failure, print};
use crate::config::{LogFormat, Settings};
use crate::db::{self, Db, Mark};
use crate::mail::Post;
use crate::router::router;
use crate::state::App;
use crate::territories::drawn;
use crate::web::server;
use crate::worker;
use crate::{accounts, demo};

/// Serves the hub that is simulated, if there is one, otherwise the demonstration, whose database is created and filled if missing.
pub async fn demo(settings: &Settings) -> Result<(), Failure> {
    start_log(settings);
    let file = if is_simulated(settings).await { HUB } else { DEMONSTRATION };
    let app = open(settings, file, true).await?;
    if demo::load(&app.db, &app.secret, app.named(), app.now()).await? {
        print("Le hub de démonstration est chargé.\n")?;
    }
    if !matches!(db::find_mark(&app.db).await?, Some(Mark::Demonstration | Mark::Simulation)) {
        return Err("this database holds something else than the demonstration: it is left as it is".into());
    }
    worker::publish_first(&app).await?;
    let mut welcome =
        format!("Tandem, hub de démonstration : {}\nConnectez-vous comme :\n", settings.base_url());
    for account in accounts::store::list(&app.db).await? {
        welcome.push_str(&format!("  {} ({})\n", account.name, account.role));
    }
    welcome.push_str(&format!("sur {}/personas\n", settings.base_url()));
    serve(settings, app, Some(Post::Page), &welcome).await
}

/// Serves the hub, whose database is created if missing.
pub async fn hub(settings: &Settings) -> Result<(), Failure> {
    start_log(settings);
    let app = open(settings, HUB, false).await?;
    let post = post(settings)?;
    if settings.is_https() && settings.proxies == 0 {
        tracing::warn!(
            "the hub is reached by https and TANDEM_PROXIES is 0: if a proxy stands in front, all visitors count as one \
             network, and wait for each other. Set TANDEM_PROXIES to the number of proxies."
        );
    }
    if post.is_none() {
        tracing::warn!("TANDEM_SMTP_URL is not set: the mail waits in the outbox");
    }
    serve(settings, app, post, &format!("Tandem : {}\n", settings.base_url())).await
}

async fn serve(settings: &Settings, app: App, post: Option<Post>, welcome: &str) -> Result<(), Failure> {
    let listener = TcpListener::bind(settings.listen)
        .await
        .map_err(|error| format!("{} cannot be listened on: {error}", settings.listen))?;
    let metrics = match settings.metrics_listen {
        Some(address) => Some(Metrics::begin(address, &app).await?),
        None => None,
    };
    // Beside what serves, which nobody waits for.
    tokio::task::spawn_blocking(drawn::draw);
    print(welcome)?;
    let mut stop = signal(SignalKind::terminate())?;
    let (stopping, stopped) = watch::channel(());
    tokio::spawn(async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = stop.recv() => {}
        }
        drop(stopping);
    });
    let until_stopped = |mut stopped: watch::Receiver<()>| async move {
        let _ = stopped.changed().await;
    };
    let measured = metrics.map(|metrics| metrics.serve(until_stopped(stopped.clone())));
    let measured = measured.map(tokio::spawn);
    let (until, stop_working) = watch::channel(());
    let worker = tokio::spawn(worker::run(app.clone(), post, stop_working.clone()));
    let settings_of_keeper = (!app.demo).then(|| settings.clone());
    let keeper = tokio::spawn(keep(app.db.clone(), settings_of_keeper, stop_working));
    let db = app.db.clone();
    server::serve(listener, router(app), until_stopped(stopped)).await;
    drop(until);
    if let Some(measured) = measured {
        measured.await?;
    }
    let worked = worker.await;
    keeper.await?;
    // Whatever the worker met, what was written is left in the one file.
    db.close().await?;
    Ok(worked??)
}

/// How often the files of the database are looked after.
const KEEP_EVERY: Duration = Duration::from_secs(60);

/// Folds the log of the database into its file, and notes beside it how far a hub has come, until the sender of `stop` is dropped.
async fn keep(db: Db, noted: Option<Settings>, mut stop: watch::Receiver<()>) {
    loop {
        let is_over = tokio::select! {
            _ = stop.changed() => true,
            () = tokio::time::sleep(KEEP_EVERY) => false,
        };
        if let Some(settings) = &noted
            && let Err(error) = beside::advance(settings, &db).await
        {
            tracing::error!(%error, "how far the database has come was not noted");
        }
        if is_over {
            return;
        }
        match db.fold().await {
            Ok(true) => {}
            Ok(false) => tracing::info!("the log of the database is read: it is folded next time"),
            Err(error) => tracing::error!(%error, "the log of the database was not folded"),
        }
    }
}

fn start_log(settings: &Settings) {
    // That layer logs addresses, and those of links bear their token.
    let directives = format!("{},tower_http::csrf=off", settings.log);
    let filter = tracing_subscriber::EnvFilter::builder().parse_lossy(directives);
    let stderr = std::io::stderr;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(stderr().is_terminal())
        .with_writer(stderr);
    match settings.log_format {
        LogFormat::Text => log.init(),
        // The request alone: what it stands in is said by nothing else.
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
    // Without its message, which may quote what somebody wrote: a text cut within a letter, a value that is not as it should be.
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string);
        tracing::error!(at, "the program broke at a place where it should not");
    }));
}
