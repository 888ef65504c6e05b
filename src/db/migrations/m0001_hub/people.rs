//! Tables of organisations, people, mentors, journeys, and uploaded registrations.

use sea_orm_migration::prelude::*;

use crate::db::migrations::columns::{
    belongs_to, day, flag, index, instant, may_belong_to, maybe_day, maybe_instant, maybe_one_of, maybe_text,
    number, one_each, one_each_while, one_of, one_of_kind, reference, table, text, values_of, while_in_state,
};

pub fn organisations() -> Vec<TableCreateStatement> {
    let mut organisations = table("organisations");
    organisations.col(text("name")).col(text("kind")).col(maybe_text("place_code"));
    organisations.check(one_of(
        "kind",
        &[
            "hub",
            "incubator",
            "accelerator",
            "association",
            "honour_loan",
            "chamber",
            "cooperative",
            "foundation",
            "public_service",
            "school",
            "union",
        ],
    ));

    let mut branches = table("branches");
    belongs_to(&mut branches, "branches", "organisation_id", "organisations");
    branches.col(text("name")).col(text("place_code"));
    vec![organisations, branches]
}

/// The columns that mentors and journeys share: what one offers and the other needs.
fn profile_columns(table: &mut TableCreateStatement) {
    table.col(flag("in_person")).col(flag("remote")).col(number("travel_km"));
    table.col(text("style"));
    table.check(Expr::cust("travel_km >= 0"));
}

/// The ways through the hub.
pub const TRACKS: [&str; 3] = ["employment", "creation", "young_business"];
/// The topics of help.
pub const TOPICS: [&str; 14] = [
    "trade",
    "career_change",
    "resume",
    "interview",
    "network",
    "confidence",
    "digital",
    "business_plan",
    "legal",
    "funding",
    "accounting",
    "customers",
    "communication",
    "hiring",
];
const MOMENTS: [&str; 21] = [
    "mon-am", "mon-pm", "mon-eve", "tue-am", "tue-pm", "tue-eve", "wed-am", "wed-pm", "wed-eve", "thu-am",
    "thu-pm", "thu-eve", "fri-am", "fri-pm", "fri-eve", "sat-am", "sat-pm", "sat-eve", "sun-am", "sun-pm",
    "sun-eve",
];

/// A table of the values of a profile; the codes of trades and sectors are those of nomenclatures, which change on their own.
fn profile_items(
    name: &'static str,
    owner: &'static str,
    column: &'static str,
    kinds: &[&str],
) -> TableCreateStatement {
    let mut items = values_of(name, owner, column, &["kind", "code"]);
    items.check(one_of("kind", kinds));
    items.check(one_of_kind("topic", &TOPICS)).check(one_of_kind("availability", &MOMENTS));
    items
}

pub fn people() -> Vec<TableCreateStatement> {
    let mut people = table("people");
    people.col(text("first_name")).col(text("last_name")).col(text("search_name"));
    // Neither required nor unique: a person may have no e-mail address, and a couple may share one.
    people.col(maybe_text("email")).col(maybe_text("phone"));
    people.col(maybe_text("channel")).col(maybe_text("postal_address"));
    people.col(maybe_instant("mail_stopped_at")).col(maybe_instant("text_stopped_at"));
    people.col(maybe_instant("letter_stopped_at")).col(maybe_instant("voice_stopped_at"));
    people.col(maybe_text("postcode")).col(maybe_text("place_code"));
    people.col(ColumnDef::new("birth_year").integer().null());
    people.col(maybe_text("sex")).col(ColumnDef::new("in_qpv").boolean().null());
    belongs_to(&mut people, "people", "organisation_id", "organisations");
    may_belong_to(&mut people, "people", "branch_id", "branches");
    people.col(day("registered_on"));
    people.check(maybe_one_of("sex", &["F", "M"]));
    people.check(maybe_one_of("channel", &["mail", "text", "letter", "voice"]));

    let mut languages = values_of("person_languages", "people", "person_id", &["language"]);
    languages.check(one_of(
        "language",
        &[
            "fr", "en", "ar", "es", "it", "pt", "de", "tr", "hy", "zdj", "kab", "wo", "ro", "ru", "uk", "vi",
            "zh", "prs", "fsl",
        ],
    ));
    languages.col(text("level")).check(one_of("level", &["A1", "A2", "B1", "B2", "C1", "C2"]));

    let mut mentors = table("mentors");
    mentors.col(ColumnDef::new("person_id").uuid().not_null().unique_key());
    mentors.foreign_key(reference("mentors", "person_id", "people").on_delete(ForeignKeyAction::Cascade));
    mentors.col(number("capacity")).col(day("joined_on")).col(maybe_day("left_on"));
    mentors.col(maybe_day("available_from"));
    profile_columns(&mut mentors);
    mentors.check(Expr::cust("capacity BETWEEN 0 AND 20"));
    mentors.check(Expr::cust("left_on IS NULL OR left_on >= joined_on"));
    let mut offered = profile_items(
        "mentor_items",
        "mentors",
        "mentor_id",
        &["track", "trade", "sector", "topic", "availability"],
    );
    offered.check(one_of_kind("track", &TRACKS));

    vec![
        people,
        languages,
        values_of("person_businesses", "people", "person_id", &["siren"]),
        mentors,
        offered,
    ]
}

