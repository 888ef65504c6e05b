//! Files that are no list, beyond the limits, or meant to harm: each gets its sentence, none a panic.

use std::fmt::Write;
use std::io::Cursor;

use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use zip::ZipArchive;

use super::files::{open_document, zipped};
use super::*;

#[test]
fn a_file_of_another_kind_is_called_by_its_name() {
    for (bytes, kind) in [
        (b"%PDF-1.7 ...".to_vec(), "un PDF"),
        (b"\x89PNG\r\n\x1a\n...".to_vec(), "une image"),
        (b"\xff\xd8\xff\xe0".to_vec(), "une image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...".to_vec(), "un classeur Excel d’avant 2007 (.xls)"),
        (b"  <!DOCTYPE html><html>".to_vec(), "une page web"),
        (zipped(&[("word/document.xml", "x")]), "un document de traitement de texte"),
        (zipped(&[("photo.jpg", "x")]), "une archive compressée"),
    ] {
        assert_eq!(refused(&bytes), Some(FileError::OtherKind(kind)));
    }
}

#[test]
fn a_file_without_list_says_what_is_missing() {
    for (text, error) in [
        ("", FileError::Empty),
        ("\n\n;;\n", FileError::Empty),
        ("\u{feff}", FileError::Empty),
        (TITLES, FileError::NoLine),
        ("Prénom;Nom;Adresse e-mail\n;;\n", FileError::NoLine),
        ("bonjour\nje suis un texte\n", FileError::NoHeading),
        ("Prénom;Nom;Commune\nA;B;C\n", FileError::NoEmailColumn),
        ("{\"rows\":[]}", FileError::NoHeading),
    ] {
        assert_eq!(refused(text.as_bytes()), Some(error), "{text}");
    }
    assert_eq!(refused(b"PK\x03\x04 and no more"), Some(FileError::Damaged));
    assert_eq!(refused(&[7, 0, 0, 0, 1, 2, 3, 0]), Some(FileError::NotATable));
    assert_eq!(refused(&open_document("")), Some(FileError::Empty));
}

#[test]
fn a_document_of_sheets_within_sheets_is_read_once() {
    let begun = tokio::time::Instant::now();
    for content in [
        "<table:table >".repeat(300_000) + "</table:table>",
        "<table:table ></table:table>".repeat(150_000),
        "<table:table ><table:table-row>".repeat(100_000),
    ] {
        let harmful = zipped(&[("content.xml", &content)]);
        assert!(matches!(refused(&harmful), Some(FileError::Damaged | FileError::Empty)));
    }
    assert!(begun.elapsed() < std::time::Duration::from_secs(6), "it took {:?}", begun.elapsed());
}

#[test]
fn a_locked_workbook_says_so() {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let locked = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...".as_slice(), &name].concat();
    assert_eq!(refused(&locked), Some(FileError::Protected));
    let manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    let locked = zipped(&[("META-INF/manifest.xml", manifest), ("content.xml", "x")]);
    assert_eq!(refused(&locked), Some(FileError::Protected));
}

#[test]
fn a_quotation_mark_left_open_is_found_with_its_line() {
    let open_to_the_end = "Nom;E-mail\nA;a@exemple.test\n\"B;b@exemple.test\nC;c@exemple.test\n";
    let closed_by_another = "Nom;E-mail;Langues\nA;a@exemple.test;\"anglais B1 ; français C1\nB;b@exemple.test;\"anglais B1 ; français C1\"\n";
    assert_eq!(refused(open_to_the_end.as_bytes()), Some(FileError::OpenQuote { line: 3 }));
    assert_eq!(refused(closed_by_another.as_bytes()), Some(FileError::OpenQuote { line: 2 }));
}

#[test]
fn the_limits_are_reached_and_not_passed() {
    let lines = |count| {
        let mut text = String::from("Horodateur;E-mail;Nom\n");
        (0..count)
            .for_each(|number| writeln!(text, "01/01/2019;p{number}@exemple.test;N").unwrap_or_default());
        text
    };
    assert_eq!(read(lines(LONGEST_TABLE).as_bytes()).map(|table| table.len()), Ok(LONGEST_TABLE));
    assert_eq!(refused(lines(LONGEST_TABLE + 1).as_bytes()), Some(FileError::TooManyLines));
    let wide = |columns: usize| format!("Nom;E-mail{}x\nA;a@exemple.test\n", ";".repeat(columns - 2));
    assert!(read(wide(WIDEST_TABLE).as_bytes()).is_ok());
    assert_eq!(refused(wide(WIDEST_TABLE + 1).as_bytes()), Some(FileError::TooManyColumns));
    let long = |signs: usize| format!("Nom;E-mail\n{};a@exemple.test\n", "é".repeat(signs));
    assert!(read(long(LONGEST_CELL).as_bytes()).is_ok());
    assert_eq!(refused(long(LONGEST_CELL + 1).as_bytes()), Some(FileError::CellTooLong { line: 2 }));
    assert_eq!(refused(&vec![b'a'; LARGEST_FILE + 1]), Some(FileError::TooLarge));
}

