//! What happened to a person on the hub, dated, newest first, with who noted it.

use std::collections::BTreeMap;

use time::Date;

use super::dossier::Dossier;
use crate::db::{self, Entry, Id};
use crate::error::Error;
use crate::french;
use crate::matching::proposal::{Answer, Proposal};
use crate::outcomes::outcome::Outcome;
use crate::people::person::Journey;
use crate::people::words;
use crate::tandems::tandem::Tandem;
use crate::{accounts, app, web};

/// One line of a story.
pub struct StoryLine {
    pub iso: String,
    pub day: String,
    pub what: String,
    pub who: String,
    pub href: String,
    on: Date,
}

/// How many lines of the journal are read, and how many lines a story shows.
const LONGEST_STORY: u64 = 60;

/// The story of a person. Days are those of the facts; the journal tells who noted them.
pub async fn tell(app: &app::App, dossier: &Dossier, organisation: &str) -> Result<Vec<StoryLine>, Error> {
    let keys: Vec<Id> = dossier.keys().into_iter().collect();
    let journal = Journal {
        entries: db::story(&app.db, &keys, LONGEST_STORY * 4).await?,
        names: accounts::store::list(&app.db).await?.into_iter().map(|one| (one.id, one.name)).collect(),
    };
    let mut lines = vec![line(dossier.person.registered_on, "Inscription sur le hub", organisation)];
    if let Some(mentor) = &dossier.mentor {
        lines.push(line(mentor.joined_on, "Devient mentor", journal.who(mentor.id, "created")));
        let left = mentor.left_on.map(|on| line(on, "Quitte le hub comme mentor", ""));
        lines.extend(left);
    }
    for journey in &dossier.journeys {
        lines.extend(of_journey(journey, dossier.outcomes_of(journey.id), &journal));
    }
    for proposal in &dossier.proposals {
        lines.extend(of_proposal(dossier, proposal, &journal));
    }
    for tandem in &dossier.tandems {
        lines.extend(of_tandem(dossier, tandem, &journal));
    }
    lines.extend(journal.changes());
    lines.sort_by_key(|line| std::cmp::Reverse(line.on));
    lines.truncate(usize::try_from(LONGEST_STORY).unwrap_or(usize::MAX));
    Ok(lines)
}

/// The lines of the journal, and the names of those who wrote them.
struct Journal {
    entries: Vec<Entry>,
    names: BTreeMap<Id, String>,
}

impl Journal {
    /// Who did something to an object; empty when it was the hub itself.
    fn who(&self, object: Id, action: &str) -> &str {
        let entry = self.entries.iter().find(|entry| entry.object_id == object && entry.action == action);
        entry.map_or("", |entry| self.name(entry))
    }

    fn name(&self, entry: &Entry) -> &str {
        entry.actor_id.and_then(|actor| self.names.get(&actor)).map_or("", String::as_str)
    }

    /// What was changed in the file of the person, once a day for each who changed it.
    fn changes(&self) -> Vec<StoryLine> {
        let what = |entry: &Entry| match (entry.object_kind.as_str(), entry.action.as_str()) {
            ("person", "changed") => Some("Fiche modifiée"),
            ("mentor", "changed") => Some("Offre de mentor modifiée"),
            ("journey", "changed") => Some("Besoin modifié"),
            _ => None,
        };
        let changes =
            self.entries.iter().filter_map(|entry| Some((entry.at.day(), what(entry)?, self.name(entry))));
        let mut lines: Vec<StoryLine> = changes.map(|(on, what, who)| line(on, what, who)).collect();
        lines.dedup_by(|a, b| a.on == b.on && a.what == b.what && a.who == b.who);
        lines
    }
}

fn of_journey(journey: &Journey, outcomes: &[Outcome], journal: &Journal) -> Vec<StoryLine> {
    let welcome = format!("Accueil, parcours {}", journey.track);
    let mut lines = vec![line(journey.welcomed_on, welcome, journal.who(journey.id, "created"))];
    if let Some((on, reason)) = journey.ended {
        lines.push(line(
            on,
            format!("Fin du parcours {}\u{a0}: {reason}", journey.track),
            journal.who(journey.id, "ended"),
        ));
    }
    lines.extend(outcomes.iter().map(|outcome| {
        let what = french::capitalised(outcome.kind.label());
        line(outcome.occurred_on.unwrap_or(outcome.observed_on), what, &format!("selon {}", outcome.source))
            .to(format!("/journeys/{}/outcomes", journey.id))
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
            journal.who(proposal.id, "answered"),
        )
    };
    let proposed = format!("Tandem proposé avec {other}");
    let mut lines = vec![line(proposal.proposed_on, proposed, journal.who(proposal.id, "proposed"))];
    lines.extend(proposal.mentee.as_ref().map(|answer| answered(mentee, answer)));
    lines.extend(proposal.mentor.as_ref().map(|answer| answered(mentor, answer)));
    lines
}

fn of_tandem(dossier: &Dossier, tandem: &Tandem, journal: &Journal) -> Vec<StoryLine> {
    let other = dossier.other_name(tandem.mentor_id, tandem.journey_id);
    let href = format!("/tandems/{}", tandem.id);
    let start =
        line(tandem.started_on, format!("Début du tandem avec {other}"), journal.who(tandem.id, "started"));
    let mut lines = vec![start.to(href.clone())];
    lines.extend(dossier.meetings_of(tandem.id).iter().map(|meeting| {
        let what = format!("Rencontre avec {other}, {}, {}", words::minutes(meeting.minutes), meeting.mode);
        line(meeting.held_on, what, "")
    }));
    if let Some((on, reason)) = tandem.closed {
        let what = format!("Clôture du tandem avec {other}\u{a0}: {reason}");
        lines.push(line(on, what, journal.who(tandem.id, "closed")).to(href));
    }
    lines
}

fn line(on: Date, what: impl Into<String>, who: &str) -> StoryLine {
    StoryLine {
        iso: french::iso_day(&on),
        day: french::day(&on),
        what: what.into(),
        who: who.to_owned(),
        href: String::new(),
        on,
    }
}

impl StoryLine {
    fn to(self, href: String) -> Self {
        Self { href, ..self }
    }
}

/// Whether the links of a story lead somewhere for a viewer: outcomes are for those who follow people.
pub fn without_staff_links(lines: Vec<StoryLine>, viewer: &web::Viewer) -> Vec<StoryLine> {
    if viewer.is_staff() {
        return lines;
    }
    let keep = |line: StoryLine| {
        if line.href.starts_with("/journeys/") { line.to(String::new()) } else { line }
    };
    lines.into_iter().map(keep).collect()
}
