//! What the program logs: a request's lines bear its id, which its error page quotes, and nothing of what people wrote.

use std::path::Path;

use sea_orm::ConnectionTrait as _;
use serde_json::Value;
use tandem::db;

use crate::support::{Folder, Served};

/// What a page asks to be quoted.
fn reference(body: &str) -> &str {
    let quoted = body.split_once("cette référence : <code>").and_then(|(_, rest)| rest.split_once("</code>"));
    quoted.expect("the page has a reference").0
}

/// Serves a hub one of whose tables is gone, and asks for a page that needs it, under an id of the client's own.
async fn fail(folder: &Folder, environment: &[(&str, &Path)]) -> String {
    let served = Served::start(folder, "serve", environment);
    let db = db::open(&folder.url("hub.db")).await.unwrap();
    db.execute_unprepared("ALTER TABLE organisations RENAME TO gone").await.unwrap();
    let answer = served.get("/?q=Marie+Curie HTTP/1.1\r\nX-Request-Id: chosen-outside\r\nX-Rest:").unwrap();
    assert_eq!(answer.status, 500, "{answer:?}");
    assert!(!answer.body.contains("chosen-outside"), "{}", answer.body);
    reference(&answer.body).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_page_quotes_the_id_that_the_lines_of_its_request_have() {
    let folder = Folder::new();
    let id = fail(&folder, &[]).await;
    let log = folder.log();
    let lines: Vec<&str> = log.lines().filter(|line| line.contains(&id)).collect();
    assert!(lines.iter().any(|line| line.contains("a request failed")), "{log}");
    assert!(lines.iter().any(|line| line.contains("answered with an error")), "{log}");
    assert!(!log.contains("Marie") && !log.contains("chosen-outside"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_json_when_asked() {
    let folder = Folder::new();
    let json = [("TANDEM_LOG_FORMAT", Path::new("json")), ("TANDEM_LOG", Path::new("debug"))];
    let id = fail(&folder, &json).await;
    let log = folder.log();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let of_request = lines.iter().filter(|line| line["span"]["id"] == id.as_str());
    let messages: Vec<&str> = of_request.filter_map(|line| line["message"].as_str()).collect();
    assert!(messages.contains(&"a request failed"), "{log}");
    assert!(
        lines.iter().any(|line| line["message"].as_str().is_some_and(|said| said.contains("SMTP"))),
        "{log}"
    );
    assert!(!log.contains("Marie") && !log.contains("chosen-outside"), "{log}");
}
