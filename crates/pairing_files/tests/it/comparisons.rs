//! What each kind of comparison counts.

use pairing_files::Error;

use crate::support::{criterion, rule, score};

#[test]
fn equal_values_give_all_the_points_and_unknown_ones_half() -> Result<(), Error> {
    let same = criterion("kind = \"same\"");
    assert_eq!(score("developpeur web", "Développeur-Web", &same)?, Some(1000));
    assert_eq!(score("C#", "C++", &same)?, Some(0));
    assert_eq!(score("C#", "", &same)?, Some(500));
    assert_eq!(score("C#", "C++", &criterion("kind = \"same\"\nnot = true"))?, Some(1000));
    assert_eq!(score("C#", "", &criterion("kind = \"same\"\nnot = true"))?, Some(500));
    Ok(())
}

#[test]
fn an_unknown_value_passes_only_a_rule_that_says_not() -> Result<(), Error> {
    assert_eq!(score("A", "a", &rule("kind = \"same\""))?, Some(1000));
    assert_eq!(score("", "a", &rule("kind = \"same\""))?, None);
    assert_eq!(score("A", "a", &rule("kind = \"same\"\nnot = true"))?, None);
    assert_eq!(score("", "a", &rule("kind = \"same\"\nnot = true"))?, Some(500));
    Ok(())
}

#[test]
fn a_value_is_looked_for_in_the_list_of_the_other_side() -> Result<(), Error> {
    let in_mentors = criterion("kind = \"one_of\"\nlist = \"mentor\"");
    assert_eq!(score("conseil", "vente; Conseil", &in_mentors)?, Some(1000));
    assert_eq!(score("vente; conseil", "conseil", &in_mentors)?, Some(0));
    let in_mentees = criterion("kind = \"one_of\"\nlist = \"mentee\"");
    assert_eq!(score("vente|conseil", "conseil", &in_mentees)?, Some(1000));
    Ok(())
}

#[test]
fn a_mentor_stands_some_steps_above() -> Result<(), Error> {
    let scale = "\n[scales]\ng = [\"A\", \"B\", \"C\", \"D\", \"E\"]";
    let with =
        |options: &str| format!("{}{options}{scale}", criterion("kind = \"at_least\"\nscale = \"g\"\n"));
    let scores = |options: &str| -> Result<Vec<Option<u32>>, Error> {
        ["A", "B", "C", "D", "E"].iter().map(|mentor| score("b", mentor, &with(options))).collect()
    };
    assert_eq!(scores("")?, [0, 1000, 1000, 1000, 1000].map(Some));
    assert_eq!(scores("above = 1\nat_most = 2")?, [0, 0, 1000, 1000, 0].map(Some));
    assert_eq!(scores("above = 1\nfar = 3")?, [0, 0, 1000, 500, 0].map(Some));
    let strict = format!("{}\nabove = 1{scale}", rule("kind = \"at_least\"\nscale = \"g\""));
    assert_eq!((score("B", "B", &strict)?, score("B", "C", &strict)?), (None, Some(0)));
    Ok(())
}

#[test]
fn the_share_of_the_mentees_list_is_what_counts() -> Result<(), Error> {
    let overlap = criterion("kind = \"overlap\"");
    assert_eq!(score("A; z", "a, b, c, d", &overlap)?, Some(500));
    assert_eq!(score("a", "a", &overlap)?, Some(1000));
    assert_eq!(score("a", "", &overlap)?, Some(500));
    let ignoring = criterion("kind = \"overlap\"\nignore = [\"C1\", \"B2\"]");
    assert_eq!(score("Francais B2", "français C1", &ignoring)?, Some(1000));
    let two = rule("kind = \"overlap\"\ncommon = 2");
    assert_eq!((score("a,b", "a,b", &two)?.is_some(), score("a,b", "a,c", &two)?), (true, None));
    Ok(())
}
