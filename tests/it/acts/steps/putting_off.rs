//! A step is put off and keeps its first day; a call is noted, and what comes next follows from it.

use tandem::accounts::access::{Right, Role, Scope};
use tandem::acts::steps::note_call::{self, Called, Calling};
use tandem::acts::steps::postpone::{self, Postponed, Postponing};
use tandem::db::{Id, new_id};
use tandem::overview::steps::StepLine;
use tandem::overview::store::{count_steps, find_dossier, list_steps};
use tandem::proposals;
use tandem::steps::{CallResult, Filter, PostponeError, Reason, SubjectKind};
use time::{Date, Duration};

use crate::acts::acting::{NOT_FOUND, as_a};
use crate::acts::tandems::{day, without};
use crate::support::TestHub;
use crate::tandems::{open_tandem, own_tandem};

async fn puts_off(hub: &TestHub, role: Role, step: Id, to: Date) -> Result<Postponed, String> {
    let postponing = Postponing { step, to, reason: Reason::CallBack };
    as_a(hub, role, async |write, by| postpone::run(write, by, postponing).await).await
}

async fn calls(
    hub: &TestHub,
    role: Role,
    step: Id,
    result: CallResult,
    again_on: Option<Date>,
) -> Result<Called, String> {
    let calling = Calling { step, result, again_on };
    as_a(hub, role, async |write, by| note_call::run(write, by, calling).await).await
}

async fn step_of(hub: &TestHub, kind: SubjectKind) -> StepLine {
    let filter = Filter { kinds: [kind].into(), ..Filter::default() };
    list_steps(&hub.app.db, Scope::Hub, &filter, 0..10).await.unwrap().remove(0)
}

async fn late(hub: &TestHub) -> u64 {
    let late = Filter { due_before: Some(hub.app.today()), ..Filter::default() };
    count_steps(&hub.app.db, Scope::Hub, &late).await.unwrap()
}

#[tokio::test]
async fn a_step_put_off_keeps_its_first_day_until_something_else_comes_next() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    hub.settle().await;
    let step = step_of(&hub, SubjectKind::Tandem).await.step;
    assert_eq!((step.what.as_str(), step.subject.id, late(&hub).await), ("meet_first", tandem.id, 1));

    let (far, near) = (hub.app.today() + Duration::days(61), hub.app.today() + Duration::days(3));
    let answer = puts_off(&hub, Role::Coordinator, step.id, hub.app.today()).await;
    assert_eq!(answer, Ok(Postponed::Refused(PostponeError::NotAfterToday)));
    let answer = puts_off(&hub, Role::Coordinator, step.id, far).await;
    assert_eq!(answer, Ok(Postponed::Refused(PostponeError::TooFar)));
    assert_eq!(puts_off(&hub, Role::Coordinator, step.id, near).await, Ok(Postponed::To(near)));

    let put_off = step_of(&hub, SubjectKind::Tandem).await.step;
    assert_eq!((put_off.due_on(), put_off.first_due_on), (near, step.first_due_on));
    assert_eq!(late(&hub).await, 0);
    assert_eq!(hub.unsettled().await, Vec::<String>::new());
    hub.settle().await;
    assert_eq!(step_of(&hub, SubjectKind::Tandem).await.step, put_off);

    hub.sql("UPDATE tandems SET started_on = '2020-01-06'").await.unwrap();
    hub.settle().await;
    let moved = step_of(&hub, SubjectKind::Tandem).await.step;
    assert_eq!((moved.postponed, moved.id), (None, step.id));
}

