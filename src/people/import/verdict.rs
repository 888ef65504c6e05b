//! The verdict on each line of a list: what it says, what is wrong or doubtful, and what the import will do with it.

use std::collections::BTreeSet;

use time::Date;

use super::cells::date::{birth_year, registered_on};
use super::cells::formula::{formula, formula_beside};
use super::cells::home::Homes;
use super::cells::part::{Part, part, track};
use super::cells::trade::TradeReader;
use super::cells::{Reading, Remark, availabilities, capacity, email, languages, mentee_capacity, phone};
use super::duplicates::{Earlier, Met};
use super::headings::Column;
use super::registration::{KnownPerson, Registration, Role};
use super::report::Report;
use super::table::{Cell, Row, Table};
use crate::people::contact::Email;
use crate::people::profile::Track;
use crate::territories::text::fold;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What an item is about; the errors come first.
    Code {
        Email = "email", "adresse e-mail";
        Date = "date", "date";
        RomeUnknown = "rome_unknown", "métier inconnu";
        Postcode = "postcode", "code postal";
        Capacity = "capacity", "nombre de personnes";
        CefrLevel = "cefr_level", "niveau de langue";
        Formula = "formula", "formule";
        OutsideTerritory = "outside_territory", "hors de la métropole";
        PostcodePlaceMismatch = "postcode_place_mismatch", "code postal et commune";
        RomeByName = "rome_by_name", "métier donné par son nom";
        DateFormat = "date_format", "écriture de la date";
        EmailCaseDuplicate = "email_case_duplicate", "même adresse";
        LikelyDuplicate = "likely_duplicate", "doublon probable";
        TimestampMissing = "timestamp_missing", "date d’inscription manquante";
    }
}

vocabulary! {
    /// The worst of what is said of a line.
    Verdict {
        Ok = "ok", "correcte";
        Warning = "warning", "à vérifier";
        Error = "error", "à corriger";
    }
}

vocabulary! {
    /// What the import does with a line.
    Effect {
        Add = "add", "sera ajoutée";
        AlreadyThere = "already_there", "déjà connue";
        Refused = "refused", "ne sera pas importée";
    }
}

impl Code {
    /// Whether it forbids to import the line, rather than asks to look at it.
    pub fn is_error(self) -> bool {
        self < Self::OutsideTerritory
    }

    /// The verdict it leads to.
    pub fn verdict(self) -> Verdict {
        if self.is_error() { Verdict::Error } else { Verdict::Warning }
    }
}

/// Something to correct or to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is about.
    pub code: Code,
    /// The title of the column in the file, or that of the model where the file lacks it.
    pub column: String,
    /// What the cell holds.
    pub value: String,
    /// What is wrong or was understood, and what to do.
    pub message: String,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, where the first line is 1.
    pub line: usize,
    /// The worst of its items.
    pub verdict: Verdict,
    /// What to correct or to look at, in the order of the columns of the model.
    pub items: Vec<Item>,
    /// Who it is about: the name as written, or else the address.
    pub name: String,
    /// What it says; none when there is an error.
    pub registration: Option<Registration>,
    /// What the import does with it.
    pub effect: Effect,
}

/// How many lines have each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines with nothing to say.
    pub ok: usize,
    /// Lines imported with something to look at.
    pub warnings: usize,
    /// Lines that are not imported.
    pub errors: usize,
}

/// Every line of a list with its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examination {
    /// The lines that are not blank, in the order of the file.
    pub lines: Vec<Line>,
}

impl Examination {
    /// How many lines have each verdict.
    pub fn counts(&self) -> Counts {
        let count = |verdict| self.lines.iter().filter(|line| line.verdict == verdict).count();
        Counts { ok: count(Verdict::Ok), warnings: count(Verdict::Warning), errors: count(Verdict::Error) }
    }

    /// The registrations to add, in the order of the file.
    pub fn registrations(&self) -> impl Iterator<Item = &Registration> {
        let added = self.lines.iter().filter(|line| line.effect == Effect::Add);
        added.filter_map(|line| line.registration.as_ref())
    }

