//! Tables of rounds, proposals, tandems, meetings and outcomes.

use sea_orm_migration::prelude::*;

use crate::db::migrations::columns::{
    belongs_to, day, flag, index, instant, may_belong_to, maybe_day, maybe_instant, maybe_one_of, maybe_text,
    number, one_each, one_each_while, one_of, table, text, while_in_state,
};

/// A proposal that is not over: neither side said no, the hub did not withdraw it, and its tandem has not begun.
const PENDING: &str = "withdrawn_on IS NULL AND begun_on IS NULL \
     AND COALESCE(mentee_answer, 'yes') <> 'no' AND COALESCE(mentor_answer, 'yes') <> 'no'";

/// Why somebody says no.
const REFUSALS: [&str; 7] =
    ["no_time", "other_trade", "too_far", "moments", "know_each_other", "found", "other"];

/// The figures that those outside read: one row.
pub fn publications() -> TableCreateStatement {
    let mut publications = Table::create();
    publications.table("publications").col(ColumnDef::new("id").integer().not_null().primary_key());
    publications.check(Expr::cust("id = 1"));
    publications.col(day("published_on")).col(text("content"));
    publications.to_owned()
}

pub fn rounds() -> Vec<TableCreateStatement> {
    let mut exclusions = table("exclusions");
    belongs_to(&mut exclusions, "exclusions", "mentor_id", "mentors");
    belongs_to(&mut exclusions, "exclusions", "person_id", "people");
    exclusions.col(day("decided_on"));

    let mut decisions = table("round_decisions");
    belongs_to(&mut decisions, "round_decisions", "round_id", "rounds");
    belongs_to(&mut decisions, "round_decisions", "journey_id", "journeys");
    belongs_to(&mut decisions, "round_decisions", "mentor_id", "mentors");
    decisions.col(text("kind")).check(one_of("kind", &["pinned", "refused"]));

    let mut proposals = table("proposals");
    may_belong_to(&mut proposals, "proposals", "round_id", "rounds");
    belongs_to(&mut proposals, "proposals", "journey_id", "journeys");
    belongs_to(&mut proposals, "proposals", "mentor_id", "mentors");
    may_belong_to(&mut proposals, "proposals", "follows_id", "proposals");
    proposals.col(number("score")).col(text("reasons")).col(day("proposed_on"));
    proposals.check(Expr::cust("score BETWEEN 0 AND 1000"));
    proposals.col(number("answer_days")).check(Expr::cust("answer_days BETWEEN 1 AND 90"));
    for side in [
        [
            "mentee_answer",
            "mentee_answered_on",
            "mentee_refusal",
            "mentee_reason",
            "mentee_asked_on",
            "mentee_reminded_on",
        ],
        [
            "mentor_answer",
            "mentor_answered_on",
            "mentor_refusal",
            "mentor_reason",
            "mentor_asked_on",
            "mentor_reminded_on",
        ],
    ] {
        let [answer, on, refusal, reason, asked_on, reminded_on] = side;
        proposals.col(maybe_day(asked_on)).col(maybe_day(reminded_on));
        proposals.check(Expr::cust(format!("{reminded_on} IS NULL OR {reminded_on} >= {asked_on}")));
        proposals.col(maybe_text(answer)).col(maybe_day(on)).col(maybe_text(refusal)).col(maybe_text(reason));
        proposals.check(maybe_one_of(refusal, &REFUSALS));
        proposals.check(Expr::cust(format!("{refusal} IS NULL OR COALESCE({answer}, 'yes') = 'no'")));
        proposals.check(Expr::cust(format!("({answer} IS NULL) = ({on} IS NULL)")));
        proposals.check(maybe_one_of(answer, &["yes", "no"]));
        // Only a no has one.
        proposals.check(Expr::cust(format!("{reason} IS NULL OR COALESCE({answer}, 'yes') = 'no'")));
    }
    proposals.col(maybe_day("withdrawn_on")).col(maybe_text("withdrawn_reason")).col(maybe_day("begun_on"));
    proposals.check(Expr::cust("(withdrawn_on IS NULL) = (withdrawn_reason IS NULL)"));
    // Once its tandem has begun, or one said no, the answers stand.
    proposals.check(Expr::cust("withdrawn_on IS NULL OR begun_on IS NULL"));
    proposals.check(Expr::cust(
        "begun_on IS NULL OR (COALESCE(mentee_answer, 'no') = 'yes' AND COALESCE(mentor_answer, 'no') = 'yes')",
    ));
    proposals.check(Expr::cust(
        "withdrawn_on IS NULL OR (COALESCE(mentee_answer, 'yes') = 'yes' AND COALESCE(mentor_answer, 'yes') = 'yes')",
    ));
    proposals.check(maybe_one_of(
        "withdrawn_reason",
        &[
            "mentor_left",
            "no_place",
            "journey_ended",
            "found_another",
            "no_answer",
            "excluded",
            "mistake",
            "later",
        ],
    ));
    // Who asked to wait, and until which day.
    proposals.col(maybe_text("later_party")).col(maybe_day("later_from"));
    proposals.check(maybe_one_of("later_party", &["mentee", "mentor"]));
    proposals.check(Expr::cust("(later_party IS NULL) = (later_from IS NULL)"));
    proposals.check(Expr::cust("(later_party IS NOT NULL) = (COALESCE(withdrawn_reason, '') = 'later')"));
    proposals.check(Expr::cust("later_from IS NULL OR later_from > withdrawn_on"));
    vec![exclusions, round(), decisions, proposals]
}