#[tokio::test]
async fn a_step_is_followed_by_those_who_follow_its_people() {
    let hub = TestHub::new().await;
    let (_, far) = hub.add_mentee("Zoé Loin", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let (_, mentor) = hub
        .add_mentor("Rémi Voisin", |person, mentor| {
            person.organisation_id = hub.hub_organisation();
            person.branch_id = None;
            mentor.capacity = 2;
        })
        .await;
    open_tandem(&hub, &mentor, &far).await;
    hub.settle().await;
    let step = step_of(&hub, SubjectKind::Tandem).await.step.id;
    let to = hub.app.today() + Duration::days(2);
    for (role, may) in [
        (Role::Coordinator, true),
        (Role::HubResponsible, true),
        (Role::Responsible, true),
        // The mentee is of another branch.
        (Role::Adviser, false),
    ] {
        let answer = puts_off(&hub, role, step, to).await;
        assert_eq!(answer.is_ok(), may, "{role:?} {answer:?}");
    }
    for role in without(Right::FollowSteps) {
        assert_eq!(puts_off(&hub, role, step, to).await, Err(NOT_FOUND.to_owned()), "{role:?}");
        let call = calls(&hub, role, step, CallResult::Reached, None).await;
        assert_eq!(call, Err(NOT_FOUND.to_owned()), "{role:?}");
    }
    assert_eq!(puts_off(&hub, Role::Coordinator, new_id(), to).await, Err(NOT_FOUND.to_owned()));
}

/// A proposal between two people, with its two steps.
async fn suggest(hub: &TestHub, mentor: Id, journey: Id) -> [Id; 2] {
    let write = hub.write().await;
    proposals::store::insert_proposals(&write, &[hub.suggestion(journey, mentor)]).await.unwrap();
    write.commit().await.unwrap();
    hub.settle().await;
    let asked = async |kind| step_of(hub, kind).await.step.id;
    [asked(SubjectKind::AnswerMentor).await, asked(SubjectKind::AnswerMentee).await]
}

#[tokio::test]
async fn an_answer_is_followed_by_those_who_follow_whoever_is_asked() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Rémi Voisin", |_, _| ()).await;
    let (_, journey) = hub
        .add_mentee("Zoé Loin", |person, _| {
            person.organisation_id = hub.hub_organisation();
            person.branch_id = None;
        })
        .await;
    let [of_mentor, of_mentee] = suggest(&hub, mentor.id, journey.id).await;
    let to = hub.app.today() + Duration::days(2);
    for (role, of_both) in [(Role::Coordinator, true), (Role::Adviser, false), (Role::Responsible, false)] {
        assert_eq!(puts_off(&hub, role, of_mentor, to).await, Ok(Postponed::To(to)), "{role:?}");
        let answer = puts_off(&hub, role, of_mentee, to).await;
        let expected = if of_both { Ok(Postponed::To(to)) } else { Err(NOT_FOUND.to_owned()) };
        assert_eq!(answer, expected, "{role:?}");
    }
}

#[tokio::test]
async fn what_concerns_the_answer_of_one_side_is_not_told_to_the_other() {
    let hub = TestHub::new().await;
    let mentor = hub.keys("SELECT id FROM mentors").await[0];
    let journey = hub.keys("SELECT id FROM journeys").await[0];
    let [of_mentor, _] = suggest(&hub, mentor, journey).await;
    let to = hub.app.today() + Duration::days(2);
    puts_off(&hub, Role::Coordinator, of_mentor, to).await.unwrap();
    calls(&hub, Role::Coordinator, of_mentor, CallResult::MessageLeft, None).await.unwrap();
    let own = hub.enter(Role::Mentor).await.get("/me").await;
    own.says("Appel du hub : un message vous attend").says("reporté au");
    let other = hub.enter(Role::Mentee).await.get("/me").await;
    other.says("Le hub vous propose un tandem avec").does_not_say("un message vous attend");
    other.does_not_say("reporté au").does_not_say("Remis à plus tard");
}

