//! A database for each test: a copy of a template that is made once a build and a day.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::UNIX_EPOCH;

use sea_orm::{ConnectOptions, ConnectionTrait, Database as Connections, DatabaseConnection};
use tandem::accounts::messages::Hub;
use tandem::db::{self, Db, Instant, new_id};
use tandem::demo;
use tandem::secret::Secret;
use time::OffsetDateTime;

use super::steps::unsettled;

/// What a database begins with.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// The tables, empty.
    Tables,
    /// The demonstration hub.
    Demonstration,
}

/// A database that lives as long as its test.
pub struct Database {
    pub db: Db,
    place: Place,
    /// Whether a test wrote in it beside the acts, after which nobody knows what it holds.
    by_hand: AtomicBool,
}

enum Place {
    File(PathBuf),
    Server { admin: String, name: String },
}

impl Database {
    /// A copy of a template.
    pub async fn new(content: Content) -> Self {
        match server() {
            Some(admin) => Self::on_server(admin, content).await,
            None => Self::in_file(content).await,
        }
    }

    async fn in_file(content: Content) -> Self {
        let file = std::env::temp_dir().join(format!("tandem-test-{}.db", new_id().simple()));
        copy_template(content, &file).await;
        let db = db::open(&sqlite(&file)).await.expect("the copy can be opened");
        Self { db, place: Place::File(file), by_hand: AtomicBool::new(false) }
    }

    async fn on_server(admin: String, content: Content) -> Self {
        let template = server_template(&admin, content).await;
        let name = format!("tandem_test_{}", new_id().simple());
        let server = one_connection(&admin).await;
        run(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        server.close().await.expect("the server lets go");
        let db = db::open(&database_at(&admin, &name)).await.expect("the copy can be opened");
        Self { db, place: Place::Server { admin, name }, by_hand: AtomicBool::new(false) }
    }
}

impl Database {
    /// Its address.
    pub fn url(&self) -> String {
        match &self.place {
            Place::File(file) => sqlite(file),
            Place::Server { admin, name } => database_at(admin, name),
        }
    }

    /// Notes that a test writes in it beside the acts.
    pub fn write_by_hand(&self) {
        self.by_hand.store(true, Ordering::Relaxed);
    }

    /// What the acts of a test left behind, once the test is over.
    fn left_behind(&self) -> Vec<String> {
        if self.by_hand.load(Ordering::Relaxed) || std::thread::panicking() {
            return Vec::new();
        }
        let url = self.url();
        // A destructor cannot wait for an answer in the test's own runtime.
        let looking = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime
                .expect("a runtime starts")
                .block_on(async { unsettled(&db::open(&url).await.expect("it opens")).await })
        });
        looking.join().unwrap_or_else(|_| vec!["the steps cannot be read".to_owned()])
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let left_behind = self.left_behind();
        match &self.place {
            Place::File(file) => {
                for suffix in ["", "-wal", "-shm"] {
                    let _ = fs::remove_file(format!("{}{suffix}", file.display()));
                }
            }
            Place::Server { admin, name } => drop_on_server(admin.clone(), name.clone()),
        }
        assert!(left_behind.is_empty(), "an act did not settle what it touched: {left_behind:#?}");
    }
}

/// Copies a template to a file of SQLite.
pub async fn copy_template(content: Content, file: &Path) {
    fs::copy(file_template(content).await, file).expect("the template can be copied");
}

/// A destructor cannot wait for an answer in the test's own runtime.
fn drop_on_server(admin: String, name: String) {
    let dropping = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime starts").block_on(async {
            let server = one_connection(&admin).await;
            let _ = server.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
        });
    });
    let _ = dropping.join();
}

#[expect(clippy::disallowed_methods, reason = "the suite is told by its environment which engine to run on")]
fn server() -> Option<String> {
    std::env::var("TANDEM_TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
}

/// The same server's address, for another of its databases.
fn database_at(admin: &str, name: &str) -> String {
    let (server, _) = admin.rsplit_once('/').expect("an address ends with the name of a database");
    format!("{server}/{name}")
}

fn sqlite(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

async fn one_connection(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Connections::connect(options).await.expect("the server answers")
}

async fn run(db: &impl ConnectionTrait, sql: &str) {
    db.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The instant it is: the demonstration counts its days back from it.
#[expect(clippy::disallowed_methods, reason = "the demonstration is loaded as it would be today")]
pub fn now() -> Instant {
    Instant::new(OffsetDateTime::now_utc())
}

/// The key of every hub of the tests: a template and its copies are sealed with the same.
pub fn secret() -> Secret {
    Secret::read_or_make(&secret_file()).expect("a key can be made")
}

/// The file of that key.
pub fn secret_file() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("secret")
}

/// A template holds for one build, whose tables it has, and for one day, from which the demonstration counts.
fn template_name(content: Content) -> String {
    let program = std::env::current_exe().expect("a test knows its own program");
    let built = fs::metadata(program).and_then(|program| program.modified()).expect("the program has a date");
    let built = built.duration_since(UNIX_EPOCH).expect("it was built after 1970").as_millis();
    let content = format!("{content:?}").to_lowercase();
    format!("tandem_template_{content}_{built}_{}", now().day().to_julian_day())
}

/// Only one process makes a template; the others wait for it.
async fn file_template(content: Content) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let template = folder.join(format!("{}.db", template_name(content)));
    let lock = File::create(folder.join("templates.lock")).expect("the lock can be made");
    lock.lock().expect("the lock can be taken");
    if !template.exists() {
        remove_old_templates(&folder, content);
        let draft = folder.join("template-draft.db");
        let _ = fs::remove_file(&draft);
        let db = db::open(&sqlite(&draft)).await.expect("a template can be opened");
        fill(&db, content).await;
        db.close().await.expect("the template is complete");
        fs::rename(draft, &template).expect("the template takes its name");
    }
    template
}

fn remove_old_templates(folder: &Path, content: Content) {
    let old = format!("tandem_template_{content:?}_").to_lowercase();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(&old) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

async fn server_template(admin: &str, content: Content) -> String {
    let name = template_name(content);
    let server = one_connection(admin).await;
    run(&server, "SELECT pg_advisory_lock(20260312)").await;
    let exists = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
    let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, exists);
    if server.query_one_raw(statement).await.expect("the server lists its databases").is_none() {
        let draft = format!("{name}_draft");
        run(&server, &format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)")).await;
        run(&server, &format!("CREATE DATABASE {draft}")).await;
        let db = db::open(&database_at(admin, &draft)).await.expect("a template can be opened");
        fill(&db, content).await;
        db.close().await.expect("the template is complete");
        run(&server, &format!("ALTER DATABASE {draft} RENAME TO {name}")).await;
    }
    run(&server, "SELECT pg_advisory_unlock(20260312)").await;
    server.close().await.expect("the server lets go");
    name
}

async fn fill(db: &Db, content: Content) {
    db::migrate(db).await.expect("the migrations apply");
    if matches!(content, Content::Demonstration) {
        let hub = Hub { base_url: "http://hub.test", contact_email: "contact@hub.exemple.test" };
        demo::load(db, &secret(), hub, now()).await.expect("the demonstration loads");
    }
}
