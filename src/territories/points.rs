//! The municipality of every point of a file.

use std::ops::Range;

use csv::{ReaderBuilder, StringRecord};

use super::geography::locate;
use super::text::fold;

const LONGITUDE: [&str; 3] = ["lon", "longitude", "lng"];
const LATITUDE: [&str; 2] = ["lat", "latitude"];
const ADDED: &str = "code_insee";

/// Why a file of points cannot be read; the sentence is for the person who gave the file.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TableError {
    /// There is not even a line of headings.
    #[error("Le fichier est vide : la première ligne doit nommer les colonnes, dont « lon » et « lat ».")]
    Empty,
    /// The longitude or the latitude is nowhere.
    #[error("Il manque la colonne {missing}. Colonnes trouvées : {found}.")]
    MissingColumns {
        /// The columns that are missing, in guillemets.
        missing: String,
        /// The headings of the file.
        found: String,
    },
    /// A line has more values than there are headings, so that nobody knows which is which.
    #[error("Ligne {line} : {values} valeurs pour {headings} colonnes.")]
    TooManyValues {
        /// The line, counted as in the file: the headings are 1.
        line: u64,
        /// The number of its values.
        values: usize,
        /// The number of headings.
        headings: usize,
    },
    /// The file is not a table.
    #[error("Le fichier ne se lit pas comme un tableau CSV (UTF-8, séparé par « , », « ; » ou tabulation).")]
    Unreadable,
}

/// Adds to a CSV of points the column `code_insee`: the INSEE code of the municipality, empty where the point is
/// outside the metropolis or its coordinates are blank or unreadable.
///
/// The columns `lon` and `lat` (degrees, WGS 84) may stand anywhere, between `,`, `;` or tabs. Everything else is
/// kept to the byte: other columns, quotes, byte order mark, line endings, empty lines.
pub fn locate_table(text: &str) -> Result<String, TableError> {
    let table = text.strip_prefix('\u{feff}').unwrap_or(text);
    let layout = Layout::of(table)?;
    let mut located = String::with_capacity(text.len() + table.lines().count() * 6 + ADDED.len() + 1);
    located.push_str(&text[..text.len() - table.len()]);
    for (number, (range, record)) in records(table, layout.delimiter)?.into_iter().enumerate() {
        let added = if number == 0 { ADDED } else { layout.code(&record)? };
        let (line, end) = split_line_end(&table[range]);
        located.push_str(line);
        let absent = layout.headings.saturating_sub(record.len());
        located.extend(std::iter::repeat_n(char::from(layout.delimiter), absent + 1));
        located.push_str(added);
        located.push_str(if end.is_empty() { "\n" } else { end });
    }
    Ok(located)
}

/// How the table is written, and where its coordinates are.
struct Layout {
    delimiter: u8,
    headings: usize,
    lon: usize,
    lat: usize,
}

impl Layout {
    /// Takes the separator under which both columns appear.
    fn of(table: &str) -> Result<Self, TableError> {
        let readings: Vec<(u8, StringRecord)> = [b',', b';', b'\t']
            .into_iter()
            .map(|delimiter| (delimiter, headings(table, delimiter)))
            .collect();
        let layout = readings.iter().find_map(|(delimiter, names)| {
            let (lon, lat) = (column(names, &LONGITUDE)?, column(names, &LATITUDE)?);
            Some(Self { delimiter: *delimiter, headings: names.len(), lon, lat })
        });
        layout.ok_or_else(|| {
            readings
                .iter()
                .map(|(_, names)| names)
                .max_by_key(|names| names.len())
                .map_or(TableError::Empty, missing_columns)
        })
    }

    /// The INSEE code of a line's point, or nothing.
    fn code(&self, record: &StringRecord) -> Result<&'static str, TableError> {
        if record.len() > self.headings {
            let line = record.position().map_or(0, csv::Position::line);
            return Err(TableError::TooManyValues { line, values: record.len(), headings: self.headings });
        }
        let degrees = |column| record.get(column).and_then(degrees);
        let point = degrees(self.lon).zip(degrees(self.lat));
        Ok(point.and_then(|(lon, lat)| locate(lon, lat)).map_or("", |place| place.code))
    }
}

fn headings(table: &str, delimiter: u8) -> StringRecord {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).from_reader(table.as_bytes());
    reader.headers().cloned().unwrap_or_default()
}

