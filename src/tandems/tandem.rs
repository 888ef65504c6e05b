//! When a tandem may begin and may be closed.

use time::{Date, Duration};

use crate::accounts::reader::Reader;
use crate::accounts::viewer::Viewer;
use crate::db::{Id, deeds};
use crate::people::person::{EndReason, Journey, Mentor, Person};
use crate::proposals::proposal::Party;
use crate::rounds::not_proposed::Obstacle;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Why a tandem is closed; none of them is a fault.
    ClosureReason {
        GoalReached = "goal_reached", "objectif atteint";
        NoLongerNeeded = "no_longer_needed", "l’accompagnement n’est plus nécessaire";
        Mutual = "mutual", "décision commune";
        Unavailable = "unavailable", "plus assez de disponibilité";
        Moved = "moved", "départ du territoire";
        NoNews = "no_news", "plus de nouvelles";
        HubDecision = "hub_decision", "décision du hub";
    }
}

impl ClosureReason {
    /// Whether the journey usually ends with the tandem; otherwise the mentee waits for another mentor.
    pub fn usually_ends_journey(self) -> bool {
        matches!(self, Self::GoalReached | Self::NoLongerNeeded | Self::Moved)
    }

    /// Why the journey ends, when it ends with the tandem.
    pub fn end_reason(self) -> EndReason {
        match self {
            Self::GoalReached => EndReason::GoalReached,
            Self::Moved => EndReason::Moved,
            Self::NoNews => EndReason::NoNews,
            Self::NoLongerNeeded | Self::Mutual | Self::Unavailable | Self::HubDecision => {
                EndReason::Withdrawn
            }
        }
    }
}

vocabulary! {
    /// What becomes of the journey once its tandem is closed.
    Aftermath {
        AsUsual = "as_usual", "comme l’indique le motif";
        Ends = "ends", "l’accompagnement se termine aussi";
        Waits = "waits", "la personne attend un autre mentor";
    }
}

impl Aftermath {
    /// Whether the journey ends with a tandem closed for this reason.
    pub fn ends_journey(self, reason: ClosureReason) -> bool {
        match self {
            Self::AsUsual => reason.usually_ends_journey(),
            Self::Ends => true,
            Self::Waits => false,
        }
    }
}

/// A mentor and a mentee who accepted each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tandem {
    /// Its key, also in the journal and in addresses.
    pub id: Id,
    /// The proposal it comes from; none for what is brought in from before the hub.
    pub proposal_id: Option<Id>,
    /// The journey of the mentee.
    pub journey_id: Id,
    /// The mentor, who may have other tandems.
    pub mentor_id: Id,
    /// Its first day: that of the second yes, unless it is older than the hub.
    pub started_on: Date,
    /// Its last day, with the reason.
    pub closed: Option<(Date, ClosureReason)>,
}

/// A tandem with the people on both sides.
#[derive(Clone, Debug)]
pub struct TandemPeople {
    /// Its days, and why it ended if it did.
    pub tandem: Tandem,
    /// What the mentee needs, since when, and how it ended.
    pub journey: Journey,
    /// The person whose journey it is.
    pub mentee: Person,
    /// The person behind the mentor.
    pub mentor: Person,
}

impl TandemPeople {
    /// The two people as one of them sees them: themselves, then the other. None for anybody else.
    pub fn sides(&self, viewer: &Viewer) -> Option<(&Person, &Person)> {
        match [&self.mentor, &self.mentee].map(|person| Reader::of(viewer, person.id)) {
            [Reader::Oneself, _] => Some((&self.mentor, &self.mentee)),
            [_, Reader::Oneself] => Some((&self.mentee, &self.mentor)),
            _ => None,
        }
    }
}

/// Why a tandem cannot begin.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BeginError {
    /// A journey never has two open tandems.
    #[error("Cette personne est déjà dans un tandem.")]
    AlreadyInTandem,
    /// A mentor never has more open tandems than places.
    #[error("Ce mentor n’a plus de place.")]
    NoPlace,
    /// Whoever left the pool accompanies nobody new.
    #[error("Ce mentor a quitté le hub : retirez cette proposition.")]
    MentorLeft,
    /// Nobody is accompanied once their journey has ended.
    #[error("Cet accompagnement est terminé : retirez cette proposition.")]
    JourneyEnded,
    /// A firm rule stands between the two people by now.
    #[error("Ce tandem ne peut pas commencer : {0}. Retirez cette proposition.")]
    Forbidden(Obstacle),
}

