//! Two files and their criteria, from end to end.

use proptest::prelude::*;

use super::{FilesError, Proposals, propose};

const HEAD: &str = "[mentees]\nid = \"id\"\nname = [\"name\"]\n[mentors]\nid = \"id\"\nname = [\"name\"]\n";

macro_rules! sample {
    ($path:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), $path)).as_slice()
    };
}

const MENTORS: &[u8] = sample!("/data/matching/mentor_match_small_mentors.csv");
const MENTEES: &[u8] = sample!("/data/matching/mentor_match_small_mentees.csv");
const CIVIL_SERVICE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/examples/civil-service.toml"));

fn run(mentors: &str, mentees: &str, criteria: &str) -> Result<Proposals, FilesError> {
    propose(mentors.as_bytes(), mentees.as_bytes(), Some(&format!("{HEAD}{criteria}")))
}

/// The pairs with their scores, for mentors and mentees who have the columns `id,name,x`.
fn pairs(mentors: &str, mentees: &str, criteria: &str) -> Result<Vec<(String, String, u32)>, FilesError> {
    let found = run(&format!("id,name,x\n{mentors}"), &format!("id,name,x\n{mentees}"), criteria)?;
    Ok(found.pairs().map(|(mentee, mentor, score)| (mentee.to_owned(), mentor.to_owned(), score)).collect())
}

/// The score of the only pair of a mentor and a mentee with these cells; `None` when a rule forbids it.
fn score(mentor: &str, mentee: &str, criteria: &str) -> Result<Option<u32>, FilesError> {
    let pairs = pairs(&format!("n,N,\"{mentor}\"\n"), &format!("m,M,\"{mentee}\"\n"), criteria)?;
    Ok(pairs.first().map(|(_, _, score)| *score))
}

fn criterion(comparison: &str) -> String {
    format!("[[criterion]]\nname = \"X\"\nweight = 1\nmentee = \"x\"\nmentor = \"x\"\n{comparison}")
}

fn rule(comparison: &str) -> String {
    let same = criterion("kind = \"same\"");
    format!("{same}\n[[rule]]\nname = \"R\"\nmentee = \"x\"\nmentor = \"x\"\n{comparison}")
}

