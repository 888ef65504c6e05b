//! A hub of three hundred people lives through a year, one day after the other: some answer, some say no, some are silent, and
//! some coordinators are away. What the hub promises is looked at every day.
//!
//! Through 29 February and both clock changes in the long form; the first seven weeks of it otherwise.

mod checks;
mod figures;
mod people;

use tandem::accounts::access::Role;
use tandem::acts;
use tandem::acts::proposals::propose::Proposing;
use tandem::acts::rounds::run::NewRound;
use tandem::calendar;
use tandem::db::Instant;
use tandem::mail::Post;
use tandem::state::Clock;
use tandem::worker;
use time::macros::date;
use time::{Date, Duration, Weekday};

use self::people::Population;
use crate::acts::steps::verbs::Chance;
use crate::support::{TestHub, is_long};

/// A Wednesday: five months before 29 February.
const FIRST: Date = date!(2027 - 09 - 15);

/// A day of the hub: what is due at nine, then what people do until the evening.
async fn live(hub: &TestHub, population: &mut Population, chance: &mut Chance) -> Vec<String> {
    let report = worker::tick(&hub.app, Some(&Post::Page)).await.unwrap();
    let mut wrong: Vec<String> = report
        .jobs
        .iter()
        .filter(|of| of.failed > 0 || of.left > 0)
        .map(|of| format!("{}: {} failed, {} left", of.kind, of.failed, of.left))
        .collect();
    wrong.extend(checks::of_the_day(hub).await);
    population.read_messages(hub, chance).await;
    let today = hub.app.today();
    if calendar::is_working_day(today) && today.weekday() == Weekday::Thursday && today.day() % 14 < 7 {
        form_tandems(hub).await;
    }
    wrong
}

/// A round is run over everybody who waits, and its pairs are proposed.
async fn form_tandems(hub: &TestHub) {
    let by = hub.by(Role::Coordinator).await;
    let round = acts::rounds::run::run(&hub.app, &by, NewRound::default()).await.unwrap();
    worker::tick(&hub.app, None).await.unwrap();
    acts::proposals::propose::run(&hub.app, &by, Proposing { round, least_score: 0 }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_of_three_hundred_people_leaves_nobody_in_silence() {
    let days = if is_long() { 366 } else { 49 };
    let mut hub = TestHub::new().await;
    hub.write_by_hand();
    let mut chance = Chance(20_270_915);
    let mut population = Population::arrive(&hub, FIRST, days, &mut chance).await;
    let mut wrong = Vec::new();
    for number in 0..days {
        let day = FIRST + Duration::days(number);
        hub.app.clock = Clock::Stopped(Instant::morning_of(day));
        hub = hub.restarted();
        population.welcome(&hub, day).await;
        wrong.extend(
            live(&hub, &mut population, &mut chance).await.into_iter().map(|what| format!("{day}: {what}")),
        );
        hub.app.clock = Clock::Stopped(Instant::morning_of(day).plus(Duration::hours(8)));
        hub = hub.restarted();
        population.live(&hub, day, &mut chance).await;
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
    assert_eq!(hub.unsettled().await, Vec::<String>::new());
    assert_eq!(checks::of_messages(&hub).await, Vec::<String>::new());
    figures::print(&hub, FIRST, days).await;
}
