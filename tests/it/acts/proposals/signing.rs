//! Both sides sign the charter once they have said yes; the last signature begins their tandem.

use tandem::accounts::access::{Right, Role, Scope};
use tandem::accounts::viewer::By;
use tandem::acts::proposals::take_back::{self, TakenBack, TakingBack};
use tandem::acts::proposals::withdraw::{self, Withdrawing, Withdrawn};
use tandem::acts::tandems::close::{self, Closing};
use tandem::acts::tandems::issue_charter::{self, Issued};
use tandem::acts::tandems::sign::{self, Paper, Signed, Signing};
use tandem::db::{Id, Instant, Keys, new_id};
use tandem::error::Error;
use tandem::people::person::{Journey, Mentor, Person};
use tandem::proposals::proposal::{Party, Refusal, State, WithdrawalReason};
use tandem::state::{App, Clock};
use tandem::steps::SubjectKind;
use tandem::tandems::charter::{PaperError, TextError, Way, first_text, hash, last_signed, owed};
use tandem::tandems::link::purpose_of;
use tandem::tandems::tandem::{Aftermath, BeginError, ClosureReason};
use tandem::{overview, proposals, settings, tandems, worker};
use time::Duration;

use super::{answered, found, open_tandems, proposal, yes};
use crate::acts::acting::{NOT_FOUND, as_a, as_by};
use crate::acts::tandems::{day, without};
use crate::messages::HUB;
use crate::support::TestHub;
use crate::tandems::open_tandem;

/// A pair that both accepted.
struct Accepted {
    hub: TestHub,
    by: By,
    mentor: Mentor,
    journey: Journey,
    people: [Person; 2],
    id: Id,
}

