//! The story of a tandem: dated facts, newest first, with who noted them where the journal tells.

use time::Date;

use crate::accounts;
use crate::app::App;
use crate::db::{self, Entry};
use crate::error::Error;
use crate::follow_ups::meeting::Meeting;
use crate::matching::proposal::{Answer, Proposal};
use crate::tandems::tandem::Sides;
use crate::web::Viewer;
use crate::{french, matching, outcomes};

/// The journal of one tandem has a line a meeting; far fewer than this in years.
const JOURNAL_LINES: u64 = 500;

/// One line of a story.
pub struct StoryLine {
    on: Date,
    pub iso: String,
    pub day: String,
    pub what: String,
    pub who: String,
    pub href: String,
}

impl StoryLine {
    fn new(on: Date, what: impl Into<String>) -> Self {
        Self {
            on,
            iso: french::iso_day(&on),
            day: french::day(&on),
            what: what.into(),
            who: String::new(),
            href: String::new(),
        }
    }

    fn by(mut self, who: String) -> Self {
        self.who = who;
        self
    }
}

/// Tells the story of a tandem. What came of it is told to those who follow the mentee only.
pub async fn tell(
    app: &App,
    viewer: &Viewer,
    sides: &Sides,
    meetings: &[Meeting],
) -> Result<Vec<StoryLine>, Error> {
    let tandem = &sides.tandem;
    let journal = db::story(&app.db, &[tandem.id], JOURNAL_LINES).await?;
    let mut lines = Vec::new();
    if let Some(id) = tandem.proposal_id
        && let Some(proposal) = matching::store::find_proposal(&app.db, viewer.scope(), id).await?
    {
        lines.extend(proposal_lines(&proposal, sides, viewer.coordinates()));
    }
    let start = StoryLine::new(tandem.started_on, "Le tandem commence");
    lines.push(start.by(author(app, &journal, "started").await?));
    if let Some(first) = meetings.last() {
        let what = format!("Première rencontre, {}, {}", first.length(), first.mode);
        lines.push(StoryLine::new(first.held_on, what));
    }
    if let [last, _, ..] = meetings {
        let what = format!("Dernière rencontre, {}, {}", last.length(), last.mode);
        lines.push(StoryLine::new(last.held_on, what));
    }
    if let Some((on, reason)) = tandem.closed {
        let closure = StoryLine::new(on, format!("Le tandem se termine\u{a0}: {reason}"));
        lines.push(closure.by(author(app, &journal, "closed").await?));
    }
    if viewer.is_staff() {
        let learnt = outcomes::store::list_of(&app.db, viewer.scope(), sides.journey.id).await?;
        lines.extend(learnt.iter().map(|outcome| {
            let what = french::capitalised(outcome.kind.label());
            StoryLine::new(outcome.occurred_on.unwrap_or(outcome.observed_on), what)
                .by(format!("appris par {}", outcome.source))
        }));
    }
    // The sort is stable: within a day, what came later was pushed later.
    lines.reverse();
    lines.sort_by_key(|line| std::cmp::Reverse(line.on));
    Ok(lines)
}

fn proposal_lines(proposal: &Proposal, sides: &Sides, coordinates: bool) -> Vec<StoryLine> {
    let mut suggested = StoryLine::new(proposal.proposed_on, "Le hub propose ce tandem");
    if coordinates {
        suggested.href = format!("/proposals/{}", proposal.id);
    }
    let answered = |answer: &Option<Answer>, name: String| {
        answer.as_ref().map(|answer| StoryLine::new(answer.on, format!("{name} dit oui")))
    };
    let mentee = answered(&proposal.mentee, sides.mentee.name());
    let mentor = answered(&proposal.mentor, sides.mentor.name());
    [Some(suggested), mentee, mentor].into_iter().flatten().collect()
}

/// Who did something to the tandem; empty for the hub itself, as when the demonstration is loaded.
async fn author(app: &App, journal: &[Entry], action: &str) -> Result<String, Error> {
    let actor = journal.iter().find(|entry| entry.action == action).and_then(|entry| entry.actor_id);
    let Some(actor) = actor else { return Ok(String::new()) };
    let account = accounts::store::find(&app.db, actor).await?;
    Ok(account.map(|account| format!("noté par {}", account.name)).unwrap_or_default())
}
