//! The model file and what each fault of a cell is called.

use super::*;

#[test]
fn the_model_is_correct_from_end_to_end() {
    let examination = examined(model().as_bytes());
    assert_eq!(examination.counts(), Counts { ok: 6, warnings: 0, errors: 0 });
    let lines: Vec<usize> = examination.lines.iter().map(|line| line.line).collect();
    assert_eq!(lines, [2, 3, 4, 5, 6, 7]);
    assert!(examination.lines.iter().all(|line| line.effect == Effect::Add));
    let people: Vec<&Registration> = examination.registrations().collect();
    let mentor = people[0];
    assert_eq!(mentor.role, Role::Mentor { capacity: 1 });
    assert_eq!((mentor.first_name.as_str(), mentor.last_name.as_str()), ("Élodie", "Martin-Brun"));
    assert_eq!(mentor.email.as_str(), "personne000@exemple.test");
    assert_eq!(mentor.phone.as_deref(), Some("+33600000000"));
    assert_eq!((mentor.postcode.as_deref(), mentor.place), (Some("13001"), Some("13201")));
    assert_eq!(mentor.birth_year, Some(1965));
    assert_eq!(mentor.trades, BTreeSet::from(["M1607".to_owned()]));
    assert_eq!(mentor.languages, [(Language::French, Level::C2), (Language::Arabic, Level::B2)].into());
    let moments: Vec<String> = mentor.availabilities.iter().map(|moment| moment.code()).collect();
    assert_eq!(moments, ["mon-eve", "sat-am"]);
    assert_eq!(mentor.registered_on, Some(date!(2019 - 01 - 01)));
    assert_eq!(people[1].role, Role::Mentee { track: Track::Employment });
    assert!(people[3].languages.is_empty());
}

#[test]
fn the_report_has_the_shape_programs_read() {
    let examination = examined(format!("{TITLES}\n;A;B;;;;;;;;;;\n").as_bytes());
    let report = serde_json::to_string(&examination.report()).unwrap_or_default();
    assert_eq!(
        report,
        "{\"rows\":[{\"line\":2,\"verdict\":\"error\",\"items\":[\
         {\"code\":\"timestamp_missing\",\"column\":\"Horodateur\",\
         \"message\":\"La date d’inscription manque : la date de l’import en tiendra lieu.\"},\
         {\"code\":\"email\",\"column\":\"Adresse e-mail\",\
         \"message\":\"L’adresse e-mail manque : écrivez une adresse comme nom@exemple.fr.\"}]}],\
         \"ok\":0,\"warnings\":0,\"errors\":1}"
    );
}

#[test]
fn one_fault_in_a_correct_line_has_its_code_alone() {
    for (line, cell, value, code) in [
        (2, 0, "", Code::TimestampMissing),
        (2, 0, "31/06/2019 08:00", Code::Date),
        (2, 0, "2019-01-01 08:00", Code::DateFormat),
        (2, 1, "=1+1", Code::Formula),
        (2, 2, "@SUM(A1:A9)", Code::Formula),
        (2, 2, "\t=1+1", Code::Formula),
        (2, 3, "", Code::Email),
        (2, 3, "personne000.exemple.test", Code::Email),
        (2, 3, "personne000@exemple", Code::Email),
        (2, 3, "=cmd|' /C calc'!A0", Code::Formula),
        (2, 4, "=+33600000000", Code::Formula),
        (2, 5, "1300", Code::Postcode),
        (2, 5, "ABCDE", Code::Postcode),
        (2, 5, "13100", Code::PostcodePlaceMismatch),
        (2, 6, "Aubagne", Code::PostcodePlaceMismatch),
        (2, 6, "-2+3", Code::Formula),
        (2, 7, "31/02/1965", Code::Date),
        (2, 7, "1965-01-01", Code::DateFormat),
        (2, 7, "1 janvier 1965", Code::DateFormat),
        (2, 7, "01/01/2030", Code::Date),
        (2, 8, "+Mentor", Code::Formula),
        (2, 9, "Z9999", Code::RomeUnknown),
        (2, 9, "boulanger", Code::RomeByName),
        (2, 10, "français C3", Code::CefrLevel),
        (2, 10, "=A1", Code::Formula),
        (2, 11, "=lundi", Code::Formula),
        (2, 12, "0", Code::Capacity),
        (2, 12, "21", Code::Capacity),
        (2, 12, "-1", Code::Capacity),
        (2, 12, "2 à 3", Code::Capacity),
        (2, 12, "", Code::Capacity),
        (3, 12, "25", Code::Capacity),
    ] {
        assert_eq!(codes_with(line, cell, value), [code], "{value:?} in cell {cell}");
    }
}

#[test]
fn what_people_write_otherwise_without_fault_is_not_remarked() {
    for (line, cell, value) in [
        (2, 0, "01/01/2019"),
        (2, 0, "01/01/2019 08:00:00"),
        (2, 1, "Jean-Noël  Marie"),
        (2, 2, "d’Arc-Ünal (née O'Hara)"),
        (2, 3, " Personne000@Exemple.TEST "),
        (2, 4, "+33 6 00 00 00 00"),
        (2, 4, ""),
        (2, 4, "-"),
        (2, 5, "13 001"),
        (2, 5, ""),
        (2, 6, "MARSEILLE 1ER"),
        (2, 6, ""),
        (2, 7, ""),
        (2, 8, "MENTOR"),
        (2, 8, "Mentore"),
        (3, 8, "Mentorée"),
        (3, 8, "Mentoré(e)"),
        (3, 8, ""),
        (2, 9, "m1607"),
        (2, 9, "M1607 - Secrétariat"),
        (2, 9, ""),
        (2, 10, "tamoul C1"),
        (2, 11, ""),
        (2, 11, "quand vous voulez"),
        (2, 12, "2,0"),
        (2, 12, " 3 "),
        (3, 12, "0"),
        (3, 12, "3"),
    ] {
        assert_eq!(codes_with(line, cell, value), [], "{value:?} in cell {cell}");
    }
}

#[test]
fn a_line_may_have_several_items_and_has_the_worst_verdict() {
    let line = "01/01/2019 08:00;A;B;nul;;75001;Paris;31/02/1965;Mentor;boulanger;;;99";
    let examination = examined(format!("{TITLES}\n{line}\n").as_bytes());
    let expected = [Code::Email, Code::OutsideTerritory, Code::Date, Code::RomeByName, Code::Capacity];
    assert_eq!(codes(&examination), [(2, expected.to_vec())]);
    assert_eq!(examination.lines[0].verdict, Verdict::Error);
    assert_eq!(examination.lines[0].effect, Effect::Refused);
    assert_eq!(examination.lines[0].registration, None);
}

#[test]
fn an_item_names_the_column_of_the_file_with_its_value() {
    let examination = examined("Courriel;Date de naissance\na@exemple.test;31/02/1965\n".as_bytes());
    let item = &examination.lines[0].items[0];
    assert_eq!((item.column.as_str(), item.value.as_str()), ("Date de naissance", "31/02/1965"));
    assert_eq!(
        item.message,
        "« 31/02/1965 » n’est pas une date. Écrivez jour/mois/année, par exemple 28/02/1965."
    );
    assert_eq!(examination.lines[0].name, "a@exemple.test");
}

#[test]
fn somebody_without_name_is_called_by_the_address() {
    let examination = examined("E-mail;Nom\njeanne.roux@exemple.test;\n".as_bytes());
    let names: Vec<&str> = examination.registrations().map(|person| person.last_name.as_str()).collect();
    assert_eq!(names, ["jeanne.roux"]);
}
