//! What is next for a person, who does it and before when.

use time::Date;

use super::dossier::Dossier;
use crate::accounts::viewer::Viewer;
use crate::follow_ups::meeting::{last_met_on, planned};
use crate::french;
use crate::outcomes::outcome::HORIZON;
use crate::people::person::{Journey, JourneyState};
use crate::proposals::proposal::{Party, Proposal};
use crate::tandems::tandem::{Next, Tandem};

/// Something to do, as a page says it.
pub struct Action {
    /// What is to be done.
    pub what: String,
    /// The names of those who do it.
    pub who: String,
    /// Before when, in words.
    pub before: String,
    /// Where one does it; empty when that is not the viewer's to do.
    pub href: String,
    /// The words of the link.
    pub verb: &'static str,
    /// Whether its day has passed.
    pub late: bool,
    due_on: Option<Date>,
}

/// What is next for a person: what is late first, then by day, then what has none.
pub fn actions(dossier: &Dossier, viewer: &Viewer, today: Date) -> Vec<Action> {
    let tandems = dossier.open_tandems().filter_map(|tandem| of_tandem(dossier, tandem, today));
    let proposals = dossier.pending_proposals().map(|proposal| of_proposal(dossier, proposal, viewer, today));
    let journeys = dossier.journeys.iter().filter_map(|journey| of_journey(dossier, journey, viewer, today));
    let mut actions: Vec<Action> =
        tandems.chain(proposals).chain(journeys).chain(of_mentor(dossier, viewer)).collect();
    actions.sort_by_key(|action| (action.due_on.is_none(), action.due_on));
    actions
}

fn of_tandem(dossier: &Dossier, tandem: &Tandem, today: Date) -> Option<Action> {
    let meetings = dossier.meetings_of(tandem.id);
    let next = tandem.next(last_met_on(meetings), planned(meetings))?;
    let other = dossier.other_name(tandem.mentor_id, tandem.journey_id);
    let due_on = next.due_on();
    let day = french::day(&due_on);
    let (what, before) = match next {
        Next::First(_) => (format!("Se rencontrer une première fois avec {other}"), format!("avant {day}")),
        Next::Planned(_) if due_on < today => {
            (format!("Noter la rencontre avec {other}"), format!("prévue {day}"))
        }
        Next::Planned(_) => (format!("Rencontre avec {other}"), day),
        Next::Following(_) => {
            (format!("Convenir de la prochaine rencontre avec {other}"), format!("avant {day}"))
        }
    };
    Some(Action {
        what,
        who: format!("{} et {other}", dossier.person.name()),
        before,
        href: format!("/tandems/{}", tandem.id),
        verb: "Ouvrir le tandem",
        late: due_on < today,
        due_on: Some(due_on),
    })
}

fn of_proposal(dossier: &Dossier, proposal: &Proposal, viewer: &Viewer, today: Date) -> Action {
    let other = dossier.other_name(proposal.mentor_id, proposal.journey_id);
    let own = if dossier.is_mentor(proposal.mentor_id) { Party::Mentor } else { Party::Mentee };
    let awaited = Party::ALL.iter().filter(|&&party| proposal.answer(party).is_none());
    let name = |party: &Party| if *party == own { dossier.person.name() } else { other.clone() };
    Action {
        what: format!("Répondre à la proposition de tandem avec {other}"),
        who: awaited.map(name).collect::<Vec<_>>().join(" et "),
        before: format!("avant {}", french::day(&proposal.due_on())),
        href: if viewer.coordinates() { format!("/proposals/{}", proposal.id) } else { String::new() },
        verb: "Ouvrir la proposition",
        late: proposal.due_on() < today,
        due_on: Some(proposal.due_on()),
    }
}

fn of_journey(dossier: &Dossier, journey: &Journey, viewer: &Viewer, today: Date) -> Option<Action> {
    match dossier.state(journey) {
        JourneyState::Waiting => Some(Action {
            what: format!(
                "Trouver un mentor pour le parcours «\u{a0}{}\u{a0}», attendu {}",
                journey.track,
                french::since(&journey.welcomed_on, &today)
            ),
            ..of_hub(viewer)
        }),
        JourneyState::Ended => of_ended(dossier, journey, viewer, today),
        JourneyState::Proposed | JourneyState::Paired => None,
    }
}

/// A year after the day of welcome, somebody asks what came of it, whatever the end was.
fn of_ended(dossier: &Dossier, journey: &Journey, viewer: &Viewer, today: Date) -> Option<Action> {
    let due_on = journey.welcomed_on.saturating_add(HORIZON);
    let is_known = dossier.outcomes_of(journey.id).iter().any(|outcome| outcome.observed_on >= due_on);
    (!is_known && viewer.is_staff()).then(|| Action {
        what: format!("Demander ce qu’est devenu le parcours «\u{a0}{}\u{a0}»", journey.track),
        who: "la structure qui l’a accueilli".to_owned(),
        before: format!("à partir de {}", french::day(&due_on)),
        href: format!("/journeys/{}/outcomes", journey.id),
        verb: "Noter la réponse",
        late: due_on.saturating_add(LATE_AFTER) < today,
        due_on: Some(due_on),
    })
}

/// How long after the year an answer may still be sought without being late.
const LATE_AFTER: time::Duration = time::Duration::days(30);

fn of_mentor(dossier: &Dossier, viewer: &Viewer) -> Option<Action> {
    let mentor = dossier.mentor.as_ref().filter(|mentor| mentor.left_on.is_none())?;
    let free = u32::from(mentor.capacity).saturating_sub(dossier.used_places());
    (free > 0).then(|| Action {
        what: format!(
            "Proposer {} à {}",
            if free == 1 { "une personne".to_owned() } else { format!("jusqu’à {free} personnes") },
            dossier.person.name()
        ),
        ..of_hub(viewer)
    })
}

/// What the hub does at its next round.
fn of_hub(viewer: &Viewer) -> Action {
    Action {
        what: String::new(),
        who: "le hub".to_owned(),
        before: "à la prochaine campagne d’appariement".to_owned(),
        href: if viewer.coordinates() { "/rounds".to_owned() } else { String::new() },
        verb: "Ouvrir les campagnes",
        late: false,
        due_on: None,
    }
}
