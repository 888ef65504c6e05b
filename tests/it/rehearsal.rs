//! A hub is in rehearsal until somebody opens it: what it writes to mentors and mentees waits, and nothing else does.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::accounts::messages::Hub;
use tandem::accounts::viewer::By;
use tandem::acts::hub::open::{self, Figures, Opened};
use tandem::acts::hub::{mark, rehearse};
use tandem::acts::proposals::propose::{self, Proposing};
use tandem::acts::proposals::withdraw::{self, Withdrawing};
use tandem::acts::settle;
use tandem::db::{self, Db, Mark, Snapshot};
use tandem::links::{self, NewLink, Uses};
use tandem::mail::Mail;
use tandem::proposals::proposal::WithdrawalReason;
use tandem::state::{App, Clock};
use tandem::{mail, proposals, requests, worker};
use time::Duration;

use crate::support::{Folder, TestHub};

/// A real hub that nobody opened, in which a proposal was withdrawn.
async fn rehearsing() -> TestHub {
    let hub = TestHub::outside_the_demonstration().await;
    let write = hub.write().await;
    mark::run(&write, Mark::Real).await.unwrap();
    write.commit().await.unwrap();
    withdraw_one(&hub, "Clovis Pinède", "Célia Romarin").await;
    hub
}

/// Proposes a pair and withdraws the proposal: both sides are written to.
async fn withdraw_one(hub: &TestHub, mentor: &str, mentee: &str) {
    let (_, mentor) = hub.add_mentor(mentor, |_, _| ()).await;
    let (_, journey) = hub.add_mentee(mentee, |_, _| ()).await;
    let proposal = hub.suggestion(journey.id, mentor.id);
    let write = hub.write().await;
    proposals::store::insert_proposals(&write, std::slice::from_ref(&proposal)).await.unwrap();
    settle::everything(&write).await.unwrap();
    let withdrawing = Withdrawing { proposal: proposal.id, reason: WithdrawalReason::Mistake };
    withdraw::run(&write, &By::Hub, withdrawing).await.unwrap();
    write.commit().await.unwrap();
}

async fn held(hub: &TestHub) -> Vec<Mail> {
    mail::store::list_held(&hub.app.db).await.unwrap()
}

async fn opens(hub: &TestHub) -> Opened {
    let write = hub.write().await;
    let opened = open::run(&write, &By::Hub, hub.app.named()).await.unwrap();
    write.commit().await.unwrap();
    opened
}

async fn messages_due(hub: &TestHub) -> u64 {
    tandem::jobs::store::count_due(&hub.app.db, mail::JOB, hub.app.now()).await.unwrap()
}

#[tokio::test]
async fn what_is_for_mentors_and_mentees_waits_and_what_opens_an_access_leaves() {
    let hub = rehearsing().await;
    assert_eq!(held(&hub).await.len(), 2, "both sides");
    assert_eq!(messages_due(&hub).await, 0);
    for role in [Role::Mentor, Role::Adviser] {
        hub.visitor().post("/sign-in/links", &[("email", &TestHub::email_of(role))]).await;
    }
    assert_eq!(messages_due(&hub).await, 2, "links to enter leave");
    assert_eq!(worker::tick(&hub.app, Some(&mail::Post::Page)).await.unwrap().messages_sent, 2);
    let withdrawn = held(&hub).await.into_iter().filter(|mail| mail.kind == "proposal_withdrawn");
    assert_eq!(withdrawn.count(), 2, "what is held still is");
}

#[tokio::test]
async fn an_opening_lets_leave_what_is_still_true_once() {
    let hub = rehearsing().await;
    hub.sql("UPDATE people SET email = 'ailleurs@exemple.test' WHERE first_name = 'Clovis'").await.unwrap();
    let expected = Figures { will_leave: 1, dropped: 1 };
    assert_eq!(open::look(&hub.app).await.unwrap(), expected);
    assert_eq!(opens(&hub).await, Opened::Opened(expected));
    assert!(held(&hub).await.is_empty());
    assert_eq!(messages_due(&hub).await, 1);
    let dropped: Vec<Mail> =
        hub.mails().await.into_iter().filter(|mail| mail.given_up_at.is_some()).collect();
    assert_eq!(dropped.len(), 1);
    assert!(dropped[0].body.is_empty() && dropped[0].last_error.as_deref() == Some("untrue"));
    assert_eq!(opens(&hub).await, Opened::AlreadyOpen);
    let noted = hub.texts("SELECT action AS text FROM journal WHERE object_kind = 'hub'").await;
    assert_eq!(noted, ["marked", "opened"]);
    withdraw_one(&hub, "Rémi Voisin", "Rose Thym").await;
    assert_eq!(messages_due(&hub).await, 3, "later ones leave at once");
}

