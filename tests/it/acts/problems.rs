//! The acts about problems between two people.

use tandem::accounts::access::{Role, Scope};
use tandem::acts::people::choose_coordinator;
use tandem::acts::problems::close::{self, Closed, Closing};
use tandem::acts::problems::report::{self, Reporting};
use tandem::acts::proposals::answer::{self, Answered, Answering};
use tandem::db::Id;
use tandem::mail::Mail;
use tandem::problems::problem::{CloseError, Kind, Outcome};
use tandem::proposals::proposal::{Party, Proposal, State};
use tandem::tandems::tandem::{ClosureReason, Tandem};
use tandem::{jobs, mail, people, problems, proposals, rounds, tandems};

use super::acting::{NOT_FOUND, as_a, count};
use crate::messages::HUB;
use crate::support::TestHub;
use crate::tandems::own_tandem;

fn reporting(pair: Id) -> Reporting {
    Reporting { pair, kind: Kind::Conduct, words: Some("Des mots".to_owned()) }
}

async fn reported(hub: &TestHub, role: Role, pair: Id) -> Result<Id, String> {
    as_a(hub, role, async |write, by| report::run(write, by, HUB, reporting(pair)).await).await
}

async fn closed(hub: &TestHub, problem: Id, outcome: Outcome, gives_contact_back: bool) -> Closed {
    let closing = Closing { problem, outcome, gives_contact_back };
    as_a(hub, Role::Coordinator, async |write, by| close::run(write, by, hub.app.named(), closing).await)
        .await
        .unwrap()
}

async fn is_hidden(hub: &TestHub, tandem: &Tandem) -> bool {
    let hidden = problems::store::list_hidden(&hub.app.db, Scope::Hub, &[tandem.journey_id]).await.unwrap();
    hidden.contains(&(tandem.mentor_id, tandem.journey_id))
}

async fn owner_of_step(hub: &TestHub) -> Vec<Id> {
    hub.keys("SELECT owner_id AS id FROM steps WHERE subject_kind = 'report'").await
}

#[tokio::test]
async fn a_report_hides_opens_a_step_and_writes_to_whoever_coordinates() {
    for (role, party) in [(Role::Mentor, Party::Mentor), (Role::Mentee, Party::Mentee)] {
        let hub = TestHub::new().await;
        let tandem = own_tandem(&hub).await;
        assert!(!is_hidden(&hub, &tandem).await);
        let id = reported(&hub, role, tandem.id).await.unwrap();
        let found = problems::store::find(&hub.app.db, Scope::Hub, id).await.unwrap().unwrap();
        assert_eq!(
            (found.party, found.kind, found.words.as_deref()),
            (party, Kind::Conduct, Some("Des mots"))
        );
        assert!(is_hidden(&hub, &tandem).await);
        assert_eq!(owner_of_step(&hub).await, [hub.account_of(Role::Coordinator).await]);
        let told: Vec<Mail> = hub.mails().await;
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].recipient, TestHub::email_of(Role::Coordinator));
        let journal =
            "SELECT object_id AS id FROM journal WHERE object_kind = 'problem' AND action = 'reported'";
        assert_eq!(hub.keys(journal).await, [id], "the journal names the problem, not the pair");
    }
}

#[tokio::test]
async fn nobody_reports_about_a_pair_that_is_not_theirs_or_that_they_know_nothing_of() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let (_, journey) = hub.add_mentee("Célia Romarin", |_, _| ()).await;
    let foreign = crate::tandems::open_tandem(&hub, &mentor, &journey).await;
    // The mentor is asked, and the mentee knows nothing yet.
    let unknown =
        Proposal { mentor_asked_on: Some(hub.app.today()), ..hub.suggestion(tandem.journey_id, mentor.id) };
    let write = hub.write().await;
    proposals::store::insert_proposals(&write, std::slice::from_ref(&unknown)).await.unwrap();
    write.commit().await.unwrap();
    for (role, pair) in [
        (Role::Mentor, foreign.id),
        (Role::Mentee, foreign.id),
        (Role::Mentee, unknown.id),
        (Role::Coordinator, tandem.id),
        (Role::Adviser, tandem.id),
    ] {
        assert_eq!(reported(&hub, role, pair).await, Err(NOT_FOUND.to_owned()), "{role}");
    }
    assert_eq!(count(&hub, "SELECT id FROM problems").await, 0);
}

