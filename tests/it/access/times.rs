//! What belongs to others is told from what does not exist neither by the bytes, which the matrix compares, nor by the time.
//!
//! Two times are compared as a statistician does: how often what exists takes longer than what does not, ties counting for half.
//! Half of the time, whoever measures learns nothing; always or never, they learn everything.

use std::time::Duration;

use tandem::accounts::access::Rules;
use tandem::web::Route;
use tokio::time::Instant;

use super::bodies;
use super::cells::{is_admitted, is_allowed, path};
use super::matrix::{all_routes, names_a_thing};
use super::principals::{Object, Place, Principal};
use super::world::World;
use crate::support::{Client, Origin, is_long};

const FOREIGN: Object = Object::Of(Place::B0);

/// How often a time of the first list exceeds one of the second, from 0 to 1.
fn how_often_longer(first: &[Duration], second: &[Duration]) -> f64 {
    let pairs = first.iter().flat_map(|one| second.iter().map(move |other| one.cmp(other)));
    let won: f64 = pairs.map(|order| f64::from(order as i8) / 2.0 + 0.5).sum();
    won / f64::from(u32::try_from(first.len() * second.len()).unwrap())
}

/// The time of an answer.
async fn timed(client: &Client, route: &Route, path: &str, fields: &[(&str, &str)]) -> Duration {
    let asked = Instant::now();
    match route.method {
        "GET" => client.get_only(path).await,
        _ => client.post_from(Origin::Hub, path, fields).await,
    };
    asked.elapsed()
}

/// The times of what belongs to others and of what does not exist, asked for in turn.
async fn times(world: &World, route: &Route, principal: Principal, tries: usize) -> [Vec<Duration>; 2] {
    let client = world.client(principal).await;
    let mut times = [Vec::new(), Vec::new()];
    let fields = match route.method {
        "GET" => Vec::new(),
        _ => bodies::of(world, route, principal, FOREIGN).await,
    };
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let paths = [FOREIGN, Object::Absent].map(|object| path(world, route, principal, object));
    // The first answers fill what is kept for a moment.
    for attempt in 0..tries + 2 {
        for (path, times) in paths.iter().zip(&mut times) {
            let took = timed(&client, route, path, &fields).await;
            if attempt >= 2 {
                times.push(took);
            }
        }
    }
    times
}

#[tokio::test]
async fn no_time_tells_what_belongs_to_others_from_what_does_not_exist() {
    let world = World::new().await;
    let (tries, most) = if is_long() { (200, 0.2) } else { (4, 0.5) };
    let mut told = Vec::new();
    let mut shares = Vec::new();
    for principal in [
        Principal::Adviser(Place::A0),
        Principal::Responsible(Place::A),
        Principal::Mentor(Place::A0),
        Principal::Mentee(Place::A0),
    ] {
        for route in all_routes().iter().filter(|route| names_a_thing(route)) {
            let asks = is_admitted(Rules::default(), route, principal);
            if !asks || is_allowed(&world, Rules::default(), route, principal, FOREIGN) {
                continue;
            }
            let [foreign, absent] = times(&world, route, principal, tries).await;
            let share = how_often_longer(&foreign, &absent);
            if (share - 0.5).abs() > most {
                told.push(format!("{} {} for {principal:?}: {share:.2}", route.method, route.path));
            }
            shares.push(share);
        }
    }
    assert!(shares.len() > 60, "only {} cells were tried", shares.len());
    let mean = shares.iter().sum::<f64>() / f64::from(u32::try_from(shares.len()).unwrap());
    println!("{} cells, what exists takes longer {:.1} % of the time", shares.len(), 100.0 * mean);
    assert!((mean - 0.5).abs() < 0.1, "what exists takes longer {:.1} % of the time", 100.0 * mean);
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn times_that_differ_are_told_from_times_that_do_not() {
    let of = |from: u64| (from..from + 20).map(Duration::from_millis).collect::<Vec<_>>();
    assert!((how_often_longer(&of(0), &of(0)) - 0.5).abs() < 1e-9);
    assert!(how_often_longer(&of(30), &of(0)) > 0.99);
    assert!(how_often_longer(&of(0), &of(30)) < 0.01);
}
