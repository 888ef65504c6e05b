//! A form that is sent twice does its thing once: every route that takes a form, read from the router.

mod cases;
mod pairs;
mod people;

use std::collections::BTreeMap;

use axum::http::StatusCode;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tandem::accounts::access::Role;
use tandem::router::routes;

use crate::support::{Page, Sent, TestHub};
use cases::{Case, case_of, join_form};

/// What each table holds, in numbers of rows, but for the forms that were sent.
async fn rows(hub: &TestHub) -> BTreeMap<String, i64> {
    let db = &hub.app.db;
    let tables = match db.get_database_backend() {
        DbBackend::Postgres => "SELECT tablename AS text FROM pg_tables WHERE schemaname = 'public'",
        _ => "SELECT name AS text FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    };
    let mut rows = BTreeMap::new();
    for table in hub.texts(tables).await.into_iter().filter(|table| table != "form_keys") {
        let sql = format!("SELECT COUNT(*) AS rows FROM {table}");
        let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await;
        rows.insert(table, row.unwrap().unwrap().try_get::<i64>("", "rows").unwrap());
    }
    // What is drawn for one's codes waits in a session that is there already.
    let drawn = "SELECT device AS text FROM sessions WHERE code_draft IS NOT NULL";
    rows.insert("drafts of codes".to_owned(), hub.texts(drawn).await.len().try_into().unwrap());
    // Letters are printed and posted where they wait.
    for stage in ["taken_at", "sent_at"] {
        let at = format!("SELECT id FROM outbox WHERE channel = 'letter' AND {stage} IS NOT NULL");
        rows.insert(format!("letters with {stage}"), hub.keys(&at).await.len().try_into().unwrap());
    }
    rows
}

/// How the tables of a hub changed since they were counted.
async fn changes(hub: &TestHub, before: &BTreeMap<String, i64>) -> BTreeMap<String, i64> {
    let after = rows(hub).await;
    let change = |(table, count): (String, i64)| {
        let change = count - before.get(&table).copied().unwrap_or(0);
        (change != 0).then_some((table, change))
    };
    after.into_iter().filter_map(change).collect()
}

async fn forms_used(hub: &TestHub) -> usize {
    hub.texts("SELECT key AS text FROM form_keys").await.len()
}

/// Whether somebody is told that their form counted once.
fn says_once(page: &Page) -> bool {
    let flash = page.cookies().iter().any(|cookie| {
        let value = cookie.split(';').next().and_then(|pair| pair.strip_prefix("tandem_flash="));
        let text =
            value.and_then(|value| String::from_utf8(hex::decode(value.split_once('.')?.0).ok()?).ok());
        text.is_some_and(|text| text.contains("n’a été pris en compte qu’une fois"))
    });
    flash || page.body.contains("n’a été pris en compte qu’une fois")
}

fn posts() -> Vec<&'static str> {
    routes(true).list().iter().filter(|route| route.method == "POST").map(|route| route.path).collect()
}

/// Routes that change nothing, or that are refused here: sent again, they are answered as before, and each refusal counts.
const WITHOUT_EFFECT: &[&str] = &[
    "/journal/search",
    // A program hands it on, without a key of a form: what is so already changes nothing.
    "/text/replies",
    // Whoever is not signed in is only told so.
    "/sign-in/resumption",
    // Nobody answers at the address of the provider of the tests.
    "/sign-in/providers/{provider}",
    "/account/providers/{provider}",
    // No authenticator answers the challenge.
    "/second-factor/passkeys",
];

#[tokio::test]
async fn a_form_sent_again_or_twice_at_once_does_its_thing_once() {
    let mut failed = Vec::new();
    for path in posts() {
        let check = async move {
            let (expected, status) = sent_again(path).await;
            sent_at_once(path, expected, status).await;
        };
        if tokio::spawn(check).await.is_err() {
            failed.push(path);
        }
    }
    assert!(failed.is_empty(), "sent twice: {failed:#?}");
}

type Changes = BTreeMap<String, i64>;

/// Sends a form, then sends it again; gives what it changes, and how it is answered.
async fn sent_again(path: &str) -> (Changes, StatusCode) {
    let Case { hub, client, sent } = case_of(path).await;
    let (before, used) = (rows(&hub).await, forms_used(&hub).await);
    let first = client.send_form(&sent).await;
    let (expected, status) = (changes(&hub, &before).await, first.status);
    let second = client.send_form(&sent).await;
    if WITHOUT_EFFECT.contains(&path) {
        assert_eq!((forms_used(&hub).await, second.status), (used, status), "{path}");
        return (expected, status);
    }
    assert!(status.is_success() || status.is_redirection(), "{path}: {status}\n{}", first.text());
    assert!(!expected.is_empty(), "{path} changes nothing");
    assert_eq!(changes(&hub, &before).await, expected, "{path}");
    assert_eq!(forms_used(&hub).await, used + 1, "{path}");
    assert!(!says_once(&first) && says_once(&second), "{path}: {}\n{}", second.status, second.text());
    if let Some(to) = second.redirection() {
        assert_eq!(Some(to), first.redirection(), "{path}");
    }
    (expected, status)
}