#[tokio::test]
async fn two_reports_are_two_and_hide_once_until_both_are_closed() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let (one, other) =
        tokio::join!(reported(&hub, Role::Mentor, tandem.id), reported(&hub, Role::Mentee, tandem.id));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(count(&hub, "SELECT id FROM problems").await, 2);
    assert_eq!(owner_of_step(&hub).await.len(), 2);
    assert_eq!(closed(&hub, one, Outcome::Resolved, true).await, Closed::Done);
    assert!(is_hidden(&hub, &tandem).await, "the other report still hides");
    assert_eq!(closed(&hub, other, Outcome::PassedOn, false).await, Closed::Done);
    assert!(is_hidden(&hub, &tandem).await, "it was not given back");
    assert!(owner_of_step(&hub).await.is_empty());
    let again = closed(&hub, other, Outcome::Resolved, true).await;
    assert_eq!(again, Closed::Refused(CloseError::AlreadyClosed));
    let last = reported(&hub, Role::Mentee, tandem.id).await.unwrap();
    assert_eq!(closed(&hub, last, Outcome::Resolved, true).await, Closed::Done);
    assert!(!is_hidden(&hub, &tandem).await, "the last word of whoever coordinates holds for all");
}

#[tokio::test]
async fn what_ends_the_pair_closes_its_tandem_and_keeps_it_from_being_proposed_again() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let id = reported(&hub, Role::Mentee, tandem.id).await.unwrap();
    assert_eq!(closed(&hub, id, Outcome::PairEnded, true).await, Closed::Refused(CloseError::PairIsOver));
    assert_eq!(closed(&hub, id, Outcome::PairEnded, false).await, Closed::Done);
    let ended = tandems::store::find(&hub.app.db, Scope::Hub, tandem.id).await.unwrap().unwrap();
    assert_eq!(ended.closed, Some((hub.app.today(), ClosureReason::HubDecision)));
    assert_eq!(rounds::store::list_exclusions(&hub.app.db).await.unwrap().len(), 1);
    let journey = people::store::find_journey(&hub.app.db, Scope::Hub, tandem.journey_id).await.unwrap();
    assert_eq!(journey.unwrap().ended, None, "the mentee waits for another mentor");
}

#[tokio::test]
async fn a_mentor_who_is_excluded_leaves_the_hub_with_all_that_runs() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let (_, waiting) = hub.add_mentee("Célia Romarin", |_, _| ()).await;
    let proposal = hub.suggestion(waiting.id, tandem.mentor_id);
    let write = hub.write().await;
    proposals::store::insert_proposals(&write, std::slice::from_ref(&proposal)).await.unwrap();
    write.commit().await.unwrap();
    let id = reported(&hub, Role::Mentee, tandem.id).await.unwrap();
    assert_eq!(closed(&hub, id, Outcome::MentorExcluded, false).await, Closed::Done);
    let mentor =
        people::store::find_mentor(&hub.app.db, Scope::Hub, tandem.mentor_id).await.unwrap().unwrap();
    assert_eq!(mentor.left_on, Some(hub.app.today()));
    let ended = tandems::store::find(&hub.app.db, Scope::Hub, tandem.id).await.unwrap().unwrap();
    assert!(!ended.is_open());
    let proposal =
        proposals::store::find_proposal(&hub.app.db, Scope::Hub, proposal.id).await.unwrap().unwrap();
    assert_eq!(proposal.state(), State::Withdrawn);
}

/// Records a yes of one side of a proposal.
async fn yes(hub: &TestHub, proposal: &Proposal, party: Party) -> Answered {
    let answering = Answering { proposal: proposal.id, party, agrees: true, refusal: None, reason: None };
    as_a(hub, Role::Coordinator, async |write, by| answer::run(write, by, HUB, answering.clone()).await)
        .await
        .unwrap()
}

/// A proposal to the mentor and the mentee who may sign in.
async fn proposed(hub: &TestHub) -> Proposal {
    let journeys = hub.keys("SELECT id FROM journeys").await;
    let mentors = hub.keys("SELECT id FROM mentors").await;
    let proposal = hub.suggestion(journeys[0], mentors[0]);
    let write = hub.write().await;
    proposals::store::insert_proposals(&write, std::slice::from_ref(&proposal)).await.unwrap();
    write.commit().await.unwrap();
    proposal
}

/// What tells the two how they reach each other: the charters to sign, then that the tandem begins.
fn telling(mails: Vec<Mail>) -> [Vec<Mail>; 2] {
    ["charter_to_sign", "tandem_begun"]
        .map(|kind| mails.iter().filter(|mail| mail.kind == kind).cloned().collect())
}

