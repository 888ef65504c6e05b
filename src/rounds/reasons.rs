//! The points a pair scores on each criterion, each with a sentence that explains it to both sides.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::closeness::{closeness, likeness, points};
use super::criteria::{Criterion, Weights};
use super::inputs::Inputs;
use super::pairs::{Facts, Pairs};
use super::rules::{can_meet_in_person, shared_level};
use crate::french;
use crate::people::profile::{Availability, Language, Level, STYLE_QUESTIONS, Topic};
use crate::territories::{places, sectors, trades};

/// What one criterion contributes to the score of a pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// Each criterion contributes once, even with 0 points.
    pub criterion: Criterion,
    /// The points scored, 0 to `most`.
    pub points: u32,
    /// The most points the criterion can give under the weights of the round.
    pub most: u32,
    /// Why these points, in French.
    pub sentence: String,
    /// Whether a side said nothing on it: half of the points are then given to everybody, and it is no reason for the pair.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsaid: bool,
    /// Whether both sides said something on it, and nothing agrees: no points, whatever the weight.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unmet: bool,
}

/// Whether the mentee says what they need and the mentor can help with none of it: a coordinator looks twice.
pub fn covers_no_need(reasons: &[Contribution]) -> bool {
    reasons.iter().any(|reason| reason.criterion == Criterion::Topics && reason.unmet)
}

/// The contributions of all criteria to a pair, given as the positions of the mentee and the mentor in the inputs.
pub(super) fn contributions(
    inputs: &Inputs,
    pairs: &Pairs,
    weights: &Weights,
    position: (usize, usize),
) -> Vec<Contribution> {
    let sentences = Sentences::new(inputs, pairs, position);
    let closeness = closeness(pairs, sentences.needs, sentences.offers);
    let most = weights.most_points();
    Criterion::ALL
        .iter()
        .zip(most.iter().zip(closeness))
        .map(|(&criterion, (&most, closeness))| {
            let is_said = sentences.is_said(criterion);
            Contribution {
                criterion,
                points: points(most, closeness),
                most,
                sentence: sentences.about(criterion),
                unsaid: !is_said,
                unmet: is_said && closeness == 0,
            }
        })
        .collect()
}

/// The sentence of the criterion that gives a pair the most points, among those on which both sides said something; empty when
/// none gives any.
pub(super) fn strongest(
    inputs: &Inputs,
    pairs: &Pairs,
    weights: &Weights,
    position: (usize, usize),
) -> String {
    let sentences = Sentences::new(inputs, pairs, position);
    let closeness = closeness(pairs, sentences.needs, sentences.offers);
    let given =
        weights.most_points().into_iter().zip(closeness).map(|(most, closeness)| points(most, closeness));
    let of_criteria = Criterion::ALL.iter().zip(given);
    let of_criteria = of_criteria.filter(|&(&criterion, points)| points > 0 && sentences.is_said(criterion));
    let strongest = of_criteria.min_by_key(|&(&criterion, points)| (Reverse(points), criterion));
    strongest.map(|(&criterion, _)| sentences.about(criterion)).unwrap_or_default()
}

/// Writes the sentences about one pair.
struct Sentences<'a> {
    pairs: &'a Pairs,
    inputs: &'a Inputs,
    position: (usize, usize),
    needs: &'a Facts,
    offers: &'a Facts,
}

impl<'a> Sentences<'a> {
    fn new(inputs: &'a Inputs, pairs: &'a Pairs, position: (usize, usize)) -> Self {
        let (needs, offers) = (&pairs.mentees[position.0], &pairs.mentors[position.1]);
        Self { pairs, inputs, position, needs, offers }
    }

    /// Whether both sides said something on a criterion, so that it can tell pairs apart.
    fn is_said(&self, criterion: Criterion) -> bool {
        match criterion {
            Criterion::Trade => self.pairs.trade_closeness(self.needs, self.offers).is_some(),
            Criterion::Sector => self.pairs.sector_closeness(self.needs, self.offers).is_some(),
            Criterion::Topics => self.needs.topics != 0,
            Criterion::Style => likeness(&self.needs.style, &self.offers.style).is_some(),
            Criterion::Language => self.languages_are_said(),
            Criterion::Distance | Criterion::Availability => true,
        }
    }

