//! The closed lists of codes: those of the checks are those of the nouns.

use std::collections::{BTreeMap, BTreeSet};

use tandem::accounts::access::Role;
use tandem::accounts::link::Purpose;
use tandem::accounts::opening;
use tandem::accounts::passkey::Ceremony;
use tandem::accounts::slowdown::Tried;
use tandem::accounts::standing_in::AbsenceReason;
use tandem::db::{Actor, Mark};
use tandem::follow_ups::meeting::Mode;
use tandem::links::Uses;
use tandem::mail::messages::{DropReason, Nature};
use tandem::people::person::{EndReason, Sex};
use tandem::people::profile::{Availability, Language, Level, Topic};
use tandem::people::store::kind;
use tandem::proposals::link::purpose_of;
use tandem::proposals::proposal::{Party, Refusal, WithdrawalReason};
use tandem::requests::reach::Way;
use tandem::requests::referral::{self, Agreement};
use tandem::requests::request::{self, RequestedPart};
use tandem::rounds::store::Decision;
use tandem::tandems::tandem::ClosureReason;
use tandem::track::Track;
use tandem::{
    mail, organisations, outcomes, people, problems, proposals, requests, settings, steps, tandems,
};

use super::checks;
use crate::messages::kinds;
use crate::support::TestHub;

/// The columns with a closed list of codes, and the list; a column that says several things names which.
type Lists = BTreeMap<(String, String), BTreeSet<String>>;

macro_rules! codes {
    ($vocabulary:ty) => {
        <$vocabulary>::ALL.iter().map(|value| value.code().to_owned()).collect::<Vec<_>>()
    };
}

/// What the program knows.
fn known() -> Lists {
    let words = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect::<Vec<_>>();
    let yes_or_no = || words(&["yes", "no"]);
    let moments: Vec<String> = Availability::all().map(Availability::code).collect();
    let answers = Party::ALL.iter().map(|&party| purpose_of(party).to_owned());
    let signatures = Party::ALL.iter().map(|&party| tandems::link::purpose_of(party).to_owned());
    let purposes =
        codes!(Purpose).into_iter().chain([request::PURPOSE.to_owned(), referral::PURPOSE.to_owned()]);
    let purposes = purposes.chain(answers).chain(signatures);
    let purposes = purposes.chain([people::link::PURPOSE.to_owned()]).collect();
    let of_mentors = words(&kind::OF_JOURNEYS).into_iter().chain([kind::TRACK.to_owned()]).collect();
    let whats = [
        codes!(people::step::What),
        codes!(proposals::step::What),
        codes!(requests::step::What),
        codes!(tandems::step::What),
        codes!(tandems::step::Signing),
        codes!(outcomes::step::What),
        codes!(problems::step::What),
    ];
    let whats = whats.concat();
    let lists = [
        ("absences", "reason", codes!(AbsenceReason)),
        ("accounts", "role", codes!(Role)),
        ("attempts", "kind", codes!(Tried)),
        ("exceptional_openings", "reason", codes!(opening::Reason)),
        ("hub", "kind", words(&Mark::CODES)),
        ("jobs", "kind", words(&tandem::worker::KINDS)),
        ("journal", "actor_kind", words(&Actor::KINDS)),
        ("journey_items", "kind", words(&kind::OF_JOURNEYS)),
        ("journey_items", "code of topic", codes!(Topic)),
        ("journey_items", "code of availability", moments.clone()),
        ("journeys", "end_reason", codes!(EndReason)),
        ("journeys", "track", codes!(Track)),
        ("links", "purpose", purposes),
        ("links", "uses", codes!(Uses)),
        ("meetings", "mode", codes!(Mode)),
        ("meetings", "topic", codes!(Topic)),
        ("mentor_items", "kind", of_mentors),
        ("mentor_items", "code of topic", codes!(Topic)),
        ("mentor_items", "code of availability", moments),
        ("mentor_items", "code of track", codes!(Track)),
        ("message_words", "kind", kinds().iter().map(|kind| kind.code.to_owned()).collect()),
        ("organisations", "kind", codes!(organisations::Kind)),
        ("outbox", "kind", kinds().iter().map(|kind| kind.code.to_owned()).collect()),
        ("outbox", "nature", codes!(Nature)),
        ("outbox", "dropped_reason", codes!(DropReason)),
        ("outbox", "step_kind", codes!(steps::SubjectKind)),
        ("outbox", "step_what", whats.clone()),
        ("outbox", "channel", codes!(mail::Channel)),
        ("outcomes", "kind", codes!(outcomes::outcome::Kind)),
        ("outcomes", "source", codes!(outcomes::outcome::Source)),
        ("passkey_ceremonies", "kind", codes!(Ceremony)),
        ("people", "channel", codes!(people::reach::Preference)),
        ("people", "sex", codes!(Sex)),
        ("person_languages", "language", codes!(Language)),
        ("person_languages", "level", codes!(Level)),
        ("consents", "purpose", codes!(people::consent::Purpose)),
        ("consents", "channel", codes!(people::reach::Preference)),
        ("consents", "how", codes!(people::consent::How)),
        ("calls", "result", codes!(steps::CallResult)),
        ("calls", "subject_kind", codes!(steps::SubjectKind)),
        ("problems", "kind", codes!(problems::problem::Kind)),
        ("problems", "outcome", codes!(problems::problem::Outcome)),
        ("problems", "party", codes!(Party)),
        ("proposals", "later_party", codes!(Party)),
        ("proposals", "mentee_answer", yes_or_no()),
        ("proposals", "mentee_refusal", codes!(Refusal)),
        ("proposals", "withdrawn_reason", codes!(WithdrawalReason)),
        ("proposals", "mentor_answer", yes_or_no()),
        ("proposals", "mentor_refusal", codes!(Refusal)),
        ("referrals", "agreement", codes!(Agreement)),
        ("requests", "part", codes!(RequestedPart)),
        ("requests", "track", codes!(Track)),
        ("requests", "way", codes!(Way)),
        ("round_decisions", "kind", codes!(Decision)),
        ("settings", "code", codes!(settings::Code)),
        ("signatures", "party", codes!(Party)),
        ("signatures", "way", codes!(tandems::charter::Way)),
        ("steps", "entrusted_because", codes!(steps::Because)),
        ("steps", "entrusted_from_kind", codes!(steps::OwnerKind)),
        ("steps", "owner_kind", codes!(steps::OwnerKind)),
        ("steps", "postponed_reason", codes!(steps::Reason)),
        ("steps", "subject_kind", codes!(steps::SubjectKind)),
        ("steps", "what", whats),
        ("tandems", "closure_reason", codes!(ClosureReason)),
    ];
    lists
        .into_iter()
        .map(|(table, column, codes)| ((table.to_owned(), column.to_owned()), codes.into_iter().collect()))
        .collect()
}

