//! The acts on what the hub's responsible sets.

use tandem::accounts::access::Role;
use tandem::acts::messages::KINDS;
use tandem::acts::settings::choose::{self, Chosen};
use tandem::acts::settings::reword::{self, Paragraphs, Reworded};
use tandem::contact::Phone;
use tandem::db::{Actor, Write};
use tandem::mail::messages::{Kind, WordsError};
use tandem::settings::store::{forget, forget_words, list_changes, read, read_words};
use tandem::settings::{AskedFirst, Code, Settings, SettingsError};
use tandem::version::Version;
use time::Duration;

use super::acting::{NOT_FOUND, as_a};
use crate::support::TestHub;

async fn chooses(hub: &TestHub, role: Role, settings: &Settings) -> Result<Chosen, String> {
    as_a(hub, role, async |write, by| choose::run(write, by, settings, None).await).await
}

async fn set(hub: &TestHub) -> Settings {
    read(&hub.app.db).await.unwrap()
}

#[tokio::test]
async fn what_nobody_set_has_its_default_and_what_is_set_is_read_back() {
    let hub = TestHub::new().await;
    assert_eq!(set(&hub).await, Settings::default());
    let other = Settings {
        asked_first: AskedFirst::Both,
        answer_days: 14,
        hidden_refusals: ["found".to_owned()].into(),
        signatory: Some("Colette Restanque".to_owned()),
        phone: Phone::parse("04 65 71 00 01").ok(),
        ..Settings::default()
    };
    assert_eq!(chooses(&hub, Role::HubResponsible, &other).await, Ok(Chosen::Saved));
    assert_eq!(set(&hub).await, other);
    assert_eq!(chooses(&hub, Role::HubResponsible, &Settings::default()).await, Ok(Chosen::Saved));
    assert_eq!(set(&hub).await, Settings::default());
}

#[tokio::test]
async fn only_the_hub_s_responsible_sets_anything() {
    let hub = TestHub::new().await;
    let other = Settings { answer_days: 14, ..Settings::default() };
    for &role in Role::ALL.iter().filter(|role| **role != Role::HubResponsible) {
        assert_eq!(chooses(&hub, role, &other).await, Err(NOT_FOUND.to_owned()), "{role:?}");
    }
    assert_eq!(set(&hub).await, Settings::default());
}

#[tokio::test]
async fn what_no_rule_allows_is_refused_and_changes_nothing() {
    let hub = TestHub::new().await;
    let late = Settings { second_reminder_days: 12, ..Settings::default() };
    let refused = Ok(Chosen::Refused(SettingsError::OverBeforeReminded));
    assert_eq!(chooses(&hub, Role::HubResponsible, &late).await, refused);
    assert_eq!(set(&hub).await, Settings::default());
}

#[tokio::test]
async fn whoever_saves_what_another_changed_is_shown_it() {
    let hub = TestHub::new().await;
    let seen = Settings::default().version();
    let [first, second] = [12, 14].map(|answer_days| Settings { answer_days, ..Settings::default() });
    let save = async |settings: &Settings, seen: Option<&Version>| {
        as_a(&hub, Role::HubResponsible, async |write, by| choose::run(write, by, settings, seen).await).await
    };
    assert_eq!(save(&first, Some(&seen)).await, Ok(Chosen::Saved));
    assert_eq!(save(&second, Some(&seen)).await, Ok(Chosen::Changed(first.clone())));
    assert_eq!(set(&hub).await, first);
    assert_eq!(save(&second, Some(&first.version())).await, Ok(Chosen::Saved));
}

