//! A year of light use in a minute, an hour in the long form: the clock of the program is put forward, through both changes of the
//! hour in Paris, while people go on using it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use tandem::accounts::access::Role;
use tandem::db::{self, Db, new_id};
use time::{Month, OffsetDateTime, Weekday};

use super::count;
use crate::acts::privacy::SWEPT;
use crate::support::{Folder, Request, Served, TestHub, is_long, now_seconds};

/// The library that shows another clock to the program; the timers stay real.
pub fn faketime() -> PathBuf {
    let library = |folder: fs::DirEntry| folder.path().join("faketime/libfaketimeMT.so.1");
    let libraries = fs::read_dir("/usr/lib").unwrap().filter_map(Result::ok).map(library);
    libraries.into_iter().find(|file| file.exists()).expect("the package faketime is installed")
}

/// How long the program runs between two steps of its clock.
fn between() -> Duration {
    if is_long() { Duration::from_secs(240) } else { Duration::from_secs(2) }
}

/// The instants to which the clock is put, in seconds from now: every month, and just before each change of the hour.
fn instants() -> Vec<i64> {
    let now = OffsetDateTime::from_unix_timestamp(i64::try_from(now_seconds()).unwrap()).unwrap();
    let mut instants: Vec<i64> = (1..=13).map(|month| month * 29 * 86_400).collect();
    for (year, month) in [0, 1]
        .into_iter()
        .flat_map(|more| [Month::March, Month::October].map(|month| (now.year() + more, month)))
    {
        let last = time::Date::from_calendar_date(year, month, 31).unwrap();
        let sunday =
            if last.weekday() == Weekday::Sunday { last } else { last.prev_occurrence(Weekday::Sunday) };
        let ahead = (sunday.with_hms(0, 59, 58).unwrap().assume_utc() - now).whole_seconds();
        if (86_400..360 * 86_400).contains(&ahead) {
            instants.push(ahead);
        }
    }
    instants.sort_unstable();
    instants
}

/// The form with which somebody of the first organisation on the page refers somebody else, with the agreement given today.
fn referring(served: &Served, address: &str) -> String {
    let page = served.get("/join/referral").map(|answer| answer.body).unwrap_or_default();
    let origin = page.split("<option value=\"").map(|rest| rest.split('"').next().unwrap_or_default());
    let origin = origin.into_iter().find(|value| value.len() >= 36).unwrap_or_default();
    let today = OffsetDateTime::from_unix_timestamp(i64::try_from(now_seconds()).unwrap()).unwrap().date();
    format!(
        "referrer=Camille+Orsini&referrer_email={address}&origin={origin}&first_name=Agathe&last_name=Calisson\
         &phone=0491000000&place=13213&agreement=spoken&agreed_on={:02}%2F{:02}%2F{}&track=employment&form_key={}",
        today.day(),
        u8::from(today.month()),
        today.year(),
        new_id().simple()
    )
}

/// What somebody does who uses the hub a little: they come in, look at some pages, ask for a link, mistype a password, ask to join, refer
/// somebody, and leave a file unconfirmed.
fn use_a_little(served: &Served, persona: &str, stop: &AtomicBool) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        number += 1;
        let Some(session) =
            served.post(persona).ok().and_then(|entered| entered.session().map(str::to_owned))
        else {
            wrong.push(format!("{persona}: nobody enters"));
            continue;
        };
        let address = format!("somebody-{number}@exemple.test").replace('@', "%40");
        let asking = format!(
            "first_name=Olive&last_name=Tapenade&email={address}&place=13005&words=Bonjour&form_key={}",
            new_id().simple()
        );
        let list = "Prénom;Nom;Adresse e-mail\nOlive;Tapenade;olive@exemple.test\n";
        let requests = [
            Request::get("/"),
            Request::get("/me"),
            Request::get("/mentees"),
            Request::get("/steps"),
            Request::get("/results"),
            Request::post("/sign-in/links", format!("email={address}")),
            Request::post("/sign-in/password", format!("email={address}&password=pas+le+bon+mot+de+passe")),
            Request::post("/join/mentor", asking),
            Request::post("/join/referral", referring(served, &address)),
            Request::upload("/import", "liste.csv", list),
        ];
        for request in requests {
            match served.send(&request.clone().signed_in(&session)) {
                Ok(answer) if answer.status < 500 => {}
                Ok(answer) => wrong.push(format!("{} {}", answer.status, request.path)),
                Err(error) => wrong.push(format!("{error} {}", request.path)),
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    wrong
}

/// The keys of the rows of a table.
async fn keys(db: &Db, table: &str) -> BTreeSet<String> {
    let columns = format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0");
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Sqlite, columns)).await.unwrap();
    let columns: Vec<String> = rows.iter().map(|row| row.try_get("", "name").unwrap()).collect();
    let key = columns.iter().map(|name| format!("quote({name})")).collect::<Vec<_>>().join(" || ");
    let query = Statement::from_string(DbBackend::Sqlite, format!("SELECT {key} AS text FROM {table}"));
    let rows = db.query_all_raw(query).await.unwrap();
    rows.iter().map(|row| row.try_get("", "text").unwrap()).collect()
}