#[tokio::test]
async fn a_step_is_not_put_off_to_a_day_before_it_is_due_but_to_call_again() {
    let hub = TestHub::new().await;
    hub.add_mentee("Zoé Loin", |_, journey| journey.welcomed_on = hub.app.today()).await;
    let steps = list_steps(&hub.app.db, Scope::Hub, &Filter::default(), 0..10).await.unwrap();
    let step = &steps.last().unwrap().step;
    let (to, due_on) = (hub.app.today() + Duration::days(2), step.first_due_on);
    assert!(due_on > to);
    let postponing = Postponing { step: step.id, to, reason: Reason::Away };
    let answer = as_a(&hub, Role::Coordinator, async |write, by| postpone::run(write, by, postponing).await);
    assert_eq!(answer.await, Ok(Postponed::Refused(PostponeError::NotAfterDue(due_on))));
    assert_eq!(puts_off(&hub, Role::Coordinator, step.id, to).await, Ok(Postponed::To(to)));
}

#[tokio::test]
async fn a_call_that_is_answered_takes_stock_and_another_is_made_again() {
    let hub = TestHub::new().await;
    own_tandem(&hub).await;
    hub.settle().await;
    let step = step_of(&hub, SubjectKind::Journey).await.step;
    assert_eq!((step.what.as_str(), step.since_on), ("take_stock", day(&hub, 20)));

    let again_on = Some(hub.app.today() + Duration::days(2));
    let answer = calls(&hub, Role::Coordinator, step.id, CallResult::NoAnswer, again_on).await;
    assert!(matches!(answer, Ok(Called::Noted(_))), "{answer:?}");
    let again = step_of(&hub, SubjectKind::Journey).await.step;
    assert_eq!((Some(again.due_on()), again.since_on), (again_on, step.since_on));

    let answer = calls(&hub, Role::Adviser, step.id, CallResult::Reached, None).await;
    assert!(matches!(answer, Ok(Called::Noted(_))), "{answer:?}");
    let reached = step_of(&hub, SubjectKind::Journey).await.step;
    assert_eq!((reached.since_on, reached.postponed), (hub.app.today(), None));
    assert_eq!(hub.unsettled().await, Vec::<String>::new());

    let answer = calls(&hub, Role::Adviser, step.id, CallResult::Reached, Some(hub.app.today())).await;
    assert_eq!(answer, Ok(Called::Refused(PostponeError::NotAfterToday)));
    assert_eq!(hub.keys("SELECT id FROM calls").await.len(), 2);
}

#[tokio::test]
async fn every_open_thing_of_the_demonstration_has_an_owner_with_a_name() {
    let hub = TestHub::demo().await;
    assert_eq!(hub.unsettled().await, Vec::<String>::new());
    let lines = list_steps(&hub.app.db, Scope::Hub, &Filter::default(), 0..100_000).await.unwrap();
    assert!(lines.len() > 100);
    for line in &lines {
        assert!(!line.owner.is_empty() && !line.about().is_empty(), "{line:?}");
        assert!(!line.what(hub.app.today()).is_empty(), "{line:?}");
    }
    let open = hub.keys("SELECT id FROM journeys WHERE ended_on IS NULL").await.len();
    let of_journeys = lines.iter().filter(|line| line.step.subject.kind == SubjectKind::Journey);
    assert_eq!(of_journeys.count(), open);
}

#[tokio::test]
async fn a_person_s_page_finds_their_steps_on_both_sides() {
    let hub = TestHub::new().await;
    own_tandem(&hub).await;
    hub.settle().await;
    for (name, expected) in [
        ("Ariane Mistral", vec![SubjectKind::Tandem]),
        ("Basile Garrigue", vec![SubjectKind::Tandem, SubjectKind::Journey, SubjectKind::ResultContact]),
    ] {
        let person = hub.person_named(name).await;
        let lines = find_dossier(&hub.app.db, Scope::Hub, person).await.unwrap().unwrap().steps;
        let kinds: Vec<SubjectKind> = lines.iter().map(|line| line.step.subject.kind).collect();
        assert_eq!(kinds, expected, "{name}");
        let own = find_dossier(&hub.app.db, Scope::Person(person), person).await.unwrap().unwrap().steps;
        assert_eq!(own.len(), lines.len(), "{name}");
    }
}
