//! « Pas maintenant, à partir du … »: no refusal, and nothing is asked before that day.

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::acts::proposals::propose;
use tandem::acts::proposals::put_off::{self, PutOff, PuttingOff};
use tandem::db::{Id, Snapshot};
use tandem::overview::store::{gather, list_longest_unmatched, list_longest_waiting};
use tandem::proposals::proposal::{AnswerError, Later, Party, Proposal, State};
use tandem::rounds::inputs::Pair;
use tandem::rounds::not_proposed::Obstacle;
use tandem::steps::{Subject, SubjectKind};
use tandem::{people, proposals, steps};
use time::{Date, Duration};

use crate::answers::{has_mail, one_pair, question, tick};
use crate::support::TestHub;

async fn found(hub: &TestHub, id: Id) -> Proposal {
    proposals::store::find_proposal(&hub.app.db, Scope::Hub, id).await.unwrap().unwrap()
}

/// A day as people type it.
fn typed(day: Date) -> String {
    format!("{:02}/{:02}/{}", day.day(), u8::from(day.month()), day.year())
}

/// What is to be done about a journey.
async fn step_of(hub: &TestHub, journey: Id) -> String {
    let of = Snapshot::begin(&hub.app.db).await.unwrap();
    let subject = Subject { kind: SubjectKind::Journey, id: journey };
    steps::store::list_about(&of, &[subject]).await.unwrap().remove(&subject).unwrap().what
}

/// The mentors and the journeys that a round reads on a day.
async fn read_by_a_round(hub: &TestHub, today: Date) -> (Vec<Id>, Vec<Id>) {
    let of = Snapshot::begin_three(&hub.app.db).await.unwrap();
    let inputs = gather(of, &hub.app.secret, None, today).await.unwrap();
    (
        inputs.mentors.iter().map(|mentor| mentor.id).collect(),
        inputs.mentees.iter().map(|mentee| mentee.id).collect(),
    )
}

async fn by_hand(hub: &TestHub, proposal: &Proposal) -> Result<Id, Obstacle> {
    let by = hub.by(Role::Coordinator).await;
    let write = hub.write_by(&by).await;
    let pair = Pair { journey: proposal.journey_id, mentor: proposal.mentor_id };
    let made = propose::by_hand(&write, &by, hub.app.named(), pair).await.unwrap();
    write.commit().await.unwrap();
    made
}

#[tokio::test]
async fn a_mentor_who_says_later_refuses_nobody_and_is_proposed_to_nobody_before_that_day() {
    let (hub, proposal, [mentor, mentee]) = one_pair().await;
    let today = hub.app.today();
    let from = today + Duration::days(40);
    let asked = question(&hub, &mentor).await;
    let form = asked.form("Pas maintenant").fill("À partir de quel jour", &typed(from));
    let answered = form.submit().await;
    answered.is(StatusCode::OK).says("Pas maintenant : à partir du").says("Ce n’est pas un non");
    let later = found(&hub, proposal.id).await;
    assert_eq!(later.state(), State::Later);
    assert_eq!(later.later, Some(Later { party: Party::Mentor, from }));
    let (mentors, journeys) = read_by_a_round(&hub, today).await;
    assert!(!mentors.contains(&proposal.mentor_id) && journeys.contains(&proposal.journey_id));
    assert!(read_by_a_round(&hub, from).await.0.contains(&proposal.mentor_id));
    assert_eq!(by_hand(&hub, &proposal).await, Err(Obstacle::MentorLater));
    assert_eq!(step_of(&hub, proposal.journey_id).await, "find_mentor");
    tick(&hub, 4).await;
    assert!(!has_mail(&hub, &mentee, "ne se fera pas").await, "the mentee was never asked");
    let coordinator = hub.enter(Role::Coordinator).await;
    coordinator.get(&format!("/proposals/{}", proposal.id)).await.says("Le mentor préfère attendre le");
    // A coordinator changes the day, and the pair may be proposed again.
    let mentor =
        people::store::find_mentor(&hub.app.db, Scope::Hub, proposal.mentor_id).await.unwrap().unwrap();
    let form = coordinator.get(&format!("/people/{}/mentor", mentor.person_id)).await;
    form.form("Enregistrer cette offre").fill("Prend quelqu’un à partir du", "").submit().await;
    assert!(by_hand(&hub, &proposal).await.is_ok());
}

