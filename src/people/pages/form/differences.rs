//! What a form says otherwise than what somebody else saved meanwhile, in the words of the page.

use std::collections::BTreeSet;

use super::choices::{MOST_LANGUAGES, NO_ANSWER, is_blank, language_field, level_field, style_field};
use crate::french;
use crate::people::person::Sex;
use crate::people::profile::{Availability, Language, Level, STYLE_QUESTIONS, Topic};
use crate::people::reach::Preference;
use crate::people::typed;
use crate::territories::places;
use crate::track::Track;
use crate::web::{Choice, Difference, Fields};

/// What a form says in one field, in words.
type Words = fn(&Fields) -> String;

/// The fields in the order of the page, each with its words. A form without one of them says nothing there, and what is
/// stored for that form says nothing either.
const LINES: &[(&str, Words)] = &[
    ("Prénom", |fields| text(fields, "first_name")),
    ("Nom", |fields| text(fields, "last_name")),
    ("Adresse e-mail", |fields| text(fields, "email")),
    ("Téléphone", |fields| text(fields, "phone")),
    ("Comment lui écrire", |fields| {
        labels(fields, "channel", |code| Preference::from_code(code).map(Preference::label))
    }),
    ("Adresse postale", |fields| on_one_line(fields.get("postal_address"))),
    ("Année de naissance", |fields| text(fields, "birth_year")),
    ("Code postal", |fields| text(fields, "postcode")),
    ("Commune ou arrondissement", |fields| labels(fields, "place", place)),
    ("Langues parlées", languages),
    ("Ses entreprises, par leur numéro (SIREN)", |fields| text(fields, "businesses")),
    ("Sexe", |fields| labels(fields, "sex", |code| Sex::from_code(code).map(Sex::label))),
    ("Habite un quartier prioritaire", |fields| labels(fields, "in_qpv", yes_or_no)),
    ("Parcours accompagnés", |fields| labels(fields, "tracks", track)),
    ("Combien de personnes à la fois", |fields| text(fields, "capacity")),
    ("A quitté le hub le", |fields| day(fields, "left_on")),
    ("Prend quelqu’un à partir du", |fields| day(fields, "available_from")),
    ("Parcours", |fields| labels(fields, "track", track)),
    ("Jour du premier accueil", |fields| day(fields, "welcomed_on")),
    ("Veut un mentor à partir du", |fields| day(fields, "waits_from")),
    ("Métiers", trades),
    ("Secteurs d’activité", sectors),
    ("Aide", |fields| labels(fields, "topics", |code| Topic::from_code(code).map(Topic::label))),
    ("Moments libres de la semaine", availabilities),
    ("Comment se rencontrer", |fields| labels(fields, "modes", mode)),
    ("Distance acceptée, en kilomètres", |fields| text(fields, "travel_km")),
];

/// What a form offers to choose among, in words that it alone knows; where it offers nothing, it says nothing there.
pub struct Offered<'a> {
    /// Who brings the person.
    pub origins: &'a [Choice],
    /// Who coordinates the journey.
    pub coordinators: &'a [Choice],
}

/// What differs.
pub fn between(saved: &Fields, typed: &Fields, offered: &Offered<'_>) -> Vec<Difference> {
    let lines = LINES.iter().map(|(label, words)| Difference::between(label, words(saved), words(typed)));
    let among = |label: &str, name: &str, choices: &[Choice], default: &str| {
        let chosen = |fields: &Fields| {
            let chosen = choices.iter().find(|choice| choice.value == fields.get(name));
            chosen.map_or_else(|| default.to_owned(), |choice| choice.label.clone())
        };
        Difference::between(label, chosen(saved), chosen(typed))
    };
    let origin = among("Structure qui l’a orientée", "origin", offered.origins, "");
    let by_default = "la coordination par défaut";
    let coordinator = among("Qui coordonne", "coordinator", offered.coordinators, by_default);
    let styles = STYLE_QUESTIONS.iter().enumerate().map(|(index, question)| {
        let answer = |fields: &Fields| text(fields, &style_field(index)).replace(NO_ANSWER, "");
        Difference::between(question.subject, answer(saved), answer(typed))
    });
    lines.chain([origin, coordinator]).chain(styles).flatten().collect()
}

fn text(fields: &Fields, name: &str) -> String {
    fields.get(name).to_owned()
}

fn day(fields: &Fields, name: &str) -> String {
    fields.readable_day(name).map_or_else(|| text(fields, name), |day| french::short_day(&day))
}

/// The labels of what was chosen, between commas.
fn labels(fields: &Fields, name: &str, label: fn(&str) -> Option<&'static str>) -> String {
    let chosen: BTreeSet<&String> = fields.all(name).iter().collect();
    chosen.into_iter().filter_map(|code| label(code)).collect::<Vec<_>>().join(", ")
}

fn place(code: &str) -> Option<&'static str> {
    places::get(code).map(|place| place.name)
}

fn track(code: &str) -> Option<&'static str> {
    Track::from_code(code).map(Track::label)
}

fn mode(code: &str) -> Option<&'static str> {
    [("in_person", "en personne"), ("remote", "à distance")]
        .into_iter()
        .find_map(|(known, label)| (known == code).then_some(label))
}

fn yes_or_no(code: &str) -> Option<&'static str> {
    [("1", "oui"), ("0", "non")].into_iter().find_map(|(known, label)| (known == code).then_some(label))
}

fn languages(fields: &Fields) -> String {
    let language = |number: usize| {
        let language = Language::from_code(fields.get(&language_field(number))).map_or("", Language::label);
        let level = Level::from_code(fields.get(&level_field(number))).map_or("", Level::label);
        format!("{language} {level}").trim().to_owned()
    };
    let spoken: BTreeSet<String> =
        (1..=MOST_LANGUAGES).filter(|&number| !is_blank(fields, number)).map(language).collect();
    spoken.into_iter().collect::<Vec<_>>().join(", ")
}

/// Codes and names are the same once read; what cannot be read stays as it was typed.
fn trades(fields: &Fields) -> String {
    let typed = fields.get("trades");
    on_one_line(&typed::trades(typed).map_or_else(|_| typed.to_owned(), |codes| typed::trade_lines(&codes)))
}

fn sectors(fields: &Fields) -> String {
    let typed = fields.get("sectors");
    on_one_line(&typed::sectors(typed).map_or_else(|_| typed.to_owned(), |codes| typed::sector_lines(&codes)))
}

fn on_one_line(lines: &str) -> String {
    lines.lines().map(str::trim).collect::<Vec<_>>().join(" ; ")
}

fn availabilities(fields: &Fields) -> String {
    let chosen = fields.all("availability").iter().filter_map(|code| Availability::from_code(code));
    let chosen: BTreeSet<Availability> = chosen.collect();
    chosen.into_iter().map(Availability::label).collect::<Vec<_>>().join(", ")
}
