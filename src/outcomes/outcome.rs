//! What changed for a mentee, dated, with its source.

use std::ops::RangeInclusive;

use time::{Date, Duration};

use crate::db::Id;
use crate::people::person::Journey;
use crate::track::Track;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What was learnt. The kinds of work follow what the State counts as ways out of inclusion through work: "emploi durable" is
    /// a permanent contract, a fixed-term one of more than six months or a public post, "emploi de transition" a shorter one.
    Kind {
        DurableJob = "durable_job", "emploi durable (CDI, CDD de plus de 6 mois, titularisation)";
        ShortJob = "short_job", "emploi de moins de 6 mois";
        Training = "training", "entrée en formation";
        Searching = "searching", "en recherche d’emploi";
        BusinessRegistered = "business_registered", "entreprise immatriculée";
        BusinessActive = "business_active", "entreprise en activité";
        BusinessTakenOver = "business_taken_over", "entreprise cédée ou reprise";
        BusinessStopped = "business_stopped", "entreprise arrêtée";
        NotKnown = "not_known", "pas de réponse";
    }
}

vocabulary! {
    /// Where it was learnt.
    Source {
        Mentee = "mentee", "la personne elle-même";
        Mentor = "mentor", "le mentor";
        Adviser = "adviser", "la structure";
        FollowUp = "follow_up", "un contact de suivi";
        Register = "register", "le registre des entreprises";
    }
}

impl Source {
    /// The same, as the person reads it whom the outcome is about.
    pub fn told(self) -> &'static str {
        match self {
            Self::Mentee => "vous",
            Self::Mentor => "votre mentor",
            Self::Adviser => "votre structure",
            Self::FollowUp | Self::Register => self.label(),
        }
    }
}

impl Kind {
    /// Whether it happened on one day, which must then be given; the others are what was seen on the day it was asked.
    pub fn is_event(self) -> bool {
        matches!(
            self,
            Self::DurableJob | Self::BusinessRegistered | Self::BusinessTakenOver | Self::BusinessStopped
        )
    }
}

/// Every kind, those a track is about first.
pub fn kinds_for(track: Track) -> Vec<Kind> {
    let first: &[Kind] = match track {
        Track::Employment => &[Kind::DurableJob, Kind::ShortJob, Kind::Training, Kind::Searching],
        Track::Creation => &[Kind::BusinessRegistered, Kind::Searching, Kind::Training],
        Track::YoungBusiness => &[Kind::BusinessActive, Kind::BusinessTakenOver, Kind::BusinessStopped],
    };
    let of_track = first.iter().chain([&Kind::NotKnown]).copied();
    let others = Kind::ALL.iter().copied().filter(|kind| *kind != Kind::NotKnown && !first.contains(kind));
    of_track.chain(others).collect()
}

/// What was learnt of a journey on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Its key; outcomes learnt on one day are in the order of their keys.
    pub id: Id,
    /// The journey it is about.
    pub journey_id: Id,
    /// What was learnt, or that nobody answered.
    pub kind: Kind,
    /// The day it happened, if it happened on a known day.
    pub occurred_on: Option<Date>,
    /// The day it was learnt, or asked without an answer.
    pub observed_on: Date,
    /// Where it was learnt.
    pub source: Source,
}

/// Why an outcome is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutcomeError {
    /// Results are counted on the day they happened.
    #[error("Indiquez le jour où cela s’est produit.")]
    DayMissing,
    /// It cannot be learnt before it happens.
    #[error("Ce jour est après celui où vous l’avez appris.")]
    HappenedAfterLearnt,
    /// Results are those of people who were welcomed.
    #[error("Ce jour est avant celui du premier accueil.")]
    BeforeWelcome,
    /// Only what is known today.
    #[error("Choisissez aujourd’hui ou un jour passé.")]
    Future,
}

/// Whether an outcome can have been learnt so, as known today.
pub fn check(outcome: &Outcome, today: Date) -> Result<(), OutcomeError> {
    if outcome.observed_on > today {
        return Err(OutcomeError::Future);
    }
    match outcome.occurred_on {
        Some(day) if day > outcome.observed_on => Err(OutcomeError::HappenedAfterLearnt),
        None if outcome.kind.is_event() => Err(OutcomeError::DayMissing),
        _ => Ok(()),
    }
}

/// Whether the same was learnt already: the same fact, of the same day, learnt the same day from the same source.
pub fn is_recorded(outcome: &Outcome, among: &[Outcome]) -> bool {
    among.iter().any(|known| {
        (known.kind, known.occurred_on, known.observed_on, known.source)
            == (outcome.kind, outcome.occurred_on, outcome.observed_on, outcome.source)
    })
}

