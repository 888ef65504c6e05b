//! What a mentor offers and a mentee needs, in the same words on both sides so that the two can be compared.
//!
//! The codes are what the database, the files and the forms carry; the labels are what people read.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;

vocabulary! {
    /// A level of the Common European Framework of Reference for Languages (Council of Europe), from A1 to C2.
    ///
    /// A mother tongue counts as C2.
    Level {
        A1 = "A1", "quelques mots (A1)";
        A2 = "A2", "phrases simples (A2)";
        B1 = "B1", "se débrouille (B1)";
        B2 = "B2", "à l’aise (B2)";
        C1 = "C1", "parle couramment (C1)";
        C2 = "C2", "langue maternelle, ou comme telle (C2)";
    }
}

vocabulary! {
    /// A language spoken over the metropolis; the codes are those of ISO 639.
    Language {
        French = "fr", "français";
        English = "en", "anglais";
        Arabic = "ar", "arabe";
        Spanish = "es", "espagnol";
        Italian = "it", "italien";
        Portuguese = "pt", "portugais";
        German = "de", "allemand";
        Turkish = "tr", "turc";
        Armenian = "hy", "arménien";
        Comorian = "zdj", "comorien";
        Kabyle = "kab", "kabyle";
        Wolof = "wo", "wolof";
        Romanian = "ro", "roumain";
        Russian = "ru", "russe";
        Ukrainian = "uk", "ukrainien";
        Vietnamese = "vi", "vietnamien";
        Chinese = "zh", "chinois";
        Dari = "prs", "dari";
        FrenchSign = "fsl", "langue des signes française";
    }
}

vocabulary! {
    /// What a mentor can help with and a mentee asks help for.
    Topic {
        Trade = "trade", "Connaître un métier";
        CareerChange = "career_change", "Changer de métier";
        Resume = "resume", "CV et lettre de motivation";
        Interview = "interview", "Entretien d’embauche";
        Network = "network", "Se constituer un réseau";
        Confidence = "confidence", "Reprendre confiance";
        Digital = "digital", "Outils numériques";
        BusinessPlan = "business_plan", "Bâtir son projet d’entreprise";
        Legal = "legal", "Statut juridique et formalités";
        Funding = "funding", "Trouver des financements";
        Accounting = "accounting", "Gestion et comptabilité";
        Customers = "customers", "Trouver des clients";
        Communication = "communication", "Se faire connaître";
        Hiring = "hiring", "Recruter et encadrer";
    }
}

vocabulary! {
    /// A day of the week.
    Day {
        Monday = "mon", "lundi";
        Tuesday = "tue", "mardi";
        Wednesday = "wed", "mercredi";
        Thursday = "thu", "jeudi";
        Friday = "fri", "vendredi";
        Saturday = "sat", "samedi";
        Sunday = "sun", "dimanche";
    }
}

vocabulary! {
    /// A part of the day.
    DayPart {
        Morning = "am", "matin";
        Afternoon = "pm", "après-midi";
        Evening = "eve", "soir";
    }
}

/// A moment of the week when somebody is free, such as Monday evening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Availability {
    /// The day.
    pub day: Day,
    /// The part of that day.
    pub part: DayPart,
}

impl Availability {
    /// The 21 moments of a week, Monday morning first.
    pub fn all() -> impl Iterator<Item = Self> {
        Day::ALL.iter().flat_map(|&day| DayPart::ALL.iter().map(move |&part| Self { day, part }))
    }

    /// The code stored in the database and in files, such as `mon-eve`.
    pub fn code(self) -> String {
        format!("{}-{}", self.day.code(), self.part.code())
    }

    /// The words shown on the screens, such as "lundi soir".
    pub fn label(self) -> String {
        format!("{} {}", self.day.label(), self.part.label())
    }

    /// The moment of a code, if it is one.
    pub fn from_code(code: &str) -> Option<Self> {
        let (day, part) = code.split_once('-')?;
        Some(Self { day: Day::from_code(day)?, part: DayPart::from_code(part)? })
    }

    /// Its place in the week, 0 to 20.
    pub fn index(self) -> u32 {
        self.day as u32 * 3 + self.part as u32
    }
}

impl From<Availability> for String {
    fn from(value: Availability) -> Self {
        value.code()
    }
}

impl TryFrom<String> for Availability {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Self::from_code(&code).ok_or_else(|| format!("unknown availability {code}"))
    }
}

/// A question on working style: two ends between which one places oneself, from 1 to 5.
#[derive(Debug)]
pub struct StyleQuestion {
    /// What the question is about.
    pub subject: &'static str,
    /// What two people who answered alike do the same way: "même façon de choisir le rythme".
    pub shared: &'static str,
    /// The answer 1.
    pub low: &'static str,
    /// The answer 5.
    pub high: &'static str,
}

/// The five questions on working style, the same for both sides; none of them is about worth.
pub const STYLE_QUESTIONS: [StyleQuestion; 5] = [
    StyleQuestion {
        subject: "Le rythme",
        shared: "de choisir le rythme",
        low: "des rencontres courtes et fréquentes",
        high: "des rencontres longues et espacées",
    },
    StyleQuestion {
        subject: "La préparation",
        shared: "de préparer les rencontres",
        low: "tout préparer par écrit",
        high: "parler librement",
    },
    StyleQuestion {
        subject: "Les conseils",
        shared: "d’échanger des conseils",
        low: "un avis direct",
        high: "des questions qui font avancer",
    },
    StyleQuestion {
        subject: "Les décisions",
        shared: "de prendre des décisions",
        low: "avancer pas à pas",
        high: "se lancer et corriger",
    },
    StyleQuestion {
        subject: "Entre deux rencontres",
        shared: "de garder le contact entre deux rencontres",
        low: "s’écrire souvent",
        high: "se parler seulement aux rencontres",
    },
];

/// The answers to [`STYLE_QUESTIONS`], each from 1 to 5, or none where the person did not answer.
pub type Style = [Option<u8>; 5];

/// The languages a person speaks, each with its level.
pub type Languages = BTreeMap<Language, Level>;

/// What a mentor offers, or what a mentee needs in one journey.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Trades, by ROME code.
    pub trades: BTreeSet<String>,
    /// Sectors, by NAF code of any level.
    pub sectors: BTreeSet<String>,
    /// Topics of help.
    pub topics: BTreeSet<Topic>,
    /// Moments of the week.
    pub availabilities: BTreeSet<Availability>,
    /// Whether meeting in person is possible.
    pub in_person: bool,
    /// Whether meeting at a distance is possible.
    pub remote: bool,
    /// How far this person travels to a meeting, in km as the crow flies.
    pub travel_km: u16,
    /// Working style.
    pub style: Style,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_of_the_week_is_found_again_by_its_code_and_index() {
        for (index, moment) in Availability::all().enumerate() {
            assert_eq!(Availability::from_code(&moment.code()), Some(moment));
            assert_eq!(moment.index() as usize, index);
        }
        assert_eq!(Availability::all().count(), 21);
    }

    #[test]
    fn every_topic_has_one_code() {
        let codes: BTreeSet<_> = Topic::ALL.iter().map(|topic| topic.code()).collect();
        assert_eq!(codes.len(), Topic::ALL.len());
    }
}
