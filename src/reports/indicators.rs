//! What each figure means, as data: the page of definitions and the tables say the same.

use crate::publications::publication::Definition;
use crate::track::Track;

/// A figure, with everything one needs to count it again.
#[derive(Debug)]
pub struct Indicator {
    /// The track it is about.
    pub track: Track,
    /// Its name, as a heading.
    pub name: &'static str,
    /// What must have happened.
    pub event: &'static str,
    /// Within how many days of the welcome.
    pub horizon: &'static str,
    /// Whose journeys are counted.
    pub population: &'static str,
    /// The "x" of "x sur N, dont M sans réponse".
    pub numerator: &'static str,
    /// What the "N" counts.
    pub denominator: &'static str,
    /// What the "M" counts.
    pub non_answers: &'static str,
}

const HORIZON: &str = "365 jours après le jour du premier accueil";
const DENOMINATOR: &str = "N\u{a0}: toute la population, y compris ceux qui n’ont pas répondu";

/// The result of each track, at one year; the rules themselves are in `outcomes`.
pub const INDICATORS: [Indicator; 3] = [
    Indicator {
        track: Track::Employment,
        name: "Retour à l’emploi durable à 12 mois",
        event: "le premier jour d’un emploi durable\u{a0}: CDI, CDD de plus de 6 mois ou titularisation",
        horizon: HORIZON,
        population: "les accompagnements du parcours emploi dont le premier accueil date d’au moins 365 jours",
        numerator: "x\u{a0}: ceux dont l’emploi durable a commencé entre le premier accueil et l’horizon, même si nous l’avons appris plus tard",
        denominator: DENOMINATOR,
        non_answers: "M\u{a0}: ceux pour qui personne n’a répondu à l’approche de l’horizon (350 jours) ni après, et dont aucune embauche durable ni création n’est connue avant",
    },
    Indicator {
        track: Track::Creation,
        name: "Entreprise immatriculée à 12 mois",
        event: "l’immatriculation de l’entreprise",
        horizon: HORIZON,
        population: "les accompagnements du parcours création dont le premier accueil date d’au moins 365 jours",
        numerator: "x\u{a0}: ceux dont l’entreprise a été immatriculée entre le premier accueil et l’horizon, même si nous l’avons appris plus tard",
        denominator: DENOMINATOR,
        non_answers: "M\u{a0}: ceux pour qui personne n’a répondu à l’approche de l’horizon (350 jours) ni après, et dont aucune création ni embauche durable n’est connue avant",
    },
    Indicator {
        track: Track::YoungBusiness,
        name: "Entreprise toujours en activité à 12 mois",
        event: "l’arrêt de l’entreprise\u{a0}; une cession ou une reprise n’est pas un arrêt",
        horizon: HORIZON,
        population: "les accompagnements du parcours jeune entreprise dont le premier accueil date d’au moins 365 jours\u{a0}; l’accueil d’une entreprise est le jour de son immatriculation quand elle est suivie depuis lors",
        numerator: "x\u{a0}: celles qui ont été vues en activité à l’horizon ou après, qui n’ont cessé que plus tard, ou qui ont été cédées ou reprises",
        denominator: DENOMINATOR,
        non_answers: "M\u{a0}: celles dont nous n’avons plus de nouvelles à l’horizon, sans savoir si elles ont cessé",
    },
];

/// The result of a track.
pub fn of_track(track: Track) -> &'static Indicator {
    let [employment, creation, young_business] = &INDICATORS;
    match track {
        Track::Employment => employment,
        Track::Creation => creation,
        Track::YoungBusiness => young_business,
    }
}

/// The words of the counts, each with its meaning.
pub const COUNTS: [(&str, &str); 4] = [
    (
        "Premiers accueils",
        "les accompagnements ouverts\u{a0}: une personne dans un parcours. Qui passe d’un parcours à un autre compte dans chacun.",
    ),
    (
        "En attente",
        "les accompagnements non terminés qui attendent une première rencontre\u{a0}: sans mentor, avec une proposition, ou dans un tandem dont les deux personnes ne se sont pas encore vues.",
    ),
    (
        "Se rencontrent",
        "les accompagnements non terminés dont le tandem en cours a eu au moins une rencontre.",
    ),
    ("Terminés", "les accompagnements terminés, quel que soit le motif."),
];

/// The words of the counts and the results, as a publication keeps them.
pub fn definitions() -> Vec<Definition> {
    let definition = |term: &str, meaning: String| Definition { term: term.to_owned(), meaning };
    let counts = COUNTS.iter().map(|(term, meaning)| definition(term, (*meaning).to_owned()));
    let results = INDICATORS.iter().map(|of| {
        let parts = [of.event, of.horizon, of.population, of.numerator, of.denominator, of.non_answers];
        definition(of.name, parts.join(". "))
    });
    counts.chain(results).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_track_has_its_own_indicator() {
        for track in Track::ALL {
            assert_eq!(of_track(*track).track, *track);
        }
    }
}