    /// The shape in which programs read it.
    pub fn report(&self) -> Report<'_> {
        Report::of(self)
    }
}

/// Gives each line of a list its verdict.
///
/// A person is imported once: the first line without error that bears an address, unless the hub knows the address.
/// The order of the lines decides nothing else.
pub fn examine(table: &Table, known: &[KnownPerson], today: Date) -> Examination {
    let mut examiner = Examiner {
        table,
        today,
        met: Met::on_hub(known),
        homes: Homes::default(),
        trades: TradeReader::default(),
    };
    Examination { lines: table.rows.iter().map(|row| examiner.line(row)).collect() }
}

struct Examiner<'a> {
    table: &'a Table,
    today: Date,
    met: Met,
    homes: Homes,
    trades: TradeReader,
}

impl Examiner<'_> {
    fn line(&mut self, row: &Row) -> Line {
        let mut reader = LineReader { table: self.table, row, items: Vec::new() };
        let today = self.today;
        let registered_on = reader.read(Column::Timestamp, |cell| registered_on(cell, today)).flatten();
        let first_name = reader.text(Column::FirstName);
        let mut last_name = reader.text(Column::LastName);
        let email = reader.read(Column::Email, email).flatten();
        let phone = reader.read(Column::Phone, phone).flatten();
        let (postcode, place) = reader.home(&mut self.homes);
        let is_year_asked = reader.asks_for_year();
        let birth_year = reader.read(Column::Birth, |cell| birth_year(cell, is_year_asked, today)).flatten();
        let role = reader.role();
        let trades = reader.read(Column::Trade, |cell| self.trades.read(&cell.text())).unwrap_or_default();
        let languages =
            reader.read(Column::Languages, |cell| languages::languages(&cell.text())).unwrap_or_default();
        let availabilities = reader.availabilities();
        reader.formulas_beside();
        let name = match format!("{first_name} {last_name}").trim() {
            "" => reader.written(Column::Email),
            name => name.to_owned(),
        };
        let mut effect = Effect::Add;
        if let Some(email) = &email {
            effect = self.duplicates(&mut reader, email, (&first_name, &last_name), birth_year);
            if first_name.is_empty() && last_name.is_empty() {
                last_name = email.as_str().split('@').next().unwrap_or_default().to_owned();
            }
        }
        let items = reader.items;
        let verdict = items.iter().map(|item| item.code.verdict()).max().unwrap_or(Verdict::Ok);
        let registration =
            email.zip(role).filter(|_| verdict != Verdict::Error).map(|(email, role)| Registration {
                role,
                first_name,
                last_name,
                email,
                phone,
                postcode,
                place,
                birth_year,
                trades,
                languages,
                availabilities,
                registered_on,
            });
        if registration.is_none() {
            effect = Effect::Refused;
        }
        Line { line: row.line, verdict, items, name, registration, effect }
    }

    /// Remarks a person met before, and remembers this one.
    fn duplicates(
        &mut self,
        reader: &mut LineReader<'_>,
        email: &Email,
        names: (&str, &str),
        birth_year: Option<u16>,
    ) -> Effect {
        let by_email = self.met.by_email(email);
        if let Some(earlier) = by_email {
            reader.remark(Column::Email, Remark::new(Code::EmailCaseDuplicate, same_address(email, earlier)));
        } else if let Some(earlier) = self.met.by_identity(names.0, names.1, birth_year) {
            reader.remark(Column::LastName, Remark::new(Code::LikelyDuplicate, same_name(names, earlier)));
        }
        let is_kept = !reader.has_error();
        self.met.remember(email, names, birth_year, Earlier::Line { line: reader.row.line, is_kept });
        match by_email {
            None | Some(Earlier::Line { is_kept: false, .. }) => Effect::Add,
            Some(_) => Effect::AlreadyThere,
        }
    }
}

