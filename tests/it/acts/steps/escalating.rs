//! What is late goes to somebody else on its day, and not before; it comes back once it is done.

use tandem::accounts::access::{Role, Scope};
use tandem::accounts::standing_in::Deputy;
use tandem::acts::accounts::say_absence::{self, Said, Saying};
use tandem::acts::follow_ups::note_meeting::{self, Noting};
use tandem::acts::people::choose_coordinator;
use tandem::acts::settings::choose;
use tandem::acts::steps::postpone::{self, Postponed, Postponing};
use tandem::db::Id;
use tandem::follow_ups::meeting::Mode;
use tandem::overview::steps::StepLine;
use tandem::overview::store::list_steps;
use tandem::proposals;
use tandem::settings::Settings;
use tandem::steps::{Because, Filter, Owner, Reason, SubjectKind};
use time::{Date, Duration};

use crate::acts::acting::{as_a, as_by};
use crate::support::TestHub;
use crate::tandems::own_tandem;

async fn step_of(hub: &TestHub, kind: SubjectKind) -> StepLine {
    let filter = Filter { kinds: [kind].into(), ..Filter::default() };
    list_steps(&hub.app.db, Scope::Hub, &filter, 0..10).await.unwrap().remove(0)
}

/// Whose the step of a kind is, and why where it is somebody else's.
async fn whose(hub: &TestHub, kind: SubjectKind) -> (String, Option<Because>) {
    let line = step_of(hub, kind).await;
    (line.owner, line.step.entrusted.map(|entrusted| entrusted.because))
}

fn is(name: &str, because: Option<Because>) -> (String, Option<Because>) {
    (name.to_owned(), because)
}

/// Nadège stands in for whoever coordinates; all of the hub come every day.
struct Hub {
    hub: TestHub,
    staff: Vec<Id>,
}

impl Hub {
    async fn new() -> Self {
        let hub = TestHub::new().await;
        let deputy = hub.add_colleague("Nadège Câpre", Role::Coordinator).await;
        let account = hub.account_of(Role::Coordinator).await;
        let saying = Saying { account, deputy: Deputy(Some(deputy)), days: None, seen: None };
        let said = as_a(&hub, Role::Coordinator, async |write, by| say_absence::run(write, by, saying).await);
        assert_eq!(said.await, Ok(Said::Noted));
        let staff = vec![
            account,
            deputy,
            hub.account_of(Role::HubResponsible).await,
            hub.account_of(Role::Responsible).await,
        ];
        Self { hub, staff }
    }

    /// The mornings of some days, one after the other.
    async fn mornings(&self, from: Date, until: Date) {
        let mut day = from;
        while day <= until {
            for &account in &self.staff {
                self.hub.visits(day, account).await;
            }
            self.hub.morning(day).await;
            assert_eq!(self.hub.unsettled().await, Vec::<String>::new(), "{day}");
            day += Duration::DAY;
        }
    }
}

#[tokio::test]
async fn what_is_late_goes_to_the_deputy_after_seven_days_and_to_the_responsible_after_fourteen() {
    let own = Hub::new().await;
    let hub = &own.hub;
    let due_on = step_of(hub, SubjectKind::Journey).await.step.due_on();
    let on = |days| due_on + Duration::days(days);
    own.mornings(on(0), on(6)).await;
    assert_eq!(whose(hub, SubjectKind::Journey).await, is("Colette Restanque", None));
    own.mornings(on(7), on(7)).await;
    assert_eq!(whose(hub, SubjectKind::Journey).await, is("Nadège Câpre", Some(Because::Late)));
    let line = step_of(hub, SubjectKind::Journey).await;
    let said = line.entrusted();
    assert!(
        said.starts_with("Confié à Nadège Câpre depuis le ") && said.contains("chez Colette Restanque"),
        "{said}"
    );
    own.mornings(on(8), on(13)).await;
    assert_eq!(whose(hub, SubjectKind::Journey).await, is("Nadège Câpre", Some(Because::Late)));
    own.mornings(on(14), on(14)).await;
    assert_eq!(whose(hub, SubjectKind::Journey).await, is("Honorine Aubagne", Some(Because::VeryLate)));
    own.mornings(on(15), on(30)).await;
    assert_eq!(whose(hub, SubjectKind::Journey).await, is("Honorine Aubagne", Some(Because::VeryLate)));

    // Whoever is chosen has their turn.
    let (journey, colette) = (line.step.subject.id, own.staff[0]);
    let chosen = as_a(hub, Role::Coordinator, async |write, by| {
        choose_coordinator::run(write, by, journey, Some(colette)).await
    });
    chosen.await.unwrap();
    assert_eq!(whose(hub, SubjectKind::Journey).await, is("Colette Restanque", None));
    assert_eq!(hub.unsettled().await, Vec::<String>::new());
    let deeds = hub.texts("SELECT action AS text FROM journal WHERE object_kind = 'step'").await;
    assert_eq!(deeds, ["escalated", "escalated"]);
}

