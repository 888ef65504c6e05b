//! A small house that stands, in which one bad file is put at a time.

/// Its files.
pub const SOUND: &[(&str, &str)] = &[
    (
        "src/lib.rs",
        "pub mod router; pub mod state; pub mod worker; pub mod db; pub mod mail; pub mod jobs;
/// Who is signed in.
pub mod accounts;
/// People.
pub mod people;
/// Pairs.
pub mod tandems;
/// Readings over several nouns.
pub mod overview;
/// What people and the hub do.
pub mod acts;
/// The demonstration.
pub mod demo;
",
    ),
    (
        "src/db/mod.rs",
        "mod entity; mod write; pub use write::{Deciding, Snapshot, Write}; pub(crate) use entity::entity;
        pub type Db = u8; pub type Id = u8; pub fn new_id() -> Id { 0 }",
    ),
    ("src/db/entity.rs", "macro_rules! entity { () => {} } pub(crate) use entity;"),
    (
        "src/db/write.rs",
        "pub struct Write; impl Write { pub fn begin() {} } pub struct Snapshot; pub trait Deciding {}",
    ),
    (
        "src/state.rs",
        "use crate::db::Write; pub struct App; impl App { pub fn write(&self) { Write::begin() } }",
    ),
    ("src/router.rs", "use crate::people; pub fn router() { people::pages::routes() }"),
    ("src/worker.rs", "use crate::jobs; pub fn work() { jobs::store::claim(); }"),
    ("src/mail/mod.rs", "mod store; pub use store::push;"),
    (
        "src/mail/store.rs",
        "use crate::db::Write;
        pub async fn push(write: &Write) { Entity::insert(row).exec(write.on()).await }",
    ),
    ("src/jobs/mod.rs", "pub mod store; pub struct Claim;"),
    (
        "src/jobs/store.rs",
        "use super::Claim; use crate::db::Db;
        pub async fn claim(db: &Db) -> Option<Claim> { job::Entity::update_many().exec(db).await }
        pub async fn hold(db: &Db, claim: &Claim) { job::Entity::update_many().exec(db).await }",
    ),
    ("src/accounts/mod.rs", "pub mod access; pub mod store;"),
    ("src/accounts/access.rs", "pub enum Scope { Hub, Person(u8) }"),
    ("src/accounts/store.rs", "use crate::db::Db; pub async fn find_by_session(db: &Db, token: &str) {}"),
    ("src/people/mod.rs", "pub mod pages; pub mod person; pub mod store; pub use person::Person;"),
    ("src/people/person.rs", "use crate::db::Id; pub struct Person { pub id: Id }"),
    (
        "src/people/store.rs",
        "use crate::accounts::access::Scope; use crate::db::{Db, Write, entity}; use super::Person;
        entity!(row, \"people\", { id: Uuid });
        fn within(scope: Scope) -> Expr { match scope { Scope::Hub => all(), Scope::Person(id) => one(id) } }
        pub async fn find(db: &Db, scope: Scope) -> Option<Person> { list(db, within(scope)).await }
        pub async fn lock(write: &Write) { row::Entity::find().lock_exclusive().one(write.on()).await }
        pub async fn insert(write: &Write, person: &Person) {
            row::Entity::insert(person).exec(write.on()).await; write.record(deed, person.id);
        }",
    ),
    (
        "src/people/pages/mod.rs",
        "use axum::Router; use crate::acts::people::register; use crate::overview::store::read;
        use crate::state::App;
        pub fn routes() -> Router { app.write(&by); register::run(&write); read() }",
    ),
    ("src/tandems/mod.rs", "pub mod pages; pub mod store; pub mod tandem;"),
    ("src/tandems/tandem.rs", "use crate::people::Person; pub struct Tandem;"),
    ("src/tandems/store.rs", "use crate::people::store::find;"),
    ("src/tandems/pages.rs", "use crate::people::Person;"),
    ("src/overview/mod.rs", "pub mod store;"),
    (
        "src/overview/store.rs",
        "use crate::accounts::access::Scope; pub async fn read(scope: Scope) { of(scope) }",
    ),
    ("src/acts/mod.rs", "pub mod people;"),
    ("src/acts/people/mod.rs", "pub mod register; pub mod remind;"),
    (
        "src/acts/people/register.rs",
        "use crate::db::Write; use crate::people::store;
        pub async fn run(write: &Write) { store::insert(write).await }",
    ),
    (
        "src/acts/people/remind.rs",
        "use crate::state::App; use super::register;
        pub async fn run(app: &App) { register::run(write).await }",
    ),
];
