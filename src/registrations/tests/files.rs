//! The same list in every form people send it.

use std::io::{Cursor, Write};

use encoding_rs::WINDOWS_1252;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn utf_16(text: &str, unit: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    let mark = if mark { "\u{feff}" } else { "" };
    format!("{mark}{text}").encode_utf16().flat_map(unit).collect()
}

#[test]
fn the_model_reads_the_same_in_every_encoding_line_ending_and_delimiter() {
    let expected = examined(model().as_bytes());
    let text = model();
    let tabbed = csv_with(b'\t');
    let mac = text.replace("\r\n", "\r");
    let unix = text.replace("\r\n", "\n");
    let windows = WINDOWS_1252.encode(&text).0.into_owned();
    let mixed = [WINDOWS_1252.encode(TITLES).0.as_ref(), &text.as_bytes()[TITLES.len()..]].concat();
    let hint = examined(format!("sep=;\r\n{text}").as_bytes());
    assert!(hint.lines.iter().zip(&expected.lines).all(|(with, without)| with.line == without.line + 1));
    for (name, bytes) in [
        ("a mark", format!("\u{feff}{text}").into_bytes()),
        ("Windows-1252", windows),
        ("two encodings", mixed),
        ("CR", mac.into_bytes()),
        ("LF", unix.into_bytes()),
        ("tabs", tabbed.clone().into_bytes()),
        ("commas", csv_with(b',').into_bytes()),
        ("bars", csv_with(b'|').into_bytes()),
        ("Unicode text", utf_16(&tabbed, u16::to_le_bytes, true)),
        ("UTF-16 big end first", utf_16(&tabbed, u16::to_be_bytes, true)),
        ("UTF-16 without mark", utf_16(&tabbed, u16::to_le_bytes, false)),
    ] {
        assert_eq!(examined(&bytes), expected, "{name}");
    }
}

fn records() -> Vec<Vec<String>> {
    let text = model();
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(text.as_bytes());
    reader.records().flatten().map(|record| record.iter().map(str::to_owned).collect()).collect()
}