#[tokio::test]
async fn a_step_put_off_waits_and_the_settings_are_obeyed() {
    let own = Hub::new().await;
    let hub = &own.hub;
    let settings = Settings { deputy_days: 2, responsible_days: 5, ..Settings::default() };
    as_a(hub, Role::HubResponsible, async |write, by| choose::run(write, by, &settings, None).await)
        .await
        .unwrap();
    let step = step_of(hub, SubjectKind::Journey).await.step;
    let due_on = step.due_on();
    let on = |days| due_on + Duration::days(days);
    let to = on(4);
    let postponing = Postponing { step: step.id, to, reason: Reason::Away };
    let put_off = as_a(hub, Role::Coordinator, async |write, by| postpone::run(write, by, postponing).await);
    assert_eq!(put_off.await, Ok(Postponed::To(to)));
    own.mornings(on(1), on(5)).await;
    assert_eq!(whose(hub, SubjectKind::Journey).await, is("Colette Restanque", None));
    own.mornings(on(6), on(6)).await;
    assert_eq!(whose(hub, SubjectKind::Journey).await, is("Nadège Câpre", Some(Because::Late)));
    own.mornings(on(7), on(9)).await;
    assert_eq!(whose(hub, SubjectKind::Journey).await, is("Honorine Aubagne", Some(Because::VeryLate)));
}

#[tokio::test]
async fn what_a_mentor_does_not_do_goes_to_whoever_coordinates_and_comes_back_once_they_met() {
    let own = Hub::new().await;
    let hub = &own.hub;
    let tandem = own_tandem(hub).await;
    let due_on = step_of(hub, SubjectKind::Tandem).await.step.due_on();
    let today = hub.app.today();
    own.mornings(today, due_on + Duration::days(6)).await;
    assert_eq!(whose(hub, SubjectKind::Tandem).await, is("Ariane Mistral", None));
    own.mornings(due_on + Duration::days(7), due_on + Duration::days(7)).await;
    assert_eq!(whose(hub, SubjectKind::Tandem).await, is("Colette Restanque", Some(Because::Late)));
    let noting = Noting {
        tandem: tandem.id,
        held_on: today,
        minutes: 60,
        length_confirmed: false,
        mode: Mode::Remote,
        topic: None,
        next_on: None,
    };
    as_a(hub, Role::Mentor, async |write, by| note_meeting::run(write, by, noting).await).await.unwrap();
    assert_eq!(whose(hub, SubjectKind::Tandem).await, is("Ariane Mistral", None));
    assert_eq!(hub.unsettled().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_a_partner_does_not_do_goes_to_whoever_is_responsible_there_then_at_the_hub() {
    let own = Hub::new().await;
    let hub = &own.hub;
    let days = Duration::days(365);
    hub.add_mentee("Zoé Loin", |_, journey| journey.welcomed_on -= days).await;
    let filter = Filter { kinds: [SubjectKind::ResultContact].into(), ..Filter::default() };
    let first = list_steps(&hub.app.db, Scope::Hub, &filter, 0..1).await.unwrap().remove(0).step;
    assert_eq!(first.owner, Owner::organisation(hub.partner()));
    own.mornings(first.due_on(), first.due_on() + Duration::days(6)).await;
    assert_eq!(whose(hub, SubjectKind::ResultContact).await, is("Les amandiers", None));
    own.mornings(first.due_on() + Duration::days(7), first.due_on() + Duration::days(7)).await;
    assert_eq!(whose(hub, SubjectKind::ResultContact).await, is("Régine Cigale", Some(Because::Late)));
    own.mornings(first.due_on() + Duration::days(8), first.due_on() + Duration::days(14)).await;
    assert_eq!(whose(hub, SubjectKind::ResultContact).await, is("Honorine Aubagne", Some(Because::VeryLate)));
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_pursued_otherwise() {
    let own = Hub::new().await;
    let hub = &own.hub;
    let (_, mentor) = hub.add_mentor("Rémi Voisin", |_, _| ()).await;
    let (_, journey) = hub.add_mentee("Zoé Loin", |_, _| ()).await;
    let asked_on = Some(hub.app.today());
    let proposal =
        proposals::proposal::Proposal { mentor_asked_on: asked_on, ..hub.suggestion(journey.id, mentor.id) };
    let write = hub.write().await;
    proposals::store::insert_proposals(&write, &[proposal]).await.unwrap();
    write.commit().await.unwrap();
    hub.settle().await;
    let (owner, due_on) = {
        let line = step_of(hub, SubjectKind::AnswerMentor).await;
        (line.owner, line.step.due_on())
    };
    own.mornings(due_on + Duration::days(7), due_on + Duration::days(15)).await;
    assert_eq!(whose(hub, SubjectKind::AnswerMentor).await, is(&owner, None));
}

#[tokio::test]
async fn nothing_is_given_twice_and_nobody_is_given_what_is_theirs_already() {
    let own = Hub::new().await;
    let hub = &own.hub;
    let due_on = step_of(hub, SubjectKind::Journey).await.step.due_on();
    let late_on = due_on + Duration::days(40);
    // The hub was off for long: one step at a time.
    own.mornings(late_on, late_on).await;
    hub.sql("UPDATE jobs SET due_at = created_at").await.unwrap();
    own.mornings(late_on, late_on).await;
    assert_eq!(whose(hub, SubjectKind::Journey).await, is("Nadège Câpre", Some(Because::Late)));
    assert_eq!(hub.texts("SELECT action AS text FROM journal WHERE action = 'escalated'").await.len(), 1);
    let nadege = own.staff[1];
    let by = hub.by(Role::HubResponsible).await;
    as_by(hub, &by, async |write, by| tandem::acts::accounts::withdraw_access::run(write, by, nadege).await)
        .await
        .unwrap();
    // Whoever took it works here no more, so that whoever coordinates by default does.
    assert_eq!(whose(hub, SubjectKind::Journey).await, is("Colette Restanque", Some(Because::Late)));
    assert_eq!(hub.unsettled().await, Vec::<String>::new());
}
