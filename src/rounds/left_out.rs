//! Explains why a mentee is left without a mentor, and what would have to change.

use serde::{Deserialize, Serialize};

use super::buckets::Needs;
use super::inputs::{MenteeInput, Side};
use super::problem::Problem;
use super::rules::{COMPARING, Rule};
use super::settings::Floor;
use super::shortage::Shortage;
use crate::db::Id;
use crate::french;
use crate::people::profile::Language;

/// A mentee left without a mentor by a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The id of the mentee's journey.
    pub journey: Id,
    /// The explanation shown to the coordinator, in French.
    pub sentence: String,
}

/// The explanation for a mentee of the inputs; `shortage` is absent when no mentor is open to them.
pub(super) fn sentence(problem: &Problem, mentee: usize, shortage: Option<Shortage>) -> String {
    match shortage {
        Some(Shortage { mentees, places }) => format!(
            "{} se partagent {}, quels que soient les poids.",
            french::count(mentees, "personne", "personnes"),
            french::count(places, "place", "places")
        ),
        None => narrowing(problem, mentee),
    }
}

/// Applies the rules one after the other, and names the one that removed the last mentor.
fn narrowing(problem: &Problem, mentee: usize) -> String {
    let (input, facts) = (&problem.inputs.mentees[mentee], &problem.pairs.mentees[mentee]);
    let (mut left, mut buffer) = (problem.buckets.all(), Vec::new());
    for rule in COMPARING {
        let before = problem.buckets.count(&left);
        problem.buckets.narrow(rule, input, facts, &mut left, &mut buffer);
        if problem.buckets.count(&left) == 0 {
            return emptied(input, rule, before);
        }
    }
    if let Some(sentence) = under_the_floor(problem, mentee) {
        return sentence;
    }
    format!(
        "{} conviendraient, mais chaque binôme est exclu, refusé, ou manque d’indépendance.",
        french::count(problem.buckets.count(&left), "mentor", "mentors")
    )
}

/// The sentence for somebody whom the floor alone keeps from every mentor that the rules allow.
fn under_the_floor(problem: &Problem, mentee: usize) -> Option<String> {
    let allowed = problem.columns_at(mentee, Floor::default(), &mut Needs::default());
    let best = allowed.iter().map(|(_, score)| *score).max()?;
    Some(format!(
        "{}, mais aucun binôme n’atteint le minimum de ce tour ({}). Le meilleur a {}.",
        french::count(allowed.len(), "mentor conviendrait", "mentors conviendraient"),
        problem.settings.floor.words(),
        french::count(usize::from(best), "point", "points"),
    ))
}

/// The sentence for the rule that removed the last `before` mentors.
fn emptied(input: &MenteeInput, rule: Rule, before: usize) -> String {
    let mentors = french::count(before, "mentor", "mentors");
    match rule {
        Rule::Track => format!("Aucun mentor n’accompagne le parcours « {} ».", input.track),
        Rule::Language => {
            let spoken: Vec<&str> =
                input.side.languages.keys().map(|&language| Language::label(language)).collect();
            format!(
                "Aucun mentor de ce parcours ne se débrouille dans une langue de la personne (niveau B1 ; ses langues : {}).",
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
