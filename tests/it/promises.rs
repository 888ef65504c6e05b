//! What is promised: every test that a document names is there, and every delay that a public page or a message names is the one that a step
//! or a link has.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::privacy::register::Retention;
use tandem::requests::referral::AGREEMENT_LASTS;
use tandem::requests::request::{LASTS, TO_ANSWER_DAYS, TO_CONFIRM, TO_CONFIRM_LETTER, answer_due};
use tandem::settings::Settings;
use tandem::{accounts, people};
use time::Duration;

use crate::messages::samples;
use crate::support::TestHub;
use crate::third_door;

/// The documents with tables of promises and their tests.
const DOCUMENTS: [&str; 2] = ["docs/operations.md", "docs/security.md"];

/// What stands between backticks and names a file of tests, perhaps with a test in it: `tests/it/server.rs::a_half_request_ends`.
fn named(text: &str) -> Vec<&str> {
    let code = text.split('`').skip(1).step_by(2);
    code.filter(|code| code.starts_with("tests/") || code.starts_with("src/") && code.contains("::"))
        .collect()
}

/// What is wrong with the name of a test, if anything is.
fn fault(name: &str) -> Option<String> {
    let (path, test) = name.split_once("::").map_or((name, None), |(path, test)| (path, Some(test)));
    let Ok(text) = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)) else {
        let is_folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(path).is_dir();
        return (!is_folder || test.is_some()).then(|| format!("{name}: there is no such file"));
    };
    let declared = format!("fn {}(", test?);
    let lines: Vec<&str> = text.lines().collect();
    let Some(at) = lines.iter().position(|line| line.contains(&declared)) else {
        return Some(format!("{name}: there is no such test"));
    };
    // Perhaps below a few lines of other attributes.
    let before = &lines[at.saturating_sub(4)..at];
    let is_test = before.iter().any(|line| line.contains("#[test]") || line.contains("#[tokio::test"));
    (!is_test).then(|| format!("{name}: this is no test"))
}

#[test]
fn every_test_that_a_document_names_is_there() {
    for document in DOCUMENTS {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap();
        let names = named(&text);
        assert!(!names.is_empty(), "{document} names no test");
        let faults: Vec<String> = names.iter().filter_map(|name| fault(name)).collect();
        assert!(faults.is_empty(), "{document}:\n{}", faults.join("\n"));
    }
}

#[test]
fn a_test_that_is_not_there_is_seen() {
    let this = "tests/it/promises.rs";
    assert_eq!(fault(&format!("{this}::a_test_that_is_not_there_is_seen")), None);
    assert_eq!(fault(this), None);
    for other in ["tests/it/gone.rs::test", "tests/it/promises.rs::gone", "tests/it/promises.rs::named"] {
        assert!(fault(other).is_some(), "{other}");
    }
    assert_eq!(named("`tests/a.rs::b` and `src/c.rs` and `src/d.rs::e`"), ["tests/a.rs::b", "src/d.rs::e"]);
}

/// A length of time as words say it: "cinq jours", "5 jours", "trente minutes".
fn lengths(text: &str) -> BTreeSet<(u16, String)> {
    const NUMBERS: [(&str, u16); 13] = [
        ("un", 1),
        ("une", 1),
        ("deux", 2),
        ("trois", 3),
        ("quatre", 4),
        ("cinq", 5),
        ("six", 6),
        ("sept", 7),
        ("dix", 10),
        ("douze", 12),
        ("quinze", 15),
        ("vingt-et-un", 21),
        ("trente", 30),
    ];
    const UNITS: [&str; 5] = ["minute", "heure", "jour", "semaine", "mois"];
    let words: Vec<String> = text
        .split(|sign: char| !sign.is_alphanumeric() && sign != '-')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let number = |word: &str| {
        let named = NUMBERS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number);
        named.or_else(|| word.parse().ok())
    };
    let unit =
        |word: &str| UNITS.iter().find(|unit| word.trim_end_matches('s') == unit.trim_end_matches('s'));
    let pairs = words.windows(2).filter_map(|pair| Some((number(&pair[0])?, (*unit(&pair[1])?).to_owned())));
    pairs.collect()
}

