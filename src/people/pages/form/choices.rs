//! What each section of a form offers to choose from, with what was chosen.

use crate::french;
use crate::people::person::{LARGEST_CAPACITY, Sex};
use crate::people::profile::{
    Availability, Day, DayPart, Language, Level, STYLE_QUESTIONS, StyleQuestion, Topic,
};
use crate::people::reach::Preference;
use crate::territories::places;
use crate::track::Track;
use crate::web::{Choice, Fields};

use super::super::filters;

/// How many rows of languages a form shows at least.
const FEWEST_ROWS: usize = 3;

/// One row of languages.
pub struct LanguageRow {
    pub number: usize,
    pub language: String,
    pub languages: Vec<Choice>,
    pub level: String,
    pub levels: Vec<Choice>,
}

/// The choices of the section on the person.
pub struct PersonChoices {
    pub channels: Vec<Choice>,
    pub places: Vec<Choice>,
    pub languages: Vec<LanguageRow>,
    pub sexes: Vec<Choice>,
    pub in_qpv: Vec<Choice>,
    /// Empty for an adviser, whose organisation it is.
    pub origins: Vec<Choice>,
    /// That the address of the file receives nothing any more; empty of any other.
    pub receives_nothing: String,
}

impl PersonChoices {
    /// The choices, with those of the fields.
    pub fn new(fields: &Fields, origins: Vec<Choice>) -> Self {
        let flag = |value: &str, label: &str| Choice::new(value, label, fields.get("in_qpv") == value);
        Self {
            channels: channel_choices(fields),
            places: place_choices(fields),
            languages: language_rows(fields),
            sexes: Sex::ALL
                .iter()
                .map(|sex| {
                    Choice::new(sex.code(), french::capitalised(sex.label()), fields.get("sex") == sex.code())
                })
                .collect(),
            in_qpv: vec![flag("", "Non renseigné"), flag("1", "Oui"), flag("0", "Non")],
            origins,
            receives_nothing: String::new(),
        }
    }
}

pub fn channel_choices(fields: &Fields) -> Vec<Choice> {
    let chosen = fields.get("channel");
    let choice =
        |one: &Preference| Choice::new(one.code(), french::capitalised(one.label()), one.code() == chosen);
    let first = Choice::new("", "Sans préférence : e-mail, sinon SMS, sinon courrier", chosen.is_empty());
    std::iter::once(first).chain(Preference::ALL.iter().map(choice)).collect()
}

/// Every place, or those of the postal code alone where it serves several.
fn place_choices(fields: &Fields) -> Vec<Choice> {
    let chosen = fields.get("place");
    let several = places::by_postcode(fields.get("postcode"));
    if several.len() > 1 {
        let choice = |place: &&places::Place| Choice::new(place.code, place.name, place.code == chosen);
        return several.iter().map(choice).collect();
    }
    filters::places(chosen)
}

/// The rows that are filled, then empty ones.
fn language_rows(fields: &Fields) -> Vec<LanguageRow> {
    let filled = (1..=MOST_LANGUAGES).rev().find(|&number| !is_blank(fields, number)).unwrap_or(0);
    (1..=FEWEST_ROWS.max(filled + 1).min(MOST_LANGUAGES)).map(|number| language_row(fields, number)).collect()
}

fn language_row(fields: &Fields, number: usize) -> LanguageRow {
    let (language, level) = (language_field(number), level_field(number));
    let languages = Language::ALL.iter().map(|one| {
        Choice::new(one.code(), french::capitalised(one.label()), fields.get(&language) == one.code())
    });
    let levels = Level::ALL.iter().map(|one| {
        Choice::new(one.code(), french::capitalised(one.label()), fields.get(&level) == one.code())
    });
    LanguageRow { number, languages: languages.collect(), levels: levels.collect(), language, level }
}

/// The most languages a form takes.
pub const MOST_LANGUAGES: usize = 12;

/// The field of the language of a row.
pub fn language_field(number: usize) -> String {
    format!("language-{number}")
}

/// The field of the level of a row.
pub fn level_field(number: usize) -> String {
    format!("level-{number}")
}

/// Whether nothing is chosen in a row.
pub fn is_blank(fields: &Fields, number: usize) -> bool {
    fields.get(&language_field(number)).is_empty() && fields.get(&level_field(number)).is_empty()
}

/// The choices of the section on the mentor.
pub struct MentorChoices {
    pub tracks: Vec<Choice>,
    pub most: u8,
    /// Whether the mentor is already one, and so may leave.
    pub may_leave: bool,
}

