//! The same people twice: in a list, and in a list and on the hub.

use super::*;

const SHORT: &str = "Horodateur;Prénom;Nom;E-mail;Né(e) le";

fn list(lines: &[&str]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("01/01/2019;{line}\n")).collect();
    format!("{SHORT}\n{}", lines.concat())
}

fn effects(examination: &Examination) -> Vec<Effect> {
    examination.lines.iter().map(|line| line.effect).collect()
}

#[test]
fn an_address_that_differs_only_by_case_is_not_imported_twice() {
    for second in ["JEANNE@Exemple.test", "jeanne@exemple.test"] {
        let examination =
            examined(list(&["Jeanne;Roux;jeanne@exemple.test;", &format!("J.;R.;{second};")]).as_bytes());
        assert_eq!(codes(&examination), [(2, vec![]), (3, vec![Code::EmailCaseDuplicate])]);
        assert_eq!(effects(&examination), [Effect::Add, Effect::AlreadyThere]);
        assert_eq!(examination.lines[1].verdict, Verdict::Warning);
        assert!(examination.lines[1].items[0].message.contains("ligne 2"));
        assert_eq!(examination.registrations().count(), 1);
    }
}

#[test]
fn a_line_to_correct_does_not_keep_the_next_from_being_imported() {
    let examination = examined(
        list(&["A;B;a@exemple.test;31/02/1965", "A;B;A@exemple.test;", "A;B;a@EXEMPLE.test;"]).as_bytes(),
    );
    assert_eq!(effects(&examination), [Effect::Refused, Effect::Add, Effect::AlreadyThere]);
    assert!(examination.lines[2].items[0].message.contains("ligne 3"));
}

#[test]
fn the_same_name_and_year_of_birth_under_another_address_is_a_likely_duplicate() {
    let examination = examined(
        list(&[
            "Zoé;Martin-Brun;zoe@exemple.test;01/02/1965",
            "ZOE;MARTIN BRUN;z.martin@exemple.test;03/04/1965",
            "Zoé;Martin-Brun;zmb@exemple.test;01/02/1966",
            "Zoé;Martin-Brun;zoe.mb@exemple.test;",
            "Zoé;Martin-Brun;;01/02/1965",
        ])
        .as_bytes(),
    );
    let expected = [vec![], vec![Code::LikelyDuplicate], vec![], vec![], vec![Code::Email]];
    let found: Vec<Vec<Code>> = codes(&examination).into_iter().map(|(_, codes)| codes).collect();
    assert_eq!(found, expected);
    assert_eq!(examination.lines[1].effect, Effect::Add);
}

#[test]
fn people_of_the_hub_are_recognised() {
    let known = [KnownPerson {
        email: "Jeanne@Exemple.test".into(),
        first_name: "Jeanne".into(),
        last_name: "Roux".into(),
        birth_year: Some(1965),
    }];
    let text =
        list(&["Jeanne;Roux;jeanne@exemple.test;01/02/1965", "Jeanne;Roux;autre@exemple.test;01/02/1965"]);
    let examination = read(text.as_bytes()).map(|table| examined_table(&table, &known));
    let Ok(examination) = examination else { unreachable!() };
    assert_eq!(codes(&examination), [(2, vec![Code::EmailCaseDuplicate]), (3, vec![Code::LikelyDuplicate])]);
    assert_eq!(effects(&examination), [Effect::AlreadyThere, Effect::Add]);
}

#[test]
fn importing_the_same_list_again_adds_nobody() {
    let first = examined(model().as_bytes());
    let known: Vec<KnownPerson> = first
        .registrations()
        .map(|person| KnownPerson {
            email: person.email.to_string(),
            first_name: person.first_name.clone(),
            last_name: person.last_name.clone(),
            birth_year: person.birth_year,
        })
        .collect();
    let again = read(model().as_bytes()).map(|table| examined_table(&table, &known));
    assert_eq!(again.map(|examination| examination.registrations().count()), Ok(0));
}
