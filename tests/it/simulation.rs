//! A hub that is simulated: its day is the one that was set last, for everybody who uses its database.

use sea_orm::ConnectionTrait as _;
use serde_json::Value;
use tandem::acts::hub::set_day::DaySet;
use tandem::acts::hub::{mark, set_day};
use tandem::db::{Instant, Mark};
use tandem::state::{self, App, Clock};
use time::macros::date;
use time::{Date, Duration};

use crate::support::{Folder, Request, Served, TestHub};

/// A hub marked as something, with the clock of its database.
async fn marked(mark: Mark) -> (TestHub, App) {
    let hub = TestHub::empty(true).await;
    let write = hub.write().await;
    mark::run(&write, mark).await.unwrap();
    write.commit().await.unwrap();
    let app = App { clock: Clock::simulated(None), ..hub.app.clone() };
    (hub, app)
}

async fn set(app: &App, day: Date, at: Instant) -> DaySet {
    let write = app.write(&tandem::accounts::viewer::By::Hub).await.unwrap();
    let done = set_day::run(&write, day, at).await.unwrap();
    write.commit().await.unwrap();
    app.follow_day().await.unwrap();
    done
}

#[tokio::test]
async fn it_is_nine_in_paris_when_a_day_is_set_and_the_clock_goes_on() {
    let (_hub, app) = marked(Mark::Simulation).await;
    let now = state::now();
    // The last Sunday in winter, the first in summer, and a day that comes every four years.
    for day in [date!(2028 - 02 - 29), date!(2028 - 03 - 25), date!(2028 - 03 - 26), date!(2028 - 10 - 29)] {
        // It was set an hour ago: it is ten.
        assert_eq!(set(&app, day, now.plus(-Duration::HOUR)).await, DaySet::Set);
        let paris = app.now().in_paris();
        assert_eq!((app.today(), paris.hour()), (day, 10), "{paris}");
        assert_eq!(set(&app, day, now).await, DaySet::Already);
        assert_eq!(app.now().in_paris().hour(), 10, "the clock goes on");
    }
    let last = date!(2028 - 10 - 29);
    assert_eq!(set(&app, date!(2028 - 10 - 28), now).await, DaySet::Past(last));
    assert_eq!(app.today(), last);
}

#[tokio::test]
async fn a_simulation_begins_on_any_day_and_a_demonstration_not_before_today() {
    let (_hub, app) = marked(Mark::Simulation).await;
    assert_eq!(set(&app, date!(2024 - 02 - 29), state::now()).await, DaySet::Set);
    assert_eq!(app.today(), date!(2024 - 02 - 29));
    let (_hub, app) = marked(Mark::Demonstration).await;
    let today = app.today();
    assert_eq!(set(&app, date!(2024 - 02 - 29), state::now()).await, DaySet::Past(today));
    assert_eq!(set(&app, today + Duration::DAY, state::now()).await, DaySet::Set);
}

#[tokio::test]
async fn the_day_of_a_real_hub_is_never_set() {
    let (hub, app) = marked(Mark::Real).await;
    assert_eq!(set(&app, date!(2040 - 01 - 01), state::now()).await, DaySet::Real);
    assert_eq!(app.today(), state::now().day());
    let by_hand = "UPDATE hub SET simulated_on = '2040-01-01', ticked_at = marked_at";
    assert!(hub.app.db.execute_unprepared(by_hand).await.is_err(), "the database refuses it too");
}

fn report(folder: &Folder, day: &str) -> Value {
    serde_json::from_str(&folder.does(&["tick", "--json", "--date", day])).unwrap()
}

#[test]
fn a_simulation_is_made_ticked_and_filled_on_the_command_line_and_is_never_a_real_hub() {
    let folder = Folder::new();
    assert_eq!(folder.tandem(&["init"]).status.code(), Some(2), "what for is to be said");
    folder.does(&["init", "--simulation"]);
    assert!(folder.refuses(&["init", "--simulation"]).contains("in use already"));
    assert!(folder.refuses(&["serve", "--listen", "127.0.0.1:0"]).contains("never opened as a real hub"));
    assert_eq!(report(&folder, "2028-02-29")["day"], "2028-02-29");
    folder.does(&["invite", "--email", "a@hub.test", "--name", "Ada"]);
    let again = report(&folder, "2028-02-29");
    let done = again["jobs"].as_array().unwrap().iter().filter_map(|job| job["done"].as_u64());
    assert_eq!((again["day"].as_str(), done.sum::<u64>()), (Some("2028-02-29"), 0), "nothing is done twice");
    assert!(folder.refuses(&["tick", "--date", "2028-02-28"]).contains("it is 2028-02-29 already"));
    assert_eq!(folder.tandem(&["tick", "--date", "29/02/2028"]).status.code(), Some(2));
    let later = report(&folder, "2028-03-27");
    let done = later["jobs"].as_array().unwrap().iter().find(|job| job["kind"] == "publication").unwrap();
    assert_eq!((later["day"].as_str(), done["done"].as_u64()), (Some("2028-03-27"), Some(1)));
    assert_eq!(
        serde_json::from_str::<Value>(&folder.does(&["tick", "--json"])).unwrap()["day"],
        "2028-03-27",
        "its day is that of the last tick"
    );
    let well = folder.tandem(&["doctor"]);
    assert!(String::from_utf8_lossy(&well.stdout).contains("The clock is after the last line"), "{well:?}");
}

#[test]
fn a_real_hub_takes_no_day() {
    let folder = Folder::new();
    folder.does(&["invite", "--email", "a@hub.test", "--name", "Ada"]);
    assert!(folder.refuses(&["tick", "--date", "2040-01-01"]).contains("not of a real hub"));
    assert!(folder.refuses(&["init", "--simulation"]).contains("that of a real hub"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_serves_follows_the_day_that_another_process_sets() {
    let folder = Folder::with_demonstration().await;
    let served = Served::start(&folder, "demo", &[]);
    for (day, said) in [("2031-07-15", "15 juillet 2031 à 9 h"), ("2031-12-16", "16 décembre 2031 à 9 h")]
    {
        report(&folder, day);
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        let asked = "email=camille.orsini%40hub.exemple.test".to_owned();
        served.send(&Request::post("/sign-in/links", asked)).unwrap();
        let page = served.get("/mails").unwrap().body;
        assert!(page.contains(said), "{page}");
    }
}