impl MentorChoices {
    /// The choices, with those of the fields.
    pub fn new(fields: &Fields, may_leave: bool) -> Self {
        let track = |track: &Track| {
            Choice::new(track.code(), french::capitalised(track.label()), fields.has("tracks", track.code()))
        };
        Self { tracks: Track::ALL.iter().map(track).collect(), most: LARGEST_CAPACITY, may_leave }
    }
}

/// The choices of the section on the journey.
pub struct JourneyChoices {
    pub tracks: Vec<Choice>,
    /// Those who can coordinate it; empty where the viewer does not choose.
    pub coordinators: Vec<Choice>,
}

impl JourneyChoices {
    /// The choices, with those of the fields.
    pub fn new(fields: &Fields) -> Self {
        let hint = |track: Track| match track {
            Track::Employment => "trouver un travail, changer de métier",
            Track::Creation => "préparer la création d’une entreprise",
            Track::YoungBusiness => "une entreprise déjà créée",
        };
        let track = |&track: &Track| Choice {
            hint: hint(track),
            ..Choice::new(
                track.code(),
                french::capitalised(track.label()),
                fields.get("track") == track.code(),
            )
        };
        Self { tracks: Track::ALL.iter().map(track).collect(), coordinators: Vec::new() }
    }
}

/// A box of the week.
pub struct Moment {
    pub value: String,
    pub label: String,
    pub checked: bool,
}

/// A day of the week with its boxes.
pub struct DayRow {
    pub label: String,
    pub moments: Vec<Moment>,
}

/// A question on working style, with the answer given.
pub struct StyleRow {
    pub name: String,
    pub question: &'static StyleQuestion,
    pub answers: Vec<StyleAnswer>,
    pub is_blank: bool,
}

/// An answer from 1 to 5; the two ends bear their words.
pub struct StyleAnswer {
    pub value: usize,
    pub words: &'static str,
    pub checked: bool,
}

/// The choices of the section that mentors and journeys share.
pub struct ProfileChoices {
    pub topics: Vec<Choice>,
    pub days: Vec<DayRow>,
    pub modes: Vec<Choice>,
    pub style: Vec<StyleRow>,
    /// What is sent where a question on style is left without answer.
    pub no_answer: &'static str,
    /// Whether it is what a mentor offers, rather than what a journey needs.
    pub is_offer: bool,
}

impl ProfileChoices {
    /// The choices, with those of the fields.
    pub fn new(fields: &Fields, is_offer: bool) -> Self {
        let topic =
            |topic: &Topic| Choice::new(topic.code(), topic.label(), fields.has("topics", topic.code()));
        let mode = |code: &str, label: &str| Choice::new(code, label, fields.has("modes", code));
        Self {
            topics: Topic::ALL.iter().map(topic).collect(),
            days: Day::ALL.iter().map(|&day| day_row(fields, day)).collect(),
            modes: vec![mode("in_person", "En personne"), mode("remote", "À distance")],
            style: STYLE_QUESTIONS
                .iter()
                .enumerate()
                .map(|(index, one)| style_row(fields, index, one))
                .collect(),
            no_answer: NO_ANSWER,
            is_offer,
        }
    }
}

fn day_row(fields: &Fields, day: Day) -> DayRow {
    let moment = |&part: &DayPart| {
        let moment = Availability { day, part };
        let value = moment.code();
        Moment {
            checked: fields.has("availability", &value),
            label: french::capitalised(&moment.label()),
            value,
        }
    };
    DayRow { label: french::capitalised(day.label()), moments: DayPart::ALL.iter().map(moment).collect() }
}

/// What is sent where a question on style is left without answer.
pub const NO_ANSWER: &str = "none";

/// The field of a question on working style, counted from 0.
pub fn style_field(index: usize) -> String {
    format!("style-{}", index + 1)
}

fn style_row(fields: &Fields, index: usize, question: &'static StyleQuestion) -> StyleRow {
    let name = style_field(index);
    let answer = |value: usize| StyleAnswer {
        value,
        words: match value {
            1 => question.low,
            5 => question.high,
            _ => "",
        },
        checked: fields.get(&name) == value.to_string(),
    };
    StyleRow {
        answers: (1..=5).map(answer).collect(),
        is_blank: matches!(fields.get(&name), "" | NO_ANSWER),
        question,
        name,
    }
}