fn sentence<T>(result: Result<T, FilesError>) -> String {
    result.err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn as_many_tandems_as_possible_pass_before_a_higher_total() -> Result<(), FilesError> {
    let criteria = "[[criterion]]\nname = \"X\"\nkind = \"same\"\nmentee = \"x\"\nmentor = \"x\"\nweight = 1\n\
                    [[rule]]\nname = \"R\"\nkind = \"one_of\"\nlist = \"mentor\"\nmentee = \"id\"\nmentor = \"name\"\n";
    let found = pairs("n1,\"m1,m2\",red\nn2,m1,blue\n", "m1,M,red\nm2,M,green\n", criteria)?;
    let named: Vec<_> =
        found.iter().map(|(mentee, mentor, score)| (mentee.as_str(), mentor.as_str(), *score)).collect();
    assert_eq!(named, [("m1", "n2", 0), ("m2", "n1", 0)]);
    Ok(())
}

#[test]
fn equal_values_give_all_the_points_and_unknown_ones_half() -> Result<(), FilesError> {
    let same = criterion("kind = \"same\"");
    assert_eq!(score("Développeur-Web", "developpeur web", &same)?, Some(1000));
    assert_eq!(score("C++", "C#", &same)?, Some(0));
    assert_eq!(score("", "C#", &same)?, Some(500));
    assert_eq!(score("C++", "C#", &criterion("kind = \"same\"\nnot = true"))?, Some(1000));
    assert_eq!(score("", "C#", &criterion("kind = \"same\"\nnot = true"))?, Some(500));
    Ok(())
}

#[test]
fn what_is_not_known_holds_no_rule_and_breaks_none_that_says_not() -> Result<(), FilesError> {
    assert_eq!(score("a", "A", &rule("kind = \"same\""))?, Some(1000));
    assert_eq!(score("a", "", &rule("kind = \"same\""))?, None);
    assert_eq!(score("a", "A", &rule("kind = \"same\"\nnot = true"))?, None);
    assert_eq!(score("a", "", &rule("kind = \"same\"\nnot = true"))?, Some(500));
    Ok(())
}

#[test]
fn a_value_is_looked_for_in_the_list_of_the_other_side() -> Result<(), FilesError> {
    let in_mentors = criterion("kind = \"one_of\"\nlist = \"mentor\"");
    assert_eq!(score("vente; Conseil", "conseil", &in_mentors)?, Some(1000));
    assert_eq!(score("conseil", "vente; conseil", &in_mentors)?, Some(0));
    let in_mentees = criterion("kind = \"one_of\"\nlist = \"mentee\"");
    assert_eq!(score("conseil", "vente|conseil", &in_mentees)?, Some(1000));
    Ok(())
}

#[test]
fn a_mentor_stands_some_steps_above() -> Result<(), FilesError> {
    let scale = "\n[scales]\ng = [\"A\", \"B\", \"C\", \"D\", \"E\"]";
    let with =
        |options: &str| format!("{}{options}{scale}", criterion("kind = \"at_least\"\nscale = \"g\"\n"));
    let scores = |options: &str| -> Result<Vec<Option<u32>>, FilesError> {
        ["A", "B", "C", "D", "E"].iter().map(|mentor| score(mentor, "b", &with(options))).collect()
    };
    assert_eq!(scores("")?, [0, 1000, 1000, 1000, 1000].map(Some));
    assert_eq!(scores("above = 1\nat_most = 2")?, [0, 0, 1000, 1000, 0].map(Some));
    assert_eq!(scores("above = 1\nfar = 3")?, [0, 0, 1000, 500, 0].map(Some));
    let strict = format!("{}\nabove = 1{scale}", rule("kind = \"at_least\"\nscale = \"g\""));
    assert_eq!((score("B", "B", &strict)?, score("C", "B", &strict)?), (None, Some(0)));
    Ok(())
}

#[test]
fn the_share_of_the_mentees_list_is_what_counts() -> Result<(), FilesError> {
    let overlap = criterion("kind = \"overlap\"");
    assert_eq!(score("a, b, c, d", "A; z", &overlap)?, Some(500));
    assert_eq!(score("a", "a", &overlap)?, Some(1000));
    assert_eq!(score("", "a", &overlap)?, Some(500));
    let ignoring = criterion("kind = \"overlap\"\nignore = [\"C1\", \"B2\"]");
    assert_eq!(score("français C1", "Francais B2", &ignoring)?, Some(1000));
    let two = rule("kind = \"overlap\"\ncommon = 2");
    assert_eq!((score("a,b", "a,b", &two)?.is_some(), score("a,c", "a,b", &two)?), (true, None));
    Ok(())
}

#[test]
fn nearness_falls_evenly_to_nothing_at_far_km() -> Result<(), FilesError> {
    let places = |columns: &str, far: &str| {
        format!(
            "[[criterion]]\nname = \"X\"\nkind = \"distance\"\nweight = 1\nmentee = {columns}\nmentor = {columns}\nfar_km = {far}\n"
        )
    };
    // Aix-en-Provence and Marseille are 27.04 km apart.
    assert_eq!(score("13001", "13055", &places("{ insee = \"x\" }", "54.08"))?, Some(500));
    assert_eq!(score("Aix en Provence", "Marseille", &places("{ name = \"x\" }", "54.08"))?, Some(500));
    assert_eq!(score("13013", "13013", &places("{ postcode = \"x\" }", "10"))?, Some(1000));
    let point = places("{ lon = \"x\", lat = \"x\" }", "1000");
    assert_eq!(score("5,4", "5.4", &point)?, Some(1000));
    let limit = format!(
        "{}[[rule]]\nname = \"R\"\nkind = \"distance\"\nfar_km = 27\nmentee = {{ insee = \"x\" }}\nmentor = {{ insee = \"x\" }}",
        places("{ insee = \"x\" }", "40")
    );
    assert_eq!(score("13001", "13055", &limit)?, None);
    Ok(())
}

#[test]
fn a_place_that_is_not_known_is_remarked_once_and_counts_half() -> Result<(), FilesError> {
    let twice = ["X", "Y"].map(|name| {
        format!("[[criterion]]\nname = \"{name}\"\nkind = \"distance\"\nweight = 1\nfar_km = 9\nmentee = {{ name = \"x\" }}\nmentor = {{ name = \"x\" }}\n")
    });
    let found = run("id,name,x\nn,N,Lyon\n", "id,name,x\nm,M,Aubagne\n", &twice.concat())?;
    assert_eq!(found.pairs().collect::<Vec<_>>(), [("m", "n", 500)]);
    assert_eq!(
        found.remarks(),
        [
            "Dans le fichier des mentors, ligne 2, colonne « x » : « Lyon » n’est pas un lieu de la métropole : la distance n’est pas comptée."
        ]
    );
    Ok(())
}

#[test]
fn a_mentor_takes_no_more_than_their_places() -> Result<(), FilesError> {
    let criteria = format!("capacity = \"x\"\n{}", criterion("kind = \"same\"").replace("\"x\"", "\"name\""));
    let mentees = "m1,a,\nm2,a,\nm3,a,\nm4,a,\n";
    let found = pairs("n1,a,2\nn2,a,0\nn3,b,1\n", mentees, &criteria)?;
    let taken = |id: &str| found.iter().filter(|(_, mentor, _)| mentor == id).count();
    assert_eq!((taken("n1"), taken("n2"), taken("n3")), (2, 0, 1));
    let summary = run("id,name,x\nn1,a,2\nn2,a,0\n", &format!("id,name,x\n{mentees}"), &criteria)?.summary();
    assert_eq!((summary.mentors, summary.places, summary.proposals, summary.left_out), (2, 2, 2, 2));
    assert_eq!((summary.total, summary.mean_score), (2000, 1000));
    Ok(())
}

#[test]
fn those_left_out_are_told_why() -> Result<(), FilesError> {
    let reasons = |mentors: &str, mentees: &str, criteria: &str| -> Result<Vec<String>, FilesError> {
        let found = run(&format!("id,name,x\n{mentors}"), &format!("id,name,x\n{mentees}"), criteria)?;
        Ok(found.left_out().map(|(_, reason)| reason.to_owned()).collect())
    };
    let same = rule("kind = \"same\"");
    assert_eq!(
        reasons("n,N,a\n", "m,M,a\nm2,M,b\n", &same)?,
        ["Le seul mentor qui reste ne respecte pas la règle « R »."]
    );
    assert_eq!(
        reasons("n,N,a\no,O,a\n", "m,M,b\n", &same)?,
        ["Parmi 2\u{a0}mentors, aucun ne respecte la règle « R »."]
    );
    assert_eq!(reasons("n,N,a\n", "m,M,\n", &same)?, ["Ce que la règle « R » compare n’est pas précisé."]);
    let none = format!("capacity = 0\n{same}");
    assert_eq!(reasons("n,N,a\n", "m,M,a\n", &none)?, ["Aucun mentor n’a de place."]);
    assert_eq!(
        reasons("n,N,a\n", "m1,M,a\nm2,M,a\n", &same)?,
        ["2\u{a0}personnes se partagent 1\u{a0}place, quels que soient les poids."]
    );
    Ok(())
}

#[test]
fn the_result_is_written_like_the_file_of_the_mentees_without_formulas() -> Result<(), FilesError> {
    let mentees = "\u{feff}id;name;x\r\n=m;\"a \"\"b\"\"; c\";v\r\nz;Zoé;w\r\n";
    let found = run("id,name,x\n+n,@N,v\n", mentees, &rule("kind = \"same\""))?;
    assert_eq!(
        found.to_csv(),
        "\u{feff}mentee_id;mentee;mentor_id;mentor;score;X;reason\n\
         '=m;\"a \"\"b\"\"; c\";'+n;'@N;1000;1000;X : « v » des deux côtés\n\
         z;Zoé;;;;;Le seul mentor qui reste ne respecte pas la règle « R ».\n"
    );
    Ok(())
}

#[test]
fn the_order_of_the_lines_of_both_files_changes_not_a_byte() -> Result<(), FilesError> {
    let expected = propose(MENTORS, MENTEES, Some(CIVIL_SERVICE))?.to_csv();
    assert_eq!(expected.lines().count(), 51);
    for turn in [1, 17, 49] {
        let found = propose(&turned(MENTORS, turn), &turned(MENTEES, 50 - turn), Some(CIVIL_SERVICE))?;
        assert_eq!(found.to_csv(), expected);
    }
    Ok(())
}

/// The same table with its lines in another order: from this one on in reverse, then the others.
fn turned(table: &[u8], from: usize) -> Vec<u8> {
    let lines: Vec<&[u8]> = table.split_inclusive(|byte| *byte == b'\n').collect();
    let Some((titles, people)) = lines.split_first() else { return Vec::new() };
    let (first, last) = people.split_at(from.min(people.len()));
    [*titles]
        .into_iter()
        .chain(last.iter().rev().copied())
        .chain(first.iter().copied())
        .collect::<Vec<_>>()
        .concat()
}

#[test]
fn nothing_in_the_example_of_the_civil_service_reads_an_identity() -> Result<(), FilesError> {
    let blind = |table: &[u8]| {
        let text = String::from_utf8_lossy(table);
        ["Non-binary", "Lesbian", "Gay", "Transgender", "Bisexual or pansexual", "Asexual or aromantic"]
            .iter()
            .fold(text.into_owned(), |text, identity| text.replace(identity, "x"))
    };
    let expected = propose(MENTORS, MENTEES, Some(CIVIL_SERVICE))?.to_csv();
    let found = propose(blind(MENTORS).as_bytes(), blind(MENTEES).as_bytes(), Some(CIVIL_SERVICE))?;
    assert_eq!(found.to_csv(), expected);
    Ok(())
}

#[test]
fn one_export_of_registrations_holds_both_sides_and_needs_no_criteria() -> Result<(), FilesError> {
    let export = "Prénom;Nom;Adresse e-mail;Code postal;Commune;Vous êtes;Métier visé (ROME);Langues (niveau);Disponibilités;Combien de personnes pouvez-vous accompagner ?\n\
        Ana;A;a@x.test;13001;Marseille;Mentor;D1106;\"français C2, arabe A2\";lundi soir;2\n\
        Bob;B;b@x.test;13001;Marseille;Mentoré;D1106;français B1;\"lundi soir, samedi matin\";\n\
        Zoé;C;c@x.test;13100;Aix-en-Provence;Mentorée;M1805;arabe A1;mardi soir;\n";
    let found = propose(export.as_bytes(), export.as_bytes(), None)?;
    let csv = found.to_csv();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[1].starts_with("b@x.test;Bob B;a@x.test;Ana A;921;421;211;210;79;"), "{csv}");
    assert!(lines[1].contains("Langue : 1 sur 1 en commun (français)"), "{csv}");
    assert!(lines[2].starts_with("c@x.test;Zoé C;a@x.test;Ana A;"), "{csv}");
    assert!(lines[2].contains("Langue : rien en commun"), "{csv}");
    Ok(())
}

