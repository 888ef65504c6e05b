//! The story of a person.

use time::Date;

use super::{Journal, JournalLine, LONGEST_STORY, StoryLine};
use crate::accounts::viewer::Viewer;
use crate::french;
use crate::outcomes::outcome::Outcome;
use crate::overview::dossier::Dossier;
use crate::overview::steps::StepLine;
use crate::people::deeds::{JourneyDeed, MentorDeed, PersonDeed};
use crate::people::person::Journey;
use crate::people::words;
use crate::proposals::proposal::{Answer, Proposal, ProposalDeed};
use crate::steps::{Call, Postponement, StepDeed};
use crate::tandems::tandem::{Tandem, TandemDeed};

/// Tells the story of a person whom an organisation brought, newest first. Days are those of the facts; the journal tells who
/// noted them.
pub fn of_person(dossier: &Dossier, organisation: &str, viewer: &Viewer) -> Vec<StoryLine> {
    let journal = &dossier.journal;
    let mut lines = vec![line(dossier.person.registered_on, "Inscription sur le hub", organisation)];
    if let Some(mentor) = &dossier.mentor {
        lines.push(line(mentor.joined_on, "Devient mentor", journal.who(mentor.id, MentorDeed::Created)));
        let by = journal.who(mentor.id, MentorDeed::Left);
        lines.extend(mentor.left_on.map(|on| line(on, "Quitte le hub comme mentor", by)));
    }
    for journey in &dossier.journeys {
        let outcomes = dossier.outcomes_of(journey.id);
        lines.extend(of_journey(journey, outcomes, journal, viewer.is_staff()));
    }
    for proposal in &dossier.proposals {
        lines.extend(of_proposal(dossier, proposal, journal));
    }
    for tandem in &dossier.tandems {
        lines.extend(of_tandem(dossier, tandem, journal));
    }
    lines.extend(changes(journal));
    // What concerns the other side of a pair is told on their own page.
    let calls = dossier.calls.iter().filter(|(call, _)| dossier.is_about(call.subject));
    lines.extend(calls.map(|(call, who)| called(call, who)));
    let steps = dossier.steps.iter().filter(|line| dossier.is_about(line.step.subject));
    lines.extend(postponements(steps, &own_postponements(dossier)));
    lines.sort_by_key(|line| std::cmp::Reverse(line.on));
    lines.truncate(LONGEST_STORY);
    lines
}

/// The lines of the journal that tell of what was put off about this person. Those of a proposal do not say which side's answer it was:
/// only one that still holds, and is this person's, is known to be theirs.
fn own_postponements(dossier: &Dossier) -> Journal {
    let is_proposal = |id| dossier.proposals.iter().any(|proposal| proposal.id == id);
    let is_own = |entry: &&JournalLine| {
        !is_proposal(entry.object)
            || dossier.steps.iter().any(|line| {
                let postponed_on = line.step.postponed.map(|postponed| postponed.on);
                line.step.subject.id == entry.object
                    && dossier.is_about(line.step.subject)
                    && postponed_on == Some(entry.on)
            })
    };
    Journal(dossier.journal.0.iter().filter(is_own).cloned().collect())
}

/// What was changed in the file of the person, once a day for each who changed it.
fn changes(journal: &Journal) -> Vec<StoryLine> {
    let what = |entry: &JournalLine| {
        if entry.tells(PersonDeed::Changed) {
            Some("Fiche modifiée")
        } else if entry.tells(MentorDeed::Changed) {
            Some("Offre de mentor modifiée")
        } else if entry.tells(JourneyDeed::Changed) {
            Some("Besoin modifié")
        } else {
            None
        }
    };
    let changes = journal.0.iter().filter_map(|entry| Some(line(entry.on, what(entry)?, &entry.who)));
    let mut lines: Vec<StoryLine> = changes.collect();
    lines.dedup();
    lines
}

/// That somebody was called, and whether they answered.
pub(super) fn called(call: &Call, who: &str) -> StoryLine {
    line(call.called_on, format!("Appel\u{a0}: {}", call.result), who)
}

