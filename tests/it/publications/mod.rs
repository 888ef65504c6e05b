//! Nobody is told from what those outside read: on the demonstration, and against a reader who calculates on random hubs.

mod attack;
mod hubs;
mod nightly;

use attack::{File, attack};
use hubs::{hub, metropolis, published, told};
use tandem::publications::counts::Counted;
use tandem::publications::publication::Publication;

/// How many random hubs are attacked: many where `script/test --long` asks.
#[expect(clippy::disallowed_methods, reason = "the suite is told by its environment how long it may take")]
fn hubs() -> std::ops::Range<u64> {
    if std::env::var("TANDEM_LONG").is_ok() { 0..100 } else { 0..12 }
}

fn publish(counted: &Counted) -> Publication {
    Publication::of(counted, Vec::new()).unwrap()
}

#[test]
fn a_reader_who_calculates_finds_nobody_on_random_hubs() {
    let (mut figures, mut hidden) = (0, 0);
    for number in hubs() {
        let counted = hub(number);
        let shown = published(&publish(&counted));
        let truth = shown.told_by(&told(&counted));
        let found = attack(&shown, &truth);
        assert!(found.is_empty(), "hub {number}: {found:#?}");
        let counts = shown.tables.values().flat_map(|rows| rows.values()).flatten();
        counts.for_each(|count| {
            figures += 1;
            hidden += usize::from(count.is_none());
            assert!(!matches!(count, Some(1..=4)), "hub {number} shows {count:?}");
        });
    }
    // A publication that hides everything would protect everybody too.
    assert!(figures > 500 && hidden * 3 < figures * 2, "{hidden} of {figures} hidden");
}

#[test]
fn a_whole_metropolis_is_published() {
    let counted = metropolis();
    let publication = publish(&counted);
    assert!(publication.left_out.is_empty() && publication.total.welcomed == Some(6_000));
}

#[test]
fn the_reader_finds_people_where_only_small_counts_are_hidden() {
    let found = hubs().filter(|number| {
        let counted = hub(*number);
        let truth = published(&publish(&counted)).told_by(&told(&counted));
        let mut shown = truth.clone();
        let lines = shown.tables.values_mut().flat_map(|rows| rows.values_mut());
        for count in lines.chain([&mut shown.total]).flatten() {
            *count = count.filter(|count| !(1..5).contains(count));
        }
        !attack(&shown, &truth).is_empty()
    });
    let found = found.count();
    assert!(found > 6, "{found}");
}

#[test]
fn the_reader_finds_people_where_each_table_is_protected_alone() {
    let found = (0..40).filter(|number| {
        let counted = hub(*number);
        let (mut shown, mut truth) = (File::default(), File::default());
        for only in 0..3 {
            let mut alone = counted.clone();
            let tables = [&mut alone.tracks, &mut alone.branches, &mut alone.places];
            tables.into_iter().enumerate().filter(|(at, _)| *at != only).for_each(|(_, rows)| rows.clear());
            let file = published(&publish(&alone));
            truth.tables.extend(file.told_by(&told(&counted)).tables);
            shown.tables.extend(file.tables);
            let total = shown.total.iter().copied().chain(std::iter::repeat(None));
            shown.total = file.total.iter().zip(total).map(|(this, other)| this.or(other)).collect();
        }
        truth.total = told(&counted).total;
        !attack(&shown, &truth).is_empty()
    });
    let found = found.count();
    assert!(found > 3, "{found}");
}
