//! The publication as it is made at night and read: by those who pay, on their page and in their file, and on the public page.

use tandem::accounts::access::Role;
use tandem::publications::store::find_public;

use super::attack::{File, attack};
use crate::support::{Page, TestHub};

/// Every number that a reader finds in some parts of a page; "1 298" is one.
fn numbers(page: &Page, parts: &str) -> Vec<u32> {
    let mut numbers = Vec::new();
    for text in page.all(parts) {
        let mut digits = String::new();
        let letters: Vec<char> = text.replace('\u{202f}', " ").chars().chain("  ".chars()).collect();
        for (at, letter) in letters.iter().enumerate() {
            let goes_on = *letter == ' ' && letters.get(at + 1).is_some_and(char::is_ascii_digit);
            match letter {
                letter if letter.is_ascii_digit() => digits.push(*letter),
                _ if goes_on => {}
                _ => numbers.extend(std::mem::take(&mut digits).parse::<u32>()),
            }
        }
    }
    numbers
}

#[tokio::test]
async fn no_count_of_one_to_four_is_on_what_outsiders_of_the_demonstration_read() {
    let hub = TestHub::demo().await;
    hub.publish().await;
    let funder = hub.enter(Role::Funder).await;
    let page = funder.get("/results").await;
    page.says("non publié").says("Autres lieux");
    let on_page = numbers(&page, "main td, .figure-value, .figure-base");
    assert!(on_page.len() > 150, "{}", on_page.len());
    assert!(!on_page.iter().any(|number| (1..5).contains(number)), "{on_page:?}");
    let file = File::read(&funder.get("/results.csv").await.body);
    let in_file = file.tables.values().flat_map(|rows| rows.values()).flatten();
    in_file.for_each(|count| assert!(!matches!(count, Some(1..=4))));
    let public = numbers(&hub.visitor().get("/").await, ".figure-value");
    assert!(public.len() == 3 && public.iter().all(|number| *number > 4), "{public:?}");
}

#[tokio::test]
async fn a_reader_who_calculates_finds_nobody_on_the_demonstration() {
    let hub = TestHub::demo().await;
    hub.publish().await;
    let shown = File::read(&hub.enter(Role::Funder).await.get("/results.csv").await.body);
    let counted = File::read(&hub.enter(Role::Coordinator).await.get("/results.csv").await.body);
    assert_eq!(shown.tables.len(), 3);
    let found = attack(&shown, &shown.told_by(&counted));
    assert!(found.is_empty(), "{found:#?}");
}

#[tokio::test]
async fn the_file_of_outsiders_has_the_figures_of_their_page() {
    let hub = TestHub::demo().await;
    hub.publish().await;
    let funder = hub.enter(Role::Funder).await;
    let page = funder.get("/results").await;
    let file = funder.get("/results.csv").await.body;
    let lines: Vec<Vec<&str>> = file.lines().skip(1).map(|line| line.split(';').collect()).collect();
    for (column, label) in
        [(2, "Premiers accueils"), (3, "En attente"), (4, "Se rencontrent"), (5, "Terminés")]
    {
        let on_page = page.all(&format!("tbody td[data-label='{label}']"));
        let on_page: Vec<String> = on_page.iter().map(|text| text.replace(' ', "")).collect();
        let in_file: Vec<String> =
            lines.iter().filter(|l| l[0] != "Ensemble").map(|line| line[column].replace(' ', "")).collect();
        assert_eq!(on_page, in_file, "{label}");
    }
}

#[tokio::test]
async fn what_outsiders_read_does_not_move_before_the_next_night() {
    let hub = TestHub::new().await;
    let funder = hub.enter(Role::Funder).await;
    funder.get("/results").await.says("Les premiers chiffres paraîtront demain au plus tard");
    assert!(hub.visitor().get("/").await.all(".figure-value").is_empty());
    hub.publish().await;
    let before = funder.get("/results").await;
    before.says("calculés chaque nuit");
    for number in 0..10 {
        hub.add_mentee(&format!("Basile Numéro{number}"), |_, _| ()).await;
    }
    hub.publish().await;
    let (after, live) = (funder.get("/results").await, hub.enter(Role::Coordinator).await);
    assert_eq!(before.all("main td"), after.all("main td"));
    assert_eq!(
        live.get("/results").await.all("tfoot td[data-label='Premiers accueils']").first().unwrap(),
        "11"
    );
    hub.publish_later(time::Duration::DAY).await;
    let next = funder.get("/results").await;
    assert_eq!(next.all(".figure-value").first().unwrap(), "11");
    assert_eq!(hub.texts("SELECT CAST(id AS TEXT) AS text FROM publications").await, ["1"]);
}

#[tokio::test]
async fn a_publication_keeps_the_meaning_of_its_figures() {
    let hub = TestHub::new().await;
    hub.publish().await;
    let stored = find_public(&hub.app.db).await.unwrap().unwrap();
    assert_eq!(stored.published_on, hub.app.today());
    let terms: Vec<&str> = stored.publication.definitions.iter().map(|of| of.term.as_str()).collect();
    assert!(terms.contains(&"Premiers accueils") && terms.len() == 7, "{terms:?}");
}
