//! What is refused, with the sentence that says so.

use pairing_files::propose;

use crate::support::{criterion, locate, rule, run, run_lines, sentence};

#[test]
fn criteria_that_make_no_sense_are_refused_on_their_line() {
    let same = criterion("kind = \"same\"");
    let on_a_scale = |options: &str| format!("kind = \"at_least\"\nscale = \"g\"\n{options}");
    let cases = [
        ("", "ligne 1 : donnez un poids à un critère au moins"),
        ("[[criterion]\n", "ligne 7 : "),
        ("capacity = []\n", "ligne 7 : a whole number of places"),
        ("[mentes]\n", "ligne 7 : unknown field `mentes`"),
        (&criterion("kind = \"near\""), "unknown variant `near`"),
        (&criterion("kind = \"same\"\nscale = \"g\""), "unknown field `scale`"),
        (&same.replace("= 1", "= 101"), "critère « X » : le poids est un nombre entier de 0 à 100"),
        (&format!("{same}\n{same}"), "ligne 13 : critère « X » : ce nom est déjà"),
        (&same.replace("\"X\"", "\"score\""), "critère « score » : ce nom est déjà"),
        (&criterion(&on_a_scale("")), "l’échelle « g » n’est pas sous [scales]"),
        (
            &criterion(&on_a_scale("above = 2\nat_most = 1\n[scales]\ng = [\"A\", \"B\"]")),
            "« at_most » est plus petit",
        ),
        (
            &criterion(&on_a_scale("above = 2\nfar = 2\n[scales]\ng = [\"A\", \"B\"]")),
            "« far » est plus grand",
        ),
        (&format!("{same}\n[scales]\ng = [\"A\", \"a\"]"), "la valeur « a » est deux fois"),
        (&format!("{same}\n[scales]\ng = []"), "une échelle a au moins deux valeurs"),
        (&rule("kind = \"overlap\"\ncommon = 0"), "règle « R » : « common » est au moins 1"),
        (&criterion("kind = \"overlap\"\ncommon = 2"), "« common » ne sert que dans une règle"),
        (&rule(&on_a_scale("far = 2\n[scales]\ng = [\"A\", \"B\"]")), "« far » ne sert que"),
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
        let error = sentence(run_lines("m,M,a\n", "n,N,a\n", criteria));
        assert!(
            error.starts_with("Dans le fichier de critères, ligne ") && error.contains(expected),
            "{criteria}\n{error}"
        );
    }
}

#[test]
fn mentees_have_no_capacity() {
    let criteria = "[mentees]\nid = \"id\"\ncapacity = 1\n[mentors]\nid = \"id\"\n";
    let error = sentence(propose(b"id\nm\n", b"id\nn\n", criteria, locate));
    assert!(error.contains("ligne 3 : « capacity » se dit des mentors"), "{error}");
}

#[test]
fn cells_that_cannot_be_used_are_refused_with_their_line_and_column() {
    let same = criterion("kind = \"same\"");
    assert_eq!(
        sentence(run_lines("m,M,a\nM ,L,b\n", "n,N,a\n", &same)),
        "Dans le fichier des personnes accompagnées, ligne 3, colonne « id » : « M » est déjà l’identifiant de la ligne 2."
    );
    assert_eq!(
        sentence(run_lines("m,M,a\n", ",N,a\n", &same)),
        "Dans le fichier des mentors, ligne 2, colonne « id » : l’identifiant manque."
    );
    assert_eq!(
        sentence(run_lines("m,M,a\n", "n,N,a\n", &format!("capacity = \"x\"\n{same}"))),
        "Dans le fichier des mentors, ligne 2, colonne « x » : écrivez un nombre entier de 0 à 1000 au lieu de « a »."
    );
    let scale = criterion("kind = \"at_least\"\nscale = \"g\"\n[scales]\ng = [\"1\", \"2\"]");
    assert_eq!(
        sentence(run_lines("m,M,a\n", "n,N,a\n", &scale)),
        "Dans le fichier des personnes accompagnées, ligne 2, colonne « x » : « a » n’est pas dans l’échelle « g »."
    );
}

#[test]
fn files_without_the_columns_or_without_people_are_refused() {
    let same = criterion("kind = \"same\"");
    let error = sentence(run("id,name\nm,M\n", "id,name,x\nn,N,a\n", &same));
    assert!(error.contains("des personnes accompagnées, il manque la colonne « x »"), "{error}");
    let nobody = "Le fichier des mentors ne contient personne.";
    assert_eq!(sentence(run_lines("m,M,a\n", "", &same)), nobody);
    let excluding = format!("keep = {{ column = \"x\", values = [\"b\"] }}\n{same}");
    assert_eq!(sentence(run_lines("m,M,a\n", "n,N,a\n", &excluding)), nobody);
}

#[test]
fn more_pairs_than_can_be_weighed_are_refused() {
    let lines: String = (0..4_500).map(|at| format!("{at},N,a\n")).collect();
    let error = sentence(run_lines(&lines, &lines, &criterion("kind = \"same\"")));
    assert!(
        error.starts_with(
            "4500 personnes accompagnées et 4500 mentors font trop de binômes (au plus 20000000)"
        ),
        "{error}"
    );
}
