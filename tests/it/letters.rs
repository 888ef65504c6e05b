//! Letters: printed together, each with a drawing and a code that lead whoever reads it to their own duty; and what becomes of guesses.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::acts::links::follow_code::{self, Followed, MOST, WITHIN};
use tandem::db::Instant;
use tandem::links;
use tandem::state::{App, Clock};
use tandem::tandems;
use time::Duration;

use crate::support::{Page, TestHub};

/// Has everybody written to by letter.
pub async fn only_letters(hub: &TestHub) {
    hub.sql("UPDATE people SET email = NULL, phone = NULL, postal_address = '1 quai du Port' || CHAR(10) || '13002 Marseille'")
        .await
        .or(hub
            .sql("UPDATE people SET email = NULL, phone = NULL, postal_address = E'1 quai du Port\\n13002 Marseille'")
            .await)
        .unwrap();
}

/// A hub where a mentor who is written to by letter is asked.
pub async fn one_waits(hub: &TestHub) {
    only_letters(hub).await;
    hub.run_a_round().await.form("Proposer ces tandems").submit().await;
}

/// The code that stands on the only sheet.
pub fn code_on(sheets: &Page) -> String {
    let at = sheets.body.find("letter-code\">").expect("there is a code") + "letter-code\">".len();
    sheets.body[at..at + 11].to_owned()
}

/// Prints and posts whatever waits; gives the code on the last sheet to each name.
pub async fn print_letters(hub: &TestHub) -> BTreeMap<String, String> {
    let coordinator = hub.enter(Role::Coordinator).await;
    let sheets = coordinator.post("/letters", &[]).await;
    if !sheets.body.contains("class=\"sheet\"") {
        return BTreeMap::new();
    }
    coordinator.get("/letters").await.form("posté").submit().await.is(StatusCode::OK);
    let names = sheets.attributes(".sheet", "aria-label");
    let codes = sheets.all(".letter-code");
    assert_eq!(names.len(), codes.len(), "each leads somewhere");
    names.into_iter().map(|name| name.replace("Courrier pour ", "")).zip(codes).collect()
}

/// Prints what waits, and says that it is in the post; gives the code of the only letter.
async fn posted(hub: &TestHub) -> String {
    let coordinator = hub.enter(Role::Coordinator).await;
    let sheets = coordinator.get("/letters").await.form("Préparer 1 courrier").submit().await;
    let code = code_on(sheets.is(StatusCode::OK));
    coordinator.get("/letters").await.form("C’est posté").submit().await.says("1 courrier noté comme parti");
    code
}

pub async fn followed(hub: &TestHub, code: &str) -> Page {
    hub.visitor().get("/r").await.form("Continuer").fill("Code", code).submit().await
}

#[tokio::test]
async fn whoever_is_written_to_by_letter_answers_and_signs_by_the_codes_on_paper() {
    let hub = TestHub::outside_the_demonstration().await;
    one_waits(&hub).await;
    for verb in ["Oui, je veux bien", "Oui, je veux bien"] {
        let code = posted(&hub).await;
        let page = followed(&hub, &format!(" {} ", code.to_lowercase().replace('-', " "))).await;
        page.is(StatusCode::OK).form(verb).submit().await.is(StatusCode::OK);
    }
    // Both are asked to sign, at once.
    let coordinator = hub.enter(Role::Coordinator).await;
    let sheets = coordinator.get("/letters").await.form("Préparer 2 courriers").submit().await;
    let codes: Vec<String> =
        sheets.body.split("letter-code\">").skip(1).map(|rest| rest.chars().take(11).collect()).collect();
    assert_eq!(codes.len(), 2);
    for code in &codes {
        followed(&hub, code).await.form("Je signe cette charte").submit().await.is(StatusCode::OK);
    }
    let open = tandems::store::count_open(&hub.app.db, tandem::accounts::access::Scope::Hub).await.unwrap();
    assert_eq!(open, 1, "their tandem began");
    // What was printed and is over is dropped; of what is in the post, no words are kept.
    let words: Vec<String> =
        hub.texts("SELECT body AS text FROM outbox WHERE channel = 'letter' AND sent_at IS NOT NULL").await;
    assert!(words.len() == 2 && words.iter().all(String::is_empty));
}

