//! Wall 5, broken: readings that look with other eyes than the viewer's.

use super::{falls, stands};
use crate::architecture::walls::scopes;

#[test]
fn a_reading_without_a_scope_is_seen() {
    let text = "//! x\npub async fn list(db: &Db) -> Result<Vec<Person>, DbErr> {\n}\n";
    for (path, what) in [
        ("src/people/store/bad.rs", "people"),
        ("src/accounts/store.rs", "accounts"),
        ("src/overview/store.rs", "overview"),
    ] {
        falls(scopes::readings_tell_their_kind, path, text, &format!("{path}:2: {what}::list"));
    }
    let text = "//! x\npub(super) async fn list(db: &Db) {}\n";
    stands(scopes::readings_tell_their_kind, "src/people/store/rows.rs", text);
    falls(
        scopes::readings_tell_their_kind,
        "src/tandems/store.rs",
        text,
        "src/tandems/store.rs:2: tandems::list",
    );
}

#[test]
fn a_condition_without_a_scope_is_seen() {
    let text = "//! x\npub fn paired() -> [SelectStatement; 2] {\n}\n";
    falls(
        scopes::readings_tell_their_kind,
        "src/tandems/store.rs",
        text,
        "src/tandems/store.rs:2: tandems::paired",
    );
}

#[test]
fn a_proof_counts_where_one_proves_who_one_is_only() {
    let text = "//! x\npub async fn find(db: &Db, token: &str) {}\n";
    stands(scopes::readings_tell_their_kind, "src/accounts/store.rs", text);
    falls(
        scopes::readings_tell_their_kind,
        "src/people/store.rs",
        text,
        "src/people/store.rs:2: people::find",
    );
}

#[test]
fn a_scope_of_another_trade_is_no_scope() {
    let text = "//! x\nuse openidconnect::Scope;\npub async fn find(db: &Db, scope: Scope) {}\n";
    falls(
        scopes::readings_tell_their_kind,
        "src/people/store.rs",
        text,
        "src/people/store.rs:3: people::find",
    );
}

#[test]
fn a_scope_that_is_forgotten_is_seen() {
    let text = "//! x\nuse crate::accounts::access::Scope;\npub async fn find(db: &Db, scope: Scope) { all(db).await }\n";
    falls(scopes::scopes_are_used, "src/people/store.rs", text, "src/people/store.rs:3: people::find");
}

#[test]
fn a_store_that_raises_its_scope_is_seen() {
    let text =
        "//! x\nuse crate::accounts::access::Scope as Eyes;\nfn find(db: &Db) {\nall(db, Eyes::Hub) }\n";
    let place = "src/people/store.rs:4: people::find makes Scope::Hub";
    falls(scopes::no_store_makes_a_scope, "src/people/store.rs", text, place);
    let text = "//! x\nuse crate::accounts::access::Scope::Hub;\n";
    falls(
        scopes::no_store_makes_a_scope,
        "src/people/store.rs",
        text,
        "src/people/store.rs:2: people:: makes",
    );
    let text =
        "//! x\nuse crate::accounts::access::Scope;\nfn f(id: Id) -> Page {\nread(Scope::Person(id)) }\n";
    let place = "src/people/pages/bad.rs:4: people::f makes Scope::Person";
    falls(scopes::no_page_makes_a_scope, "src/people/pages/bad.rs", text, place);
}

#[test]
fn a_scope_that_is_compared_is_not_raised() {
    for code in [
        "if scope != Scope::Hub { none() }",
        "match scope { Scope::Hub | Scope::Person(_) => all(), }",
        "matches!(viewer.scope(of), Scope::Person(_))",
        "if let Scope::Person(id) = scope { one(id) }",
        "let Scope::Person(id) = scope else { return };",
    ] {
        let text = format!("//! x\nuse crate::accounts::access::Scope;\nfn f(scope: Scope) {{ {code} }}\n");
        stands(scopes::no_store_makes_a_scope, "src/people/store.rs", &text);
    }
}