#[tokio::test]
async fn each_change_says_who_when_from_what_and_to_what_for_three_years() {
    let hub = TestHub::new().await;
    for answer_days in [12, 14, Settings::default().answer_days] {
        let settings = Settings { answer_days, ..Settings::default() };
        chooses(&hub, Role::HubResponsible, &settings).await.unwrap();
    }
    let changes = list_changes(&hub.app.db).await.unwrap();
    let told: Vec<_> =
        changes.iter().map(|one| (one.code, one.before.as_deref(), one.after.as_deref())).collect();
    let expected =
        [(Some("14"), None), (Some("12"), Some("14")), (None, Some("12"))].map(|(a, b)| (Code::Answer, a, b));
    assert_eq!(told, expected);
    let responsible = hub.account_of(Role::HubResponsible).await;
    assert!(changes.iter().all(|change| change.by == responsible));
    let noted = hub.texts("SELECT action AS text FROM journal WHERE object_kind = 'setting'").await;
    assert_eq!(noted, ["changed"; 3]);

    let later = hub.app.now().plus(Duration::MINUTE);
    let write = Write::begin(&hub.app.db, &hub.app.secret, Actor::HUB, later).await.unwrap();
    forget(&write, later).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(hub.keys("SELECT id FROM settings").await.len(), 1, "what holds stays");
    assert!(list_changes(&hub.app.db).await.unwrap().is_empty(), "and nobody knows whose it is");
}

fn declined() -> &'static Kind {
    KINDS.iter().copied().flatten().find(|kind| kind.code == "request_declined").unwrap()
}

async fn rewords(
    hub: &TestHub,
    role: Role,
    greeting: &str,
    seen: Option<&Version>,
) -> Result<Reworded, String> {
    let words: Paragraphs = [("greeting".to_owned(), greeting.to_owned())].into();
    as_a(hub, role, async |write, by| reword::run(write, by, declined(), &words, seen).await).await
}

#[tokio::test]
async fn words_that_the_hub_cannot_fill_are_refused_and_its_own_are_kept_once() {
    let hub = TestHub::new().await;
    let responsible = Role::HubResponsible;
    let refused = Reworded::Refused(vec![("greeting", WordsError::Missing("first_name"))]);
    assert_eq!(rewords(&hub, responsible, "Bonjour,", None).await, Ok(refused));
    assert_eq!(rewords(&hub, responsible, "Bonjour {first_name},", None).await, Ok(Reworded::Saved));
    assert!(hub.keys("SELECT id FROM message_words").await.is_empty(), "the default is not stored");
    assert_eq!(rewords(&hub, responsible, "Chère {first_name},", None).await, Ok(Reworded::Saved));
    assert_eq!(rewords(&hub, responsible, "Bonjour {first_name},", None).await, Ok(Reworded::Saved));
    assert!(read_words(&hub.app.db, "request_declined").await.unwrap().is_empty());
    let noted = hub.texts("SELECT action AS text FROM journal WHERE object_kind = 'message_words'").await;
    assert_eq!(noted, ["changed", "restored"]);

    let later = hub.app.now().plus(Duration::MINUTE);
    let write = Write::begin(&hub.app.db, &hub.app.secret, Actor::HUB, later).await.unwrap();
    forget_words(&write, later).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(hub.keys("SELECT id FROM message_words WHERE set_by_id IS NULL").await.len(), 1);
    assert_eq!(hub.keys("SELECT id FROM message_words").await.len(), 1, "what was replaced is gone");
}

#[tokio::test]
async fn only_the_hub_s_responsible_gives_words_and_sees_what_another_wrote() {
    let hub = TestHub::new().await;
    for &role in Role::ALL.iter().filter(|role| **role != Role::HubResponsible) {
        let answer = rewords(&hub, role, "Chère {first_name},", None).await;
        assert_eq!(answer, Err(NOT_FOUND.to_owned()), "{role:?}");
    }
    let seen = Version::of(&Paragraphs::new());
    let responsible = Role::HubResponsible;
    assert_eq!(rewords(&hub, responsible, "Chère {first_name},", Some(&seen)).await, Ok(Reworded::Saved));
    let now: Paragraphs = [("greeting".to_owned(), "Chère {first_name},".to_owned())].into();
    let answer = rewords(&hub, responsible, "Salut {first_name},", Some(&seen)).await;
    assert_eq!(answer, Ok(Reworded::Changed(now)));
}