#[tokio::test]
async fn a_sheet_says_to_whom_where_and_what_and_leads_to_one_page() {
    let hub = TestHub::new().await;
    one_waits(&hub).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let list = coordinator.get("/letters").await;
    list.says("Ariane Mistral");
    let sheets = list.form("Préparer 1 courrier").submit().await;
    sheets
        .says("Ariane Mistral")
        .says("1 quai du Port")
        .says("13002 Marseille")
        .says("hub.test/r")
        .says("Pour nous répondre");
    assert!(!sheets.text().contains("http://"), "nobody types such an address");
    let code = code_on(&sheets);
    assert_eq!(links::typed(&code).map(|code| links::printed(&code)), Some(code.clone()));
    // The drawing and the code lead to the same, as often as somebody comes back.
    for _ in 0..2 {
        followed(&hub, &code).await.says("Pourquoi vous deux");
    }
}

#[tokio::test]
async fn what_was_printed_is_posted_or_put_back_before_more_is_printed() {
    let hub = TestHub::new().await;
    one_waits(&hub).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    coordinator.get("/letters").await.form("Préparer 1 courrier").submit().await;
    coordinator.post("/letters", &[]).await.says("Dites d’abord ce que sont devenus");
    coordinator.get("/letters").await.form("Les remettre dans la pile").submit().await;
    let list = coordinator.get("/letters").await;
    list.does_not_say("C’est posté").says("1 courrier");
    list.form("Préparer 1 courrier").submit().await.says("Ariane Mistral");
}

#[tokio::test]
async fn a_letter_that_is_no_longer_true_is_not_printed() {
    let hub = TestHub::new().await;
    one_waits(&hub).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let proposal = hub.pending_proposals().await.remove(0);
    let note = [("party", "mentor"), ("mentor_answer", "no"), ("mentor_reason", "Trop loin")];
    coordinator.post(&format!("/proposals/{}/answers", proposal.id), &note).await.is(StatusCode::OK);
    let pending = hub.pending_proposals().await;
    assert!(pending.is_empty(), "{pending:#?}");
    coordinator.post("/letters", &[]).await.says("Aucun courrier ne part maintenant");
    let dropped = hub.texts("SELECT dropped_reason AS text FROM outbox WHERE channel = 'letter' AND dropped_reason IS NOT NULL").await;
    assert!(dropped.contains(&"step_settled".to_owned()), "{dropped:?}");
}

#[tokio::test]
async fn wrong_codes_are_counted_for_each_network_and_in_all_and_say_nothing() {
    let hub = TestHub::new().await;
    one_waits(&hub).await;
    let code = posted(&hub).await;
    let wrong = followed(&hub, "ACDEF-GHJKM").await;
    wrong.is(StatusCode::UNPROCESSABLE_ENTITY).says("Aucun courrier en cours n’a ce code");
    let by = hub.by(Role::Coordinator).await;
    let code_number = |number: usize| links::code_of(&number.to_string());
    let mut refused = 0;
    for number in 0..40 {
        let write = hub.write().await;
        let got = follow_code::run(&write, &by, &code_number(number), "192.0.2.0/24").await.unwrap();
        write.commit().await.unwrap();
        refused += usize::from(matches!(got, Followed::TryLater(_)));
    }
    assert_eq!(refused, 10, "of a network, thirty wrong codes are looked at in ten minutes");
    let write = hub.write().await;
    let of_another = follow_code::run(&write, &by, &code, "198.51.100.0/24").await.unwrap();
    assert!(matches!(of_another, Followed::To(_)), "other networks go on");
    drop(write);
    let mut last = Followed::Unknown;
    for number in 0..usize::try_from(MOST).unwrap() {
        let write = hub.write().await;
        let network = format!("10.0.{number}.0/24");
        last = follow_code::run(&write, &by, &code_number(1_000 + number), &network).await.unwrap();
        write.commit().await.unwrap();
    }
    assert!(matches!(last, Followed::TryLater(_)), "in all, {MOST} are looked at");
    let later = Instant::morning_of(hub.app.today()).plus(Duration::DAY + WITHIN);
    let app = App { clock: Clock::Stopped(later), ..hub.app.clone() };
    let write = app.write(&by).await.unwrap();
    let again = follow_code::run(&write, &by, &code, "10.0.0.0/24").await.unwrap();
    assert!(matches!(again, Followed::To(_)), "the wait ends");
}

#[tokio::test]
async fn a_code_ends_with_its_link() {
    let hub = TestHub::new().await;
    one_waits(&hub).await;
    let code = posted(&hub).await;
    hub.sql("UPDATE links SET superseded_at = created_at").await.unwrap();
    followed(&hub, &code).await.says("Aucun courrier en cours n’a ce code");
}