/// The result a track is about, at one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtOneYear {
    /// It is too early to tell: less than a year has passed.
    TooEarly,
    /// It was reached within the year.
    Reached,
    /// It was not, and somebody said so.
    NotReached,
    /// A year has passed and nobody answered: never counted as a failure or left out.
    NotKnown,
}

/// The horizon of the results page, in days.
pub const HORIZON: Duration = Duration::days(365);
/// A contact planned at one year is made up to this many days before.
const CONTACT_MARGIN: Duration = Duration::days(15);

/// What a track counts as its result: "retour à l’emploi durable", "entreprise immatriculée", "entreprise en activité".
pub fn result_of(track: Track) -> &'static str {
    match track {
        Track::Employment => "retour à l’emploi durable",
        Track::Creation => "entreprise immatriculée",
        Track::YoungBusiness => "entreprise toujours en activité (ou reprise)",
    }
}

/// The result of a journey one year after its day of welcome, from everything learnt of it.
///
/// Employment and creation: reached when the event happened within the year, whenever it was learnt; not reached when
/// somebody answered at the end of the year or later without it, or took within the year the other of the two ways
/// out, after which nobody asks again. An event before the day of welcome is no result of the hub. Young business: reached when it was seen active,
/// or was taken over, at the end of the year or later; a takeover is not a failure.
pub fn at_one_year(journey: &Journey, outcomes: &[Outcome], today: Date) -> AtOneYear {
    at_one_year_of(journey.track, journey.welcomed_on, outcomes, today)
}

/// The same, of what it looks at in a journey.
pub fn at_one_year_of(track: Track, welcomed_on: Date, outcomes: &[Outcome], today: Date) -> AtOneYear {
    if today < welcomed_on.saturating_add(HORIZON) {
        return AtOneYear::TooEarly;
    }
    learnt_of(track, welcomed_on, outcomes)
}

/// Whether the result of a journey at one year is known, be it before a year has passed.
pub fn is_known_at_one_year(track: Track, welcomed_on: Date, outcomes: &[Outcome]) -> bool {
    learnt_of(track, welcomed_on, outcomes) != AtOneYear::NotKnown
}

fn learnt_of(track: Track, welcomed_on: Date, outcomes: &[Outcome]) -> AtOneYear {
    let horizon = welcomed_on.saturating_add(HORIZON);
    let year = welcomed_on..=horizon;
    match track {
        Track::Employment => reached([Kind::DurableJob, Kind::BusinessRegistered], outcomes, year),
        Track::Creation => reached([Kind::BusinessRegistered, Kind::DurableJob], outcomes, year),
        Track::YoungBusiness => survived(outcomes, horizon),
    }
}

fn reached([event, other]: [Kind; 2], outcomes: &[Outcome], year: RangeInclusive<Date>) -> AtOneYear {
    let happened = |kind: Kind| {
        let days = outcomes.iter().filter(|outcome| outcome.kind == kind);
        days.filter_map(|outcome| outcome.occurred_on).any(|day| year.contains(&day))
    };
    if happened(event) {
        return AtOneYear::Reached;
    }
    if happened(other) {
        return AtOneYear::NotReached;
    }
    let horizon = *year.end();
    let answered_late = outcomes.iter().any(|outcome| {
        outcome.kind != Kind::NotKnown && outcome.observed_on >= horizon.saturating_sub(CONTACT_MARGIN)
    });
    if answered_late { AtOneYear::NotReached } else { AtOneYear::NotKnown }
}