    /// Whether both sides name a language; French is assumed of whoever names none.
    fn languages_are_said(&self) -> bool {
        let (mentee, mentor) = self.position;
        !self.inputs.mentees[mentee].side.languages.is_empty()
            && !self.inputs.mentors[mentor].side.languages.is_empty()
    }

    fn about(&self, criterion: Criterion) -> String {
        match criterion {
            Criterion::Trade => self.trade(),
            Criterion::Sector => self.sector(),
            Criterion::Topics => self.topics(),
            Criterion::Distance => self.distance(),
            Criterion::Availability => self.moments(),
            Criterion::Language => self.language(),
            Criterion::Style => self.style(),
        }
    }

    fn trade(&self) -> String {
        let (mentee, mentor) = self.sides();
        let closest = closest(&mentee.trades, &mentor.trades, trades::closeness);
        let name =
            |code: &str| trades::get(code).map_or_else(|| code.to_owned(), |trade| trade.name.to_owned());
        match closest {
            None if mentee.trades.is_empty() => {
                "Aucun métier visé n’est indiqué : ce critère ne départage pas.".to_owned()
            }
            None => "Le mentor n’indique pas de métier : ce critère ne départage pas.".to_owned(),
            Some((trades::Closeness::Same, _, b)) => {
                format!("Le mentor connaît le métier visé : {}.", name(b))
            }
            Some((trades::Closeness::Domain, a, b)) => {
                format!("Métiers voisins : « {} » pour « {} ».", name(b), name(a))
            }
            Some((trades::Closeness::Field, a, b)) => {
                format!("Même grand domaine de métiers : « {} » pour « {} ».", name(b), name(a))
            }
            Some((trades::Closeness::None, a, _)) => {
                format!("Le mentor vient d’un autre métier que « {} ».", name(a))
            }
        }
    }

    fn sector(&self) -> String {
        let (mentee, mentor) = self.sides();
        let closest = closest(&mentee.sectors, &mentor.sectors, sectors::closeness);
        let name =
            |code: &str| sectors::get(code).map_or_else(|| code.to_owned(), |sector| sector.name.to_owned());
        match closest {
            None if mentee.sectors.is_empty() => {
                "Aucun secteur n’est indiqué : ce critère ne départage pas.".to_owned()
            }
            None => "Le mentor n’indique pas de secteur : ce critère ne départage pas.".to_owned(),
            Some((sectors::Closeness::None, a, _)) => {
                format!("Le mentor travaille dans un autre secteur que « {} ».", name(a))
            }
            Some((sectors::Closeness::Section, a, b)) => {
                format!("Secteurs proches : « {} » et « {} ».", name(b), name(a))
            }
            // The wider of the two is what both say.
            Some((_, a, b)) => {
                let level = |code: &str| sectors::get(code).map(|sector| sector.level);
                format!("Même secteur : {}.", name(if level(a) < level(b) { a } else { b }))
            }
        }
    }

    fn topics(&self) -> String {
        let shared = self.needs.topics & self.offers.topics;
        let names = |mask: u32| {
            let chosen = Topic::ALL.iter().filter(|&&topic| mask & (1 << topic as u32) != 0);
            chosen.map(|topic| format!("« {} »", topic.label())).collect::<Vec<_>>().join(", ")
        };
        match (self.needs.topics.count_ones(), shared.count_ones()) {
            (0, _) => "Aucun besoin n’est précisé : ce critère ne départage pas.".to_owned(),
            (_, 0) => format!("Le mentor ne propose pas d’aide sur {}.", names(self.needs.topics)),
            (needs, met) if needs == met => {
                format!("Le mentor peut aider sur tout ce qui est demandé : {}.", names(shared))
            }
            (needs, met) => {
                format!("Le mentor peut aider sur {met} des {needs} besoins : {}.", names(shared))
            }
        }
    }

