//! Gives each line of a list its verdict, and sees who stands twice.

use time::Date;

use super::cells::availabilities::availabilities;
use super::cells::date::{birth_year, registered_on};
use super::cells::home::Homes;
use super::cells::languages::languages;
use super::cells::trade::TradeReader;
use super::cells::{Reading, Remark, email, phone};
use super::column::Column;
use super::duplicates::{Earlier, Met};
use super::line_reader::LineReader;
use super::registration::Registration;
use super::table::{Row, Table};
use super::verdict::{Code, Effect, Examination, Line, Verdict};
use crate::contact::Email;
use crate::limits::Stop;
use crate::people::newcomer::KnownPerson;

/// Gives each line of a list its verdict.
///
/// A person is imported once: the first line without error that bears an address, unless the hub knows the address.
/// The order of the lines decides nothing else.
///
/// Gives nothing if it is not asked for any more before the last line.
pub fn examine(table: &Table, known: &[KnownPerson], today: Date, stop: &Stop) -> Option<Examination> {
    let mut examiner = Examiner {
        table,
        today,
        met: Met::on_hub(known),
        homes: Homes::default(),
        trades: TradeReader::default(),
    };
    let line = |row| (!stop.is_set()).then(|| examiner.line(row));
    Some(Examination { lines: table.rows.iter().map(line).collect::<Option<_>>()? })
}

struct Examiner<'a> {
    table: &'a Table,
    today: Date,
    met: Met,
    homes: Homes,
    trades: TradeReader,
}

/// Who a line is about.
struct Identity {
    first_name: String,
    last_name: String,
    email: Option<Email>,
    birth_year: Option<u16>,
}

impl Examiner<'_> {
    fn line(&mut self, row: &Row) -> Line {
        let mut reader = LineReader::new(self.table, row);
        let identity = self.identity(&mut reader);
        reader.formulas_beside();
        let registration = self.registration(&mut reader, &identity);
        let here = Earlier::Line { line: row.line, is_imported: registration.is_some() };
        let is_known = self.meet(&mut reader, &identity, here);
        let effect = match registration {
            None => Effect::Refused,
            Some(_) if is_known => Effect::AlreadyThere,
            Some(_) => Effect::Add,
        };
        let name = identity.name().unwrap_or_else(|| reader.written(Column::Email));
        let items = reader.into_items();
        let verdict = items.iter().map(|item| item.code.verdict()).max().unwrap_or(Verdict::Ok);
        Line { line: row.line, verdict, items, name, registration, effect }
    }

    fn identity(&self, reader: &mut LineReader<'_>) -> Identity {
        let first_name = reader.text(Column::FirstName);
        let last_name = reader.text(Column::LastName);
        let email = reader.read(Column::Email, email).flatten();
        let is_year_asked = reader.asks_for_year();
        let birth_year =
            reader.read(Column::Birth, |cell| birth_year(cell, is_year_asked, self.today)).flatten();
        Identity { first_name, last_name, email, birth_year }
    }

    /// Reads every other cell, so that all faults are said at once; none where there is one.
    fn registration(&mut self, reader: &mut LineReader<'_>, identity: &Identity) -> Option<Registration> {
        let registered_on = reader.read(Column::Timestamp, |cell| registered_on(cell, self.today)).flatten();
        let phone = reader.read(Column::Phone, phone).flatten();
        let (postcode, place) = reader.home(&mut self.homes);
        let role = reader.role();
        let trades = reader.read(Column::Trade, |cell| self.trades.read(&cell.text()));
        let languages = reader.read(Column::Languages, |cell| languages(&cell.text()));
        let availabilities =
            reader.read(Column::Availabilities, |cell| Reading::of(availabilities(&cell.text())));
        let (email, role) = identity.email.clone().zip(role).filter(|_| !reader.has_error())?;
        Some(Registration {
            role,
            first_name: identity.first_name.clone(),
            last_name: identity.last_name_or_address(&email),
            email,
            phone,
            postcode,
            place,
            birth_year: identity.birth_year,
            trades: trades.unwrap_or_default(),
            languages: languages.unwrap_or_default(),
            availabilities: availabilities.unwrap_or_default(),
            registered_on,
        })
    }

    /// Remarks a person met before and remembers this one; says whether the address is already imported.
    fn meet(&mut self, reader: &mut LineReader<'_>, identity: &Identity, here: Earlier) -> bool {
        let Some(email) = &identity.email else { return false };
        let names = (identity.first_name.as_str(), identity.last_name.as_str());
        let by_email = self.met.by_email(email);
        if let Some(earlier) = by_email {
            reader.remark(Column::Email, Remark::new(Code::EmailCaseDuplicate, same_address(email, earlier)));
        } else if let Some(earlier) = self.met.by_identity(names, identity.birth_year) {
            reader.remark(Column::LastName, Remark::new(Code::LikelyDuplicate, same_name(names, earlier)));
        }
        self.met.remember(email, names, identity.birth_year, here);
        by_email.is_some_and(Earlier::is_imported)
    }
}

impl Identity {
    fn name(&self) -> Option<String> {
        let name = format!("{} {}", self.first_name, self.last_name);
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    }

    /// The family name; where the line names nobody, what precedes the @, so that somebody stands in the lists.
    fn last_name_or_address(&self, email: &Email) -> String {
        match self.name() {
            Some(_) => self.last_name.clone(),
            None => email.as_str().split('@').next().unwrap_or_default().to_owned(),
        }
    }
}

fn same_address(email: &Email, earlier: Earlier) -> String {
    match earlier {
        Earlier::Hub => format!(
            "{email} est déjà l’adresse d’une personne du hub : elle n’est pas importée une seconde fois."
        ),
        Earlier::Line { line, is_imported: true } => {
            format!(
                "{email} est déjà l’adresse de la ligne {line} : c’est la même personne, importée une seule fois."
            )
        }
        Earlier::Line { line, is_imported: false } => {
            format!(
                "{email} est déjà l’adresse de la ligne {line}, qui est à corriger : gardez une seule des deux lignes."
            )
        }
    }
}

fn same_name((first_name, last_name): (&str, &str), earlier: Earlier) -> String {
    let place = match earlier {
        Earlier::Hub => "sur le hub".to_owned(),
        Earlier::Line { line, .. } => format!("à la ligne {line}"),
    };
    format!(
        "{first_name} {last_name}, avec la même année de naissance, est déjà {place} sous une autre adresse : \
         vérifiez s’il s’agit de la même personne."
    )
}
