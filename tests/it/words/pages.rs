//! The same list, read on the pages as each role sees them: what data and code put together is seen here only.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::http::StatusCode;
use tandem::accounts::access::Role;

use super::{said, straight};
use crate::support::{Client, Page, TestHub};

/// How many pages of one kind are read: two people are enough to see how people are shown.
const OF_A_KIND: usize = 2;

/// What each role reads first; the rest is found by following links.
const STARTS: [&str; 4] = ["/", "/dashboard", "/account", "/sign-in"];

/// What is wrong on a page.
fn faults(page: &Page) -> Vec<String> {
    const LABELS: &str = "button, a, summary, h1, h2, h3, h4, dt, th, legend, label, option, title";
    let mut texts = page.all(LABELS);
    texts.extend(page.all("body"));
    for name in ["aria-label", "data-confirm", "data-label", "placeholder", "title"] {
        texts.extend(page.attributes(&format!("[{name}]"), name));
    }
    let told: BTreeSet<String> = texts.iter().flat_map(|text| faults_of(text)).collect();
    told.into_iter().map(|fault| format!("{}: {fault}", page.path)).collect()
}

fn faults_of(text: &str) -> Vec<String> {
    let words = said(text).into_iter().map(|(word, better)| format!("« {word} », dire : {better}"));
    words.chain(straight(text).map(|word| format!("{word}, avec ’"))).collect()
}

/// The kind of page that an address leads to: its path with nothing in the place of keys.
fn kind(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let is_key = |part: &str| part.len() == 36 && part.matches('-').count() == 4;
    let parts: Vec<&str> = path.split('/').map(|part| if is_key(part) { "*" } else { part }).collect();
    parts.join("/")
}

/// Every kind of page that somebody reaches by links; gives how many were read.
async fn read_all(client: &Client, faults_found: &mut Vec<String>) -> usize {
    let mut waiting: VecDeque<String> = STARTS.iter().map(|&path| path.to_owned()).collect();
    let mut read: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    while let Some(path) = waiting.pop_front() {
        let seen = read.entry(kind(&path)).or_default();
        if seen.len() >= OF_A_KIND || !seen.insert(path.clone()) {
            continue;
        }
        let page = client.get(&path).await;
        if page.status != StatusCode::OK || !page.header("content-type").starts_with("text/html") {
            continue;
        }
        faults_found.extend(faults(&page));
        let links = page.attributes("a[href^=\"/\"]", "href").into_iter();
        waiting.extend(links.map(|link| link.split('#').next().unwrap_or_default().to_owned()));
    }
    read.len()
}

#[tokio::test]
async fn no_page_says_a_word_of_the_list_to_anybody() {
    let hub = TestHub::demo().await;
    hub.run_a_round().await.form("Proposer ces tandems").submit().await;
    let mut found = Vec::new();
    let mut read = read_all(&hub.visitor(), &mut found).await;
    for &role in Role::ALL {
        read += read_all(&hub.enter(role).await, &mut found).await;
    }
    assert!(read > 100, "only {read} kinds of pages were read");
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn no_message_says_a_word_of_the_list() {
    let mut found = Vec::new();
    for (name, message) in crate::messages::samples() {
        for text in [message.subject(), message.text()] {
            found.extend(faults_of(text).into_iter().map(|fault| format!("{name}: {fault}")));
        }
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}