impl BeginError {
    /// The same, as one of the two reads it, who can withdraw nothing.
    pub fn told(&self, party: Party) -> &'static str {
        match (self, party) {
            (Self::AlreadyInTandem, Party::Mentee) => {
                "Vous êtes déjà dans un tandem. Vous n’avez rien à faire."
            }
            (Self::AlreadyInTandem, Party::Mentor) => {
                "Cette personne est déjà dans un tandem. Vous n’avez rien à faire."
            }
            (Self::NoPlace, Party::Mentee) => {
                "Ce mentor n’a plus de place\u{a0}: la dernière vient d’être prise. Vous n’avez rien à faire\u{a0}: nous vous cherchons \
                 un autre mentor."
            }
            (Self::NoPlace, Party::Mentor) => {
                "Vous n’avez plus de place\u{a0}: la dernière vient d’être prise. Pour aider une personne de plus, appelez-nous."
            }
            (Self::MentorLeft, Party::Mentee) => {
                "Ce mentor a quitté le hub. Vous n’avez rien à faire\u{a0}: nous vous cherchons un autre mentor."
            }
            (Self::MentorLeft, Party::Mentor) => "Vous avez quitté le hub. Pour revenir, appelez-nous.",
            (Self::JourneyEnded, Party::Mentee) => {
                "Votre accompagnement est terminé. Pour chercher de nouveau un mentor, appelez-nous."
            }
            (Self::JourneyEnded, Party::Mentor) => {
                "L’accompagnement de cette personne est terminé. Vous n’avez rien à faire."
            }
            (Self::Forbidden(_), _) => {
                "Ce tandem ne peut plus commencer. Pour savoir pourquoi, appelez-nous."
            }
        }
    }
}

/// Whether both sides are still there: the mentor has not left, and the journey has not ended.
pub fn check_sides(mentor: &Mentor, journey: &Journey) -> Result<(), BeginError> {
    if mentor.left_on.is_some() {
        Err(BeginError::MentorLeft)
    } else if journey.ended.is_some() {
        Err(BeginError::JourneyEnded)
    } else {
        Ok(())
    }
}

/// Whether a tandem may begin: both sides must still be there, the journey must have no other tandem that is open, and the mentor,
/// whose open tandems take `taken` of their places, must have one left.
pub fn check_begin(
    mentor: &Mentor,
    journey: &Journey,
    has_open_tandem: bool,
    taken: u32,
) -> Result<(), BeginError> {
    check_sides(mentor, journey)?;
    if has_open_tandem {
        Err(BeginError::AlreadyInTandem)
    } else if taken >= u32::from(mentor.capacity) {
        Err(BeginError::NoPlace)
    } else {
        Ok(())
    }
}

/// Why a closure is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClosureError {
    /// It is closed once.
    #[error("Ce tandem est déjà terminé.")]
    AlreadyClosed,
    /// Yearly reports count the days two people really spent together.
    #[error("Un tandem ne peut pas se terminer avant d’avoir commencé.")]
    BeforeStart,
    /// Nobody knows today how long a tandem will last.
    #[error("La clôture ne peut pas être datée après aujourd’hui.")]
    Future,
    /// A tandem lasts at least until its last meeting.
    #[error("Une rencontre est notée après ce jour\u{a0}: la clôture vient après la dernière rencontre.")]
    BeforeLastMeeting,
}

/// How long two people may go without a meeting before somebody asks how they are.
pub const LONGEST_SILENCE: Duration = Duration::days(42);
/// How soon after the first day they should have met.
const FIRST_MEETING_WITHIN: Duration = Duration::days(15);

/// What comes next in a tandem, and before when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// They have not met yet.
    First(Date),
    /// They agreed on a day.
    Planned(Date),
    /// They met, and agreed on no further day.
    Following(Date),
}

impl Next {
    /// The day before which it should be done.
    pub fn due_on(self) -> Date {
        match self {
            Self::First(day) | Self::Planned(day) | Self::Following(day) => day,
        }
    }
}

/// The last day on which one of some tandems was closed.
pub fn last_closed_on(tandems: &[Tandem]) -> Option<Date> {
    tandems.iter().filter_map(|tandem| tandem.closed.map(|(on, _)| on)).max()
}

impl Tandem {
    /// Whether it is still open.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Closes it. Refused when it is closed already, and for a day before its first day, after today, or before its last
    /// meeting.
    pub fn close(
        &mut self,
        on: Date,
        reason: ClosureReason,
        last_met_on: Option<Date>,
        today: Date,
    ) -> Result<(), ClosureError> {
        if self.closed.is_some() {
            return Err(ClosureError::AlreadyClosed);
        }
        if on < self.started_on {
            return Err(ClosureError::BeforeStart);
        }
        if on > today {
            return Err(ClosureError::Future);
        }
        if last_met_on.is_some_and(|met_on| met_on > on) {
            return Err(ClosureError::BeforeLastMeeting);
        }
        self.closed = Some((on, reason));
        Ok(())
    }

    /// What comes next in an open tandem, from its last meeting and the day they agreed on for the next.
    pub fn next(&self, last_met_on: Option<Date>, planned_on: Option<Date>) -> Option<Next> {
        if !self.is_open() {
            return None;
        }
        Some(match (last_met_on, planned_on) {
            (_, Some(day)) => Next::Planned(day),
            (None, None) => Next::First(self.started_on.saturating_add(FIRST_MEETING_WITHIN)),
            (Some(last), None) => Next::Following(last.saturating_add(LONGEST_SILENCE)),
        })
    }
}