fn survived(outcomes: &[Outcome], horizon: Date) -> AtOneYear {
    let end_before = |kind: Kind| {
        outcomes
            .iter()
            .any(|outcome| outcome.kind == kind && outcome.occurred_on.is_some_and(|day| day <= horizon))
    };
    if end_before(Kind::BusinessStopped) {
        return AtOneYear::NotReached;
    }
    let seen_later = outcomes.iter().any(|outcome| match outcome.kind {
        Kind::BusinessActive => outcome.observed_on >= horizon,
        Kind::BusinessStopped | Kind::BusinessTakenOver => {
            outcome.occurred_on.is_some_and(|day| day > horizon)
        }
        _ => false,
    });
    if seen_later || end_before(Kind::BusinessTakenOver) { AtOneYear::Reached } else { AtOneYear::NotKnown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::new_id;
    use crate::people::profile::Profile;
    use time::macros::date;

    const WELCOME: Date = date!(2019 - 01 - 10);
    const TODAY: Date = date!(2026 - 03 - 12);

    fn journey(track: Track) -> Journey {
        Journey {
            id: new_id(),
            person_id: new_id(),
            track,
            welcomed_on: WELCOME,
            ended: None,
            coordinator_id: None,
            waits_from: None,
            profile: Profile::default(),
        }
    }

    fn learnt(kind: Kind, occurred_on: Option<Date>, observed_on: Date) -> Outcome {
        Outcome {
            id: new_id(),
            journey_id: new_id(),
            kind,
            occurred_on,
            observed_on,
            source: Source::FollowUp,
        }
    }

    #[test]
    fn work_found_within_the_year_counts_even_when_learnt_later() {
        let found = learnt(Kind::DurableJob, Some(date!(2020 - 01 - 10)), date!(2020 - 07 - 01));
        assert_eq!(at_one_year(&journey(Track::Employment), &[found], TODAY), AtOneYear::Reached);
        let late = learnt(Kind::DurableJob, Some(date!(2020 - 01 - 11)), date!(2020 - 07 - 01));
        assert_eq!(at_one_year(&journey(Track::Employment), &[late], TODAY), AtOneYear::NotReached);
    }

    #[test]
    fn an_event_before_the_welcome_is_no_result_and_another_way_out_is_known() {
        let before = learnt(Kind::DurableJob, Some(date!(2019 - 01 - 09)), date!(2020 - 02 - 01));
        assert_eq!(at_one_year(&journey(Track::Employment), &[before], TODAY), AtOneYear::NotReached);
        let day = date!(2019 - 05 - 01);
        let business = learnt(Kind::BusinessRegistered, Some(day), day);
        let learnt = std::slice::from_ref(&business);
        assert_eq!(at_one_year(&journey(Track::Employment), learnt, TODAY), AtOneYear::NotReached);
        assert_eq!(at_one_year(&journey(Track::Creation), learnt, TODAY), AtOneYear::Reached);
    }

    #[test]
    fn a_track_offers_its_own_kinds_first_and_every_kind_once() {
        for track in Track::ALL {
            let mut kinds = kinds_for(*track);
            kinds.sort();
            assert_eq!(kinds, Kind::ALL);
        }
        assert_eq!(kinds_for(Track::YoungBusiness).first(), Some(&Kind::BusinessActive));
    }

    #[test]
    fn an_unanswered_contact_leaves_the_result_unknown() {
        let early = learnt(Kind::Searching, None, date!(2019 - 07 - 01));
        let silent = learnt(Kind::NotKnown, None, date!(2020 - 01 - 12));
        assert_eq!(at_one_year(&journey(Track::Employment), &[early, silent], TODAY), AtOneYear::NotKnown);
        assert_eq!(at_one_year(&journey(Track::Creation), &[], TODAY), AtOneYear::NotKnown);
    }

    #[test]
    fn a_takeover_is_not_a_failure_and_a_stop_within_the_year_is() {
        let business = journey(Track::YoungBusiness);
        let day = date!(2019 - 09 - 01);
        let taken = learnt(Kind::BusinessTakenOver, Some(day), day);
        let stopped = learnt(Kind::BusinessStopped, Some(day), day);
        assert_eq!(at_one_year(&business, &[taken], TODAY), AtOneYear::Reached);
        assert_eq!(at_one_year(&business, &[stopped], TODAY), AtOneYear::NotReached);
        let seen_early = learnt(Kind::BusinessActive, None, day);
        assert_eq!(at_one_year(&business, &[seen_early], TODAY), AtOneYear::NotKnown);
    }

    #[test]
    fn nothing_is_said_before_a_year_has_passed() {
        assert_eq!(at_one_year(&journey(Track::Employment), &[], date!(2020 - 01 - 09)), AtOneYear::TooEarly);
    }

    #[test]
    fn an_event_needs_its_day_and_is_learnt_after_it_happened() {
        let missing = learnt(Kind::DurableJob, None, TODAY);
        assert_eq!(check(&missing, TODAY), Err(OutcomeError::DayMissing));
        let reversed = learnt(Kind::DurableJob, Some(TODAY), WELCOME);
        assert_eq!(check(&reversed, TODAY), Err(OutcomeError::HappenedAfterLearnt));
        let future = learnt(Kind::Searching, None, date!(2026 - 03 - 13));
        assert_eq!(check(&future, TODAY), Err(OutcomeError::Future));
    }
}
