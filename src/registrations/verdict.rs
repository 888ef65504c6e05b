//! What the examination of a list says: a verdict for each line, with what to correct or to look at.

use super::registration::Registration;
use super::report::Report;
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
    /// What to correct or to look at, from the first column to the last.
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
