//! Why somebody stays without a mentor, and what would have to change.

use serde::{Deserialize, Serialize};

use super::hall::Hall;
use super::inputs::{MenteeInput, Side};
use super::rules::{COMPARING, Rule};
use super::shortage::Shortage;
use crate::db::Id;
use crate::french;
use crate::people::profile::Language;

/// Somebody who stays without a mentor in a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The journey.
    pub journey: Id,
    /// Why, in French.
    pub sentence: String,
}

/// The sentence for a mentee of the inputs, with the places they share if they share any.
pub(super) fn sentence(hall: &Hall, mentee: usize, shortage: Option<Shortage>) -> String {
    match shortage {
        Some(Shortage { mentees, places }) => format!(
            "{} se partagent {}, quels que soient les poids.",
            french::count(mentees, "personne", "personnes"),
            french::count(places, "place", "places")
        ),
        None => narrowing(hall, mentee),
    }
}

/// Applies the rules one after the other, and tells at which one nobody was left.
fn narrowing(hall: &Hall, mentee: usize) -> String {
    let (input, facts) = (&hall.inputs.mentees[mentee], &hall.pairs.mentees[mentee]);
    let (mut left, mut room) = (hall.lanes.all(), Vec::new());
    for rule in COMPARING {
        let before = hall.lanes.count(&left);
        hall.lanes.narrow(rule, input, facts, &mut left, &mut room);
        if hall.lanes.count(&left) == 0 {
            return emptied(input, rule, before);
        }
    }
    format!(
        "{} conviendraient, mais chaque paire est exclue, refusée, ou manque d’indépendance.",
        french::count(hall.lanes.count(&left), "mentor", "mentors")
    )
}

/// The sentence of the rule that left nobody, when `before` mentors remained.
fn emptied(input: &MenteeInput, rule: Rule, before: usize) -> String {
    let mentors = french::count(before, "mentor", "mentors");
    match rule {
        Rule::Track => format!("Aucun mentor n’accompagne le parcours « {} ».", input.track),
        Rule::Language => {
            let spoken: Vec<&str> =
                input.side.languages.keys().map(|&language| Language::label(language)).collect();
            format!(
                "Aucun mentor de ce parcours ne partage une langue au niveau B1 (langues : {}).",
                if spoken.is_empty() { "non précisées".to_owned() } else { spoken.join(", ") }
            )
        }
        Rule::Availability if input.side.profile.availabilities.is_empty() => {
            "Ses disponibilités ne sont pas renseignées : complétez sa fiche.".to_owned()
        }
        Rule::Availability if before == 1 => {
            "Le seul mentor de ce parcours n’est pas libre aux mêmes moments.".to_owned()
        }
        Rule::Availability => format!("Parmi {mentors} de ce parcours, aucun n’est libre aux mêmes moments."),
        Rule::Travel => far_away(&input.side, before),
        _ => format!(
            "Tout est complet : {}, sans place libre.",
            french::count(before, "mentor conviendrait", "mentors conviendraient")
        ),
    }
}

fn far_away(side: &Side, before: usize) -> String {
    if side.place.is_none() {
        return "Son lieu de vie n’est pas connu, et la rencontre à distance n’est pas possible : complétez sa fiche."
            .to_owned();
    }
    let remedy = if side.profile.remote {
        "la rencontre à distance ne leur est pas possible"
    } else {
        "la rencontre à distance n’est pas possible pour cette personne"
    };
    match before {
        1 => format!("Le seul mentor libre en même temps n’est pas à portée, et {remedy}."),
        many => format!("Parmi {many} mentors libres en même temps, aucun n’est à portée, et {remedy}."),
    }
}
