//! Somebody is away: what is theirs goes to whoever stands in, and comes back with them; or everything is another's for good.

use tandem::accounts::access::{Role, Scope};
use tandem::accounts::standing_in::{AbsenceError, Deputy};
use tandem::accounts::store;
use tandem::accounts::viewer::{By, Viewer};
use tandem::acts::accounts::end_absence::{self, Ended};
use tandem::acts::accounts::hand_over::{self, HandedOver};
use tandem::acts::accounts::say_absence::{self, Said, Saying};
use tandem::acts::people::choose_coordinator;
use tandem::db::{Id, new_id};
use tandem::overview::store::list_steps;
use tandem::steps::{Because, Filter, SubjectKind};
use time::macros::date;
use time::{Date, Duration};

use crate::acts::acting::{NOT_FOUND, as_a, as_by};
use crate::support::TestHub;

async fn says(
    hub: &TestHub,
    by: &By,
    account: Id,
    deputy: Option<Id>,
    days: Option<(Date, Date)>,
) -> Result<Said, String> {
    let saying = Saying { account, deputy: Deputy(deputy), days, seen: None };
    as_by(hub, by, async |write, by| say_absence::run(write, by, saying).await).await
}

async fn by_account(hub: &TestHub, account: Id) -> By {
    let account = store::find(&hub.app.db, account).await.unwrap().unwrap();
    Viewer::of_account(account, hub.app.rules, hub.app.now()).by()
}

/// Whose the step about the journey of Basile is, and why.
async fn whose(hub: &TestHub) -> (String, Option<Because>) {
    let filter = Filter { kinds: [SubjectKind::Journey].into(), ..Filter::default() };
    let line = list_steps(&hub.app.db, Scope::Hub, &filter, 0..1).await.unwrap().remove(0);
    assert_eq!(hub.unsettled().await, Vec::<String>::new());
    (line.owner, line.step.entrusted.map(|entrusted| entrusted.because))
}

fn is(name: &str, because: Option<Because>) -> (String, Option<Because>) {
    (name.to_owned(), because)
}

const ABSENT: Option<Because> = Some(Because::Absent);

/// Nobody is late, and Basile's journey is Nadège's.
async fn hub() -> (TestHub, Id) {
    let hub = TestHub::new().await;
    hub.sql("UPDATE journeys SET welcomed_on = '2027-03-01'").await.unwrap();
    hub.settle().await;
    let nadege = hub.add_colleague("Nadège Câpre", Role::Coordinator).await;
    let journey = hub.keys("SELECT id FROM journeys").await[0];
    as_a(&hub, Role::Coordinator, async |write, by| {
        choose_coordinator::run(write, by, journey, Some(nadege)).await
    })
    .await
    .unwrap();
    (hub, nadege)
}

/// The others of the hub come on a day.
async fn others_come(hub: &TestHub, day: Date) {
    for role in [Role::Coordinator, Role::HubResponsible] {
        hub.visits(day, hub.account_of(role).await).await;
    }
}

#[tokio::test]
async fn what_is_theirs_goes_to_the_deputy_on_the_first_morning_and_comes_back_after_the_last_day() {
    let (hub, nadege) = hub().await;
    let deputy = hub.add_colleague("Luce Sarriette", Role::Coordinator).await;
    let by = by_account(&hub, nadege).await;
    let today = hub.app.today();
    let on = |days| today + Duration::days(days);
    assert_eq!(says(&hub, &by, nadege, Some(deputy), Some((on(2), on(4)))).await, Ok(Said::Noted));
    for (day, owner) in [
        (on(1), is("Nadège Câpre", None)),
        (on(2), is("Luce Sarriette", ABSENT)),
        (on(4), is("Luce Sarriette", ABSENT)),
        (on(5), is("Nadège Câpre", None)),
    ] {
        for account in [nadege, deputy] {
            hub.visits(day, account).await;
        }
        hub.morning(day).await;
        assert_eq!(whose(&hub).await, owner, "{day}");
    }
    let deeds = "SELECT action AS text FROM journal WHERE object_kind = 'account' AND action IN \
                 ('deputy_chosen', 'absence_said', 'away', 'back') ORDER BY sequence";
    assert_eq!(hub.texts(deeds).await, ["absence_said", "deputy_chosen", "away", "back"]);
}