/// Every length that may be said, each with what keeps it.
fn kept() -> BTreeSet<(u16, String)> {
    let days = |length: Duration| u16::try_from(length.whole_days()).unwrap();
    let settings = Settings::default();
    let in_days = [
        TO_ANSWER_DAYS,
        days(TO_CONFIRM),
        days(TO_CONFIRM_LETTER),
        days(accounts::link::Purpose::Invitation.lasts()),
        days(people::link::LASTS),
        settings.answer_days,
        settings.signature_days,
    ];
    let half_a_year = (6, "mois".to_owned());
    assert!(
        LASTS == Retention::HalfAYear.length() && LASTS == AGREEMENT_LASTS,
        "a link shows it for six months"
    );
    let minutes = u16::try_from(accounts::link::Purpose::SignIn.lasts().whole_minutes()).unwrap();
    let kept = in_days.map(|days| (days, "jour".to_owned())).into_iter();
    kept.chain([half_a_year, (minutes, "minute".to_owned())]).collect()
}

/// What is said of no delay of the hub's: "une heure de temps en temps", "cela prend deux minutes".
const NO_PROMISE: &[&str] = &[
    "Vous donnez une heure de temps en temps",
    "cela prend deux minutes",
    "une ou deux fois par mois",
    "Un tandem dure six mois au moins",
    "en un jour",
    "réécrit un jour le journal",
];

#[test]
fn a_length_is_read_in_words_and_in_figures() {
    let read = |text| lengths(text).into_iter().map(|(number, _)| number).collect::<Vec<_>>();
    assert_eq!(read("sous cinq jours, ou 5 jours ; sept\u{a0}jours"), [5, 7]);
    assert_eq!(read("trente minutes, un jour, le 5 mars"), [1, 30]);
}

#[tokio::test]
async fn every_delay_that_a_public_page_or_a_message_names_is_kept() {
    let hub = TestHub::new().await;
    let visitor = hub.visitor();
    let mut texts: Vec<(String, String)> = Vec::new();
    for path in ["/", "/join/mentee", "/join/mentor", "/join/referral", "/r", "/sign-in", "/join/referrals/x"]
    {
        texts.push((path.to_owned(), visitor.get(path).await.text()));
    }
    let ask = async |email: &str, phone: &str| {
        let form = visitor.get("/join/mentor").await.form("Envoyer ma demande");
        let form = form.fill("Prénom", "Olive").fill("Nom", "Tapenade").fill("Commune", "Aubagne");
        let page = form.fill("Adresse e-mail", email).fill("Téléphone", phone).submit().await;
        page.is(StatusCode::OK).text()
    };
    texts.push(("sent by mail".to_owned(), ask("olive@exemple.test", "").await));
    texts.push(("called".to_owned(), ask("", "0491000000").await));
    let token = third_door::token(&hub).await;
    texts.push(("a referral".to_owned(), visitor.get(&format!("/join/referrals/{token}")).await.text()));
    for (name, message) in samples() {
        texts.push((name, format!("{}\n{}", message.subject(), message.text())));
    }
    let kept = kept();
    let (mut said, mut broken) = (0, Vec::new());
    for (place, text) in texts {
        let text = NO_PROMISE.iter().fold(text, |text, other| text.replace(other, ""));
        let named = lengths(&text);
        said += named.len();
        broken.extend(named.difference(&kept).map(|length| format!("{place}: {length:?}")));
    }
    assert!(broken.is_empty(), "nothing keeps what is promised: {broken:#?}");
    assert!(said >= 8, "only {said} delays were read");
}

#[tokio::test]
async fn the_day_that_whoever_asks_is_told_is_the_day_of_the_step() {
    let hub = TestHub::new().await;
    let form = hub.visitor().get("/join/mentee").await.form("Envoyer ma demande");
    let form = form.fill("Prénom", "Olive").fill("Nom", "Tapenade").fill("Commune", "Aubagne");
    form.fill("Adresse e-mail", "olive@exemple.test").submit().await.is(StatusCode::OK);
    let link = hub.link_to("olive@exemple.test").await;
    let page = hub.visitor().get(&link).await.form("Confirmer ma demande").submit().await;
    let due_on = answer_due(hub.app.today());
    assert_eq!(due_on - hub.app.today(), Duration::days(TO_ANSWER_DAYS.into()));
    let steps =
        hub.texts("SELECT CAST(due_on AS TEXT) AS text FROM steps WHERE subject_kind = 'request'").await;
    assert_eq!(steps, [due_on.to_string()]);
    let day = hub.enter(Role::Coordinator).await.get("/requests").await;
    let told = page.text();
    let told = told.split("avant le ").nth(1).unwrap().split('.').next().unwrap().to_owned();
    assert!(day.text().contains(told.split_once(' ').unwrap().1), "{told}");
    // The same page says it again, as long as nobody has answered.
    hub.visitor().get(&link).await.says(&told);
}