fn same_address(email: &Email, earlier: Earlier) -> String {
    match earlier {
        Earlier::Hub => format!(
            "{email} est déjà l’adresse d’une personne du hub : elle n’est pas importée une seconde fois."
        ),
        Earlier::Line { line, is_kept: true } => {
            format!(
                "{email} est déjà l’adresse de la ligne {line} : c’est la même personne, importée une seule fois."
            )
        }
        Earlier::Line { line, is_kept: false } => {
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

/// Reads the cells of one line, gathering what is to be said of them.
struct LineReader<'a> {
    table: &'a Table,
    row: &'a Row,
    items: Vec<Item>,
}

impl<'a> LineReader<'a> {
    fn cell(&self, column: Column) -> &'a Cell {
        let index = self.table.headings.index(column);
        index.and_then(|index| self.row.cells.get(index)).unwrap_or(&Cell::Blank)
    }

    fn written(&self, column: Column) -> String {
        self.cell(column).text().into_owned()
    }

    fn remark(&mut self, column: Column, remark: Remark) {
        let column_title = self.table.headings.title(column).to_owned();
        let value = self.written(column);
        self.items.push(Item { code: remark.code, column: column_title, value, message: remark.message });
    }

    fn has_error(&self) -> bool {
        self.items.iter().any(|item| item.code.is_error())
    }

    /// The cell of a column, unless it is a formula, of which nothing else is said.
    fn usable(&mut self, column: Column) -> Option<&'a Cell> {
        let cell = self.cell(column);
        match formula(column, cell) {
            None => Some(cell),
            Some(remark) => {
                self.remark(column, remark);
                None
            }
        }
    }

    fn read<T>(&mut self, column: Column, read: impl FnOnce(&Cell) -> Reading<T>) -> Option<T> {
        let reading = read(self.usable(column)?);
        if let Some(remark) = reading.remark {
            self.remark(column, remark);
        }
        Some(reading.value)
    }

    fn text(&mut self, column: Column) -> String {
        let cell = self.usable(column);
        cell.map_or_else(String::new, |cell| cell.text().split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn home(&mut self, homes: &mut Homes) -> (Option<String>, Option<&'static str>) {
        let postcode = self.text(Column::Postcode);
        let place = self.text(Column::Place);
        let home = homes.read(&postcode, &place);
        for (column, code, message) in home.remarks {
            self.remark(column, Remark { code, message });
        }
        (home.postcode, home.place)
    }

    /// Whether the column of the birth asks for a year rather than a day.
    fn asks_for_year(&self) -> bool {
        let title = fold(self.table.headings.title(Column::Birth));
        title.contains("annee") || title.ends_with(" en")
    }

    fn role(&mut self) -> Option<Role> {
        let kind = self.text(Column::Kind);
        let track_cell = self.text(Column::Track);
        let takes_mentees = !self.cell(Column::Capacity).is_blank();
        match part(&kind, takes_mentees) {
            Part::Mentor => {
                let capacity = self.read(Column::Capacity, capacity).flatten()?;
                Some(Role::Mentor { capacity })
            }
            Part::Mentee => {
                self.read(Column::Capacity, mentee_capacity);
                let track = track(&track_cell).or_else(|| track(&kind)).unwrap_or(Track::Employment);
                Some(Role::Mentee { track })
            }
        }
    }

    fn availabilities(&mut self) -> BTreeSet<crate::people::profile::Availability> {
        self.usable(Column::Availabilities)
            .map(|cell| availabilities::availabilities(&cell.text()))
            .unwrap_or_default()
    }

    /// Looks for traps in the columns that are not read.
    fn formulas_beside(&mut self) {
        for (index, cell) in self.row.cells.iter().enumerate() {
            if self.table.headings.is_read(index) {
                continue;
            }
            if let Some(remark) = formula_beside(cell) {
                let column = self.table.headings.title_at(index).to_owned();
                self.items.push(Item {
                    code: remark.code,
                    column,
                    value: cell.text().into_owned(),
                    message: remark.message,
                });
            }
        }
    }
}
