//! A hub of three hundred people lives through a year, one day after the other: some answer, some say no, some are silent, and
//! some coordinators are away. What the hub promises is looked at every day.
//!
//! Through 29 February and both clock changes in the long form; the first seven weeks of it otherwise.

mod checks;
mod figures;
mod people;
mod reach;
mod team;
mod turns;
mod week;

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
use self::team::Team;
use self::turns::Turns;
use self::week::Weeks;
use crate::acts::steps::verbs::Chance;
use crate::support::{TestHub, is_long};

/// A Wednesday: five months before 29 February.
const FIRST: Date = date!(2027 - 09 - 15);

/// Everybody, and what is followed from day to day.
struct Programme {
    population: Population,
    team: Team,
    turns: Turns,
    weeks: Weeks,
}

/// The morning of a day: those who come are welcomed, the hub does what is due at nine, and people read what they receive.
async fn morning(hub: &TestHub, own: &mut Programme, chance: &mut Chance) -> Vec<String> {
    let today = hub.app.today();
    own.population.welcome(hub, &own.team, today).await;
    own.team.dawn(hub, today).await;
    let report = worker::tick(&hub.app, Some(&Post::Page)).await.unwrap();
    let mut wrong: Vec<String> = report
        .jobs
        .iter()
        .filter(|of| of.failed > 0 || of.left > 0)
        .map(|of| format!("{}: {} failed, {} left", of.kind, of.failed, of.left))
        .collect();
    wrong.extend(checks::of_the_day(hub).await);
    let steps = turns::steps(hub).await;
    wrong.extend(own.turns.look(hub, &own.population, &own.team, &steps).await);
    own.weeks.look(hub, &own.population, &own.team, &steps).await;
    own.population.read_messages(hub, chance).await;
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
    // Those whom every hub of a test has.
    hub.sql("UPDATE mentors SET left_on = joined_on").await.unwrap();
    hub.sql("UPDATE journeys SET ended_on = welcomed_on, end_reason = 'moved'").await.unwrap();
    hub.settle().await;
    let mut chance = Chance(20_270_915);
    let mut own = Programme {
        population: Population::arrive(&hub, FIRST, &mut chance).await,
        team: Team::gather(&hub, FIRST - Duration::DAY).await,
        turns: Turns::default(),
        weeks: Weeks::default(),
    };
    for number in 0..days {
        let day = FIRST + Duration::days(number);
        hub.app.clock = Clock::Stopped(Instant::morning_of(day));
        hub = hub.restarted();
        let wrong = morning(&hub, &mut own, &mut chance).await;
        assert!(wrong.is_empty(), "{day}: {wrong:#?}");
        hub.app.clock = Clock::Stopped(Instant::morning_of(day).plus(Duration::hours(8)));
        hub = hub.restarted();
        own.population.live(&hub, day, &mut chance).await;
        own.team.live(&hub, day, &mut chance).await;
    }
    assert_eq!(hub.unsettled().await, Vec::<String>::new());
    assert_eq!(checks::of_messages(&hub).await, Vec::<String>::new());
    assert_eq!(reach::of_messages(&hub, &own.population).await, Vec::<String>::new());
    let (wrong, written) = own.weeks.of_messages(&hub, &own.team).await;
    assert_eq!(wrong, Vec::<String>::new());
    println!(
        "announced, silent: {:?}; went to others absent, came back, late, very late: {:?}; weeks, days summed up: {written:?}",
        own.team.absences, own.turns.seen
    );
    let all = own.team.absences.iter().chain(&own.turns.seen).chain(&written);
    assert!(all.into_iter().all(|count| *count > 0), "everything happens");
    figures::print(&hub, FIRST, days).await;
}
