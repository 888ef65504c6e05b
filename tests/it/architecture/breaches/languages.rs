//! Wall 2, broken: SQL, HTTP and HTML where they are not expected.

use super::{falls, falls_with, stands};
use crate::architecture::walls::languages;

#[test]
fn a_query_outside_a_store_is_seen() {
    let text = "//! x\nuse sea_orm::EntityTrait;\n";
    for path in ["src/tandems/pages.rs", "src/acts/people/bad.rs", "src/demo/bad.rs", "src/mail/sender.rs"] {
        falls(languages::sql_in_stores_only, path, text, &format!("{path}:2: sea_orm::EntityTrait"));
    }
    stands(languages::sql_in_stores_only, "src/tandems/store/rows.rs", text);
}

#[test]
fn an_error_of_the_database_is_known_to_stores_and_to_one_file() {
    let text = "//! x\npub enum Error { Database(sea_orm::DbErr) }\n";
    stands(languages::sql_in_stores_only, "src/error.rs", text);
    falls(
        languages::sql_in_stores_only,
        "src/people/error.rs",
        text,
        "src/people/error.rs:2: sea_orm::DbErr",
    );
}

#[test]
fn a_query_through_a_name_passed_on_is_seen() {
    let passed_on = ("src/db/mod.rs", "pub use sea_orm::EntityTrait as Rows;");
    let bad = ("src/tandems/bad.rs", "//! x\nuse crate::db::Rows;\n");
    falls_with(
        languages::sql_in_stores_only,
        &[passed_on, bad],
        "src/tandems/bad.rs:2: sea_orm::EntityTrait",
    );
}

#[test]
fn an_entity_outside_its_store_is_seen() {
    let text = "//! x\nuse crate::people::store::row;\nfn f(of: row::Model) {}\n";
    falls(languages::sql_in_stores_only, "src/people/pages/bad.rs", text, "src/people/pages/bad.rs:2");
    let text = "//! x\nentity!(row, \"bad\", { id: Uuid });\nuse crate::db::entity;\n";
    falls(languages::sql_in_stores_only, "src/people/bad.rs", text, "src/people/bad.rs:2: entity");
}

#[test]
fn http_served_outside_the_pages_is_seen() {
    let text = "//! x\nfn f() -> axum::response::Response { todo() }\n";
    for path in ["src/tandems/store.rs", "src/acts/people/bad.rs", "src/tandems/error.rs", "src/state.rs"] {
        falls(
            languages::http_served_in_pages_only,
            path,
            text,
            &format!("{path}:2: axum::response::Response"),
        );
    }
    stands(languages::http_served_in_pages_only, "src/error.rs", text);
    stands(languages::http_served_in_pages_only, "src/tandems/api/bad.rs", text);
}

#[test]
fn http_through_a_name_passed_on_is_seen() {
    let passed_on = ("src/web/mod.rs", "pub use axum::http::StatusCode;");
    let bad = ("src/tandems/bad.rs", "//! x\nuse crate::web::StatusCode;\n");
    falls_with(languages::http_served_in_pages_only, &[passed_on, bad], "src/tandems/bad.rs:2: axum::http");
}

#[test]
fn html_outside_pages_and_messages_is_seen() {
    let text = "//! x\nuse askama::Template;\n";
    falls(languages::html_where_it_is_served, "src/tandems/bad.rs", text, "src/tandems/bad.rs:2: askama");
    stands(languages::html_where_it_is_served, "src/tandems/messages.rs", text);
}

#[test]
fn another_machine_asked_from_a_noun_is_seen() {
    let text = "//! x\nuse openidconnect::reqwest;\n";
    let wall = languages::other_machines_asked_outside_only;
    falls(wall, "src/accounts/pages/bad.rs", text, "src/accounts/pages/bad.rs:2: openidconnect");
    stands(wall, "src/outside/openid.rs", text);
}