    fn distance(&self) -> String {
        let (mentee, mentor) = (self.place(true), self.place(false));
        let in_person = can_meet_in_person(self.pairs, self.needs, self.offers);
        match self.pairs.distance_km(self.needs, self.offers) {
            Some(km) if in_person && km < 0.05 => format!("Tous deux sont {}.", french::at_place(mentee)),
            Some(km) if in_person => {
                format!("{} entre {mentee} et {mentor}, à vol d’oiseau.", french::distance(km))
            }
            Some(km) => format!(
                "{} entre {mentee} et {mentor} : les rencontres se feront à distance.",
                french::distance(km)
            ),
            None => "La distance n’est pas connue : les rencontres se feront à distance.".to_owned(),
        }
    }

    fn moments(&self) -> String {
        let shared = self.needs.availabilities & self.offers.availabilities;
        let names: Vec<String> = Availability::all()
            .filter(|moment| shared & (1 << moment.index()) != 0)
            .map(Availability::label)
            .collect();
        match names.as_slice() {
            [] => "Aucun moment libre en commun.".to_owned(),
            [one] => format!("Libres en même temps le {one}."),
            [some @ .., last] if some.len() < 4 => {
                format!("Libres en même temps le {} et le {last}.", some.join(", le "))
            }
            many => format!("Libres en même temps {} fois par semaine.", many.len()),
        }
    }

    fn language(&self) -> String {
        let level = shared_level(self.needs, self.offers);
        let shared = Language::ALL
            .iter()
            .find(|&&language| {
                let index = language as usize;
                self.needs.levels[index].min(self.offers.levels[index]) == level
            })
            .copied();
        match (shared, Level::ALL.get(usize::from(level).wrapping_sub(1))) {
            (Some(Language::French), Some(_)) if !self.languages_are_said() => {
                "Langue non précisée : un français courant (B2) est supposé.".to_owned()
            }
            (Some(language), Some(level)) => {
                format!("Langue commune : {language}. Le moins à l’aise des deux : {level}.")
            }
            _ => "Aucune langue commune.".to_owned(),
        }
    }

    fn style(&self) -> String {
        let Some(likeness) = likeness(&self.needs.style, &self.offers.style) else {
            return "Façon de travailler non précisée : ce critère ne départage pas.".to_owned();
        };
        let alike: Vec<&str> = STYLE_QUESTIONS
            .iter()
            .zip(self.needs.style.iter().zip(&self.offers.style))
            .filter(|(_, (a, b))| matches!((a, b), (Some(a), Some(b)) if a.abs_diff(*b) <= 1))
            .map(|(question, _)| question.shared)
            .collect();
        match alike.as_slice() {
            [] => "Façons de travailler différentes sur chaque point.".to_owned(),
            some if likeness >= 750 => {
                format!("Façons de travailler proches : même façon {}.", some.join(", "))
            }
            some => format!("Même façon {}.", some.join(", ")),
        }
    }

    fn sides(&self) -> (&crate::people::profile::Profile, &crate::people::profile::Profile) {
        let (mentee, mentor) = self.position;
        (&self.inputs.mentees[mentee].side.profile, &self.inputs.mentors[mentor].side.profile)
    }

    fn place(&self, mentee: bool) -> &'static str {
        let side = if mentee {
            &self.inputs.mentees[self.position.0].side
        } else {
            &self.inputs.mentors[self.position.1].side
        };
        side.place.as_deref().and_then(places::get).map_or("un lieu inconnu", |place| place.name)
    }
}

/// The closest two codes, one of each side; ties go to the first in order.
fn closest<'a, C: Ord>(
    mentee: &'a std::collections::BTreeSet<String>,
    mentor: &'a std::collections::BTreeSet<String>,
    closeness: impl Fn(&str, &str) -> C,
) -> Option<(C, &'a str, &'a str)> {
    let all = mentee.iter().flat_map(|a| mentor.iter().map(move |b| (a.as_str(), b.as_str())));
    all.map(|(a, b)| (closeness(a, b), a, b)).reduce(|best, next| if next.0 > best.0 { next } else { best })
}