fn csv_with(delimiter: u8) -> String {
    let terminator = csv::Terminator::CRLF;
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).terminator(terminator).from_writer(Vec::new());
    for record in records() {
        writer.write_record(&record).unwrap_or_default();
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

#[test]
fn lines_are_counted_as_in_the_file() {
    let text = "Prénom;Nom;E-mail;Horodateur\n\n\nA;B;a@exemple.test;01/01/2019\n;;;\n\"Jean\nPaul\";C;c@exemple.test;01/01/2019\n  \nD;E;d@exemple.test;01/01/2019";
    for text in [text.to_owned(), text.replace('\n', "\r\n"), text.replace('\n', "\r")] {
        let examination = examined(text.as_bytes());
        assert_eq!(codes(&examination), [(4, vec![]), (6, vec![]), (9, vec![])]);
        assert_eq!(examination.lines[1].name, "Jean Paul C");
    }
    let late =
        examined("\n\nInscriptions 2019\n\nNom;E-mail;Horodateur\nB;b@exemple.test;01/01/2019\n".as_bytes());
    assert_eq!(codes(&late), [(6, vec![])]);
}

#[test]
fn quoted_cells_keep_their_delimiters_and_quotation_marks() {
    let examination = examined(
        "Nom,E-mail,Langues\n\"Roux, dit \"\"le Grand\"\"\",a@exemple.test,\"français C2, arabe B2\"\n"
            .as_bytes(),
    );
    assert_eq!(examination.lines[0].name, "Roux, dit \"le Grand\"");
    let languages = examination.registrations().map(|person| person.languages.len()).next();
    assert_eq!(languages, Some(2));
}

#[test]
fn titles_are_recognised_in_any_order_with_small_differences() {
    let titles = "Mail;CODE POSTAL ;Prenom;NOM;Annee de naissance;Remarques;Vous etes :;Ville;Tel.;Code Rome;langue;Dispo;Horodatage;Capacité";
    let line = "a@exemple.test;13001;Zoé;Roux;1965;- à voir;Mentor;Marseille;0600000000;M1607;français C2;lundi soir;01/01/2019;3";
    let examination = examined(format!("{titles}\n{line}\n").as_bytes());
    assert_eq!(codes(&examination), [(2, vec![])]);
    let Some(person) = examination.registrations().next() else { unreachable!() };
    assert_eq!(
        (person.role, person.birth_year, person.place),
        (Role::Mentor { capacity: 3 }, Some(1965), Some("13201"))
    );
    assert_eq!((person.trades.len(), person.languages.len(), person.availabilities.len()), (1, 1, 1));

    for titles in [
        "horodateur;Prénom(s);Nom de famille;Adresse email;Téléphone portable;Code postal (13...);Commune de résidence;Né·e le;Vous êtes ?;Métiers visés;Langues parlées;Vos disponibilités;Combien de personnes pouvez vous accompagner",
        "Horodateurs;Prénoms;Noms;Courriel;Numéro de téléphone;Code postale;Communes;Date de naissance;Etes-vous;Code ROME;Langue(s) et niveau(x);Disponibilté;Nombre de personnes accompagnées",
        "HORODATEUR;PRENOM;NOM;ADRESSE E-MAIL;TELEPHONE;CODE POSTAL;COMMUNE;NE(E) LE;VOUS ETES;METIER VISE (ROME);LANGUES (NIVEAU);DISPONIBILITES;COMBIEN DE PERSONNES POUVEZ-VOUS ACCOMPAGNER ?",
        "Horodateur;Prènom;Nom;Adrese e-mail;Télephonne;Code potsal;Comune;Née le;Vous ëtes;Metier visé ( ROME );Langues(niveaux);Disponibilitées;Combien de personne pouvez-vous acompagner",
    ] {
        let table = read(model().replace(TITLES, titles).as_bytes());
        assert_eq!(table.map(|table| table.columns().count()), Ok(13), "{titles}");
        let examination = examined(model().replace(TITLES, titles).as_bytes());
        assert_eq!(examination.counts().ok, 6, "{titles}: {:?}", codes(&examination));
    }
}

#[test]
fn the_surest_of_two_titles_wins() {
    let text = "Accepte les mails;Adresse e-mail;Commune de naissance;Commune;Horodateur;Nom\noui;a@exemple.test;Paris;Marseille;01/01/2019;Roux\n";
    assert_eq!(codes(&examined(text.as_bytes())), [(2, vec![])]);
}

#[test]
fn a_trap_in_a_column_that_is_not_read_is_found() {
    let text = "E-mail;Nom;Horodateur;Remarque\na@exemple.test;A;01/01/2019;=HYPERLINK(\"x\")\nb@exemple.test;B;01/01/2019;- non\n";
    let examination = examined(text.as_bytes());
    assert_eq!(codes(&examination), [(2, vec![Code::Formula]), (3, vec![])]);
    assert_eq!(examination.lines[0].items[0].column, "Remarque");
}

/// The model as a workbook whose dates are real ones and whose postcodes and capacities are numbers.
fn workbook() -> Workbook {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let date = Format::new().set_num_format("dd/mm/yyyy hh:mm");
    for (row, record) in (0_u32..).zip(records()) {
        for (column, text) in (0_u16..).zip(&record) {
            let as_date = ExcelDateTime::parse_from_str(&text.split('/').rev().collect::<Vec<_>>().join("-"));
            let written = match (column, as_date, text.parse::<f64>()) {
                (7, Ok(day), _) => sheet.write_datetime_with_format(row, column, &day, &date),
                (5 | 12, _, Ok(number)) => sheet.write_number(row, column, number),
                _ => sheet.write_string(row, column, text),
            };
            assert!(written.is_ok());
        }
    }
    workbook
}

fn saved(mut workbook: Workbook) -> Vec<u8> {
    workbook.save_to_buffer().unwrap_or_default()
}

#[test]
fn the_model_reads_the_same_as_a_workbook() {
    let expected = examined(model().as_bytes());
    let examination = examined(&saved(workbook()));
    assert_eq!(examination, expected);
}

#[test]
fn the_sheet_with_the_titles_is_found_and_its_lines_counted_as_shown() {
    let mut workbook = Workbook::new();
    assert!(workbook.add_worksheet().write_string(0, 0, "Mode d’emploi").is_ok());
    let sheet = workbook.add_worksheet();
    for (row, column, text) in
        [(2, 1, "Nom"), (2, 2, "E-mail"), (2, 3, "Horodateur"), (9, 1, "Roux"), (9, 2, "a@exemple.test")]
    {
        assert!(sheet.write_string(row, column, text).is_ok());
    }
    assert!(sheet.write_number(9, 3, 43_466.25).is_ok());
    assert_eq!(codes(&examined(&saved(workbook))), [(10, vec![Code::DateFormat])]);
}

#[test]
fn a_computed_cell_of_a_workbook_is_a_formula() {
    let mut workbook = workbook();
    let sheet = workbook.worksheet_from_index(0);
    assert!(sheet.is_ok_and(|sheet| sheet.write_formula(1, 2, "=UPPER(\"a\")").is_ok()));
    assert_eq!(codes(&examined(&saved(workbook)))[0], (2, vec![Code::Formula]));
}

/// A workbook of OpenDocument with this content between the tags of a sheet.
pub(super) fn open_document(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>\
         <table:table table:name=\"Feuille1\"><table:table-column/>{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", &content),
    ])
}

