//! Wall 2: one place to look for a query, one for what is served, one for what is asked of other machines.

use super::Breach;
use crate::architecture::house::House;
use crate::architecture::reader::Source;
use crate::architecture::reader::references::Way;

const SQL: &[&str] = &["sea_orm", "sea_orm_migration", "sea_query", "sqlx"];
const SERVED: &[&str] = &["axum", "axum_extra", "tower", "tower_http", "hyper", "http"];
const ASKED: &[&str] = &["reqwest", "openidconnect", "oauth2", "lettre"];
const HTML: &[&str] = &["askama"];

/// Single files, path by path: another file of that name may not.
const SERVING_FILES: &[&str] = &[
    "src/guard.rs",
    "src/router.rs",
    "src/error.rs",
    "src/home/assets.rs",
    // Opens the port, and hands the router to it.
    "src/commands/serve.rs",
];

/// SQL stands in `store` and `db/`; what goes wrong with it is told in `error.rs`.
pub fn sql_in_stores_only(house: &House) -> Vec<Breach> {
    let why = "SQL and entities stand in store and db/ only";
    let mut breaches = crates_used(house, SQL, why, |source, path| {
        speaks_sql(source) || source.path == "src/error.rs" && path.last().is_some_and(|name| name == "DbErr")
    });
    for (from, reference, used) in house.uses_within() {
        let Some((_, item)) = reference.item() else { continue };
        let is_entity = used.declared.names.iter().any(|name| {
            name.name == item && name.made_by.as_deref() == Some("entity") && from.path != used.path
        });
        let is_macro = used.part() == "db" && item == "entity";
        if (is_entity || is_macro) && !speaks_sql(from) {
            breaches.push(Breach::new(from, reference.line, &reference.written, why));
        }
    }
    breaches
}

fn speaks_sql(source: &Source) -> bool {
    source.is_store() || source.part() == "db"
}

/// HTTP is served by pages and by what leads to them.
pub fn http_served_in_pages_only(house: &House) -> Vec<Breach> {
    let why = "HTTP is served in pages, api, web/, guard.rs, router.rs and error.rs only";
    // The types of the crate `http` are those of clients too.
    crates_used(house, SERVED, why, |source, path| serves(source) || asks(source) && path[0] == "http")
}

fn serves(source: &Source) -> bool {
    source.is_page() || source.part() == "web" || SERVING_FILES.contains(&source.path.as_str())
}

/// HTML is written where it is served, and in the messages of a noun.
pub fn html_where_it_is_served(house: &House) -> Vec<Breach> {
    let why = "HTML stands where it is served, and in messages.rs";
    crates_used(house, HTML, why, |source, _| serves(source) || source.room() == "messages")
}

/// Other machines are asked by `outside/` and `mail/`, which give plain values.
pub fn other_machines_asked_outside_only(house: &House) -> Vec<Breach> {
    let why = "other machines are asked in outside/ and mail/ only";
    crates_used(house, ASKED, why, |source, _| asks(source))
}

fn asks(source: &Source) -> bool {
    ["outside", "mail"].contains(&source.part())
}

/// Where a crate is used, through re-exports of the house too, by a file that may not.
fn crates_used(
    house: &House,
    crates: &[&str],
    why: &'static str,
    may: impl Fn(&Source, &[String]) -> bool,
) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (from, reference) in house.uses() {
        let Some(path) = reference.outside() else { continue };
        let is_import = reference.way != Way::Code;
        // A crate's name alone is a crate in an import only: in the code it may be a value.
        let is_crate = crates.contains(&path[0].as_str()) && (path.len() > 1 || is_import);
        if is_crate && !may(from, path) {
            breaches.push(Breach::new(from, reference.line, path.join("::"), why));
        }
    }
    breaches
}
