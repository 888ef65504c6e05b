//! The story of a person.

use time::Date;

use super::{Journal, JournalLine, LONGEST_STORY, StoryLine};
use crate::accounts::reader::Reader;
use crate::accounts::viewer::Viewer;
use crate::db::Id;
use crate::french;
use crate::outcomes::outcome::Outcome;
use crate::overview::dossier::Dossier;
use crate::overview::steps::StepLine;
use crate::people::deeds::{JourneyDeed, MentorDeed, PersonDeed};
use crate::people::person::Journey;
use crate::people::words;
use crate::proposals::proposal::{Answer, Party, Proposal, ProposalDeed};
use crate::steps::{Call, Postponement, StepDeed, SubjectKind};
use crate::tandems::tandem::{Tandem, TandemDeed};

/// Tells the story of a person whom an organisation brought, newest first. Days are those of the facts; the journal tells who
/// noted them.
pub fn of_person(dossier: &Dossier, organisation: &str, viewer: &Viewer) -> Vec<StoryLine> {
    let journal = &dossier.journal;
    let reader = Reader::of(viewer, dossier.person.id);
    let registered = reader.read("Votre inscription sur le hub", "Inscription sur le hub");
    let mut lines = vec![line(dossier.person.registered_on, registered, organisation)];
    if let Some(mentor) = &dossier.mentor {
        let joins = reader.read("Vous devenez mentor", "Devient mentor");
        lines.push(line(mentor.joined_on, joins, journal.who(mentor.id, MentorDeed::Created)));
        let by = journal.who(mentor.id, MentorDeed::Left);
        let leaves = reader.read("Vous quittez le hub comme mentor", "Quitte le hub comme mentor");
        lines.extend(mentor.left_on.map(|on| line(on, leaves, by)));
    }
    for journey in &dossier.journeys {
        let outcomes = dossier.outcomes_of(journey.id);
        lines.extend(of_journey(journey, outcomes, journal, reader));
    }
    for proposal in &dossier.proposals {
        lines.extend(of_proposal(dossier, proposal, journal, reader));
    }
    for tandem in &dossier.tandems {
        lines.extend(of_tandem(dossier, tandem, journal, reader));
    }
    lines.extend(changes(journal, reader));
    // What concerns the other side of a pair is told on their own page.
    let calls = dossier.calls.iter().filter(|(call, _)| dossier.is_about(call.subject));
    lines.extend(calls.map(|(call, who)| called(call, who, reader)));
    let steps = dossier.steps.iter().filter(|line| dossier.is_about(line.step.subject));
    let own = reader.is_oneself().then_some(dossier.person.id);
    lines.extend(postponements(steps, &own_postponements(dossier), own));
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
fn changes(journal: &Journal, reader: Reader) -> Vec<StoryLine> {
    let what = |entry: &JournalLine| {
        if entry.tells(PersonDeed::Changed) {
            Some(reader.read("Votre fiche est modifiée", "Fiche modifiée"))
        } else if entry.tells(PersonDeed::AgreedOnPhone) {
            Some(reader.read(
                "Au téléphone, vous êtes d’accord pour qu’on note vos réponses",
                "D’accord, au téléphone, pour qu’on note ses réponses",
            ))
        } else if entry.tells(MentorDeed::Changed) {
            Some(reader.read("Votre offre de mentor est modifiée", "Offre de mentor modifiée"))
        } else if entry.tells(JourneyDeed::Changed) {
            Some(reader.read("Votre besoin est modifié", "Besoin modifié"))
        } else {
            None
        }
    };
    let changes = journal.0.iter().filter_map(|entry| Some(line(entry.on, what(entry)?, &entry.who)));
    let mut lines: Vec<StoryLine> = changes.collect();
    lines.dedup();
    lines
}

/// That somebody was called, and whether they answered. Of a tandem, its two people do not read which of them it was.
pub(super) fn called(call: &Call, who: &str, reader: Reader) -> StoryLine {
    let what = match (reader, call.subject.kind) {
        (Reader::Oneself, SubjectKind::Tandem) => "Appel du hub au sujet du tandem".to_owned(),
        (Reader::Oneself, _) => format!("Appel du hub\u{a0}: {}", call.result.told()),
        (Reader::Another, _) => format!("Appel\u{a0}: {}", call.result),
    };
    line(call.called_on, what, who)
}

/// What was put off: to which day and why while that still holds, the mere fact afterwards. `own`: whoever reads of themselves.
pub(super) fn postponements<'a>(
    steps: impl IntoIterator<Item = &'a StepLine>,
    journal: &Journal,
    own: Option<Id>,
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
                let to = french::short_day(&postponed.to);
                let (what, reason) = match own {
                    Some(own) => (line.told(own, postponed.on), postponed.reason.told()),
                    None => (line.what(postponed.on).to_owned(), postponed.reason.label()),
                };
                format!("«\u{a0}{what}\u{a0}» reporté au {to}\u{a0}: {reason}")
            },
        )
    };
    let entries = journal.0.iter().filter(|entry| entry.tells(StepDeed::Postponed));
    let mut lines: Vec<StoryLine> = entries.map(|entry| line(entry.on, told(entry), &entry.who)).collect();
    lines.dedup();
    lines
}

