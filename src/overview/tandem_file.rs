//! Everything the page of a tandem tells: its two people, its meetings, what comes next, and what came of it.

use std::collections::BTreeSet;

use time::Date;

use super::story::Journal;
use crate::db::Id;
use crate::follow_ups::meeting::{Meeting, last_met_on, planned};
use crate::follow_ups::next_action::{NextAction, of_tandem};
use crate::outcomes::outcome::Outcome;
use crate::proposals::proposal::Proposal;
use crate::tandems::tandem::TandemPeople;

/// What the hub holds of a tandem.
pub struct TandemFile {
    /// The tandem, with its two people and the journey.
    pub people: TandemPeople,
    /// The meetings of the tandem, newest first.
    pub meetings: Vec<Meeting>,
    /// The proposal it comes from, where the viewer may see it.
    pub proposal: Option<Proposal>,
    /// What was learnt of the journey, oldest first, where the viewer may see it.
    pub outcomes: Vec<Outcome>,
    /// Those of its two people whom the viewer's scope holds.
    pub followed: BTreeSet<Id>,
    /// What the journal tells of the tandem.
    pub journal: Journal,
}

impl TandemFile {
    /// What comes next, while it is open.
    pub fn next(&self, today: Date) -> Option<NextAction> {
        next(&self.people, &self.meetings, today)
    }
}

/// An open tandem in a list.
pub struct OpenTandem {
    /// The tandem, with its two people and the journey.
    pub people: TandemPeople,
    /// The day of its last meeting.
    pub last_met_on: Option<Date>,
    /// What comes next, who does it and before when.
    pub next: NextAction,
}

impl OpenTandem {
    /// A tandem with its meetings; none when it is closed.
    pub fn new(people: TandemPeople, meetings: &[Meeting], today: Date) -> Option<Self> {
        let next = next(&people, meetings, today)?;
        Some(Self { last_met_on: last_met_on(meetings), next, people })
    }
}

fn next(people: &TandemPeople, meetings: &[Meeting], today: Date) -> Option<NextAction> {
    let next = people.tandem.next(last_met_on(meetings), planned(meetings))?;
    Some(of_tandem(next, &people.mentor.name(), today))
}