/// A round, from its request: its inputs, then its result or the reason why it failed.
fn round() -> TableCreateStatement {
    let mut rounds = table("rounds");
    rounds.col(instant("asked_at"));
    may_belong_to(&mut rounds, "rounds", "asked_by", "accounts");
    may_belong_to(&mut rounds, "rounds", "previous_id", "rounds");
    rounds.col(text("weights"));
    rounds.col(number("floor_points")).col(flag("floor_need")).col(flag("longest_first"));
    rounds.check(Expr::cust("floor_points BETWEEN 0 AND 1000"));
    rounds.col(maybe_instant("read_at")).col(ColumnDef::new("waiting").integer().null());
    rounds.col(ColumnDef::new("places").integer().null());
    rounds.col(maybe_text("inputs")).col(maybe_text("inputs_hash"));
    rounds.col(maybe_instant("found_at")).col(maybe_text("result"));
    // Counts of the result, which takes megabytes.
    rounds.col(ColumnDef::new("pairs").integer().null()).col(ColumnDef::new("left_out").integer().null());
    rounds.col(maybe_instant("failed_at")).col(maybe_text("failure"));
    rounds.col(maybe_day("proposed_on")).col(maybe_text("not_proposed"));
    for together in [
        "(read_at IS NULL) = (waiting IS NULL)",
        "(read_at IS NULL) = (places IS NULL)",
        "(read_at IS NULL) = (inputs IS NULL)",
        "(read_at IS NULL) = (inputs_hash IS NULL)",
        "(found_at IS NULL) = (result IS NULL)",
        "(found_at IS NULL) = (pairs IS NULL)",
        "(found_at IS NULL) = (left_out IS NULL)",
        "(failed_at IS NULL) = (failure IS NULL)",
        "found_at IS NULL OR read_at IS NOT NULL",
        "found_at IS NULL OR failed_at IS NULL",
        "proposed_on IS NULL OR found_at IS NOT NULL",
        "(proposed_on IS NULL) = (not_proposed IS NULL)",
    ] {
        rounds.check(Expr::cust(together));
    }
    rounds
}

pub fn tandems() -> Vec<TableCreateStatement> {
    let mut tandems = table("tandems");
    may_belong_to(&mut tandems, "tandems", "proposal_id", "proposals");
    belongs_to(&mut tandems, "tandems", "journey_id", "journeys");
    belongs_to(&mut tandems, "tandems", "mentor_id", "mentors");
    tandems.col(day("started_on")).col(maybe_day("closed_on")).col(maybe_text("closure_reason"));
    tandems.check(Expr::cust("(closed_on IS NULL) = (closure_reason IS NULL)"));
    tandems.check(Expr::cust("closed_on IS NULL OR closed_on >= started_on"));
    tandems.check(maybe_one_of(
        "closure_reason",
        &["goal_reached", "no_longer_needed", "mutual", "unavailable", "moved", "no_news", "hub_decision"],
    ));

    let [charters, signatures] = charters();

    let mut meetings = table("meetings");
    belongs_to(&mut meetings, "meetings", "tandem_id", "tandems");
    meetings.col(day("held_on")).col(number("minutes")).col(text("mode"));
    meetings.col(maybe_text("topic")).col(maybe_day("next_on"));
    meetings.check(Expr::cust("minutes BETWEEN 1 AND 600"));
    meetings.check(one_of("mode", &["in_person", "remote"]));
    meetings.check(maybe_one_of("topic", &super::people::TOPICS));
    meetings.check(Expr::cust("next_on IS NULL OR next_on > held_on"));

    let mut outcomes = table("outcomes");
    belongs_to(&mut outcomes, "outcomes", "journey_id", "journeys");
    outcomes.col(text("kind")).col(maybe_day("occurred_on")).col(day("observed_on")).col(text("source"));
    outcomes.check(one_of(
        "kind",
        &[
            "durable_job",
            "short_job",
            "training",
            "searching",
            "business_registered",
            "business_active",
            "business_taken_over",
            "business_stopped",
            "not_known",
        ],
    ));
    outcomes.check(one_of("source", &["mentee", "mentor", "adviser", "follow_up", "register"]));
    outcomes.check(Expr::cust("occurred_on IS NULL OR occurred_on <= observed_on"));
    // What happens on one day is nothing without it.
    outcomes.check(Expr::cust(
        "occurred_on IS NOT NULL OR kind NOT IN \
         ('durable_job', 'business_registered', 'business_taken_over', 'business_stopped')",
    ));
    vec![tandems, charters, signatures, meetings, problems(), outcomes]
}

