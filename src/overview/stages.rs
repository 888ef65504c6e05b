//! How far a journey has come: welcome, proposal, tandem, end, result at twelve months.

use time::Date;

use super::dossier::Dossier;
use crate::french;
use crate::outcomes::outcome::{AtOneYear, HORIZON, at_one_year, result_of};
use crate::people::person::{Journey, JourneyState};
use crate::tandems::tandem::Tandem;

/// A stage of a journey, as a page shows it.
pub struct Stage {
    /// The name of the stage, as a heading.
    pub label: &'static str,
    /// When it was reached, or whether it is to come.
    pub when: String,
    /// `done`, `current` or `later`.
    pub state: &'static str,
}

/// The stages of a journey: welcome, proposal, tandem, end, result at twelve months.
pub fn stages(dossier: &Dossier, journey: &Journey, today: Date) -> Vec<Stage> {
    let state = dossier.state(journey, today);
    let day = |day: Date| french::short_day(&day);
    // One that the hub withdrew leads nowhere: the next stage is a proposal again.
    let mut proposals = dossier.proposals.iter().filter(|proposal| proposal.withdrawn.is_none());
    let proposal = proposals.find(|proposal| proposal.journey_id == journey.id);
    let tandem = dossier.tandems.iter().rfind(|tandem| tandem.journey_id == journey.id);
    let stage = |label, when: Option<String>, current: bool| Stage {
        label,
        state: if current {
            "current"
        } else if when.is_some() {
            "done"
        } else {
            "later"
        },
        when: when.unwrap_or_else(|| {
            if journey.ended.is_none() { "à venir" } else { "il n’y en a pas eu" }.to_owned()
        }),
    };
    let ended = journey.ended.map(|(on, _)| on);
    vec![
        stage(
            "Premier accueil",
            Some(day(journey.welcomed_on)),
            matches!(state, JourneyState::Unmatched | JourneyState::Later) && tandem.is_none(),
        ),
        stage(
            "Proposition",
            proposal.map(|proposal| day(proposal.proposed_on)).or(tandem.map(|_| "acceptée".to_owned())),
            state == JourneyState::Proposed,
        ),
        stage("Tandem", tandem.map(of_tandem), state == JourneyState::Paired),
        stage("Clôture", ended.or(dossier.last_closure(journey.id)).map(day), false),
        result(dossier, journey, today),
    ]
}

fn of_tandem(tandem: &Tandem) -> String {
    let from = french::short_day(&tandem.started_on);
    match tandem.closed {
        None => format!("depuis le {from}"),
        Some((on, _)) => format!("du {from} au {}", french::short_day(&on)),
    }
}

fn result(dossier: &Dossier, journey: &Journey, today: Date) -> Stage {
    let at = journey.welcomed_on.saturating_add(HORIZON);
    let (when, state) = match at_one_year(journey, dossier.outcomes_of(journey.id), today) {
        AtOneYear::TooEarly => (format!("à partir du {}", french::short_day(&at)), "later"),
        AtOneYear::Reached => (result_of(journey.track).to_owned(), "done"),
        AtOneYear::NotReached => (format!("pas {}", french::de(result_of(journey.track))), "done"),
        AtOneYear::NotKnown => ("pas encore de réponse".to_owned(), "later"),
    };
    Stage { label: "Résultat à 12 mois", when, state }
}