#[test]
fn other_columns_without_criteria_are_told_what_criteria_are() {
    let told = sentence(propose(b"id,n\na,1\n", b"id,n\nb,1\n", None));
    assert!(
        told.starts_with("Dans le fichier des mentorés, il manque la colonne « Adresse e-mail »."),
        "{told}"
    );
    assert!(told.contains("fichier de critères") && told.contains("docs/propose.md"), "{told}");
}

#[test]
fn criteria_that_are_not_sound_are_told_with_their_line() {
    let told = |criteria: &str| sentence(run("id,name,x\nn,N,a\n", "id,name,x\nm,M,a\n", criteria));
    let cases = [
        ("", "ligne 1 : donnez un poids à un critère au moins"),
        ("[[criterion]\n", "ligne 7 : "),
        ("capacity = []\n", "ligne 7 : a whole number of places"),
        ("[mentes]\n", "ligne 7 : unknown field `mentes`"),
        (&criterion("kind = \"near\""), "unknown variant `near`"),
        (&criterion("kind = \"same\"\nscale = \"g\""), "unknown field `scale`"),
        (
            &criterion("kind = \"same\"").replace("= 1", "= 101"),
            "critère « X » : le poids est un nombre entier de 0 à 100",
        ),
        (
            &criterion("kind = \"same\"").repeat(2).replace("\"same\"[[", "\"same\"\n[["),
            "ligne 13 : critère « X » : ce nom est déjà",
        ),
        (&criterion("kind = \"same\"").replace("\"X\"", "\"score\""), "critère « score » : ce nom est déjà"),
        (&criterion("kind = \"at_least\"\nscale = \"g\""), "l’échelle « g » n’est pas sous [scales]"),
        (
            &criterion(
                "kind = \"at_least\"\nscale = \"g\"\nabove = 2\nat_most = 1\n[scales]\ng = [\"A\", \"B\"]",
            ),
            "« at_most » est plus petit",
        ),
        (
            &criterion(
                "kind = \"at_least\"\nscale = \"g\"\nabove = 2\nfar = 2\n[scales]\ng = [\"A\", \"B\"]",
            ),
            "« far » est plus grand",
        ),
        (&criterion("kind = \"same\"\n[scales]\ng = [\"A\", \"a\"]"), "la valeur « a » est deux fois"),
        (&criterion("kind = \"same\"\n[scales]\ng = []"), "une échelle a au moins deux valeurs"),
        (&rule("kind = \"overlap\"\ncommon = 0"), "règle « R » : « common » est au moins 1"),
        (&criterion("kind = \"overlap\"\ncommon = 2"), "« common » ne sert que dans une règle"),
        (
            &rule("kind = \"at_least\"\nscale = \"g\"\nfar = 2\n[scales]\ng = [\"A\", \"B\"]"),
            "« far » ne sert que",
        ),
        (
            "[[criterion]]\nname = \"X\"\nweight = 1\nkind = \"distance\"\nfar_km = 0\nmentee = { name = \"x\" }\nmentor = { name = \"x\" }",
            "« far_km » est un nombre",
        ),
        (
            "[[criterion]]\nname = \"X\"\nweight = 1\nkind = \"distance\"\nfar_km = 5\nmentee = { town = \"x\" }\nmentor = { name = \"x\" }",
            "{ insee = … }",
        ),
    ];
    for (criteria, expected) in cases {
        let told = told(criteria);
        assert!(
            told.starts_with("Dans le fichier de critères, ligne ") && told.contains(expected),
            "{criteria}\n{told}"
        );
    }
    let misplaced = propose(
        b"id\nn\n",
        b"id\nm\n",
        Some("[mentees]\nid = \"id\"\ncapacity = 1\n[mentors]\nid = \"id\"\n"),
    );
    assert!(sentence(misplaced).contains("ligne 3 : « capacity » se dit des mentors"));
}

