//! How fast every page is at the size of a region: `cargo bench --bench pages [-- OPTIONS]`.
//!
//! An invented hub is made, a round is run over it and its pairs are proposed; the program itself serves it, and eight clients ask for
//! every GET route as each role. `/healthz`, which does nothing, is the bound of the machine. PostgreSQL where
//! TANDEM_TEST_DATABASE_URL is set.
//!
//! - `--people N`: how many people (20,000), of whom three in ten are mentors.
//! - `--page PATH`: only the routes that begin so; may be repeated.
//! - `--role ROLE`: only as one role.
//! - `--seconds N`: how long each is asked for (2).
//! - `--clients N`: how many ask at once (8).
//! - `--mixed N`: afterwards, so many seconds of 200 requests a second, of which 50 write.
//! - `--folder PATH`: where the hub is kept from one run to the next (TANDEM_PAGES_FOLDER); otherwise it is made anew and dropped.

#![expect(clippy::expect_used, reason = "a bench that cannot run must stop")]
#![expect(clippy::disallowed_methods, reason = "it measures time, and reads where the database is")]

mod hub;
mod load;
mod rows;
mod targets;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sea_orm::{ConnectionTrait, Database};
use tandem::accounts::access::{Role, Rules};
use tandem::accounts::rate_limit::Limits;
use tandem::accounts::store::{insert_session, list};
use tandem::db::{self, Db, new_id};
use tandem::home::Notices;
use tandem::limits::{Cache, Together};
use tandem::outside::openid::Providers;
use tandem::secret::Secret;
use tandem::state::{App, Clock};
use tandem::web::Proxies;

use self::load::{Ask, Client, Times};
use self::targets::{Target, addresses, ids, targets};

/// The mixed load, in requests a second: all of them, and those that write.
const RATE: usize = 200;
const WRITES_OF: usize = 4;

struct Options {
    people: usize,
    pages: Vec<String>,
    role: Option<String>,
    seconds: u64,
    clients: usize,
    mixed: usize,
    folder: Option<PathBuf>,
}

impl Options {
    fn read() -> Self {
        let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
        let mut options = Self {
            people: 20_000,
            pages: Vec::new(),
            role: None,
            seconds: 2,
            clients: 8,
            mixed: 0,
            folder: std::env::var_os("TANDEM_PAGES_FOLDER").map(PathBuf::from),
        };
        while let Some(flag) = arguments.next() {
            let value = arguments.next().expect("every option has a value");
            let number = || value.parse().expect("a number");
            match flag.as_str() {
                "--people" => options.people = number(),
                "--page" => options.pages.push(value),
                "--role" => options.role = Some(value),
                "--seconds" => options.seconds = number() as u64,
                "--clients" => options.clients = number(),
                "--mixed" => options.mixed = number(),
                "--folder" => options.folder = Some(value.into()),
                other => panic_with(other),
            }
        }
        options
    }

    fn wants(&self, path: &str, role: &str) -> bool {
        let role_fits = self.role.as_deref().is_none_or(|wanted| wanted == role);
        let is_named =
            |page: &String| if page == "/" { path == "/" } else { path.starts_with(page.as_str()) };
        role_fits && (self.pages.is_empty() || self.pages.iter().any(is_named))
    }
}

fn panic_with(flag: &str) {
    eprintln!("{flag} is no option: see the head of benches/pages/main.rs");
    std::process::exit(2);
}

#[tokio::main]
async fn main() {
    let options = Options::read();
    let temporary = std::env::temp_dir().join(format!("tandem-pages-{}", new_id().simple()));
    let folder = options.folder.clone().unwrap_or_else(|| temporary.clone());
    std::fs::create_dir_all(&folder).expect("a folder");
    let url = database(&options, &folder).await;
    let app = open(&url, &folder).await;
    if db::find_mark(&app.db).await.expect("the database answers").is_none() {
        eprintln!("making a hub of {} people", options.people);
        hub::fill(&app, options.people).await;
    }
    let cookies = sign_in(&app).await;
    let targets = targets(&app.db, &options, &cookies).await;
    let asks = if options.mixed > 0 { mixed(&app.db, &options, &cookies).await } else { Vec::new() };
    app.db.close().await.expect("the database closes");
    let served = Served::start(&url, &folder).await;
    measure(&options, &served, targets).await;
    if options.mixed > 0 {
        run_mixed(&served, asks).await;
    }
    println!("{:<44} {:>9}", "resident memory at the end, MB", served.megabytes());
    drop(served);
    if options.folder.is_none() {
        drop(std::fs::remove_dir_all(temporary));
    }
}

/// The address of the database: on PostgreSQL one named after its size, made if it is missing.
async fn database(options: &Options, folder: &Path) -> String {
    let Ok(server) = std::env::var("TANDEM_TEST_DATABASE_URL") else {
        return format!("sqlite://{}?mode=rwc", folder.join("hub.db").display());
    };
    let name = format!("tandem_pages_{}", options.people);
    let admin = Database::connect(&server).await.expect("the server answers");
    if options.folder.is_none() {
        admin
            .execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}"))
            .await
            .expect("it can be dropped");
    }
    // It fails where a run before kept it.
    drop(admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE template0")).await);
    let (server, _) = server.rsplit_once('/').expect("postgres://…/database");
    format!("{server}/{name}")
}