#[tokio::test]
async fn a_held_message_leaves_with_a_link_that_still_serves_only() {
    let hub = rehearsing().await;
    let write = hub.write().await;
    let mut subjects = Vec::new();
    for lasts in [Duration::days(15), Duration::ZERO] {
        let subject = tandem::db::new_id();
        subjects.push(subject);
        let link = NewLink {
            purpose: "request",
            subject,
            bearer: "zoe@exemple.test",
            path: "/join/confirmations",
            lasts,
            uses: Uses::UntilExpiry,
        };
        let token = links::store::insert(&write, link).await.unwrap();
        let message = crate::messages::confirmation("zoe@exemple.test").bearing("request", &token);
        mail::store::hold(&write, message).await.unwrap();
    }
    write.commit().await.unwrap();
    assert_eq!(open::look(&hub.app).await.unwrap(), Figures { will_leave: 3, dropped: 1 });
    let write = hub.write().await;
    links::store::supersede(&write, subjects[0]).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(open::look(&hub.app).await.unwrap(), Figures { will_leave: 2, dropped: 2 });
}

#[tokio::test]
async fn what_was_open_is_due_a_week_after_the_opening_at_the_earliest() {
    let hub = rehearsing().await;
    let (_, old) = hub
        .add_mentee("Firmin Lavande", |_, journey| {
            journey.welcomed_on = journey.welcomed_on.saturating_sub(Duration::days(100));
        })
        .await;
    let due = async |journey: tandem::db::Id| {
        let snapshot = Snapshot::begin(&hub.app.db).await.unwrap();
        let anew = settle::anew(&snapshot).await.unwrap();
        anew.iter().find(|next| next.subject.id == journey).unwrap().due_on
    };
    let today = hub.app.today();
    assert!(due(old.id).await < today);
    opens(&hub).await;
    assert_eq!(due(old.id).await, today + Duration::days(7));
    let stored = hub.texts("SELECT what AS text FROM steps WHERE due_on < first_due_on").await;
    assert!(stored.is_empty());
    let late = worker::tick(&hub.app, None).await.unwrap().steps_late;
    assert_eq!(late, 0, "nothing is late on the first day");
}

#[tokio::test]
async fn nobody_is_pursued_in_a_rehearsal_and_the_opening_asks_anew() {
    let hub = rehearsing().await;
    let round = hub.run_a_round().await.path.trim_start_matches("/rounds/").parse().unwrap();
    let by = hub.by(Role::Coordinator).await;
    propose::run(&hub.app, &by, Proposing { round, least_score: 0 }).await.unwrap();
    let asked = hub.pending_proposals().await;
    assert!(!asked.is_empty());
    let later = hub.app.now().plus(Duration::days(12));
    let app = App { clock: Clock::Stopped(later), ..hub.app.clone() };
    worker::tick(&app, None).await.unwrap();
    assert_eq!(hub.pending_proposals().await.len(), asked.len(), "nobody was asked yet: nobody is late");
    let write = app.write(&By::Hub).await.unwrap();
    let Opened::Opened(figures) = open::run(&write, &By::Hub, app.named()).await.unwrap() else { panic!() };
    write.commit().await.unwrap();
    let questions: Vec<Mail> = hub.mails().await;
    let questions =
        questions.iter().filter(|mail| mail.kind == "proposal_asked" && mail.given_up_at.is_none());
    assert_eq!(questions.count(), asked.len(), "each question leaves once, with a fresh link");
    assert!(figures.will_leave >= asked.len(), "{figures:?}");
    for proposal in hub.pending_proposals().await {
        assert_eq!(proposal.mentor_asked_on, Some(later.day()), "the days to answer begin at the opening");
    }
}

#[tokio::test]
async fn only_the_hub_s_responsible_opens_it() {
    let hub = rehearsing().await;
    for &role in Role::ALL.iter().filter(|role| **role != Role::HubResponsible) {
        let by = hub.by(role).await;
        let write = hub.write_by(&by).await;
        assert!(open::run(&write, &by, hub.app.named()).await.is_err(), "{role:?}");
    }
    assert_eq!(held(&hub).await.len(), 2);
}

