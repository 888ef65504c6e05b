//! Which column holds what, by its title as people write it.

use std::collections::BTreeMap;

use super::file_error::FileError;
use super::table::Row;
use crate::territories::text::{distance, fold, near};

/// What a column of a list of registrations holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// When the person registered.
    Timestamp,
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// Postcode of the home.
    Postcode,
    /// Municipality or arrondissement of the home.
    Place,
    /// Day or year of birth.
    Birth,
    /// Mentor or mentee.
    Kind,
    /// For a mentee, the track.
    Track,
    /// Trade, by ROME code or by name.
    Trade,
    /// Languages, each with its level.
    Languages,
    /// Moments of the week.
    Availabilities,
    /// How many mentees a mentor takes.
    Capacity,
}

/// A column with the title it bears in the model file, and what others call it, folded.
struct Names {
    column: Column,
    title: &'static str,
    others: &'static [&'static str],
    /// Whether a longer title, folded, speaks of it all the same.
    speaks_of_it: fn(&str) -> bool,
}

const NAMES: [Names; 14] = [
    Names {
        column: Column::Timestamp,
        title: "Horodateur",
        others: &[
            "horodatage",
            "timestamp",
            "date d inscription",
            "date inscription",
            "inscrit le",
            "inscription",
            "date et heure",
            "date de reponse",
            "date de soumission",
            "date de saisie",
            "rempli le",
        ],
        speaks_of_it: |title| title.starts_with("horodat"),
    },
    Names {
        column: Column::FirstName,
        title: "Prénom",
        others: &["prenoms", "prenom s", "votre prenom", "prenom usuel", "first name", "your first name"],
        speaks_of_it: |title| has(title, &["prenom"]) && !has(title, &["nom"]),
    },
    Names {
        column: Column::LastName,
        title: "Nom",
        others: &[
            "noms",
            "nom s",
            "votre nom",
            "nom de famille",
            "nom d usage",
            "nom de naissance",
            "last name",
            "your last name",
            "surname",
        ],
        speaks_of_it: |title| title.contains("nom de famille"),
    },
    Names {
        column: Column::Email,
        title: "Adresse e-mail",
        others: &[
            "adresse email",
            "adresse mail",
            "e mail",
            "email",
            "mail",
            "mel",
            "courriel",
            "adresse courriel",
            "adresse electronique",
            "adresse de messagerie",
            "email address",
            "adresses e mail",
        ],
        speaks_of_it: |title| has(title, &["mail", "email", "courriel"]),
    },
    Names {
        column: Column::Phone,
        title: "Téléphone",
        others: &[
            "tel",
            "telephones",
            "numero de telephone",
            "n de telephone",
            "no de telephone",
            "num tel",
            "portable",
            "telephone portable",
            "mobile",
            "telephone mobile",
            "numero",
            "phone",
        ],
        speaks_of_it: |title| has(title, &["tel", "telephone", "portable", "phone"]),
    },
    Names {
        column: Column::Postcode,
        title: "Code postal",
        others: &[
            "codes postaux",
            "code postale",
            "code post",
            "cp",
            "c p",
            "code postal de residence",
            "postcode",
        ],
        speaks_of_it: |title| title.contains("code postal"),
    },
    Names {
        column: Column::Place,
        title: "Commune",
        others: &[
            "communes",
            "ville",
            "villes",
            "localite",
            "municipalite",
            "commune de residence",
            "ville de residence",
            "lieu de residence",
            "lieu d habitation",
            "commune ville",
            "ville commune",
        ],
        speaks_of_it: |title| has(title, &["commune", "ville"]) && !has(title, &["naissance", "travail"]),
    },
    Names {
        column: Column::Birth,
        title: "Né(e) le",
        others: &[
            "ne le",
            "nee le",
            "ne nee le",
            "ne ou nee le",
            "ne e",
            "ne e en",
            "date de naissance",
            "naissance",
            "date naissance",
            "annee de naissance",
            "annee naissance",
            "ddn",
            "votre date de naissance",
        ],
        speaks_of_it: |title| has(title, &["naissance"]) && has(title, &["date", "annee", "jour"]),
    },
    Names {
        column: Column::Kind,
        title: "Vous êtes",
        others: &[
            "etes vous",
            "je suis",
            "vous etes mentor ou mentore",
            "mentor ou mentore",
            "profil",
            "statut",
            "role",
        ],
        speaks_of_it: |title| title.contains("vous etes") || title.contains("etes vous"),
    },
    Names {
        column: Column::Track,
        title: "Parcours",
        others: &[
            "votre parcours",
            "type de parcours",
            "type d accompagnement",
            "accompagnement",
            "accompagnement souhaite",
        ],
        speaks_of_it: |title| has(title, &["parcours"]),
    },
    Names {
        column: Column::Trade,
        title: "Métier visé (ROME)",
        others: &[
            "metier vise",
            "metiers vises",
            "metier",
            "metiers",
            "code rome",
            "codes rome",
            "rome",
            "metier rome",
            "code metier",
            "metier recherche",
            "metier souhaite",
            "metier vise code rome",
            "metier exerce",
        ],
        speaks_of_it: |title| has(title, &["rome", "metier", "metiers"]),
    },
    Names {
        column: Column::Languages,
        title: "Langues (niveau)",
        others: &[
            "langues",
            "langue",
            "langues parlees",
            "langue parlee",
            "langues et niveaux",
            "langue et niveau",
            "niveau de langue",
            "niveaux de langue",
            "niveau de langues",
        ],
        speaks_of_it: |title| has(title, &["langue", "langues"]),
    },
    Names {
        column: Column::Availabilities,
        title: "Disponibilités",
        others: &[
            "disponibilite",
            "dispos",
            "dispo",
            "disponible",
            "vos disponibilites",
            "jours disponibles",
            "creneaux",
        ],
        speaks_of_it: |title| title.contains("disponib"),
    },
    Names {
        column: Column::Capacity,
        title: "Combien de personnes pouvez-vous accompagner ?",
        others: &[
            "capacite",
            "capacites",
            "capacite d accompagnement",
            "nombre de personnes",
            "nombre de mentores",
            "nombre de personnes a accompagner",
            "nombre de places",
            "places",
            "nb de personnes",
            "combien de personnes",
            "combien de mentores",
        ],
        speaks_of_it: |title| {
            has(title, &["combien"]) || (has(title, &["nombre", "nb"]) && title.contains("accompagn"))
        },
    },
];