#[tokio::test]
async fn a_deputy_who_is_away_too_is_passed_over_and_nobody_goes_round_in_a_circle() {
    let (hub, nadege) = hub().await;
    let luce = hub.add_colleague("Luce Sarriette", Role::Coordinator).await;
    let (today, colette) = (hub.app.today(), hub.account_of(Role::Coordinator).await);
    let honorine = hub.account_of(Role::HubResponsible).await;
    let days = Some((today, today + Duration::days(30)));
    let morning = async |day: i64, said: &str, because| {
        hub.morning(today + Duration::days(day)).await;
        assert_eq!(whose(&hub).await, is(said, because));
    };
    for (account, deputy) in [(nadege, Some(luce)), (luce, Some(nadege))] {
        let by = by_account(&hub, account).await;
        assert_eq!(says(&hub, &by, account, deputy, days).await, Ok(Said::Noted));
    }
    morning(0, "Colette Restanque", ABSENT).await;
    // Their deputy is that of the first, who is away.
    let by = by_account(&hub, colette).await;
    assert_eq!(says(&hub, &by, colette, Some(nadege), days).await, Ok(Said::Noted));
    morning(1, "Honorine Aubagne", ABSENT).await;
    let by = by_account(&hub, honorine).await;
    assert_eq!(says(&hub, &by, honorine, None, days).await, Ok(Said::Noted));
    morning(2, "Nadège Câpre", None).await;
    // Whoever is back first does what is everybody's.
    let absence = store::list_absences(&hub.app.db, luce).await.unwrap()[0].id;
    let by = by_account(&hub, luce).await;
    let ended = as_by(&hub, &by, async |write, by| end_absence::run(write, by, luce, absence).await).await;
    assert_eq!(ended, Ok(Ended::Done));
    assert_eq!(whose(&hub).await, is("Luce Sarriette", ABSENT));
}

#[tokio::test]
async fn five_working_days_without_a_visit_are_an_absence_until_the_next_visit() {
    let (hub, nadege) = hub().await;
    // A Thursday; the Monday after is that of Easter.
    hub.visits(date!(2027 - 03 - 25), nadege).await;
    for (day, owner) in [
        (date!(2027 - 03 - 26), is("Nadège Câpre", None)),
        (date!(2027 - 04 - 01), is("Nadège Câpre", None)),
        (date!(2027 - 04 - 02), is("Nadège Câpre", None)),
        (date!(2027 - 04 - 03), is("Colette Restanque", ABSENT)),
        (date!(2027 - 04 - 05), is("Colette Restanque", ABSENT)),
    ] {
        others_come(&hub, day).await;
        hub.morning(day).await;
        assert_eq!(whose(&hub).await, owner, "{day}");
    }
    hub.visits(date!(2027 - 04 - 05), nadege).await;
    assert_eq!(whose(&hub).await, is("Colette Restanque", ABSENT), "until the next morning");
    hub.morning(date!(2027 - 04 - 06)).await;
    assert_eq!(whose(&hub).await, is("Nadège Câpre", None));
}