deeds! {
    /// What is done to a tandem, in the journal.
    TandemDeed of "tandem" {
        Started = "started";
        Closed = "closed";
        Met = "met", note;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use crate::people::profile::Profile;
    use crate::track::Track;
    use time::macros::date;

    const START: Date = date!(2026 - 01 - 10);
    const TODAY: Date = date!(2026 - 03 - 12);

    fn tandem() -> Tandem {
        Tandem {
            id: new_id(),
            proposal_id: None,
            journey_id: new_id(),
            mentor_id: new_id(),
            started_on: START,
            closed: None,
        }
    }

    /// A mentor of two places, and a journey.
    fn sides() -> (Mentor, Journey) {
        let mentor = Mentor {
            id: new_id(),
            person_id: new_id(),
            capacity: 2,
            joined_on: START,
            left_on: None,
            available_from: None,
            tracks: [Track::Employment].into(),
            profile: Profile::default(),
        };
        let journey = Journey {
            id: new_id(),
            person_id: new_id(),
            track: Track::Employment,
            welcomed_on: START,
            ended: None,
            coordinator_id: None,
            waits_from: None,
            profile: Profile::default(),
        };
        (mentor, journey)
    }

    #[test]
    fn a_tandem_closes_between_its_first_day_and_today() {
        let reason = ClosureReason::GoalReached;
        let close = |on, last_met_on| tandem().close(on, reason, last_met_on, TODAY);
        assert_eq!(close(date!(2026 - 01 - 09), None), Err(ClosureError::BeforeStart));
        assert_eq!(close(date!(2026 - 03 - 13), None), Err(ClosureError::Future));
        assert_eq!(close(START, None), Ok(()));
        assert_eq!(close(TODAY, None), Ok(()));
    }

    #[test]
    fn a_tandem_closes_on_the_day_of_its_last_meeting_or_later() {
        let met_on = date!(2026 - 02 - 01);
        let close = |on| tandem().close(on, ClosureReason::Mutual, Some(met_on), TODAY);
        assert_eq!(close(date!(2026 - 01 - 31)), Err(ClosureError::BeforeLastMeeting));
        assert_eq!(close(met_on), Ok(()));
    }

    #[test]
    fn a_tandem_begins_for_somebody_who_has_none_with_a_mentor_who_has_a_place() {
        let (mentor, journey) = sides();
        assert_eq!(check_begin(&mentor, &journey, false, 1), Ok(()));
        assert_eq!(check_begin(&mentor, &journey, false, 2), Err(BeginError::NoPlace));
        assert_eq!(check_begin(&mentor, &journey, true, 0), Err(BeginError::AlreadyInTandem));
    }

    #[test]
    fn neither_of_the_two_is_told_to_withdraw_a_proposal() {
        let errors = [
            BeginError::AlreadyInTandem,
            BeginError::NoPlace,
            BeginError::MentorLeft,
            BeginError::JourneyEnded,
            BeginError::Forbidden(Obstacle::Declined),
        ];
        for (error, party) in
            errors.iter().flat_map(|error| Party::ALL.iter().map(move |party| (error, *party)))
        {
            let told = error.told(party);
            assert!(!told.contains("etirez"), "{error:?} {party:?}: {told}");
        }
    }

    #[test]
    fn no_tandem_begins_once_a_side_is_gone() {
        let (mentor, journey) = sides();
        let gone = Mentor { left_on: Some(TODAY), ..mentor.clone() };
        assert_eq!(check_begin(&gone, &journey, false, 0), Err(BeginError::MentorLeft));
        let over = Journey { ended: Some((TODAY, EndReason::Moved)), ..journey };
        assert_eq!(check_begin(&mentor, &over, false, 0), Err(BeginError::JourneyEnded));
    }

    #[test]
    fn a_tandem_closes_once() {
        let mut tandem = tandem();
        assert_eq!(tandem.close(TODAY, ClosureReason::Mutual, None, TODAY), Ok(()));
        let again = tandem.close(TODAY, ClosureReason::Moved, None, TODAY);
        assert_eq!(again, Err(ClosureError::AlreadyClosed));
        assert_eq!(tandem.next(None, None), None);
    }

    #[test]
    fn a_mentee_waits_again_unless_the_journey_ends_with_the_tandem() {
        assert!(Aftermath::AsUsual.ends_journey(ClosureReason::GoalReached));
        assert!(Aftermath::AsUsual.ends_journey(ClosureReason::Moved));
        assert!(!Aftermath::AsUsual.ends_journey(ClosureReason::Unavailable));
        assert!(!Aftermath::Waits.ends_journey(ClosureReason::GoalReached));
        assert!(Aftermath::Ends.ends_journey(ClosureReason::Mutual));
    }

    #[test]
    fn a_first_meeting_is_due_within_a_fortnight() {
        assert_eq!(tandem().next(None, None), Some(Next::First(date!(2026 - 01 - 25))));
        let planned = date!(2026 - 02 - 01);
        assert_eq!(tandem().next(Some(START), Some(planned)), Some(Next::Planned(planned)));
        assert_eq!(tandem().next(Some(START), None), Some(Next::Following(date!(2026 - 02 - 21))));
    }
}