/// What mentees need; made after the accounts, of which one coordinates each journey.
pub fn journeys() -> Vec<TableCreateStatement> {
    let mut journeys = table("journeys");
    belongs_to(&mut journeys, "journeys", "person_id", "people");
    journeys.col(text("track")).col(day("welcomed_on"));
    journeys.col(maybe_day("ended_on")).col(maybe_text("end_reason"));
    journeys.col(maybe_day("told_on")).col(maybe_day("waits_from"));
    may_belong_to(&mut journeys, "journeys", "coordinator_id", "accounts");
    profile_columns(&mut journeys);
    journeys.check(one_of("track", &TRACKS));
    journeys.check(Expr::cust("(ended_on IS NULL) = (end_reason IS NULL)"));
    journeys.check(Expr::cust("ended_on IS NULL OR ended_on >= welcomed_on"));
    journeys
        .check(maybe_one_of("end_reason", &["goal_reached", "withdrawn", "moved", "next_track", "no_news"]));

    let needed = profile_items(
        "journey_items",
        "journeys",
        "journey_id",
        &["trade", "sector", "topic", "availability"],
    );
    let mut consents = table("consents");
    belongs_to(&mut consents, "consents", "person_id", "people");
    consents.col(text("purpose")).col(text("channel")).col(text("how"));
    // Who heard it, or noted it; nobody where the person ticked it on their own page.
    may_belong_to(&mut consents, "consents", "account_id", "accounts");
    consents.col(instant("given_at")).col(maybe_instant("withdrawn_at"));
    consents.check(one_of("purpose", &["answer_for", "results", "hub_life"]));
    consents.check(one_of("channel", &["mail", "text", "letter", "voice"]));
    consents.check(one_of("how", &["form", "paper", "voice"]));
    consents.check(Expr::cust("withdrawn_at IS NULL OR withdrawn_at >= given_at"));
    vec![journeys, needed, consents]
}

/// Those who refer somebody without an account here. The request is deleted once it is answered, and the referral stays: no foreign key.
pub fn referrals() -> TableCreateStatement {
    let mut referrals = table("referrals");
    referrals.col(ColumnDef::new("request_id").uuid().not_null());
    may_belong_to(&mut referrals, "referrals", "journey_id", "journeys");
    referrals.col(text("name")).col(text("email"));
    belongs_to(&mut referrals, "referrals", "organisation_id", "organisations");
    may_belong_to(&mut referrals, "referrals", "branch_id", "branches");
    referrals.col(text("agreement")).col(day("agreed_on"));
    referrals.col(instant("referred_at")).col(maybe_instant("confirmed_at"));
    referrals.col(maybe_day("paired_on")).col(maybe_day("closed_on")).col(maybe_instant("objected_at"));
    referrals.check(one_of("agreement", &["spoken", "written"]));
    // Nothing becomes of what was never confirmed.
    referrals.check(Expr::cust(
        "confirmed_at IS NOT NULL OR (journey_id IS NULL AND paired_on IS NULL AND closed_on IS NULL)",
    ));
    referrals
}

/// Uploaded files of registrations, until they are confirmed.
pub fn uploads() -> Vec<TableCreateStatement> {
    let mut uploads = table("uploads");
    belongs_to(&mut uploads, "uploads", "account_id", "accounts");
    uploads.col(text("file_name")).col(ColumnDef::new("bytes").blob().not_null()).col(instant("at"));
    // An account has one at a time.
    uploads.index(Index::create().unique().name("uploads_account_id").col("account_id"));
    vec![uploads]
}

/// Which file brought whom, and how far the hub's invitation to them is.
pub fn arrivals() -> Vec<TableCreateStatement> {
    let mut arrivals = table("arrivals");
    belongs_to(&mut arrivals, "arrivals", "organisation_id", "organisations");
    may_belong_to(&mut arrivals, "arrivals", "branch_id", "branches");
    belongs_to(&mut arrivals, "arrivals", "account_id", "accounts");
    arrivals.col(text("file_name")).col(day("arrived_on"));
    arrivals.col(maybe_instant("begun_at")).col(maybe_instant("stopped_at")).col(maybe_day("told_on"));
    arrivals.check(Expr::cust("stopped_at IS NULL OR begun_at IS NOT NULL"));

    let mut arrived = Table::create();
    // The key is the person: nobody arrives twice, so that nobody is invited twice.
    arrived.table("arrived").col(ColumnDef::new("person_id").uuid().not_null().primary_key());
    arrived.foreign_key(reference("arrived", "person_id", "people").on_delete(ForeignKeyAction::Cascade));
    belongs_to(&mut arrived, "arrived", "arrival_id", "arrivals");
    arrived.col(flag("is_mentor")).col(flag("to_call"));
    arrived.col(maybe_instant("invited_at")).col(maybe_instant("left_at")).col(maybe_instant("returned_at"));
    arrived.check(Expr::cust("left_at IS NULL OR invited_at IS NOT NULL"));
    arrived.check(Expr::cust("returned_at IS NULL OR left_at IS NOT NULL"));
    vec![arrivals, arrived]
}

pub fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        one_each_while("organisations", &["kind"], "hub", "kind = 'hub'"),
        index("people", &["search_name", "id"]),
        index("people", &["email"]),
        index("people", &["organisation_id"]),
        index("people", &["branch_id"]),
        index("people", &["place_code"]),
        while_in_state("journeys", &["welcomed_on", "id"], "open", "ended_on IS NULL"),
        index("journeys", &["person_id"]),
        index("journeys", &["coordinator_id"]),
        one_each("referrals", &["request_id"]),
        index("referrals", &["journey_id"]),
        index("arrivals", &["organisation_id"]),
        index("arrived", &["arrival_id", "person_id"]),
        // Somebody goes through a track once at a time.
        one_each_while("journeys", &["person_id", "track"], "open", "ended_on IS NULL"),
    ]
}
