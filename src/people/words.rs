//! What a person offers or needs, in words: nothing shows a code without its name.

use std::collections::BTreeSet;

use super::person::Person;
use super::profile::{Availability, Day, DayPart, Languages, Profile, STYLE_QUESTIONS, Style, Topic};
use super::reach::Preference;
use crate::french;
use crate::territories::{places, sectors, trades};
use crate::track::Track;

/// "Boulangerie - viennoiserie (D1102)"; an unknown code is shown as it is.
pub fn trade(code: &str) -> String {
    trades::get(code).map_or_else(|| code.to_owned(), |trade| format!("{} ({})", trade.name, trade.code))
}

/// "Boulangerie et boulangerie-pâtisserie (10.71C)"; an unknown code is shown as it is.
pub fn sector(code: &str) -> String {
    sectors::get(code).map_or_else(|| code.to_owned(), |sector| format!("{} ({})", sector.name, sector.code))
}

/// The names of the first two trades, and how many others: "Boulangerie - viennoiserie, Pâtisserie et 1 autre".
pub fn trade_names(codes: &BTreeSet<String>) -> String {
    names(codes.iter().filter_map(|code| trades::get(code)).map(|trade| trade.name).collect())
}

/// The names of the first two sectors, and how many others.
pub fn sector_names(codes: &BTreeSet<String>) -> String {
    names(codes.iter().filter_map(|code| sectors::get(code)).map(|sector| sector.name).collect())
}

fn names(names: Vec<&str>) -> String {
    match names.as_slice() {
        [first, second, others @ ..] if !others.is_empty() => {
            format!("{first}, {second} et {}", french::count(others.len(), "autre", "autres"))
        }
        few => few.join(", "),
    }
}

/// Where somebody lives: "Marseille 13e", "hors de la métropole (75011)", "lieu non renseigné".
pub fn home(person: &Person) -> String {
    match (person.place_code.as_deref().and_then(places::get), &person.postcode) {
        (Some(place), _) => place.name.to_owned(),
        (None, Some(postcode)) if places::by_postcode(postcode).is_empty() => {
            format!("hors de la métropole ({postcode})")
        }
        (None, Some(postcode)) => format!("commune à préciser ({postcode})"),
        (None, None) => "lieu non renseigné".to_owned(),
    }
}

/// "emploi, création"
pub fn tracks(tracks: &BTreeSet<Track>) -> String {
    list(tracks.iter().map(|track| track.label()))
}

/// "CV et lettre de motivation, Entretien d’embauche"
pub fn topics(topics: &BTreeSet<Topic>) -> String {
    list(topics.iter().map(|topic| topic.label()))
}

/// "français, langue maternelle, ou comme telle (C2) ; arabe, se débrouille (B1)"
pub fn languages(languages: &Languages) -> String {
    let spoken: Vec<String> =
        languages.iter().map(|(language, level)| format!("{language}, {level}")).collect();
    spoken.join(" ; ")
}

/// "lundi soir, mercredi matin et après-midi, samedi toute la journée"
pub fn availabilities(moments: &BTreeSet<Availability>) -> String {
    let day = |&day: &Day| {
        let parts: Vec<&str> = moments
            .iter()
            .filter(|moment| moment.day == day)
            .map(|moment| DayPart::label(moment.part))
            .collect();
        match parts.as_slice() {
            [] => None,
            [_, _, _] => Some(format!("{day} toute la journée")),
            some => Some(format!("{day} {}", some.join(" et "))),
        }
    };
    list(Day::ALL.iter().filter_map(day))
}

/// "en personne jusqu’à 15 km, ou à distance"
pub fn meeting(profile: &Profile) -> String {
    let near = format!("en personne jusqu’à {}\u{a0}km", profile.travel_km);
    match (profile.in_person, profile.remote) {
        (true, true) => format!("{near}, ou à distance"),
        (true, false) => near,
        (false, true) => "à distance".to_owned(),
        (false, false) => String::new(),
    }
}

/// One sentence for each question answered: "Le rythme : plutôt des rencontres courtes et fréquentes".
pub fn style(style: &Style) -> Vec<String> {
    let sentence = |(question, answer): (&super::profile::StyleQuestion, &Option<u8>)| {
        let words = match (*answer)? {
            1 => question.low.to_owned(),
            2 => format!("plutôt {}", question.low),
            4 => format!("plutôt {}", question.high),
            5 => question.high.to_owned(),
            _ => "entre les deux".to_owned(),
        };
        Some(format!("{}\u{a0}: {words}", question.subject))
    };
    STYLE_QUESTIONS.iter().zip(style).filter_map(sentence).collect()
}

/// "45 min", "1 h", "1 h 30"
pub fn minutes(minutes: u16) -> String {
    match (minutes / 60, minutes % 60) {
        (0, left) => format!("{left}\u{a0}min"),
        (hours, 0) => format!("{hours}\u{a0}h"),
        (hours, left) => format!("{hours}\u{a0}h\u{a0}{left:02}"),
    }
}

fn list(words: impl Iterator<Item = impl ToString>) -> String {
    words.map(|word| word.to_string()).collect::<Vec<_>>().join(", ")
}

/// What somebody says who wants no more of a way.
pub fn no_more(way: Preference) -> &'static str {
    match way {
        Preference::Mail => "plus d’e-mails",
        Preference::Text => "plus de SMS",
        Preference::Letter => "plus de courriers",
        Preference::Voice => "plus d’appels",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_day_by_day() {
        let moments = ["mon-eve", "wed-am", "wed-pm", "sat-am", "sat-pm", "sat-eve"];
        let moments = moments.iter().filter_map(|code| Availability::from_code(code)).collect();
        assert_eq!(
            availabilities(&moments),
            "lundi soir, mercredi matin et après-midi, samedi toute la journée"
        );
    }

    #[test]
    fn a_trade_and_a_sector_are_written_with_their_code() {
        assert_eq!(trade("D1102"), "Boulangerie - viennoiserie (D1102)");
        assert!(sector("10.71C").ends_with("(10.71C)"));
    }

    #[test]
    fn an_answer_between_two_ends_leans_to_the_nearer() {
        let sentences = style(&[Some(2), None, Some(5), Some(3), None]);
        assert_eq!(
            sentences,
            [
                "Le rythme\u{a0}: plutôt des rencontres courtes et fréquentes",
                "Les conseils\u{a0}: des questions qui font avancer",
                "Les décisions\u{a0}: entre les deux",
            ]
        );
    }
}