#[test]
fn twenty_thousand_people_standing_twice_are_all_seen() {
    let mut text = String::from("Horodateur;Prénom;Nom;E-mail;Né(e) le;Métier visé (ROME)\n");
    for number in 0..LONGEST_TABLE {
        let number = number / 2;
        writeln!(text, "01/01/2019;A;N{number};p{number}@exemple.test;01/01/1965;boulanger")
            .unwrap_or_default();
    }
    let examination = examined(text.as_bytes());
    assert_eq!(examination.registrations().count(), LONGEST_TABLE / 2);
}

#[test]
fn a_cell_repeated_without_end_is_refused() {
    let cell = |columns, rows| {
        format!(
            "<table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"{columns}\"><text:p>x</text:p></table:table-cell></table:table-row>"
        )
    };
    assert_eq!(refused(&open_document(&cell(16_384_u64, 1))), Some(FileError::TooManyColumns));
    assert_eq!(refused(&open_document(&cell(u64::from(u32::MAX) * 4, 1))), Some(FileError::TooManyColumns));
    assert_eq!(refused(&open_document(&cell(20, 1_048_576))), Some(FileError::TooManyLines));
    assert_eq!(refused(&open_document(&cell(100, 1_048_576))), Some(FileError::TooManyCells));
}

#[test]
fn a_text_shown_a_million_times_is_refused() {
    let text = "x".repeat(LONGEST_CELL);
    let rows = format!(
        "<table:table-row table:number-rows-repeated=\"20000\"><table:table-cell table:number-columns-repeated=\"50\"><text:p>{text}</text:p></table:table-cell></table:table-row>"
    );
    assert_eq!(refused(&open_document(&rows)), Some(FileError::Oversized));
}

#[test]
fn two_cells_at_the_far_ends_of_a_sheet_cost_nothing() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, column, text) in [(0, 0, "Nom"), (0, 1, "E-mail"), (1_048_575, 1, "a@exemple.test")] {
        assert!(sheet.write_string(row, column, text).is_ok());
    }
    let examination = examined(&workbook.save_to_buffer().unwrap_or_default());
    assert_eq!(codes(&examination), [(1_048_576, vec![Code::TimestampMissing])]);
    let mut workbook = Workbook::new();
    assert!(workbook.add_worksheet().write_string(0, 16_383, "x").is_ok());
    assert_eq!(refused(&workbook.save_to_buffer().unwrap_or_default()), Some(FileError::TooManyColumns));
}

/// Bytes of a good file with a few of them changed, cut out or doubled.
#[test]
fn cells_are_counted_before_they_are_made() {
    let line = format!("{}a\n", "a;".repeat(190));
    let many = format!("{TITLES}\n{}", line.repeat(MOST_CELLS / 190 + 1));
    assert_eq!(refused(many.as_bytes()), Some(FileError::TooManyCells));
    let one_line = format!("{TITLES};{}", "a;".repeat(3_000_000));
    assert_eq!(refused(one_line.as_bytes()), Some(FileError::TooManyCells));
    let texts = format!("<sst>{}</sst>", "<si><t>a</t></si>".repeat(MOST_CELLS + 1));
    let workbook = zipped(&[("xl/workbook.xml", "<workbook/>"), ("xl/sharedStrings.xml", &texts)]);
    assert_eq!(refused(&workbook), Some(FileError::TooManyCells));
}

#[test]
fn nothing_is_read_that_nobody_waits_for() {
    let stop = Stop::set();
    let rows = format!("<table:table table:name=\"a\">{}</table:table>", "<table:table-row/>".repeat(9));
    let Ok(table) = read(model().as_bytes()) else { unreachable!("the model can be read") };
    for bytes in [model().into_bytes(), small_workbook(), zipped(&[("content.xml", &rows)])] {
        assert_eq!(read_until(&bytes, &stop).err(), Some(FileError::Left));
    }
    assert_eq!(examine(&table, &[], TODAY, &stop), None);
}

