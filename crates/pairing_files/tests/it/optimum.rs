//! The best set of pairs, compared with every set there is.

use proptest::prelude::*;

use pairing_files::Error;

use crate::support::{criterion, run, run_lines};

#[test]
fn as_many_pairs_as_possible_come_before_a_higher_total() -> Result<(), Error> {
    let criteria = "[[criterion]]\nname = \"X\"\nkind = \"same\"\nmentee = \"x\"\nmentor = \"x\"\nweight = 1\n\
                    [[rule]]\nname = \"R\"\nkind = \"one_of\"\nlist = \"mentor\"\nmentee = \"id\"\nmentor = \"name\"\n";
    let found = run_lines("m1,M,red\nm2,M,green\n", "n1,\"m1,m2\",red\nn2,m1,blue\n", criteria)?;
    assert_eq!(found.pairs().collect::<Vec<_>>(), [("m1", "n2", 0), ("m2", "n1", 0)]);
    Ok(())
}

#[test]
fn a_mentor_takes_no_more_than_their_capacity() -> Result<(), Error> {
    let criteria = format!("capacity = \"x\"\n{}", criterion("kind = \"same\"").replace("\"x\"", "\"name\""));
    let mentees = "m1,a,\nm2,a,\nm3,a,\nm4,a,\n";
    let found = run_lines(mentees, "n1,a,2\nn2,a,0\nn3,b,1\n", &criteria)?;
    let taken = |id: &str| found.pairs().filter(|(_, mentor, _)| *mentor == id).count();
    assert_eq!((taken("n1"), taken("n2"), taken("n3")), (2, 0, 1));
    let summary = run_lines(mentees, "n1,a,2\nn2,a,0\n", &criteria)?.summary();
    assert_eq!((summary.mentees, summary.mentors, summary.places), (4, 2, 2));
    assert_eq!((summary.proposals, summary.left_out), (2, 2));
    assert_eq!((summary.total, summary.mean_score), (2000, 1000));
    Ok(())
}

/// The most pairs, then the highest total, by trying everything.
fn best(scores: &[Vec<Option<u32>>], places: &mut [u32]) -> (usize, u64) {
    let Some((first, rest)) = scores.split_first() else { return (0, 0) };
    let mut found = best(rest, places);
    for (mentor, score) in first.iter().enumerate() {
        let Some(score) = score.filter(|_| places[mentor] > 0) else { continue };
        places[mentor] -= 1;
        let (pairs, total) = best(rest, places);
        places[mentor] += 1;
        found = found.max((pairs + 1, total + u64::from(score)));
    }
    found
}

/// The same trade gives 600 points and another site 400; a pair with both the same is forbidden.
fn expected_score(mentee: (u8, u8), mentor: (u8, u8)) -> Option<u32> {
    let points = u32::from(mentee.0 == mentor.0) * 600 + u32::from(mentee.1 != mentor.1) * 400;
    (mentee.1 != mentor.1 || mentee.0 != mentor.0).then_some(points)
}

const TRADE_AND_SITE: &str = r#"
capacity = "places"

[[rule]]
name = "R"
kind = "same"
not = true
mentee = "name"
mentor = "name"

[[criterion]]
name = "Trade"
kind = "same"
mentee = "trade"
mentor = "trade"
weight = 60

[[criterion]]
name = "Site"
kind = "same"
not = true
mentee = "site"
mentor = "site"
weight = 40
"#;

fn table(lines: &[String]) -> String {
    format!("id,name,trade,site,places\n{}", lines.concat())
}

fn reversed(lines: &[String]) -> String {
    table(&lines.iter().rev().cloned().collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn the_best_of_all_sets_is_found_whatever_the_order_of_the_lines(
        mentees in prop::collection::vec((0_u8..3, 0_u8..3), 1..6),
        mentors in prop::collection::vec((0_u8..3, 0_u8..3, 0_u32..3), 1..6),
    ) {
        let line = |at: usize, trade: u8, site: u8, places: u32| {
            format!("{at},{trade}{site},{trade},{site},{places}\n")
        };
        let asking: Vec<String> =
            mentees.iter().enumerate().map(|(at, mentee)| line(at, mentee.0, mentee.1, 0)).collect();
        let offering: Vec<String> =
            mentors.iter().enumerate().map(|(at, mentor)| line(at, mentor.0, mentor.1, mentor.2)).collect();
        let found = run(&table(&asking), &table(&offering), TRADE_AND_SITE)?;
        let scores: Vec<Vec<Option<u32>>> = mentees
            .iter()
            .map(|m| mentors.iter().map(|n| expected_score(*m, (n.0, n.1))).collect())
            .collect();
        let mut places: Vec<u32> = mentors.iter().map(|mentor| mentor.2).collect();
        let summary = found.summary();
        prop_assert_eq!((summary.proposals, summary.total), best(&scores, &mut places));
        let again = run(&reversed(&asking), &reversed(&offering), TRADE_AND_SITE)?;
        prop_assert_eq!(again.to_csv(), found.to_csv());
    }
}