fn of_journey(journey: &Journey, outcomes: &[Outcome], journal: &Journal, reader: Reader) -> Vec<StoryLine> {
    let welcome = format!("{}, parcours {}", reader.read("Votre premier accueil", "Accueil"), journey.track);
    let mut lines = vec![line(journey.welcomed_on, welcome, journal.who(journey.id, JourneyDeed::Created))];
    if let Some((on, reason)) = journey.ended {
        lines.push(line(
            on,
            format!(
                "{} {}\u{a0}: {}",
                reader.read("Clôture de votre parcours", "Clôture du parcours"),
                journey.track,
                reader.read(reason.told(), reason.label()),
            ),
            journal.who(journey.id, JourneyDeed::Ended),
        ));
    }
    lines.extend(outcomes.iter().map(|outcome| {
        let what = french::capitalised(outcome.kind.label());
        // The page of outcomes is for those who follow people.
        let href = reader.read(String::new(), format!("/journeys/{}/outcomes", journey.id));
        let source = reader.read(outcome.source.told(), outcome.source.label());
        line(outcome.occurred_on.unwrap_or(outcome.observed_on), what, &format!("selon {source}"))
            .leading_to(href)
    }));
    lines
}

fn of_proposal(dossier: &Dossier, proposal: &Proposal, journal: &Journal, reader: Reader) -> Vec<StoryLine> {
    if reader.is_oneself() {
        return of_own_proposal(dossier, proposal, journal);
    }
    let other = dossier.other_name(proposal.mentor_id, proposal.journey_id);
    let own = dossier.person.name();
    let is_mentor = dossier.is_mentor(proposal.mentor_id);
    let (mentor, mentee) = if is_mentor { (&own, &other) } else { (&other, &own) };
    let answered = |name: &str, answer: &Answer| {
        let what = format!("{name} répond {} à la proposition", word(answer));
        line(answer.on, what, journal.who(proposal.id, ProposalDeed::Answered))
    };
    let proposed = format!("Tandem proposé avec {other}");
    let mut lines =
        vec![line(proposal.proposed_on, proposed, journal.who(proposal.id, ProposalDeed::Proposed))];
    lines.extend(proposal.mentee.as_ref().map(|answer| answered(mentee, answer)));
    lines.extend(proposal.mentor.as_ref().map(|answer| answered(mentor, answer)));
    lines.extend(proposal.withdrawn.map(|(on, reason)| match proposal.later {
        Some(later) => {
            let name = if later.party == Party::Mentor { mentor } else { mentee };
            let what = format!("{name} préfère attendre le {}", french::day(&later.from));
            line(on, what, journal.who(proposal.id, ProposalDeed::PutOff))
        }
        None => {
            let what = format!("Proposition de tandem avec {other} retirée\u{a0}: {reason}");
            line(on, what, journal.who(proposal.id, ProposalDeed::Withdrawn))
        }
    }));
    lines
}

/// The same, as a side reads it that knows of it: nobody is told that the other said no, only that nothing comes of it.
fn of_own_proposal(dossier: &Dossier, proposal: &Proposal, journal: &Journal) -> Vec<StoryLine> {
    let party = dossier.party(proposal);
    let other = dossier.told_name(proposal);
    let noted_by = journal.who(proposal.id, ProposalDeed::Answered);
    let proposed = format!("Le hub vous propose un tandem avec {other}");
    let mut lines =
        vec![line(proposal.proposed_on, proposed, journal.who(proposal.id, ProposalDeed::Proposed))];
    lines.extend(
        proposal.answer(party).map(|answer| {
            line(answer.on, format!("Vous répondez {} à la proposition", word(answer)), noted_by)
        }),
    );
    lines.extend(proposal.answer(party.other()).map(|answer| {
        if answer.agrees {
            line(answer.on, format!("{other} répond oui à la proposition"), noted_by)
        } else {
            line(answer.on, format!("La proposition de tandem avec {other} ne se fera pas"), "")
        }
    }));
    lines.extend(proposal.withdrawn.map(|(on, reason)| match proposal.later {
        Some(later) if later.party == party => {
            let what = format!("Vous préférez attendre le {}", french::day(&later.from));
            line(on, what, journal.who(proposal.id, ProposalDeed::PutOff))
        }
        Some(_) => line(on, format!("Le tandem avec {other} ne se fera pas pour le moment"), ""),
        None => {
            let what = format!("Proposition de tandem avec {other} retirée\u{a0}: {}", reason.told(party));
            line(on, what, journal.who(proposal.id, ProposalDeed::Withdrawn))
        }
    }));
    lines
}

fn word(answer: &Answer) -> &'static str {
    if answer.agrees { "oui" } else { "non" }
}

fn of_tandem(dossier: &Dossier, tandem: &Tandem, journal: &Journal, reader: Reader) -> Vec<StoryLine> {
    let other = dossier.other_name(tandem.mentor_id, tandem.journey_id);
    let href = format!("/tandems/{}", tandem.id);
    let start = line(
        tandem.started_on,
        format!("Début {} avec {other}", reader.read("de votre tandem", "du tandem")),
        journal.who(tandem.id, TandemDeed::Started),
    );
    let mut lines = vec![start.leading_to(href.clone())];
    lines.extend(dossier.meetings_of(tandem.id).iter().map(|meeting| {
        let met = reader.read("Votre rencontre", "Rencontre");
        let what = format!("{met} avec {other}, {}, {}", words::minutes(meeting.minutes), meeting.mode);
        line(meeting.held_on, what, "")
    }));
    if let Some((on, reason)) = tandem.closed {
        let closed = reader.read("Votre tandem avec", "Clôture du tandem avec");
        let what = format!("{closed} {other}{}\u{a0}: {reason}", reader.read(" se termine", ""));
        lines.push(line(on, what, journal.who(tandem.id, TandemDeed::Closed)).leading_to(href));
    }
    lines
}

fn line(on: Date, what: impl Into<String>, who: &str) -> StoryLine {
    StoryLine::new(on, what).by(who)
}
