//! Where people are, and how far apart.

use std::cell::RefCell;

use pairing_files::{Error, Place, propose};

use crate::support::{locate, run_lines, score};

fn distance(columns: &str, far_km: &str) -> String {
    format!(
        "[[criterion]]\nname = \"X\"\nkind = \"distance\"\nweight = 1\nmentee = {columns}\nmentor = {columns}\nfar_km = {far_km}\n"
    )
}

#[test]
fn closeness_falls_evenly_to_nothing_at_far_km() -> Result<(), Error> {
    // Aix-en-Provence and Marseille are 27.04 km apart.
    assert_eq!(score("13055", "13001", &distance("{ insee = \"x\" }", "54.08"))?, Some(500));
    assert_eq!(score("MARSEILLE", "Aix en Provence", &distance("{ name = \"x\" }", "54.08"))?, Some(500));
    assert_eq!(score("13400", "13400", &distance("{ postcode = \"x\" }", "10"))?, Some(1000));
    assert_eq!(score("5.4", "5,4", &distance("{ lon = \"x\", lat = \"x\" }", "1000"))?, Some(1000));
    let limit = format!(
        "{}[[rule]]\nname = \"R\"\nkind = \"distance\"\nfar_km = 27\nmentee = {{ insee = \"x\" }}\nmentor = {{ insee = \"x\" }}",
        distance("{ insee = \"x\" }", "40")
    );
    assert_eq!(score("13055", "13001", &limit)?, None);
    assert_eq!(score("13055", "13005", &limit)?, Some(765));
    Ok(())
}

#[test]
fn a_place_that_is_not_understood_gives_one_warning_and_counts_half() -> Result<(), Error> {
    let twice =
        distance("{ name = \"x\" }", "9").replace("\"X\"", "\"Y\"") + &distance("{ name = \"x\" }", "9");
    let found = run_lines("m,M,Aubagne\n", "n,N,Lyon\n", &twice)?;
    assert_eq!(found.pairs().collect::<Vec<_>>(), [("m", "n", 500)]);
    assert_eq!(
        found.warnings().iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "Dans le fichier des mentors, ligne 2, colonne « x » : ce lieu n’est pas connu : la distance n’est pas comptée."
        ]
    );
    Ok(())
}

#[test]
fn degrees_beyond_the_poles_are_a_warning() -> Result<(), Error> {
    let found = run_lines("m,M,5\n", "n,N,91\n", &distance("{ lon = \"x\", lat = \"x\" }", "9"))?;
    let warning = found.warnings()[0].to_string();
    assert!(warning.contains("« 91 » n’est pas un nombre de degrés, de -90 à 90 : la distance"), "{warning}");
    Ok(())
}

#[test]
fn the_caller_is_asked_for_places_as_the_file_writes_them() -> Result<(), Error> {
    let people = "id,code,town\na,13001,Marseille\nb,13001,-\nc,,Aubagne\nd,,\n";
    let columns = "{ postcode = \"code\", name = \"town\" }";
    let criteria =
        format!("mentees = {{ id = \"id\" }}\nmentors = {{ id = \"id\" }}\n{}", distance(columns, "9"));
    let asked = RefCell::new(Vec::new());
    propose(people.as_bytes(), people.as_bytes(), &criteria, |place| {
        asked.borrow_mut().push(format!("{place:?}"));
        locate(place)
    })?;
    let expected = [
        Place::Postcode { postcode: "13001", name: Some("Marseille") },
        Place::Postcode { postcode: "13001", name: None },
        Place::Name("Aubagne"),
    ];
    assert_eq!(asked.into_inner()[..3], expected.map(|place| format!("{place:?}")));
    Ok(())
}
