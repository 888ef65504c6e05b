//! The story of a tandem.

use super::of_person::{called, postponements};
use super::{Journal, StoryLine};
use crate::accounts::reader::Reader;
use crate::accounts::viewer::Viewer;
use crate::db::Id;
use crate::french;
use crate::overview::tandem_file::TandemFile;
use crate::people::person::Person;
use crate::people::words;
use crate::proposals::proposal::{Answer, Party, Proposal};
use crate::tandems::charter::Signature;
use crate::tandems::tandem::{TandemDeed, TandemPeople};

/// Tells the story of a tandem, newest first. What came of it is told only to those who follow the mentee.
pub fn of_tandem(file: &TandemFile, viewer: &Viewer) -> Vec<StoryLine> {
    let TandemFile { people, meetings, proposal, outcomes, journal, .. } = file;
    let tandem = &people.tandem;
    let own = people.sides(viewer).map(|(own, _)| own.id);
    let reader = if own.is_some() { Reader::Oneself } else { Reader::Another };
    let mut lines = Vec::new();
    if let Some(proposal) = proposal {
        lines.extend(proposal_lines(proposal, people, viewer, reader));
    }
    lines.extend(file.signatures.iter().filter_map(|signature| signed_line(signature, people, viewer)));
    let start = StoryLine::new(tandem.started_on, reader.read("Votre tandem commence", "Le tandem commence"));
    lines.push(start.by(author(journal, tandem.id, TandemDeed::Started)));
    if let Some(first) = meetings.last() {
        let what = format!(
            "{}, {}, {}",
            reader.read("Votre première rencontre", "Première rencontre"),
            words::minutes(first.minutes),
            first.mode
        );
        lines.push(StoryLine::new(first.held_on, what));
    }
    if let [last, _, ..] = meetings.as_slice() {
        let what = format!(
            "{}, {}, {}",
            reader.read("Votre dernière rencontre", "Dernière rencontre"),
            words::minutes(last.minutes),
            last.mode
        );
        lines.push(StoryLine::new(last.held_on, what));
    }
    if let Some((on, reason)) = tandem.closed {
        let closure = StoryLine::new(
            on,
            format!("{} se termine\u{a0}: {reason}", reader.read("Votre tandem", "Le tandem")),
        );
        lines.push(closure.by(author(journal, tandem.id, TandemDeed::Closed)));
    }
    lines.extend(file.calls.iter().map(|(call, who)| called(call, who, reader)));
    lines.extend(postponements(&file.step, journal, own));
    if viewer.is_staff() {
        lines.extend(outcomes.iter().map(|outcome| {
            let what = french::capitalised(outcome.kind.label());
            StoryLine::new(outcome.occurred_on.unwrap_or(outcome.observed_on), what)
                .by(format!("appris par {}", outcome.source))
        }));
    }
    // The sort is stable: within a day, what came later was pushed later.
    lines.reverse();
    lines.sort_by_key(|line| std::cmp::Reverse(line.on));
    lines
}

fn proposal_lines(
    proposal: &Proposal,
    people: &TandemPeople,
    viewer: &Viewer,
    reader: Reader,
) -> Vec<StoryLine> {
    let suggests = reader.read("Le hub vous propose ce tandem", "Le hub propose ce tandem");
    let mut suggested = StoryLine::new(proposal.proposed_on, suggests);
    if viewer.coordinates() {
        suggested = suggested.leading_to(format!("/proposals/{}", proposal.id));
    }
    let answered = |answer: &Option<Answer>, person: &Person| {
        let says = match Reader::of(viewer, person.id) {
            Reader::Oneself => "Vous dites oui".to_owned(),
            Reader::Another => format!("{} dit oui", person.name()),
        };
        answer.as_ref().map(|answer| StoryLine::new(answer.on, says))
    };
    let mentee = answered(&proposal.mentee, &people.mentee);
    let mentor = answered(&proposal.mentor, &people.mentor);
    [Some(suggested), mentee, mentor].into_iter().flatten().collect()
}

fn signed_line(signature: &Signature, people: &TandemPeople, viewer: &Viewer) -> Option<StoryLine> {
    let signed = signature.signed.as_ref()?;
    let person = match signature.party {
        Party::Mentor => &people.mentor,
        Party::Mentee => &people.mentee,
    };
    let signs = match Reader::of(viewer, person.id) {
        Reader::Oneself => "Vous signez la charte".to_owned(),
        Reader::Another => format!("{} signe la charte", person.name()),
    };
    let line = StoryLine::new(signed.on, format!("{signs}, {}", signed.way));
    Some(line.leading_to(format!("/charters/{}", signature.proposal_id)))
}

/// Who did something to the tandem; empty for the hub itself, as when history was brought in.
fn author(journal: &Journal, tandem: Id, deed: TandemDeed) -> String {
    match journal.who(tandem, deed) {
        "" => String::new(),
        name => format!("noté par {name}"),
    }
}
