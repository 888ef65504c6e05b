//! `tandem propose`, as somebody runs it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A file of this content. Its name is that of no other test's file; each run writes the same content.
fn file(name: &str, content: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("propose-{name}"));
    std::fs::write(&file, content).unwrap();
    file
}

fn propose(mentees: &Path, mentors: &Path, criteria: Option<&Path>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
    command.arg("propose").arg("--mentees").arg(mentees).arg("--mentors").arg(mentors);
    if let Some(criteria) = criteria {
        command.arg("--criteria").arg(criteria);
    }
    command.output().unwrap()
}

fn proposals(output: Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn messages(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn in_the_project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn sample(name: &str) -> PathBuf {
    in_the_project(&format!("data/matching/mentor_match_small_{name}.csv"))
}

fn civil_service() -> PathBuf {
    in_the_project("docs/examples/civil-service.toml")
}

#[test]
fn the_samples_of_the_civil_service_give_what_the_documentation_says() {
    let output = propose(&sample("mentees"), &sample("mentors"), Some(&civil_service()));
    assert_eq!(
        messages(&output),
        "Personnes accompagnées 50\nMentors                50\nPlaces                 50\nPropositions           35\nSans mentor            15\n\
         Total                  31\u{202f}400\nScore moyen            897 sur 1000\n\
         Preuve vérifiée        aucune autre répartition ne forme plus de tandems, ni autant avec un meilleur total\n"
    );
    let csv = proposals(output);
    assert!(
        csv.starts_with(
            "mentee_id,mentee,mentor_id,mentor,score,Profession,Other organisation,Grade,reason\n"
        )
    );
    assert_eq!(csv.lines().count(), 51);
}

#[test]
fn the_order_of_the_lines_of_both_files_changes_not_a_byte() {
    let reordered = |name: &str, from: usize| {
        let table = std::fs::read_to_string(sample(name)).unwrap();
        file(&format!("order-{name}-{from}.csv"), &reordered(&table, from))
    };
    let expected = proposals(propose(&sample("mentees"), &sample("mentors"), Some(&civil_service())));
    for from in [1, 17, 49] {
        let (mentees, mentors) = (reordered("mentees", 50 - from), reordered("mentors", from));
        assert_eq!(proposals(propose(&mentees, &mentors, Some(&civil_service()))), expected);
    }
}

/// The same table with its lines in another order: from this one on in reverse, then the others.
fn reordered(table: &str, from: usize) -> String {
    let lines: Vec<&str> = table.split_inclusive('\n').collect();
    let (titles, people) = lines.split_first().unwrap();
    let (first, last) = people.split_at(from.min(people.len()));
    let lines = [*titles].into_iter().chain(last.iter().rev().copied()).chain(first.iter().copied());
    lines.collect()
}

#[test]
fn nothing_in_the_example_of_the_civil_service_reads_an_identity() {
    let blind = |name: &str| {
        let mut table = std::fs::read_to_string(sample(name)).unwrap();
        for identity in
            ["Non-binary", "Lesbian", "Gay", "Transgender", "Bisexual or pansexual", "Asexual or aromantic"]
        {
            table = table.replace(identity, "x");
        }
        file(&format!("identity-{name}.csv"), &table)
    };
    let expected = proposals(propose(&sample("mentees"), &sample("mentors"), Some(&civil_service())));
    assert_eq!(proposals(propose(&blind("mentees"), &blind("mentors"), Some(&civil_service()))), expected);
}

#[test]
fn one_export_of_registrations_holds_both_sides_and_needs_no_criteria() {
    let export = file(
        "registrations.csv",
        "\
        Prénom;Nom;Adresse e-mail;Code postal;Commune;Vous êtes;Métier visé (ROME);Langues (niveau);Disponibilités;Combien de personnes pouvez-vous accompagner ?\n\
        Ana;A;a@x.test;13001;Marseille;Mentor;D1106;\"français C2, arabe A2\";lundi soir;2\n\
        Bob;B;b@x.test;13001;Marseille;Mentoré;D1106;français B1;\"lundi soir, samedi matin\";\n\
        Zoé;C;c@x.test;13100;Aix-en-Provence;Mentorée;M1805;arabe A1;mardi soir;\n",
    );
    let csv = proposals(propose(&export, &export, None));
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[1].starts_with("b@x.test;Bob B;a@x.test;Ana A;921;421;211;210;79;"), "{csv}");
    assert!(lines[1].contains("Langue : 1 sur 1 en commun (français)"), "{csv}");
    assert!(lines[2].starts_with("c@x.test;Zoé C;a@x.test;Ana A;"), "{csv}");
    assert!(lines[2].contains("Langue : rien en commun"), "{csv}");
}

#[test]
fn other_columns_without_criteria_explain_what_criteria_are() {
    let (mentees, mentors) =
        (file("columns-mentees.csv", "id,n\nb,1\n"), file("columns-mentors.csv", "id,n\na,1\n"));
    let output = propose(&mentees, &mentors, None);
    assert_eq!(output.status.code(), Some(1));
    let message = messages(&output);
    assert!(
        message.starts_with(
            "tandem: Dans le fichier des personnes accompagnées, il manque la colonne « Adresse e-mail »."
        ),
        "{message}"
    );
    assert!(message.contains("fichier de critères") && message.contains("docs/propose.md"), "{message}");
}

#[test]
fn places_are_those_of_the_metropolis() {
    let criteria = "[mentees]\nid = \"id\"\n[mentors]\nid = \"id\"\n[[criterion]]\nname = \"X\"\nkind = \"distance\"\n\
        weight = 1\nfar_km = 54.08\nmentee = { name = \"town\" }\nmentor = { postcode = \"code\", name = \"town\" }\n";
    let criteria = file("places-criteria.toml", criteria);
    let mentees = file("places-mentees.csv", "id,town\nm,Marseille\n");
    // Aix-en-Provence and Marseille are 27.04 km apart.
    let near = file("places-near.csv", "id,code,town\nn,13100,AIX EN PROVENCE\n");
    let csv = proposals(propose(&mentees, &near, Some(&criteria)));
    assert!(csv.ends_with("m,,n,,500,500,X : 27\u{a0}km\n"), "{csv}");
    let elsewhere = file("places-elsewhere.csv", "id,code,town\nn,,Lyon\n");
    let output = propose(&mentees, &elsewhere, Some(&criteria));
    assert!(
        messages(&output).starts_with(
            "Dans le fichier des mentors, ligne 2, colonne « town » : « Lyon » n’est pas un lieu de la métropole : \
             la distance n’est pas comptée.\n"
        ),
        "{output:?}"
    );
    assert!(proposals(output).ends_with("m,,n,,500,500,X : non précisé\n"));
}