fn damaged(bytes: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0..4_u8, 0..40_usize);
    prop::collection::vec(change, 1..6).prop_map(move |changes| {
        let mut bytes = bytes.clone();
        for (index, byte, kind, length) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = index.index(bytes.len());
            let end = (at + length).min(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => drop(bytes.drain(at..end)),
                2 => bytes.insert(at, byte),
                _ => bytes.extend_from_within(at..end),
            }
        }
        bytes
    })
}

/// Reads and examines whatever it is, and checks what always holds.
fn survives(bytes: &[u8]) {
    let Ok(table) = read(bytes) else { return };
    let examination = examined_table(&table, &[]);
    let counts = examination.counts();
    assert_eq!(counts.ok + counts.warnings + counts.errors, table.len());
    for line in &examination.lines {
        assert_eq!(line.registration.is_some(), line.verdict != Verdict::Error);
        assert_eq!(
            line.items.iter().map(|item| item.code.verdict()).max().unwrap_or(Verdict::Ok),
            line.verdict
        );
    }
    assert!(examination.lines.is_sorted_by_key(|line| line.line));
}

fn small_workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, column, text) in [(0, 0, "Nom"), (0, 1, "E-mail"), (1, 0, "A"), (1, 1, "a@exemple.test")] {
        assert!(sheet.write_string(row, column, text).is_ok());
    }
    workbook.save_to_buffer().unwrap_or_default()
}

/// The parts of a workbook, each with its name.
fn parts(workbook: &[u8]) -> Vec<(String, String)> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(workbook)) else { return Vec::new() };
    let names: Vec<String> = archive.file_names().flatten().map(Into::into).collect();
    let mut part = |name: String| {
        let text = archive.by_name(&name).ok().and_then(|part| std::io::read_to_string(part).ok());
        (name, text.unwrap_or_default())
    };
    names.into_iter().map(&mut part).collect()
}

fn open_rows() -> String {
    "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"3\" office:value-type=\"date\" office:date-value=\"1965-02-01\"><text:p>E-mail &amp; Nom</text:p></table:table-cell></table:table-row>".into()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(50) })]

    #[test]
    fn damaged_text_never_panics(bytes in damaged(model().into_bytes())) {
        survives(&bytes);
    }

    #[test]
    fn a_damaged_archive_never_panics(bytes in damaged(small_workbook())) {
        survives(&bytes);
    }

    #[test]
    fn a_workbook_with_a_damaged_part_never_panics(
        (damaged_part, index) in (0..parts(&small_workbook()).len())
            .prop_flat_map(|index| (damaged(parts(&small_workbook())[index].1.clone().into_bytes()), Just(index)))
    ) {
        let mut parts = parts(&small_workbook());
        parts[index].1 = String::from_utf8_lossy(&damaged_part).into_owned();
        let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        survives(&zipped(&parts));
    }

    #[test]
    fn damaged_open_documents_never_panic(rows in damaged(open_rows().into_bytes())) {
        survives(&open_document(&String::from_utf8_lossy(&rows)));
    }

    #[test]
    fn any_cell_is_read_without_panic(mut cells in prop::collection::vec(any::<String>(), 13)) {
        // A name that is no trade is searched among thousands: a few are enough, below.
        cells[9].truncate(0);
        survives(line_of(&cells).as_bytes());
    }

    #[test]
    fn cells_close_to_real_ones_are_read_without_panic(
        stamp in "[0-9]{1,5}[/. -][0-9a-zé]{1,9}[/. -][0-9]{0,5}( [0-9]{1,3}[:h][0-9]{0,3})?",
        email in "[a-z.@=+]{0,12}",
        postcode in "[0-9., ']{0,8}",
        trade in "[A-Z]?[0-9]{1,5}",
        languages in "(français|anglai|klingon)[ (:-]{0,2}[A-Da-d]?[0-9]?[+,;/)]?(arabe)?",
        capacity in "[0-9.,+-]{0,6}",
    ) {
        let cells = [&stamp, "A", "B", &email, "", &postcode, "Marseille", &stamp, "", &trade, &languages, "", &capacity];
        survives(line_of(&cells.map(str::to_owned)).as_bytes());
    }
}

#[test]
fn a_trade_of_any_signs_is_read_without_panic() {
    for trade in ["É\u{301}", "/", "🦄 / 🦄", "ＤＪ", "œ(", "\u{202e}abc", "ﬁ", "İ"] {
        let mut cells = vec![String::new(); 13];
        cells[9] = trade.into();
        survives(line_of(&cells).as_bytes());
    }
}

fn line_of(cells: &[String]) -> String {
    let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    format!("{TITLES}\n{}\n", quoted.join(";"))
}