async fn open(url: &str, folder: &Path) -> App {
    let db = db::open(url).await.expect("the database opens");
    db::migrate(&db).await.expect("the migrations apply");
    App {
        db,
        demo: false,
        https: false,
        base_url: "http://hub.test".to_owned(),
        clock: Clock::System,
        secret: Secret::read_or_make(&folder.join("secret")).expect("a key"),
        rules: Rules::default(),
        limits: Limits::default(),
        proxies: Proxies::default(),
        providers: Providers::default(),
        texts: Default::default(),
        text_secret: None,
        bounces: None,
        rehearses: false,
        contact_email: "contact@exemple.test".to_owned(),
        notices: Notices::default(),
        cache: Cache::default(),
        openings: Together::default(),
        sending: None,
        only_shows: false,
        reader: None,
    }
}

/// A session of each role, and an empty one for the public.
async fn sign_in(app: &App) -> BTreeMap<&'static str, String> {
    let write = hub::write(app).await;
    let mut cookies = BTreeMap::from([("public", String::new())]);
    for account in list(&app.db).await.expect("the accounts") {
        let token = insert_session(&write, account.id, true, "a bench").await.expect("a session");
        cookies.insert(account.role.code(), token);
    }
    write.commit().await.expect("the sessions are kept");
    cookies
}

/// The program itself, until it is dropped.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    async fn start(url: &str, folder: &Path) -> Self {
        let address = "127.0.0.1:18417".to_owned();
        let child = Command::new(env!("CARGO_BIN_EXE_tandem"))
            .arg("serve")
            .env("TANDEM_DATABASE_URL", url)
            .env("TANDEM_DATA_DIR", folder)
            .env("TANDEM_LISTEN", &address)
            .env("TANDEM_FILES_PER_HOUR", "1000000000")
            .env("TANDEM_FILES_PER_DAY", "1000000000")
            .stdout(Stdio::null())
            .spawn()
            .expect("the program starts");
        let served = Self { child, address };
        let mut client = Client::new(&served.address);
        while client.get("/readyz", "").await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        served
    }

    fn megabytes(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        kilobytes.unwrap_or(0) / 1024
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

async fn measure(options: &Options, served: &Served, targets: Vec<Target>) {
    println!(
        "{:<44} {:<12} {:>6} {:>9} {:>9} {:>9} {:>8} {:>7} {:>6}",
        "page", "role", "status", "per s", "p50, ms", "p99, ms", "bytes", "failed", "MB"
    );
    let bound = Target {
        label: "/healthz".to_owned(),
        role: "public",
        cookie: String::new(),
        paths: vec!["/healthz".to_owned()],
    };
    for target in std::iter::once(bound).chain(targets) {
        let length = Duration::from_secs(options.seconds);
        let times =
            load::closed(&served.address, options.clients, &target.paths, &target.cookie, length).await;
        print_line(&target.label, target.role, &times, served);
    }
}

fn print_line(label: &str, role: &str, times: &Times, served: &Served) {
    println!(
        "{label:<44} {role:<12} {:>6} {:>9.1} {:>9.2} {:>9.2} {:>8} {:>7} {:>6}",
        times.status,
        times.rate(),
        times.quantile(500),
        times.quantile(990),
        times.bytes,
        times.failed,
        served.megabytes(),
    );
}

/// The pages that a day at the hub asks for, and the meetings that are noted.
async fn mixed(db: &Db, options: &Options, cookies: &BTreeMap<&'static str, String>) -> Vec<Ask> {
    let coordinator = cookies.get(Role::Coordinator.code()).cloned().unwrap_or_default();
    let own = BTreeMap::new();
    let mut pages = Vec::new();
    for path in ["/people/{id}", "/tandems/{id}", "/proposals/{id}", "/steps/{step}"] {
        pages.extend(addresses(db, path, Role::Coordinator.code(), &own).await);
    }
    let lists =
        ["/", "/mentors", "/mentees?q=mar", "/tandems", "/proposals", "/steps", "/mentees", "/dashboard"];
    let open = ids(db, "SELECT id FROM tandems WHERE closed_on IS NULL ORDER BY id").await;
    let today = tandem::state::now().day();
    let mut asks = Vec::new();
    for number in 0..options.mixed * RATE {
        let cookie = coordinator.clone();
        if number % WRITES_OF == 0 {
            let tandem = open[number / WRITES_OF % open.len()];
            // A tandem meets once a day.
            let held =
                today - time::Duration::days(i64::try_from(number / WRITES_OF / open.len()).unwrap_or(0));
            let body = format!("held_on={held}&minutes=60&mode=remote&form_key={}", new_id().simple());
            asks.push(Ask { path: format!("/tandems/{tandem}/meetings"), cookie, body: Some(body) });
        } else {
            let of_list = lists[number / 3 % lists.len()].to_owned();
            let path = if number % 3 == 0 { of_list } else { pages[number * 7 % pages.len()].clone() };
            asks.push(Ask { path, cookie, body: None });
        }
    }
    asks
}

async fn run_mixed(served: &Served, asks: Vec<Ask>) {
    let [reads, writes] = load::steady(&served.address, asks, RATE, 64).await;
    print_line("mixed: pages", "coordinator", &reads, served);
    print_line("mixed: meetings noted", "coordinator", &writes, served);
}