/// What was put off: to which day and why while that still holds, the mere fact afterwards.
pub(super) fn postponements<'a>(
    steps: impl IntoIterator<Item = &'a StepLine>,
    journal: &Journal,
) -> Vec<StoryLine> {
    let standing: Vec<(&StepLine, &Postponement)> =
        steps.into_iter().filter_map(|line| Some((line, line.step.postponed.as_ref()?))).collect();
    let told = |entry: &JournalLine| {
        let standing = standing
            .iter()
            .find(|(line, postponed)| line.step.subject.id == entry.object && postponed.on == entry.on);
        standing.map_or_else(
            || "Remis à plus tard".to_owned(),
            |(line, postponed)| {
                let (what, to) = (line.what(postponed.on), french::short_day(&postponed.to));
                format!("«\u{a0}{what}\u{a0}» reporté au {to}\u{a0}: {}", postponed.reason)
            },
        )
    };
    let entries = journal.0.iter().filter(|entry| entry.tells(StepDeed::Postponed));
    let mut lines: Vec<StoryLine> = entries.map(|entry| line(entry.on, told(entry), &entry.who)).collect();
    lines.dedup();
    lines
}

fn of_journey(journey: &Journey, outcomes: &[Outcome], journal: &Journal, is_staff: bool) -> Vec<StoryLine> {
    let welcome = format!("Accueil, parcours {}", journey.track);
    let mut lines = vec![line(journey.welcomed_on, welcome, journal.who(journey.id, JourneyDeed::Created))];
    if let Some((on, reason)) = journey.ended {
        lines.push(line(
            on,
            format!("Clôture du parcours {}\u{a0}: {reason}", journey.track),
            journal.who(journey.id, JourneyDeed::Ended),
        ));
    }
    lines.extend(outcomes.iter().map(|outcome| {
        let what = french::capitalised(outcome.kind.label());
        // The page of outcomes is for those who follow people.
        let href = if is_staff { format!("/journeys/{}/outcomes", journey.id) } else { String::new() };
        line(outcome.occurred_on.unwrap_or(outcome.observed_on), what, &format!("selon {}", outcome.source))
            .leading_to(href)
    }));
    lines
}

fn of_proposal(dossier: &Dossier, proposal: &Proposal, journal: &Journal) -> Vec<StoryLine> {
    let other = dossier.other_name(proposal.mentor_id, proposal.journey_id);
    let own = dossier.person.name();
    let is_mentor = dossier.is_mentor(proposal.mentor_id);
    let (mentor, mentee) = if is_mentor { (&own, &other) } else { (&other, &own) };
    let answered = |name: &str, answer: &Answer| {
        let word = if answer.agrees { "oui" } else { "non" };
        line(
            answer.on,
            format!("{name} répond {word} à la proposition"),
            journal.who(proposal.id, ProposalDeed::Answered),
        )
    };
    let proposed = format!("Tandem proposé avec {other}");
    let mut lines =
        vec![line(proposal.proposed_on, proposed, journal.who(proposal.id, ProposalDeed::Proposed))];
    lines.extend(proposal.mentee.as_ref().map(|answer| answered(mentee, answer)));
    lines.extend(proposal.mentor.as_ref().map(|answer| answered(mentor, answer)));
    lines.extend(proposal.withdrawn.map(|(on, reason)| {
        let what = format!("Proposition de tandem avec {other} retirée\u{a0}: {reason}");
        line(on, what, journal.who(proposal.id, ProposalDeed::Withdrawn))
    }));
    lines
}

fn of_tandem(dossier: &Dossier, tandem: &Tandem, journal: &Journal) -> Vec<StoryLine> {
    let other = dossier.other_name(tandem.mentor_id, tandem.journey_id);
    let href = format!("/tandems/{}", tandem.id);
    let start = line(
        tandem.started_on,
        format!("Début du tandem avec {other}"),
        journal.who(tandem.id, TandemDeed::Started),
    );
    let mut lines = vec![start.leading_to(href.clone())];
    lines.extend(dossier.meetings_of(tandem.id).iter().map(|meeting| {
        let what = format!("Rencontre avec {other}, {}, {}", words::minutes(meeting.minutes), meeting.mode);
        line(meeting.held_on, what, "")
    }));
    if let Some((on, reason)) = tandem.closed {
        let what = format!("Clôture du tandem avec {other}\u{a0}: {reason}");
        lines.push(line(on, what, journal.who(tandem.id, TandemDeed::Closed)).leading_to(href));
    }
    lines
}

fn line(on: Date, what: impl Into<String>, who: &str) -> StoryLine {
    StoryLine::new(on, what).by(who)
}