async fn sent_at_once(path: &str, expected: Changes, status: StatusCode) {
    let Case { hub, client, sent } = case_of(path).await;
    hub.connected().await;
    let before = rows(&hub).await;
    let send = || {
        let (client, sent) = (client.clone(), sent.clone());
        tokio::spawn(async move { client.send_form(&sent).await })
    };
    let (one, other) = (send(), send());
    let (one, other) = (one.await.unwrap(), other.await.unwrap());
    if WITHOUT_EFFECT.contains(&path) {
        assert_eq!((one.status, other.status), (status, status), "{path}");
        return;
    }
    assert_eq!(changes(&hub, &before).await, expected, "{path}");
    let (first, second) = if says_once(&other) { (one, other) } else { (other, one) };
    assert!(!says_once(&first) && says_once(&second), "{path}: {}\n{}", second.status, second.text());
    assert_eq!(first.status, status, "{path}");
}

#[tokio::test]
async fn every_form_of_every_page_carries_a_key_of_its_own() {
    let hub = TestHub::demo().await;
    for role in Role::ALL.iter().copied() {
        let client = hub.enter(role).await;
        for route in routes(true).list().iter().filter(|route| route.method == "GET") {
            let page = client.get(&route.path.replace("{part}", "mentor")).await;
            let forms = page.all("form[method=post]").len();
            let in_address = page.attributes("form[action*='?form_key=']", "action").len();
            let mut keys = page.attributes("form[method=post] > input[name=form_key]", "value");
            assert_eq!(keys.len() + in_address, forms, "{} for {role:?}", page.path);
            keys.sort();
            keys.dedup();
            assert_eq!(keys.len() + in_address, forms, "{} for {role:?}: two forms with one key", page.path);
        }
    }
}

#[test]
fn no_template_has_a_form_without_a_key() {
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for form in text.split("<form method=\"post\"").skip(1) {
                let form = form.split("</form>").next().unwrap_or_default();
                let keyed = form.contains("once() }}") || form.contains("?form_key=");
                assert!(keyed, "{} has a form without {{{{ actions::once() }}}}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 30);
}

#[tokio::test]
async fn a_refused_form_may_be_corrected_and_sent_again_with_its_key() {
    let hub = TestHub::new().await;
    let form = join_form(&hub, "olive@exemple.test").await;
    let (client, sent) = form.sent();
    let text = String::from_utf8(sent.body.clone()).unwrap();
    let wrong = Sent { body: text.replace("olive%40exemple.test", "olive").into_bytes(), ..sent.clone() };
    client.send_form(&wrong).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    client.send_form(&sent).await.is(StatusCode::OK).says("Un message vient de partir");
    client.send_form(&sent).await.is(StatusCode::OK).says("ouvrez-le pour confirmer votre demande");
    assert_eq!(hub.mails_to("olive@exemple.test").await.len(), 1);
}

#[tokio::test]
async fn a_wrong_password_is_wrong_again_when_its_form_comes_again() {
    let Case { hub, client, sent } = case_of("/sign-in/password").await;
    let text = String::from_utf8(sent.body.clone()).unwrap();
    let wrong = Sent { body: text.replace("cheval", "poney").into_bytes(), ..sent.clone() };
    for _ in 0..2 {
        client.send_form(&wrong).await.is(StatusCode::UNPROCESSABLE_ENTITY).says("ne vont pas ensemble");
    }
    assert_eq!(forms_used(&hub).await, 0);
    assert!(client.send_form(&sent).await.status.is_redirection());
}

#[tokio::test]
async fn a_form_without_a_key_is_done_as_often_as_it_is_sent() {
    let hub = TestHub::new().await;
    let (client, sent) = join_form(&hub, "olive@exemple.test").await.sent();
    let text = String::from_utf8(sent.body.clone()).unwrap();
    let unkeyed = text.split('&').filter(|pair| !pair.starts_with("form_key=")).collect::<Vec<_>>().join("&");
    let sent = Sent { body: unkeyed.into_bytes(), ..sent };
    for _ in 0..2 {
        client.send_form(&sent).await.is(StatusCode::OK).says("Un message vient de partir");
    }
    assert_eq!(hub.mails_to("olive@exemple.test").await.len(), 2);
}