#[test]
fn cells_that_cannot_be_used_are_told_with_their_line_and_column() {
    let told = |mentors: &str, mentees: &str, criteria: &str| sentence(run(mentors, mentees, criteria));
    let (mentors, mentees) = ("id,name,x\nn,N,a\n", "id,name,x\nm,M,a\n");
    let same = criterion("kind = \"same\"");
    assert_eq!(
        told(mentors, "id,name,x\nm,M,a\nM ,L,b\n", &same),
        "Dans le fichier des mentorés, ligne 3, colonne « id » : « M » est déjà l’identifiant de la ligne 2."
    );
    assert_eq!(
        told("id,name,x\n,N,a\n", mentees, &same),
        "Dans le fichier des mentors, ligne 2, colonne « id » : l’identifiant manque."
    );
    assert_eq!(
        told(mentors, mentees, &format!("capacity = \"x\"\n{same}")),
        "Dans le fichier des mentors, ligne 2, colonne « x » : écrivez un nombre entier de 0 à 1000 au lieu de « a »."
    );
    assert_eq!(
        told(
            mentors,
            mentees,
            &criterion("kind = \"at_least\"\nscale = \"g\"\n[scales]\ng = [\"1\", \"2\"]")
        ),
        "Dans le fichier des mentorés, ligne 2, colonne « x » : « a » n’est pas dans l’échelle « g »."
    );
    assert!(told(mentors, "id,name\nm,M\n", &same).contains("des mentorés, il manque la colonne « x »"));
    assert_eq!(told("id,name,x\n", mentees, &same), "Le fichier des mentors ne contient personne.");
    assert_eq!(
        told(mentors, mentees, &format!("keep = {{ column = \"x\", values = [\"b\"] }}\n{same}")),
        "Le fichier des mentors ne contient personne."
    );
}