/// A check as SQLite keeps it, whichever engine gave it.
fn plain(check: &str) -> String {
    let check = check.replace("::text", "").replace(" = ANY (ARRAY[", " IN (").replace("])", ")");
    // PostgreSQL compares with the only code of a list.
    match check.trim_matches(['(', ')']).split_once(" = '") {
        Some((column, code)) if !check.contains(" IN ") => format!("{column} IN ('{code})"),
        _ => check,
    }
}

/// The list of a check, if that is what it checks: `column IN (…)`, perhaps after `column IS NULL OR` or `kind <> '…' OR`.
fn list_of(check: &str) -> Option<(String, BTreeSet<String>)> {
    let check = plain(check);
    let (before, list) = check.split_once(" IN (")?;
    let codes = list.split('\'').skip(1).step_by(2).map(str::to_owned).collect();
    let before = before.replace(['(', ')'], "");
    let (state, column) = before.rsplit_once(" OR ").unwrap_or(("", &before));
    match state.strip_prefix("kind <> '").and_then(|kind| kind.strip_suffix('\'')) {
        Some(kind) => Some((format!("{column} of {kind}"), codes)),
        None if state.is_empty() || state == format!("{column} IS NULL") => Some((column.to_owned(), codes)),
        None => None,
    }
    .filter(|(column, _)| !column.contains(['=', '<', '>']) && !column.ends_with(" NOT"))
}

#[tokio::test]
async fn the_codes_that_a_column_accepts_are_those_the_program_knows() {
    let hub = TestHub::empty(true).await;
    let mut accepted = Lists::new();
    for (table, check) in checks(&hub.app.db).await {
        if let Some((column, codes)) = list_of(&check) {
            accepted.insert((table, column), codes);
        }
    }
    let known = known();
    for (column, codes) in &known {
        assert_eq!(accepted.get(column), Some(codes), "{column:?}");
    }
    let strangers: Vec<_> = accepted.keys().filter(|column| !known.contains_key(*column)).collect();
    assert!(strangers.is_empty(), "nobody compares these lists with a noun: {strangers:?}");
}