async fn accepted() -> Accepted {
    let hub = TestHub::new().await;
    let by = hub.by(Role::Coordinator).await;
    let (own, mentor) = hub.add_mentor("Clovis Pinède", |_, mentor| mentor.capacity = 1).await;
    let (other, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let id = proposal(&hub, &mentor, &journey, None).await;
    for party in [Party::Mentor, Party::Mentee] {
        answered(&hub, &by, yes(id, party)).await.unwrap();
    }
    let unanswered = tandem::proposals::store::count_unanswered(&hub.app.db, Scope::Hub).await.unwrap();
    assert_eq!(unanswered, 0, "what is to be signed was answered");
    Accepted { hub, by, mentor, journey, people: [own, other], id }
}

async fn by_link(
    hub: &TestHub,
    token: &str,
    party: Party,
    proposal: Id,
    charter: u32,
) -> Result<Signed, String> {
    let signing = Signing { proposal, charter };
    as_by(hub, &By::Bearer(new_id()), async |write, by| {
        sign::run_by_link(write, by, HUB, token, party, signing).await
    })
    .await
}

impl Accepted {
    fn email(&self, party: Party) -> String {
        let person = &self.people[usize::from(party == Party::Mentee)];
        person.email.clone().unwrap()
    }

    async fn token(&self, party: Party) -> String {
        let mails = self.hub.mails_to(&self.email(party)).await;
        let mut lines = mails.iter().rev().flat_map(|mail| mail.lines());
        let token = lines.find_map(|line| Some(line.split_once("/signatures/")?.1.to_owned()));
        token.expect("a link that signs")
    }

    async fn signs(&self, party: Party, charter: u32) -> Result<Signed, String> {
        by_link(&self.hub, &self.token(party).await, party, self.id, charter).await
    }

    async fn notes(&self, party: Party, days_ago: i64) -> Result<Signed, String> {
        let paper = Paper { proposal: self.id, party, on: day(&self.hub, days_ago) };
        as_by(&self.hub, &self.by, async |write, by| sign::note_paper(write, by, HUB, paper).await).await
    }

    async fn issues(&self, text: &str) -> Issued {
        let issued = async |write: &_, by: &_| issue_charter::run(write, by, text, None).await;
        as_a(&self.hub, Role::HubResponsible, issued).await.unwrap()
    }

    async fn signatures(&self) -> Vec<tandem::tandems::charter::Signature> {
        tandems::store::list_signatures(&self.hub.app.db, Scope::Hub, self.id).await.unwrap()
    }

    async fn used_places(&self) -> u32 {
        let mentors = [self.mentor.id];
        let used = overview::store::used_places(&self.hub.app.db, Keys::These(&mentors)).await.unwrap();
        used.get(&self.mentor.id).copied().unwrap_or(0)
    }

    async fn steps(&self) -> Vec<(SubjectKind, String)> {
        let lines = overview::store::list_steps_of_answers(&self.hub.app.db, Scope::Hub, &[self.id]).await;
        lines.unwrap().into_iter().map(|line| (line.step.subject.kind, line.step.what)).collect()
    }

    /// What is due so many days later is done.
    async fn tick(&self, days: i64) {
        let later = Instant::morning_of(self.hub.app.today() + Duration::days(days));
        let app = App { clock: Clock::Stopped(later), ..self.hub.app.clone() };
        worker::tick(&app, None).await.unwrap();
    }

    async fn mails(&self, kind: &str) -> usize {
        self.hub.mails().await.iter().filter(|mail| mail.kind == kind).count()
    }
}

#[tokio::test]
async fn two_yeses_ask_both_to_sign_and_the_second_signature_begins_the_tandem() {
    let pair = accepted().await;
    assert_eq!(found(&pair.hub, pair.id).await.state(), State::Accepted);
    assert_eq!((open_tandems(&pair.hub).await, pair.used_places().await), (0, 1), "the place is promised");
    let asked = |kind| (kind, "sign_charter".to_owned());
    let both = [asked(SubjectKind::SignatureMentor), asked(SubjectKind::SignatureMentee)];
    let mut steps = pair.steps().await;
    steps.sort();
    assert_eq!(steps, both);
    for (own, other) in [(Party::Mentor, Party::Mentee), (Party::Mentee, Party::Mentor)] {
        let mails = pair.hub.mails_to(&pair.email(own)).await;
        assert!(mails.last().unwrap().contains(&pair.email(other)), "both know how they reach each other");
    }
    assert_eq!(pair.signs(Party::Mentor, 1).await, Ok(Signed::Done));
    assert_eq!(open_tandems(&pair.hub).await, 0);
    assert_eq!(pair.steps().await, [asked(SubjectKind::SignatureMentee)]);
    let begun = pair.signs(Party::Mentee, 1).await.unwrap();
    let Signed::TandemBegun(tandem) = begun else { panic!("{begun:?}") };
    let tandem = tandems::store::find(&pair.hub.app.db, Scope::Hub, tandem).await.unwrap().unwrap();
    assert_eq!((tandem.proposal_id, tandem.started_on), (Some(pair.id), pair.hub.app.today()));
    assert_eq!(found(&pair.hub, pair.id).await.state(), State::Begun);
    assert_eq!((open_tandems(&pair.hub).await, pair.used_places().await), (1, 1));
    assert_eq!(pair.mails("tandem_begun").await, 2);
    assert!(pair.steps().await.is_empty());
}

#[tokio::test]
async fn what_is_kept_of_a_signature_is_the_hash_of_the_text_who_how_and_when() {
    let pair = accepted().await;
    pair.signs(Party::Mentor, 1).await.unwrap();
    pair.notes(Party::Mentee, 0).await.unwrap();
    let signatures = pair.signatures().await;
    let signed = last_signed(&signatures);
    let charter = tandems::store::find_charter(&pair.hub.app.db).await.unwrap().unwrap();
    for (signed, way) in [(signed.mentor.unwrap(), Way::Link), (signed.mentee.unwrap(), Way::Paper)] {
        assert_eq!((signed.way, signed.on, signed.charter_id), (way, pair.hub.app.today(), charter.id));
        assert_eq!(signed.text_hash, hash(&charter.text));
        assert_eq!(signed.at.day(), pair.hub.app.today());
    }
    assert_eq!(charter.text, first_text());
}

#[tokio::test]
async fn a_side_signs_once_by_whatever_door() {
    let pair = accepted().await;
    pair.hub.connected().await;
    let (one, other) = tokio::join!(pair.signs(Party::Mentor, 1), pair.notes(Party::Mentor, 0));
    let mut answers = [one.unwrap(), other.unwrap()];
    answers.sort_by_key(|answer| *answer == Signed::Before);
    assert_eq!(answers, [Signed::Done, Signed::Before]);
    assert_eq!(pair.signs(Party::Mentor, 1).await, Ok(Signed::Before));
    assert_eq!(pair.signatures().await.iter().filter(|one| one.signed.is_some()).count(), 1);
    assert_eq!(open_tandems(&pair.hub).await, 0);
}

#[tokio::test]
async fn the_last_signatures_at_once_begin_one_tandem() {
    for _ in 0..10 {
        let pair = accepted().await;
        pair.hub.connected().await;
        let (one, two, three) = tokio::join!(
            pair.signs(Party::Mentor, 1),
            pair.signs(Party::Mentee, 1),
            pair.notes(Party::Mentee, 0)
        );
        let answers = [one.unwrap(), two.unwrap(), three.unwrap()];
        let begun = answers.iter().filter(|answer| matches!(answer, Signed::TandemBegun(_))).count();
        assert_eq!((begun, open_tandems(&pair.hub).await), (1, 1), "{answers:?}");
        assert_eq!(pair.mails("tandem_begun").await, 2);
    }
}

#[tokio::test]
async fn where_the_hub_begins_with_the_second_yes_both_sign_afterwards() {
    let hub = TestHub::new().await;
    hub.begin_with_the_second_yes().await;
    let by = hub.by(Role::Coordinator).await;
    let (own, mentor) = hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let (other, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let id = proposal(&hub, &mentor, &journey, Some(Party::Mentor)).await;
    answered(&hub, &by, yes(id, Party::Mentee)).await.unwrap();
    let pair = Accepted { hub, by, mentor, journey, people: [own, other], id };
    assert_eq!((open_tandems(&pair.hub).await, pair.steps().await.len()), (1, 2));
    assert_eq!((pair.mails("tandem_begun").await, pair.mails("charter_to_sign").await), (2, 2));
    for party in [Party::Mentor, Party::Mentee] {
        assert_eq!(pair.notes(party, 0).await, Ok(Signed::Done));
    }
    assert_eq!((open_tandems(&pair.hub).await, pair.steps().await.len()), (1, 0));
}

#[tokio::test]
async fn what_is_brought_in_from_before_begins_without_a_charter() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let (_, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let tandem = open_tandem(&hub, &mentor, &journey).await;
    let issued = async |write: &_, by: &_| issue_charter::run(write, by, "Une autre charte", None).await;
    as_a(&hub, Role::HubResponsible, issued).await.unwrap();
    worker::tick(&hub.app, None).await.unwrap();
    assert!(hub.keys("SELECT id FROM signatures").await.is_empty(), "{} raises no sign", tandem.id);
}

#[tokio::test]
async fn a_place_is_promised_between_the_second_yes_and_the_signatures() {
    let pair = accepted().await;
    let (_, other) = pair.hub.add_mentee("Gaspard Figuier", |_, _| ()).await;
    let second = proposal(&pair.hub, &pair.mentor, &other, Some(Party::Mentor)).await;
    let refused = answered(&pair.hub, &pair.by, yes(second, Party::Mentee)).await.unwrap();
    assert_eq!(refused, super::Answered::CannotBegin(BeginError::NoPlace));
    let withdrawing = Withdrawing { proposal: pair.id, reason: WithdrawalReason::FoundAnother };
    let withdrawn =
        as_by(&pair.hub, &pair.by, async |write, by| withdraw::run(write, by, withdrawing).await).await;
    assert_eq!(withdrawn, Ok(Withdrawn::Done));
    assert!(pair.steps().await.is_empty(), "nothing is to be signed any more");
    assert_eq!(pair.notes(Party::Mentor, 0).await, Ok(Signed::NotAwaited));
    let free = answered(&pair.hub, &pair.by, yes(second, Party::Mentee)).await.unwrap();
    assert_eq!(free, super::Answered::ToSign);
}

#[tokio::test]
async fn a_yes_becomes_a_no_until_the_tandem_begins() {
    let pair = accepted().await;
    pair.signs(Party::Mentor, 1).await.unwrap();
    let refuse = async |party| {
        let token = pair.token(party).await;
        let refusal = Some(Refusal::NoTime);
        let taking = TakingBack { proposal: pair.id, party, purpose: purpose_of(party), refusal };
        as_by(&pair.hub, &By::Bearer(new_id()), async |write, by| {
            take_back::run_by_link(write, by, HUB, &token, taking).await
        })
        .await
    };
    assert_eq!(refuse(Party::Mentee).await, Ok(TakenBack::SaysNo));
    assert_eq!(found(&pair.hub, pair.id).await.state(), State::Declined);
    assert_eq!((pair.used_places().await, pair.steps().await.len()), (0, 0));
    assert_eq!(pair.signs(Party::Mentee, 1).await, Ok(Signed::NotAwaited));
    let begun = accepted().await;
    for party in [Party::Mentor, Party::Mentee] {
        begun.signs(party, 1).await.unwrap();
    }
    let token = begun.token(Party::Mentor).await;
    let (party, purpose) = (Party::Mentor, purpose_of(Party::Mentor));
    let taking = TakingBack { proposal: begun.id, party, purpose, refusal: None };
    let take_back = async |write: &_, by: &_| take_back::run_by_link(write, by, HUB, &token, taking).await;
    let late = as_by(&begun.hub, &By::Bearer(new_id()), take_back).await;
    assert_eq!(late, Ok(TakenBack::TooLate));
    assert_eq!(found(&begun.hub, begun.id).await.state(), State::Begun);
}

#[tokio::test]
async fn a_link_signs_for_the_side_and_the_pair_it_was_sent_for() {
    let pair = accepted().await;
    let (_, mentor) = pair.hub.add_mentor("Fantine Vallon", |_, _| ()).await;
    let (_, journey) = pair.hub.add_mentee("Gaspard Figuier", |_, _| ()).await;
    let foreign = proposal(&pair.hub, &mentor, &journey, Some(Party::Mentor)).await;
    answered(&pair.hub, &pair.by, yes(foreign, Party::Mentee)).await.unwrap();
    let token = pair.token(Party::Mentor).await;
    let tries = [(foreign, Party::Mentor), (pair.id, Party::Mentee), (foreign, Party::Mentee)];
    for (proposal, party) in tries {
        let signed = by_link(&pair.hub, &token, party, proposal, 1).await;
        assert_eq!(signed, Err(NOT_FOUND.to_owned()), "{party:?}");
    }
    let had = pair.email(Party::Mentor);
    let moved = format!("UPDATE people SET email = 'x@exemple.test' WHERE email = '{had}'");
    pair.hub.sql(&moved).await.unwrap();
    let signed = by_link(&pair.hub, &token, Party::Mentor, pair.id, 1).await;
    assert_eq!(signed, Err(NOT_FOUND.to_owned()), "whoever had the address before is nobody");
    assert!(pair.signatures().await.iter().all(|one| one.signed.is_none()));
}

#[tokio::test]
async fn whoever_signs_in_signs_for_themselves_and_staff_notes_papers() {
    let pair = accepted().await;
    let signing = Signing { proposal: pair.id, charter: 1 };
    // The mentor and the mentee who may sign in are of no part in this pair.
    for role in [Role::Mentor, Role::Mentee, Role::Coordinator, Role::Officer] {
        let signed = as_a(&pair.hub, role, async |write, by| sign::run(write, by, HUB, signing).await).await;
        assert_eq!(signed, Err(NOT_FOUND.to_owned()), "{role}");
    }
    let paper = Paper { proposal: pair.id, party: Party::Mentor, on: pair.hub.app.today() };
    for role in without(Right::Sign).chain([Role::Mentor, Role::Mentee]) {
        let noted =
            as_a(&pair.hub, role, async |write, by| sign::note_paper(write, by, HUB, paper).await).await;
        assert_eq!(noted, Err(NOT_FOUND.to_owned()), "{role}");
    }
    let noted =
        as_a(&pair.hub, Role::Adviser, async |write, by| sign::note_paper(write, by, HUB, paper).await).await;
    assert_eq!(noted, Ok(Signed::Done), "the adviser in whose branch they are");
    let unknown = Paper { proposal: new_id(), ..paper };
    let write = pair.hub.write_by(&pair.by).await;
    assert!(matches!(sign::note_paper(&write, &pair.by, HUB, unknown).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_paper_bears_a_day_between_the_proposal_and_today() {
    let pair = accepted().await;
    assert_eq!(pair.notes(Party::Mentor, -1).await, Ok(Signed::Refused(PaperError::Future)));
    assert_eq!(pair.notes(Party::Mentor, 1).await, Ok(Signed::Refused(PaperError::BeforeProposal)));
    assert!(pair.signatures().await.iter().all(|one| one.signed.is_none()));
}

#[tokio::test]
async fn a_new_version_asks_again_once_those_who_signed_an_older_one() {
    let pair = accepted().await;
    for party in [Party::Mentor, Party::Mentee] {
        pair.signs(party, 1).await.unwrap();
    }
    assert_eq!(pair.issues("Une autre charte").await, Issued::InForce(2));
    for _ in 0..3 {
        pair.tick(0).await;
    }
    let signatures = pair.signatures().await;
    assert_eq!(signatures.len(), 4, "once");
    assert!(Party::ALL.iter().all(|party| owed(&signatures, *party).is_some()));
    assert_eq!((pair.mails("charter_changed").await, pair.steps().await.len()), (2, 2));
    // What was read before is not what is signed.
    assert_eq!(pair.signs(Party::Mentor, 1).await, Ok(Signed::Changed));
    assert_eq!(pair.signs(Party::Mentor, 2).await, Ok(Signed::Done));
    let signatures = pair.signatures().await;
    let signed = last_signed(&signatures).mentor.unwrap().clone();
    assert_eq!(signed.text_hash, hash("Une autre charte"));
    assert_eq!((open_tandems(&pair.hub).await, pair.mails("tandem_begun").await), (1, 2), "it goes on");
    // Another version before the mentee signed: one is asked again, the other signs the newest.
    assert_eq!(pair.issues("Une troisième").await, Issued::InForce(3));
    pair.tick(0).await;
    assert_eq!(pair.signatures().await.iter().filter(|one| one.signed.is_none()).count(), 2);
}

#[tokio::test]
async fn a_version_is_issued_by_the_responsible_and_differs_from_the_one_in_force() {
    let hub = TestHub::new().await;
    let issue = async |role, text: &str| {
        as_a(&hub, role, async |write, by| issue_charter::run(write, by, text, None).await).await
    };
    for role in without(Right::ChooseSettings) {
        assert_eq!(issue(role, "Autre").await, Err(NOT_FOUND.to_owned()), "{role}");
    }
    let same = issue(Role::HubResponsible, first_text()).await;
    assert_eq!(same, Ok(Issued::Before));
    assert_eq!(issue(Role::HubResponsible, " ").await, Ok(Issued::Refused(TextError::Empty)));
    assert_eq!(issue(Role::HubResponsible, "Autre").await, Ok(Issued::InForce(1)));
    assert_eq!(issue(Role::HubResponsible, "Encore une autre").await, Ok(Issued::InForce(2)));
    let kept = tandems::store::list_charters(&hub.app.db).await.unwrap();
    assert_eq!(kept.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["Encore une autre", "Autre"]);
    // Who issued it is forgotten with the journal, and the text stays.
    assert!(kept.iter().all(|one| one.issued_by.is_some()));
    let write = hub.write().await;
    tandems::store::forget_issuers(&write, hub.app.now().plus(Duration::MINUTE)).await.unwrap();
    write.commit().await.unwrap();
    let kept = tandems::store::list_charters(&hub.app.db).await.unwrap();
    assert!(kept.len() == 2 && kept.iter().all(|one| one.issued_by.is_none()));
}

#[tokio::test]
async fn whoever_has_not_signed_is_reminded_twice_and_nothing_ends_by_itself() {
    let pair = accepted().await;
    pair.signs(Party::Mentor, 1).await.unwrap();
    for (days, reminders) in [(2, 0), (3, 1), (4, 1), (7, 2), (9, 2), (10, 2), (15, 2)] {
        pair.tick(days).await;
        assert_eq!(pair.mails("charter_reminder").await, reminders, "after {days} days");
    }
    assert_eq!(found(&pair.hub, pair.id).await.state(), State::Accepted);
    let settings = settings::store::read(&pair.hub.app.db).await.unwrap();
    assert_eq!(settings.signature_days, 10);
}

#[tokio::test]
async fn a_tandem_that_ends_asks_for_no_signature_and_thanks_both() {
    let pair = accepted().await;
    for party in [Party::Mentor, Party::Mentee] {
        pair.signs(party, 1).await.unwrap();
    }
    pair.issues("Une autre charte").await;
    pair.tick(0).await;
    let tandem = tandems::store::find_of_proposal(&pair.hub.app.db, Scope::Hub, pair.id).await.unwrap();
    let (on, reason) = (pair.hub.app.today(), ClosureReason::GoalReached);
    let closing = Closing { tandem: tandem.unwrap().id, on, reason, aftermath: Aftermath::Waits };
    as_by(&pair.hub, &pair.by, async |write, by| close::run(write, by, pair.hub.app.named(), closing).await)
        .await
        .unwrap();
    assert!(pair.steps().await.is_empty());
    assert_eq!(pair.mails("closure").await, 2);
    let thanked = pair.hub.mails_to(&pair.email(Party::Mentor)).await.pop().unwrap();
    assert!(
        thanked.contains("Aucune rencontre n’est notée.") && thanked.contains("Merci du temps"),
        "{thanked}"
    );
    assert!(proposals::store::find_proposal(&pair.hub.app.db, Scope::Hub, pair.id).await.unwrap().is_some());
    assert_eq!(pair.journey.id, found(&pair.hub, pair.id).await.journey_id);
}