#[test]
fn more_pairs_than_can_be_weighed_are_refused() {
    let lines: String = (0..4_500).map(|at| format!("{at},N,a\n")).collect();
    let table = format!("id,name,x\n{lines}");
    let told = sentence(run(&table, &table, &criterion("kind = \"same\"")));
    assert!(
        told.starts_with("4500 mentorés et 4500 mentors font trop de paires (au plus 20000000)"),
        "{told}"
    );
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

proptest! {
    #[test]
    fn the_best_of_all_sets_is_found_whatever_the_order_of_the_lines(
        mentees in prop::collection::vec((0_u8..3, 0_u8..3), 1..6),
        mentors in prop::collection::vec((0_u8..3, 0_u8..3, 0_u32..3), 1..6),
    ) {
        let criteria = "capacity = \"places\"\n\
            [[rule]]\nname = \"R\"\nkind = \"same\"\nnot = true\nmentee = \"name\"\nmentor = \"name\"\n\
            [[criterion]]\nname = \"Trade\"\nkind = \"same\"\nmentee = \"trade\"\nmentor = \"trade\"\nweight = 60\n\
            [[criterion]]\nname = \"Site\"\nkind = \"same\"\nnot = true\nmentee = \"site\"\nmentor = \"site\"\nweight = 40\n";
        let line = |at: usize, trade: u8, site: u8, places: u32| format!("{at},{trade}{site},{trade},{site},{places}\n");
        let asking: Vec<String> = mentees.iter().enumerate().map(|(at, m)| line(at, m.0, m.1, 0)).collect();
        let offering: Vec<String> = mentors.iter().enumerate().map(|(at, n)| line(at, n.0, n.1, n.2)).collect();
        let table = |lines: &[String]| format!("id,name,trade,site,places\n{}", lines.concat());
        let found = run(&table(&offering), &table(&asking), criteria)?;
        let scores: Vec<Vec<Option<u32>>> = mentees
            .iter()
            .map(|m| mentors.iter().map(|n| expected_score(*m, (n.0, n.1))).collect())
            .collect();
        let mut places: Vec<u32> = mentors.iter().map(|n| n.2).collect();
        let summary = found.summary();
        prop_assert_eq!((summary.proposals, summary.total), best(&scores, &mut places));
        let reversed = |lines: &[String]| table(&lines.iter().rev().cloned().collect::<Vec<_>>());
        prop_assert_eq!(run(&reversed(&offering), &reversed(&asking), criteria)?.to_csv(), found.to_csv());
    }
}