/// Whether a folded title holds one of these words.
fn has(title: &str, words: &[&str]) -> bool {
    title.split(' ').any(|word| words.contains(&word))
}

impl Column {
    /// The title in the model file.
    pub fn title(self) -> &'static str {
        NAMES.iter().find(|names| names.column == self).map_or("", |names| names.title)
    }
}

/// How surely a title is that of a column; the surest of several titles wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sureness {
    SpeaksOfIt,
    Misspelt,
    Exact,
}

/// The columns recognised.
#[derive(Debug)]
pub(super) struct Headings {
    found: BTreeMap<Column, Heading>,
    titles: Vec<String>,
}

#[derive(Debug)]
struct Heading {
    index: usize,
    title: String,
    sureness: Sureness,
}

impl Headings {
    /// The first row that bears titles, with its position.
    ///
    /// Titles without an e-mail column are refused, since people are recognised by their address.
    pub fn find<'a>(rows: impl Iterator<Item = &'a Row>) -> Result<(usize, Self), FileError> {
        let mut error = FileError::NoHeading;
        for (position, row) in rows.enumerate() {
            let headings = Self::of(row);
            match (headings.found.contains_key(&Column::Email), headings.found.len()) {
                (true, 2..) => return Ok((position, headings)),
                (false, 3..) => error = FileError::NoEmailColumn,
                _ => {}
            }
        }
        Err(error)
    }

    /// The most columns that one of these rows recognises.
    pub fn most_recognised<'a>(rows: impl Iterator<Item = &'a Row>) -> usize {
        rows.map(|row| Self::of(row).found.len()).max().unwrap_or(0)
    }

    fn of(row: &Row) -> Self {
        let mut found: BTreeMap<Column, Heading> = BTreeMap::new();
        for (index, cell) in row.cells.iter().enumerate() {
            let title = cell.text();
            let Some((column, sureness)) = recognise(&title) else { continue };
            if found.get(&column).is_none_or(|known| known.sureness < sureness) {
                found.insert(column, Heading { index, title: title.into_owned(), sureness });
            }
        }
        Self { found, titles: row.cells.iter().map(|cell| cell.text().into_owned()).collect() }
    }

    /// Whether the column at this place is one that is read.
    pub fn is_read(&self, index: usize) -> bool {
        self.found.values().any(|heading| heading.index == index)
    }

    /// What stands above the column at this place.
    pub fn title_at(&self, index: usize) -> &str {
        self.titles.get(index).map_or("", String::as_str)
    }

    /// Where a column stands, counted from 0.
    pub fn index(&self, column: Column) -> Option<usize> {
        self.found.get(&column).map(|heading| heading.index)
    }

    /// The title of a column in the file, or that of the model when the file lacks it.
    pub fn title(&self, column: Column) -> &str {
        self.found.get(&column).map_or(column.title(), |heading| &heading.title)
    }

    /// The columns recognised, with their titles in the file.
    pub fn columns(&self) -> impl Iterator<Item = (Column, &str)> {
        self.found.iter().map(|(column, heading)| (*column, heading.title.as_str()))
    }
}

/// The column a title stands for, and how surely.
fn recognise(title: &str) -> Option<(Column, Sureness)> {
    // Longer than any title: a paragraph above the table.
    if title.chars().count() > 200 {
        return None;
    }
    let title = fold(title);
    let known = |names: &Names| {
        std::iter::once(fold(names.title)).chain(names.others.iter().map(|name| (*name).into()))
    };
    let with = |passes: &dyn Fn(&str) -> bool| {
        NAMES.iter().find(|names| known(names).any(|name: String| passes(&name))).map(|names| names.column)
    };
    if title.is_empty() {
        return None;
    }
    with(&|name| name == title)
        .map(|column| (column, Sureness::Exact))
        .or_else(|| with(&|name| is_misspelt(&title, name)).map(|column| (column, Sureness::Misspelt)))
        .or_else(|| {
            let names = NAMES.iter().find(|names| (names.speaks_of_it)(&title))?;
            Some((names.column, Sureness::SpeaksOfIt))
        })
}

/// Whether a title is a name with slips of the finger: one for six letters, or as many as words forgive.
fn is_misspelt(title: &str, name: &str) -> bool {
    let slips = name.len() / 6;
    near(title, name)
        || (slips > 0 && title.len().abs_diff(name.len()) <= slips && distance(title, name) <= slips)
}
