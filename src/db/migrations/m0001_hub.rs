//! The first tables: organisations, accounts, people, rounds of matching, tandems and what came of them.

use sea_orm_migration::prelude::*;

use super::columns::{
    belongs_to, day, flag, instant, may_belong_to, maybe_day, maybe_text, number, reference, table, text,
    values_of,
};

/// The first tables.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = organisations().into_iter().chain(people()).chain(matching()).chain(tandems());
        for table in tables {
            manager.create_table(table).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn organisations() -> Vec<TableCreateStatement> {
    let organisations =
        table("organisations").col(text("name")).col(text("kind")).col(maybe_text("place_code")).to_owned();

    let mut branches = table("branches");
    belongs_to(&mut branches, "branches", "organisation_id", "organisations");
    branches.col(text("name")).col(text("place_code"));

    let mut journal = table("journal");
    journal.col(instant("at")).col(ColumnDef::new("actor_id").uuid().null());
    journal.col(text("object_kind")).col(ColumnDef::new("object_id").uuid().not_null()).col(text("action"));

    vec![organisations, branches, journal]
}

/// What a mentor offers and what a journey needs, side by side in both tables.
fn profile_columns(table: &mut TableCreateStatement) {
    table.col(flag("in_person")).col(flag("remote")).col(number("travel_km"));
    table.col(ColumnDef::new("style").json().not_null());
}

fn people() -> Vec<TableCreateStatement> {
    let mut people = table("people");
    people.col(text("first_name")).col(text("last_name")).col(text("search_name"));
    people.col(text("email").unique_key()).col(maybe_text("phone"));
    people.col(maybe_text("postcode")).col(maybe_text("place_code"));
    people.col(ColumnDef::new("birth_year").integer().null());
    people.col(maybe_text("sex")).col(ColumnDef::new("in_qpv").boolean().null());
    belongs_to(&mut people, "people", "organisation_id", "organisations");
    may_belong_to(&mut people, "people", "branch_id", "branches");
    people.col(day("registered_on"));
    people.check(Expr::cust("sex IS NULL OR sex IN ('F', 'M')"));

    let mut mentors = table("mentors");
    mentors.col(ColumnDef::new("person_id").uuid().not_null().unique_key());
    mentors.foreign_key(reference("mentors", "person_id", "people").on_delete(ForeignKeyAction::Cascade));
    mentors.col(number("capacity")).col(day("joined_on")).col(maybe_day("left_on"));
    profile_columns(&mut mentors);
    mentors.check(Expr::cust("capacity BETWEEN 1 AND 20"));

    let mut journeys = table("journeys");
    belongs_to(&mut journeys, "journeys", "person_id", "people");
    journeys.col(text("track")).col(day("welcomed_on"));
    journeys.col(maybe_day("ended_on")).col(maybe_text("end_reason"));
    profile_columns(&mut journeys);
    journeys.check(Expr::cust("track IN ('employment', 'creation', 'young_business')"));
    journeys.check(Expr::cust("(ended_on IS NULL) = (end_reason IS NULL)"));

    let mut accounts = table("accounts");
    accounts.col(text("name")).col(text("role"));
    may_belong_to(&mut accounts, "accounts", "organisation_id", "organisations");
    may_belong_to(&mut accounts, "accounts", "branch_id", "branches");
    may_belong_to(&mut accounts, "accounts", "person_id", "people");

    let mut sessions = Table::create();
    sessions.table("sessions").col(text("token_hash").primary_key());
    belongs_to(&mut sessions, "sessions", "account_id", "accounts");
    sessions.col(instant("expires_at"));

    let mut uploads = table("uploads");
    belongs_to(&mut uploads, "uploads", "account_id", "accounts");
    uploads.col(text("file_name")).col(ColumnDef::new("bytes").blob().not_null()).col(instant("at"));

    let mut languages = values_of("person_languages", "people", "person_id", &["language"]);
    languages.col(text("level"));

    vec![
        people,
        languages,
        values_of("person_businesses", "people", "person_id", &["siren"]),
        mentors,
        values_of("mentor_items", "mentors", "mentor_id", &["kind", "code"]),
        journeys,
        values_of("journey_items", "journeys", "journey_id", &["kind", "code"]),
        accounts,
        sessions,
        uploads,
    ]
}

fn matching() -> Vec<TableCreateStatement> {
    let mut exclusions = table("exclusions");
    belongs_to(&mut exclusions, "exclusions", "mentor_id", "mentors");
    belongs_to(&mut exclusions, "exclusions", "person_id", "people");
    exclusions.col(day("decided_on"));

    let mut rounds = table("rounds");
    rounds.col(instant("run_at"));
    may_belong_to(&mut rounds, "rounds", "run_by", "accounts");
    may_belong_to(&mut rounds, "rounds", "previous_id", "rounds");
    rounds.col(text("weights")).col(text("inputs")).col(text("inputs_hash")).col(text("result"));
    rounds.col(maybe_day("proposed_on"));

    let mut decisions = table("round_decisions");
    belongs_to(&mut decisions, "round_decisions", "round_id", "rounds");
    belongs_to(&mut decisions, "round_decisions", "journey_id", "journeys");
    belongs_to(&mut decisions, "round_decisions", "mentor_id", "mentors");
    decisions.col(text("kind")).check(Expr::cust("kind IN ('pinned', 'refused')"));

    let mut proposals = table("proposals");
    may_belong_to(&mut proposals, "proposals", "round_id", "rounds");
    belongs_to(&mut proposals, "proposals", "journey_id", "journeys");
    belongs_to(&mut proposals, "proposals", "mentor_id", "mentors");
    proposals.col(number("score")).col(text("reasons")).col(day("proposed_on"));
    for side in [
        ["mentee_answer", "mentee_answered_on", "mentee_reason"],
        ["mentor_answer", "mentor_answered_on", "mentor_reason"],
    ] {
        let [answer, on, reason] = side;
        proposals.col(maybe_text(answer)).col(maybe_day(on)).col(maybe_text(reason));
        proposals.check(Expr::cust(format!("({answer} IS NULL) = ({on} IS NULL)")));
        proposals.check(Expr::cust(format!("{answer} IS NULL OR {answer} IN ('yes', 'no')")));
    }
    vec![exclusions, rounds, decisions, proposals]
}

fn tandems() -> Vec<TableCreateStatement> {
    let mut tandems = table("tandems");
    may_belong_to(&mut tandems, "tandems", "proposal_id", "proposals");
    belongs_to(&mut tandems, "tandems", "journey_id", "journeys");
    belongs_to(&mut tandems, "tandems", "mentor_id", "mentors");
    tandems.col(day("started_on")).col(maybe_day("closed_on")).col(maybe_text("closure_reason"));
    tandems.check(Expr::cust("(closed_on IS NULL) = (closure_reason IS NULL)"));
    tandems.check(Expr::cust("closed_on IS NULL OR closed_on >= started_on"));

    let mut meetings = table("meetings");
    belongs_to(&mut meetings, "meetings", "tandem_id", "tandems");
    meetings.col(day("held_on")).col(number("minutes")).col(text("mode"));
    meetings.col(maybe_text("topic")).col(maybe_day("next_on"));
    meetings.check(Expr::cust("minutes BETWEEN 1 AND 600"));
    meetings.check(Expr::cust("mode IN ('in_person', 'remote')"));

    let mut outcomes = table("outcomes");
    belongs_to(&mut outcomes, "outcomes", "journey_id", "journeys");
    outcomes.col(text("kind")).col(maybe_day("occurred_on")).col(day("observed_on")).col(text("source"));

    vec![tandems, meetings, outcomes]
}

/// The references that are followed from the other side.
fn indexes() -> Vec<IndexCreateStatement> {
    let on = |table: &'static str, column: &'static str| {
        Index::create().name(format!("{table}_{column}")).table(table).col(column).to_owned()
    };
    vec![
        on("journal", "object_id"),
        on("people", "search_name"),
        on("people", "organisation_id"),
        on("people", "branch_id"),
        on("journeys", "person_id"),
        on("round_decisions", "round_id"),
        on("proposals", "journey_id"),
        on("proposals", "mentor_id"),
        on("tandems", "journey_id"),
        on("tandems", "mentor_id"),
        on("meetings", "tandem_id"),
        on("outcomes", "journey_id"),
    ]
}