#[tokio::test]
async fn the_page_says_what_will_leave_and_opens_the_hub() {
    let hub = rehearsing().await;
    for (role, path, expected) in [
        (Role::Coordinator, "/dashboard", Some(0)),
        (Role::Adviser, "/mentees", Some(0)),
        (Role::HubResponsible, "/dashboard", Some(1)),
        (Role::Mentor, "/me", None),
        (Role::Funder, "/results", None),
    ] {
        let page = hub.enter(role).await.get(path).await;
        let band = page.all(".demo p").first().map(|band| band.contains("Le hub est en répétition"));
        let links = page.attributes(".demo a", "href").len();
        assert_eq!(band.map(|says| (says, links)), expected.map(|links| (true, links)), "{role:?}");
    }
    let responsible = hub.enter(Role::HubResponsible).await;
    let page = responsible.get("/dashboard").await.follow("Voir ce qui attend, ouvrir le hub").await;
    page.is(StatusCode::OK).says("2 messages partiront").does_not_say("ne partira pas");
    page.says("La proposition de tandem est retirée").says("Bonjour Célia,");
    let opened = page.form("Ouvrir le hub").submit().await;
    opened.says("Le hub est ouvert : 2 messages partiront.").does_not_say("en répétition");
    assert!(opened.all(".demo p").is_empty());
    assert_eq!(messages_due(&hub).await, 2);
}

#[tokio::test]
async fn links_in_what_is_held_are_their_recipients_alone() {
    let hub = rehearsing().await;
    let write = hub.write().await;
    let named = Hub { base_url: &hub.app.base_url, contact_email: &hub.app.contact_email };
    let message = requests::messages::samples(named, "zoe@exemple.test").unwrap().swap_remove(0);
    mail::store::hold(&write, message).await.unwrap();
    write.commit().await.unwrap();
    let page = hub.enter(Role::HubResponsible).await.get("/settings/opening").await;
    page.says("zoe@exemple.test").says("(lien personnel)").does_not_say("/join/confirmations/");
}

async fn opened(folder: &Folder) -> Db {
    db::open(&folder.url("hub.db")).await.unwrap()
}

#[tokio::test]
async fn a_hub_is_opened_by_a_command() {
    let folder = Folder::new();
    folder.does(&["invite", "--email", "ada@hub.test", "--name", "Ada"]);
    assert_eq!(folder.does(&["open", "--dry-run", "--json"]), "{\"will_leave\":0,\"dropped\":0}\n");
    let db = opened(&folder).await;
    assert!(db::find_hub(&db).await.unwrap().unwrap().is_in_rehearsal());
    db.close().await.unwrap();
    assert_eq!(folder.does(&["open", "--json"]), "{\"will_leave\":0,\"dropped\":0}\n");
    assert_eq!(folder.does(&["open"]), "The hub is open: 0 messages leave, 0 dropped.\n");
    let db = opened(&folder).await;
    assert!(!db::find_hub(&db).await.unwrap().unwrap().is_in_rehearsal());
    db.close().await.unwrap();
    folder.does(&["journal", "verify"]);
}

#[tokio::test]
async fn the_machine_keeps_a_hub_in_rehearsal() {
    let folder = Folder::new();
    folder.does(&["invite", "--email", "ada@hub.test", "--name", "Ada"]);
    folder.does(&["open"]);
    let why = folder.refuses(&["open", "--mode", "rehearsal"]);
    assert!(why.contains("TANDEM_MODE keeps this hub in rehearsal"), "{why}");
    let db = opened(&folder).await;
    assert!(db::find_hub(&db).await.unwrap().unwrap().is_in_rehearsal());
    db.close().await.unwrap();
}

#[tokio::test]
async fn a_hub_put_in_rehearsal_holds_what_waits_to_leave() {
    let hub = rehearsing().await;
    opens(&hub).await;
    assert_eq!(messages_due(&hub).await, 2);
    hub.visitor().post("/sign-in/links", &[("email", &TestHub::email_of(Role::Mentor))]).await;
    let write = hub.write().await;
    assert!(rehearse::run(&write).await.unwrap());
    assert!(!rehearse::run(&write).await.unwrap());
    write.commit().await.unwrap();
    assert_eq!((held(&hub).await.len(), messages_due(&hub).await), (2, 1));
    assert_eq!(opens(&hub).await, Opened::Opened(Figures { will_leave: 2, dropped: 0 }));
}
