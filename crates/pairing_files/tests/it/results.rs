//! The proposals as they are written, and what those left out read.

use pairing_files::Error;

use crate::support::{rule, run, run_lines};

#[test]
fn those_left_out_read_why() -> Result<(), Error> {
    let reasons = |mentees: &str, mentors: &str, criteria: &str| -> Result<Vec<String>, Error> {
        let found = run_lines(mentees, mentors, criteria)?;
        Ok(found.left_out().map(|(_, reason)| reason.to_owned()).collect())
    };
    let same = rule("kind = \"same\"");
    assert_eq!(
        reasons("m,M,a\nm2,M,b\n", "n,N,a\n", &same)?,
        ["Le seul mentor qui reste ne respecte pas la règle « R »."]
    );
    assert_eq!(
        reasons("m,M,b\n", "n,N,a\no,O,a\n", &same)?,
        ["Parmi 2\u{a0}mentors, aucun ne respecte la règle « R »."]
    );
    assert_eq!(reasons("m,M,\n", "n,N,a\n", &same)?, ["Ce que la règle « R » compare n’est pas précisé."]);
    let none = format!("capacity = 0\n{same}");
    assert_eq!(reasons("m,M,a\n", "n,N,a\n", &none)?, ["Aucun mentor n’a de place."]);
    assert_eq!(
        reasons("m1,M,a\nm2,M,a\n", "n,N,a\n", &same)?,
        ["2\u{a0}personnes se partagent 1\u{a0}place, quels que soient les poids."]
    );
    Ok(())
}

#[test]
fn the_result_is_written_like_the_file_of_the_mentees_without_formulas() -> Result<(), Error> {
    let mentees = "\u{feff}id;name;x\r\n=m;\"a \"\"b\"\"; c\";v\r\nz;Zoé;w\r\n";
    let found = run(mentees, "id,name,x\n+n,@N,v\n", &rule("kind = \"same\""))?;
    assert_eq!(
        found.to_csv(),
        "\u{feff}mentee_id;mentee;mentor_id;mentor;score;X;reason\n\
         '=m;\"a \"\"b\"\"; c\";'+n;'@N;1000;1000;X : « v » des deux côtés\n\
         z;Zoé;;;;;Le seul mentor qui reste ne respecte pas la règle « R ».\n"
    );
    Ok(())
}

#[test]
fn one_file_may_hold_both_sides() -> Result<(), Error> {
    let people = "id,name,x\na,A,mentor\nb,B,mentee\n";
    let criteria = "keep = { column = \"x\", values = [\"Mentor\"] }\n\
                    [[criterion]]\nname = \"X\"\nkind = \"same\"\nmentee = \"x\"\nmentor = \"x\"\nweight = 1\n";
    let found = run(people, people, criteria)?;
    assert_eq!((found.summary().mentees, found.summary().mentors), (2, 1));
    assert_eq!(found.pairs().collect::<Vec<_>>(), [("a", "a", 1000)]);
    Ok(())
}