fn column(headings: &StringRecord, names: &[&str]) -> Option<usize> {
    headings.iter().position(|heading| names.contains(&fold(heading).as_str()))
}

fn missing_columns(headings: &StringRecord) -> TableError {
    if headings.iter().all(str::is_empty) {
        return TableError::Empty;
    }
    let wanted = [("« lon »", column(headings, &LONGITUDE)), ("« lat »", column(headings, &LATITUDE))];
    let missing = wanted.iter().filter(|(_, column)| column.is_none()).map(|(name, _)| *name);
    TableError::MissingColumns {
        missing: missing.collect::<Vec<_>>().join(" et "),
        found: headings.iter().collect::<Vec<_>>().join(", "),
    }
}

/// Every record with the bytes it takes in the table, headings first.
fn records(table: &str, delimiter: u8) -> Result<Vec<(Range<usize>, StringRecord)>, TableError> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(table.as_bytes());
    let records: Vec<StringRecord> =
        reader.records().collect::<Result<_, _>>().map_err(|_| TableError::Unreadable)?;
    let starts = records.iter().map(|record| record.position().map_or(0, |at| at.byte() as usize));
    let starts: Vec<usize> = starts.collect();
    let ends = starts.iter().copied().skip(1).chain([table.len()]);
    let ranges = starts.iter().copied().zip(ends).map(|(start, end)| start..end);
    Ok(ranges.zip(records).collect())
}

/// A record apart from the line endings after it.
fn split_line_end(record: &str) -> (&str, &str) {
    record.split_at(record.trim_end_matches(['\r', '\n']).len())
}

/// A number of degrees, with a decimal point or comma.
fn degrees(cell: &str) -> Option<f64> {
    let number: f64 = cell.trim().replace(',', ".").parse().ok()?;
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_added_and_everything_else_kept() {
        let table = "id,lat,note,lon\n1,43.53618,\"un, deux\",5.419\n2,43.29397,,5.44838\n";
        let expected =
            "id,lat,note,lon,code_insee\n1,43.53618,\"un, deux\",5.419,13001\n2,43.29397,,5.44838,13055\n";
        assert_eq!(locate_table(table).as_deref(), Ok(expected));
    }

    #[test]
    fn a_point_outside_or_unreadable_has_no_code() {
        let table = "lon,lat\n4.6277,43.6766\n,\nabc,43.3\nNaN,43.3\n5.4\n";
        assert_eq!(
            locate_table(table).as_deref(),
            Ok("lon,lat,code_insee\n4.6277,43.6766,\n,,\nabc,43.3,\nNaN,43.3,\n5.4,,\n")
        );
    }

    #[test]
    fn a_file_from_a_french_spreadsheet_is_understood() {
        let table = "\u{feff}Nom;Lon;Lat\r\n\"A;\"\"B\"\"\nC\";\"5,419\";43,53618\r\n\r\nD;5.44838;43.29397";
        let expected = "\u{feff}Nom;Lon;Lat;code_insee\r\n\"A;\"\"B\"\"\nC\";\"5,419\";43,53618;13001\r\n\r\n\
                        D;5.44838;43.29397;13055\n";
        assert_eq!(locate_table(table).as_deref(), Ok(expected));
        assert_eq!(
            locate_table("lat\tlon\n43.53618\t5.419\n").as_deref(),
            Ok("lat\tlon\tcode_insee\n43.53618\t5.419\t13001\n")
        );
    }

    #[test]
    fn what_is_missing_is_said_in_a_sentence() {
        assert_eq!(locate_table(""), Err(TableError::Empty));
        assert_eq!(locate_table("\n\n"), Err(TableError::Empty));
        let sentence = |table| locate_table(table).map_err(|error| error.to_string());
        assert_eq!(
            sentence("x;lat\n1;2\n"),
            Err("Il manque la colonne « lon ». Colonnes trouvées : x, lat.".to_owned())
        );
        assert_eq!(
            sentence("lon,lat\n5,43\n1,2,3\n"),
            Err("Ligne 3 : 3 valeurs pour 2 colonnes.".to_owned())
        );
    }

    #[test]
    fn a_table_without_points_keeps_its_headings() {
        assert_eq!(locate_table("lon,lat").as_deref(), Ok("lon,lat,code_insee\n"));
    }
}