pub(in crate::registrations) fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let begun = archive.start_file(*name, SimpleFileOptions::default());
        assert!(begun.is_ok() && archive.write_all(content.as_bytes()).is_ok());
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}

fn row(cells: &[String]) -> String {
    let cell = |text: &String| match text.split('/').collect::<Vec<_>>().as_slice() {
        [day, month, year] if year.len() == 4 => format!(
            "<table:table-cell office:value-type=\"date\" office:date-value=\"{year}-{month}-{day}\" calcext:value-type=\"date\"><text:p>{text}</text:p></table:table-cell>"
        ),
        _ if text.is_empty() => "<table:table-cell/>".into(),
        _ if text.contains('@') => format!(
            "<table:table-cell office:value-type=\"string\"><text:p><text:a xlink:href=\"mailto:x\">{text}</text:a></text:p></table:table-cell>"
        ),
        _ => format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
            text.replace('\'', "&apos;")
        ),
    };
    format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
}

#[test]
fn the_model_reads_the_same_as_an_open_document() {
    let rows: String = records().iter().map(|record| row(record)).collect();
    assert_eq!(examined(&open_document(&rows)), examined(model().as_bytes()));
}

#[test]
fn an_open_document_repeats_rows_and_columns() {
    let strings = |texts: &[&str]| row(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
    let blank = "<table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let gap = "<table:table-row><table:table-cell table:number-columns-repeated=\"2\"/><table:table-cell office:value-type=\"string\"><office:annotation><text:p>note</text:p></office:annotation><text:p>b@<text:span>exemple</text:span>.test</text:p></table:table-cell></table:table-row>";
    let rows = [strings(&["Horodateur", "Nom", "E-mail"]).as_str(), blank, &strings(&["01/01/2019", "Roux", "a@exemple.test"]), gap,
        "<table:table-row table:number-rows-repeated=\"1048569\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>"].concat();
    let examination = examined(&open_document(&rows));
    assert_eq!(codes(&examination), [(5, vec![]), (6, vec![Code::TimestampMissing])]);
    assert_eq!(examination.lines[1].name, "b@exemple.test");
}

#[test]
fn an_open_document_with_a_formula_says_so() {
    let rows = [row(&["Nom".into(), "E-mail".into()]), "<table:table-row><table:table-cell table:formula=\"of:=1+1\" office:value-type=\"float\" office:value=\"2\"><text:p>2</text:p></table:table-cell><table:table-cell office:value-type=\"string\"><text:p>a@exemple.test</text:p></table:table-cell></table:table-row>".into()].concat();
    assert_eq!(codes(&examined(&open_document(&rows))), [(2, vec![Code::Formula, Code::TimestampMissing])]);
}