#[tokio::test]
async fn the_days_that_somebody_announced_are_no_silence() {
    let (hub, nadege) = hub().await;
    let by = by_account(&hub, nadege).await;
    // A Monday, and a Wednesday more than two weeks later.
    let days = (date!(2027 - 03 - 08), date!(2027 - 03 - 24));
    assert_eq!(says(&hub, &by, nadege, None, Some(days)).await, Ok(Said::Noted));
    hub.visits(date!(2027 - 03 - 05), nadege).await;
    for (day, owner) in [
        (date!(2027 - 03 - 08), is("Colette Restanque", ABSENT)),
        (date!(2027 - 03 - 24), is("Colette Restanque", ABSENT)),
        // Without a visit, what is theirs is theirs on the first morning, for as long as after any visit; Easter Monday is the 29th.
        (date!(2027 - 03 - 25), is("Nadège Câpre", None)),
        (date!(2027 - 04 - 01), is("Nadège Câpre", None)),
        (date!(2027 - 04 - 02), is("Colette Restanque", ABSENT)),
    ] {
        others_come(&hub, day).await;
        hub.morning(day).await;
        assert_eq!(whose(&hub).await, owner, "{day}");
    }
}

#[tokio::test]
async fn only_oneself_and_whoever_gives_access_say_who_is_away() {
    let (hub, nadege) = hub().await;
    let today = hub.app.today();
    let days = Some((today, today));
    for &role in Role::ALL {
        let by = hub.by(role).await;
        let said = says(&hub, &by, nadege, None, days).await;
        let expected = if role == Role::HubResponsible { Ok(Said::Noted) } else { Err(NOT_FOUND.to_owned()) };
        assert_eq!(said, expected, "{role:?}");
    }
    let (adviser, responsible) =
        (hub.account_of(Role::Adviser).await, hub.account_of(Role::Responsible).await);
    let by = hub.by(Role::Responsible).await;
    assert_eq!(says(&hub, &by, adviser, Some(responsible), days).await, Ok(Said::Noted));
    let mentor = hub.by(Role::Mentor).await;
    let own = hub.account_of(Role::Mentor).await;
    assert_eq!(says(&hub, &mentor, own, None, days).await, Err(NOT_FOUND.to_owned()), "nobody stands in");
    let by = by_account(&hub, nadege).await;
    for other in [nadege, adviser, own, new_id()] {
        assert_eq!(says(&hub, &by, nadege, Some(other), None).await, Ok(Said::CannotStandIn));
    }
    let past = Some((today - Duration::days(3), today - Duration::days(1)));
    assert_eq!(says(&hub, &by, nadege, None, past).await, Ok(Said::Refused(AbsenceError::Past)));
}

#[tokio::test]
async fn whoever_leaves_gives_everything_to_another_in_one_act() {
    let (hub, nadege) = hub().await;
    let luce = hub.add_colleague("Luce Sarriette", Role::Coordinator).await;
    let colette = hub.account_of(Role::Coordinator).await;
    let by = by_account(&hub, colette).await;
    says(&hub, &by, colette, Some(nadege), None).await.unwrap();
    let responsible = hub.by(Role::HubResponsible).await;
    as_by(&hub, &responsible, async |write, by| {
        tandem::acts::accounts::coordinate_by_default::run(write, by, nadege).await
    })
    .await
    .unwrap();
    let hands = async |by: &By, to: Id| {
        as_by(&hub, by, async |write, by| hand_over::run(write, by, nadege, to).await).await
    };
    assert_eq!(hands(&by, luce).await, Err(NOT_FOUND.to_owned()), "whoever gives no access");
    for nobody in [nadege, hub.account_of(Role::Adviser).await, new_id()] {
        assert_eq!(hands(&responsible, nobody).await, Ok(HandedOver::CannotTakeOver));
    }
    let done = HandedOver::Done { to: "Luce Sarriette".to_owned(), journeys: 1 };
    assert_eq!(hands(&responsible, luce).await, Ok(done));
    assert_eq!(whose(&hub).await, is("Luce Sarriette", None));
    let coordination = store::find_coordination(&hub.app.db).await.unwrap();
    assert_eq!(coordination.by_default().map(|one| one.id), Some(luce));
    assert_eq!(store::find_deputy(&hub.app.db, colette).await.unwrap(), Deputy(Some(luce)));
    assert_eq!(hub.texts("SELECT action AS text FROM journal WHERE action = 'handed_over'").await.len(), 1);
}
