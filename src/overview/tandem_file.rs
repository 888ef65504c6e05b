//! Everything the page of a tandem tells: its two people, its meetings, what comes next, and what came of it.

use std::collections::BTreeSet;

use time::Date;

use super::steps::StepLine;
use super::story::Journal;
use crate::accounts::coordination::Coordinator;
use crate::db::Id;
use crate::follow_ups::meeting::Meeting;
use crate::outcomes::outcome::Outcome;
use crate::proposals::proposal::Proposal;
use crate::steps::Call;
use crate::tandems::charter::Signature;
use crate::tandems::tandem::TandemPeople;

/// What the hub holds of a tandem.
pub struct TandemFile {
    /// The tandem, with its two people and the journey.
    pub people: TandemPeople,
    /// The meetings of the tandem, newest first.
    pub meetings: Vec<Meeting>,
    /// The proposal it comes from, where the viewer may see it.
    pub proposal: Option<Proposal>,
    /// What its two people were asked to sign, where the viewer may see the proposal.
    pub signatures: Vec<Signature>,
    /// What was learnt of the journey, oldest first, where the viewer may see it.
    pub outcomes: Vec<Outcome>,
    /// Those of its two people whom the viewer's scope holds.
    pub followed: BTreeSet<Id>,
    /// What the journal tells of the tandem.
    pub journal: Journal,
    /// What comes next, while it is open.
    pub step: Option<StepLine>,
    /// The calls about the tandem, with the names of those who made them, newest first.
    pub calls: Vec<(Call, String)>,
    /// Who coordinates the journey: whom both sides call.
    pub coordinator: Option<Coordinator>,
    /// Whether the two do not read how to reach each other for now.
    pub is_paused: bool,
}

/// An open tandem in a list.
pub struct OpenTandem {
    /// The tandem, with its two people and the journey.
    pub people: TandemPeople,
    /// The day of its last meeting.
    pub last_met_on: Option<Date>,
    /// What comes next, whose turn it is and by when.
    pub step: StepLine,
}