#[tokio::test]
async fn what_was_queued_and_tells_how_to_reach_the_other_does_not_leave_any_more() {
    let hub = TestHub::new().await;
    hub.begin_with_the_second_yes().await;
    let proposal = proposed(&hub).await;
    yes(&hub, &proposal, Party::Mentor).await;
    let Answered::TandemBegun(tandem) = yes(&hub, &proposal, Party::Mentee).await else {
        panic!("it begins")
    };
    assert_eq!(telling(hub.mails().await).map(|mails| mails.len()), [2, 2]);
    reported(&hub, Role::Mentee, tandem).await.unwrap();
    for one in telling(hub.mails().await).concat() {
        assert_eq!(one.dropped_reason.as_deref(), Some("outdated"));
        assert!(one.body.is_empty() && one.html.is_empty());
        assert!(!jobs::store::is_scheduled(&hub.app.db, mail::JOB, &one.id.to_string()).await.unwrap());
    }
}

#[tokio::test]
async fn a_tandem_that_begins_after_a_report_tells_the_two_nothing_of_each_other() {
    let hub = TestHub::new().await;
    hub.begin_with_the_second_yes().await;
    let proposal = proposed(&hub).await;
    reported(&hub, Role::Mentor, proposal.id).await.unwrap();
    yes(&hub, &proposal, Party::Mentor).await;
    assert!(matches!(yes(&hub, &proposal, Party::Mentee).await, Answered::TandemBegun(_)));
    let [mentor, mentee] = ["Ariane Mistral", "Basile Garrigue"].map(async |name| {
        let id = hub.person_named(name).await;
        people::store::find(&hub.app.db, Scope::Hub, id).await.unwrap().unwrap().email.unwrap()
    });
    let emails = [mentor.await, mentee.await];
    let [to_sign, begun] = telling(hub.mails().await);
    assert_eq!([to_sign.len(), begun.len()], [2, 2]);
    for mail in to_sign.iter().chain(&begun) {
        let text = mail.text(&hub.app.secret).unwrap();
        assert!(emails.iter().all(|email| !text.contains(email.as_str())), "{text}");
    }
    for mail in begun {
        let text = mail.text(&hub.app.secret).unwrap();
        assert!(text.contains("Pour joindre cette personne, répondez à ce message"), "{text}");
    }
}

#[tokio::test]
async fn the_step_goes_to_whoever_is_chosen_to_coordinate_and_back() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    reported(&hub, Role::Mentee, tandem.id).await.unwrap();
    let responsible = hub.account_of(Role::HubResponsible).await;
    let choose = async |chosen: Option<Id>| {
        as_a(&hub, Role::Coordinator, async |write, by| {
            choose_coordinator::run(write, by, tandem.journey_id, chosen).await
        })
        .await
        .unwrap()
    };
    choose(Some(responsible)).await;
    assert_eq!(owner_of_step(&hub).await, [responsible]);
    choose(None).await;
    assert_eq!(owner_of_step(&hub).await, [hub.account_of(Role::Coordinator).await]);
}

#[tokio::test]
async fn only_whoever_handles_problems_closes_one() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let problem = reported(&hub, Role::Mentee, tandem.id).await.unwrap();
    for role in [Role::Mentor, Role::Mentee, Role::Adviser, Role::Responsible, Role::Officer] {
        let closing = Closing { problem, outcome: Outcome::Resolved, gives_contact_back: true };
        let closed =
            as_a(&hub, role, async |write, by| close::run(write, by, hub.app.named(), closing).await).await;
        assert_eq!(closed, Err(NOT_FOUND.to_owned()), "{role}");
    }
    assert!(is_hidden(&hub, &tandem).await);
}

#[tokio::test]
async fn once_contact_is_given_back_the_charter_that_waits_is_asked_for_again() {
    let hub = TestHub::new().await;
    let proposal = proposed(&hub).await;
    for party in [Party::Mentor, Party::Mentee] {
        yes(&hub, &proposal, party).await;
    }
    let problem = reported(&hub, Role::Mentee, proposal.id).await.unwrap();
    let [dropped, _] = telling(hub.mails().await);
    assert!(dropped.len() == 2 && dropped.iter().all(|mail| mail.dropped_at.is_some()));
    assert_eq!(closed(&hub, problem, Outcome::Resolved, true).await, Closed::Done);
    let [asked, _] = telling(hub.mails().await);
    let again: Vec<_> = asked.iter().filter(|mail| mail.dropped_at.is_none()).collect();
    assert_eq!(again.len(), 2, "both are asked again");
    for mail in again {
        let text = mail.text(&hub.app.secret).unwrap();
        assert!(text.contains("Pour joindre cette personne"), "{text}");
    }
    assert_eq!(hub.unsettled().await, Vec::<String>::new());
}