/// The versions of the charter, and the signatures that are asked for under a proposal: the first, and one of each later version.
fn charters() -> [TableCreateStatement; 2] {
    let mut charters = table("charters");
    charters.col(number("number")).col(text("text")).col(instant("issued_at"));
    may_belong_to(&mut charters, "charters", "issued_by_id", "accounts");
    charters.check(Expr::cust("number >= 1"));

    let mut signatures = table("signatures");
    belongs_to(&mut signatures, "signatures", "proposal_id", "proposals");
    signatures.col(text("party")).check(one_of("party", &["mentee", "mentor"]));
    signatures.col(day("asked_on")).col(number("days")).col(maybe_day("reminded_on"));
    signatures.check(Expr::cust("days BETWEEN 1 AND 90"));
    signatures.check(Expr::cust("reminded_on IS NULL OR reminded_on >= asked_on"));
    may_belong_to(&mut signatures, "signatures", "charter_id", "charters");
    signatures.col(maybe_text("text_hash")).col(maybe_text("way"));
    signatures.col(maybe_day("signed_on")).col(maybe_instant("noted_at"));
    signatures.check(maybe_one_of("way", &["link", "account", "paper", "voice"]));
    for together in ["charter_id", "text_hash", "way", "noted_at"] {
        signatures.check(Expr::cust(format!("(signed_on IS NULL) = ({together} IS NULL)")));
    }
    [charters, signatures]
}

/// Problems that one of a pair reported: what was said, and how a coordinator ended it.
fn problems() -> TableCreateStatement {
    let mut problems = table("problems");
    belongs_to(&mut problems, "problems", "mentor_id", "mentors");
    belongs_to(&mut problems, "problems", "journey_id", "journeys");
    problems.col(text("party")).col(text("kind")).col(maybe_text("words")).col(instant("reported_at"));
    problems.col(maybe_day("closed_on")).col(maybe_text("outcome")).col(maybe_day("contact_back_on"));
    may_belong_to(&mut problems, "problems", "closed_by_id", "accounts");
    problems.check(one_of("party", &["mentor", "mentee"]));
    problems.check(one_of("kind", &["conduct", "safety", "money", "secrecy", "other"]));
    problems.check(maybe_one_of("outcome", &["resolved", "passed_on", "pair_ended", "mentor_excluded"]));
    for together in [
        "(closed_on IS NULL) = (outcome IS NULL)",
        "(closed_on IS NULL) = (closed_by_id IS NULL)",
        "contact_back_on IS NULL OR closed_on IS NOT NULL",
    ] {
        problems.check(Expr::cust(together));
    }
    problems
}

pub fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        one_each("exclusions", &["mentor_id", "person_id"]),
        one_each("round_decisions", &["round_id", "journey_id", "mentor_id"]),
        index("proposals", &["journey_id"]),
        index("proposals", &["mentor_id"]),
        index("proposals", &["round_id"]),
        one_each_while("proposals", &["journey_id"], "pending", PENDING),
        while_in_state("proposals", &["mentor_id"], "pending", PENDING),
        while_in_state("proposals", &["id"], "pending", PENDING),
        while_in_state("proposals", &["id"], "settled", &format!("NOT ({PENDING})")),
        one_each("charters", &["number"]),
        one_each("signatures", &["proposal_id", "party", "charter_id"]),
        one_each_while("signatures", &["proposal_id", "party"], "asked", "signed_on IS NULL"),
        one_each("tandems", &["proposal_id"]),
        one_each_while("tandems", &["journey_id"], "open", "closed_on IS NULL"),
        index("tandems", &["journey_id"]),
        index("tandems", &["mentor_id"]),
        while_in_state("tandems", &["mentor_id"], "open", "closed_on IS NULL"),
        while_in_state("tandems", &["closed_on", "id"], "closed", "closed_on IS NOT NULL"),
        one_each("meetings", &["tandem_id", "held_on"]),
        index("problems", &["journey_id"]),
        index("problems", &["mentor_id"]),
        index("outcomes", &["journey_id"]),
    ]
}