#[tokio::test]
async fn a_mentee_who_says_later_waits_for_nobody_before_that_day_and_the_mentor_is_told_kindly() {
    let (hub, proposal, [mentor, mentee]) = one_pair().await;
    let today = hub.app.today();
    let from = today + Duration::days(60);
    question(&hub, &mentor).await.form("Oui, je veux bien").submit().await;
    let asked = question(&hub, &mentee).await;
    let form = asked.form("Pas maintenant").fill("À partir de quel jour", &typed(from));
    form.submit().await.says("vous n’avez rien à faire");
    let is_listed = async |day: Date| {
        let unmatched = list_longest_unmatched(&hub.app.db, Scope::Hub, 99, day).await.unwrap();
        let waiting = list_longest_waiting(&hub.app.db, Scope::Hub, 99, day).await.unwrap();
        [unmatched, waiting].map(|list| list.iter().any(|wait| wait.journey == proposal.journey_id))
    };
    assert_eq!(is_listed(today).await, [false; 2]);
    assert_eq!(is_listed(from).await, [true; 2]);
    assert!(!read_by_a_round(&hub, today).await.1.contains(&proposal.journey_id));
    assert_eq!(by_hand(&hub, &proposal).await, Err(Obstacle::JourneyLater));
    assert_eq!(step_of(&hub, proposal.journey_id).await, "find_mentor_later");
    assert!(!has_mail(&hub, &mentor, "ne se fera pas").await, "until the morning, it can be taken back");
    tick(&hub, 4).await;
    assert!(has_mail(&hub, &mentor, "ne se fera pas pour le moment").await);
    assert!(!has_mail(&hub, &mentee, "ne se fera pas").await);
    tick(&hub, 59).await;
    assert!(!has_mail(&hub, &mentee, "pas encore trouvé").await, "nobody asked for a mentor yet");
    assert!(hub.pending_proposals().await.iter().all(|one| one.journey_id != proposal.journey_id));
    tick(&hub, 82).await;
    assert!(has_mail(&hub, &mentee, "pas encore trouvé").await, "three weeks after that day");
    hub.enter(Role::Mentee).await.get("/me").await.says("à partir du jour que vous avez dit");
}

#[tokio::test]
async fn later_is_taken_back_until_somebody_was_told() {
    let (hub, proposal, [mentor, _]) = one_pair().await;
    let from = typed(hub.app.today() + Duration::days(9));
    let asked = question(&hub, &mentor).await;
    let answered = asked.form("Pas maintenant").fill("À partir de quel jour", &from).submit().await;
    answered.form("Changer ma réponse").submit().await.says("Oui, je veux bien");
    assert_eq!(found(&hub, proposal.id).await.state(), State::Pending);
    assert!(read_by_a_round(&hub, hub.app.today()).await.0.contains(&proposal.mentor_id));
    let again = question(&hub, &mentor).await;
    again.form("Pas maintenant").fill("À partir de quel jour", &from).submit().await;
    tick(&hub, 4).await;
    question(&hub, &mentor).await.says("Ce n’est pas un non").does_not_say("Changer ma réponse");
}

#[tokio::test]
async fn the_day_is_between_tomorrow_and_half_a_year_and_noted_by_whoever_proposes() {
    let (hub, proposal, [mentor, _]) = one_pair().await;
    let today = hub.app.today();
    let asked = question(&hub, &mentor).await;
    let form = asked.form("Pas maintenant").fill("À partir de quel jour", &typed(today));
    form.submit().await.is(StatusCode::UNPROCESSABLE_ENTITY).says("Choisissez un jour entre demain et le");
    let put = async |role: Role, days: i64| {
        let by = hub.by(role).await;
        let write = hub.write_by(&by).await;
        let later = Later { party: Party::Mentor, from: today + Duration::days(days) };
        let done = put_off::run(&write, &by, PuttingOff { proposal: proposal.id, later }).await;
        if done.is_ok() {
            write.commit().await.unwrap();
        }
        done
    };
    for role in [Role::Adviser, Role::Mentor, Role::Mentee, Role::Officer] {
        assert!(put(role, 10).await.is_err(), "{role}");
    }
    let last = today + Duration::days(183);
    assert_eq!(put(Role::Coordinator, 184).await.unwrap(), PutOff::Refused(AnswerError::OutOfReach(last)));
    assert_eq!(put(Role::Coordinator, 183).await.unwrap(), PutOff::Done);
    assert_eq!(put(Role::Coordinator, 20).await.unwrap(), PutOff::Refused(AnswerError::Later));
}