/// What the process held after a step of the clock, and which rows were there.
struct Held {
    after: i64,
    megabytes: u64,
    open_files: usize,
    rows: Vec<BTreeSet<String>>,
}

async fn look(served: &Served, db: &Db, after: i64) -> Held {
    let mut rows = Vec::new();
    for (table, _) in SWEPT {
        rows.push(keys(db, table).await);
    }
    Held { after, megabytes: served.resident_megabytes(), open_files: served.open_files(), rows }
}

/// The clock stands at each instant for a while.
async fn pass_the_year(served: &Served, file: &Path, clock: &Path) -> Vec<Held> {
    let db = db::open(&format!("sqlite://{}", file.display())).await.unwrap();
    let mut held = Vec::new();
    for instant in instants() {
        fs::write(clock, format!("+{instant}")).unwrap();
        tokio::time::sleep(between()).await;
        held.push(look(served, &db, instant).await);
    }
    held
}

#[tokio::test(flavor = "multi_thread", worker_threads = 6)]
async fn a_year_of_light_use_leaves_nothing_behind() {
    let folder = Folder::with_demonstration().await;
    let clock = folder.file("clock");
    fs::write(&clock, "+0").unwrap();
    let environment: [(&str, &Path); 4] = [
        ("LD_PRELOAD", &faketime()),
        ("FAKETIME_TIMESTAMP_FILE", &clock),
        ("FAKETIME_NO_CACHE", Path::new("1")),
        ("FAKETIME_DONT_FAKE_MONOTONIC", Path::new("1")),
    ];
    let served = Served::start(&folder, "demo", &environment);
    let mut personas = Vec::new();
    for role in [Role::Coordinator, Role::Adviser, Role::Mentor] {
        personas.push(TestHub::demo().await.persona(role).await);
    }
    let stop = AtomicBool::new(false);
    let (held, wrong) = std::thread::scope(|scope| {
        let (served, stop) = (&served, &stop);
        let using: Vec<_> =
            personas.iter().map(|persona| scope.spawn(move || use_a_little(served, persona, stop))).collect();
        let file = folder.file("demo.db");
        let held = tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(pass_the_year(served, &file, &clock))
        });
        stop.store(true, Ordering::Relaxed);
        let wrong: Vec<String> = using.into_iter().flat_map(|using| using.join().unwrap()).collect();
        (held, wrong)
    });
    assert!(wrong.is_empty(), "{} wrong answers, as {:?}", wrong.len(), wrong.first());
    let (early, last) = (&held[3], held.last().unwrap());
    for ((table, length), (now, place)) in SWEPT.iter().zip(last.rows.iter().zip(0..)) {
        // A link waits for its length once it expired, a week after it was made at the latest.
        let over = length.length().whole_seconds() + 8 * 86_400;
        for before in held.iter().filter(|before| before.after + over < last.after) {
            let left = before.rows[place].intersection(now).count();
            assert_eq!(
                left,
                0,
                "{table}: rows of {} days ago are left",
                (last.after - before.after) / 86_400
            );
        }
        let written = held.iter().any(|held| !held.rows[place].is_empty());
        // They have their own tests.
        let apart = ["exceptional_openings", "passkey_ceremonies", "problems", "unreachable_addresses"]
            .contains(table);
        assert!(written || apart, "{table}: nothing was ever written");
    }
    // In a few seconds caches are still being filled.
    let more = if is_long() { 30 } else { 60 };
    assert!(last.megabytes <= early.megabytes + more, "{} MB, then {} MB", early.megabytes, last.megabytes);
    assert!(last.open_files <= early.open_files + 8, "{} files, then {}", early.open_files, last.open_files);
    served.stop();
    let db = db::open(&format!("sqlite://{}", folder.file("demo.db").display())).await.unwrap();
    assert!(count(&db, "journal_segments").await >= 6, "a segment of the journal every other step");
    let secret = tandem::secret::Secret::read(&folder.file("secret")).unwrap();
    assert!(db::verify(&db, &secret).await.unwrap().is_ok());
}
