//! The tables of what each file brought, and of how far the invitation is with each person.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, OnConflict, Query};
use sea_orm::{ActiveValue::Set, ConnectionTrait, PaginatorTrait, QueryOrder, QuerySelect};
use time::Date;

use crate::accounts;
use crate::accounts::access::Scope;
use crate::db::{self, Id, Instant, Write, entity};
use crate::organisations::Origin;
use crate::registrations::ArrivalDeed;
use crate::registrations::arrival::{Arrival, Arrived};

entity!(arrival, "arrivals", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    organisation_id: Uuid,
    branch_id: Option<Uuid>,
    account_id: Uuid,
    file_name: String,
    arrived_on: Date,
    begun_at: Option<Instant>,
    stopped_at: Option<Instant>,
    told_on: Option<Date>,
});

entity!(arrived, "arrived", {
    #[sea_orm(primary_key, auto_increment = false)]
    person_id: Uuid,
    arrival_id: Uuid,
    is_mentor: bool,
    to_call: bool,
    invited_at: Option<Instant>,
    left_at: Option<Instant>,
    returned_at: Option<Instant>,
});

fn arrival_of(row: arrival::Model) -> Arrival {
    Arrival {
        id: row.id,
        origin: Origin { organisation_id: row.organisation_id, branch_id: row.branch_id },
        account_id: row.account_id,
        file_name: row.file_name,
        arrived_on: row.arrived_on,
        begun_at: row.begun_at,
        stopped_at: row.stopped_at,
        told_on: row.told_on,
    }
}

fn arrived_of(row: arrived::Model) -> Arrived {
    let arrived::Model { person_id, arrival_id, to_call, invited_at, left_at, returned_at, .. } = row;
    Arrived { person_id, arrival_id, invited_at, to_call, left_at, returned_at }
}

/// The arrivals of a scope, as a condition: an adviser sees those of their branch.
fn within(scope: Scope) -> Expr {
    match scope {
        Scope::Hub => Expr::cust("TRUE"),
        Scope::Organisation(id) => arrival::Column::OrganisationId.eq(id),
        Scope::Branch { branch, .. } => arrival::Column::BranchId.eq(branch),
        Scope::Person(_) | Scope::Nobody => Expr::cust("1 = 0"),
    }
}

/// Adds an arrival, once.
pub async fn insert_arrival(write: &Write, arrival: &Arrival) -> Result<(), DbErr> {
    let row = arrival::ActiveModel {
        id: Set(arrival.id),
        organisation_id: Set(arrival.origin.organisation_id),
        branch_id: Set(arrival.origin.branch_id),
        account_id: Set(arrival.account_id),
        file_name: Set(arrival.file_name.clone()),
        arrived_on: Set(arrival.arrived_on),
        begun_at: Set(arrival.begun_at),
        stopped_at: Set(arrival.stopped_at),
        told_on: Set(arrival.told_on),
    };
    let once = OnConflict::column(arrival::Column::Id).do_nothing().to_owned();
    match arrival::Entity::insert(row).on_conflict(once).exec_without_returning(write.on()).await {
        Ok(0) | Err(DbErr::RecordNotInserted) => Ok(()),
        Ok(_) => {
            write.record(ArrivalDeed::Arrived, arrival.id);
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Notes whom it brought, each with whether they are a mentor.
pub async fn insert_arrived(write: &Write, arrival: Id, people: &[(Id, bool)]) -> Result<(), DbErr> {
    let row = |&(person, is_mentor): &(Id, bool)| arrived::ActiveModel {
        person_id: Set(person),
        arrival_id: Set(arrival),
        is_mentor: Set(is_mentor),
        to_call: Set(false),
        invited_at: Set(None),
        left_at: Set(None),
        returned_at: Set(None),
    };
    if !people.is_empty() {
        arrived::Entity::insert_many(people.iter().map(row)).exec_without_returning(write.on()).await?;
    }
    Ok(())
}

/// Holds an arrival until the transaction ends, if a scope has it: of two who invite, or count what came back, one waits. Who
/// coordinates is held before.
pub async fn lock_arrival(write: &Write, scope: Scope, id: Id) -> Result<Option<Arrival>, DbErr> {
    accounts::store::share_coordination(write).await?;
    db::hold_words(write, &[&format!("arrival {id}")]).await?;
    let found = arrival::Entity::find_by_id(id).filter(within(scope)).one(write.on()).await?;
    Ok(found.map(arrival_of))
}

/// The key of the arrival of a person.
pub async fn find_arrival_of(write: &Write, person: Id) -> Result<Option<Id>, DbErr> {
    Ok(arrived::Entity::find_by_id(person).one(write.on()).await?.map(|row| row.arrival_id))
}

/// Notes that inviting begins now, or again.
pub async fn save_begun(write: &Write, id: Id) -> Result<(), DbErr> {
    arrival::Entity::update_many()
        .col_expr(arrival::Column::BegunAt, Expr::value(write.now()))
        .col_expr(arrival::Column::StoppedAt, Expr::value(None::<Instant>))
        .filter(arrival::Column::Id.eq(id))
        .exec(write.on())
        .await?;
    write.record(ArrivalDeed::Invited, id);
    Ok(())
}

/// Notes that inviting stops.
pub async fn save_stopped_inviting(write: &Write, id: Id) -> Result<(), DbErr> {
    arrival::Entity::update_many()
        .col_expr(arrival::Column::StoppedAt, Expr::value(write.now()))
        .filter(arrival::Column::Id.eq(id))
        .exec(write.on())
        .await?;
    write.record(ArrivalDeed::Stopped, id);
    Ok(())
}

/// Notes the day its people were told.
pub async fn save_arrival_told(write: &Write, id: Id, on: Date) -> Result<(), DbErr> {
    arrival::Entity::update_many()
        .col_expr(arrival::Column::ToldOn, Expr::value(on))
        .filter(arrival::Column::Id.eq(id))
        .exec(write.on())
        .await?;
    write.record(ArrivalDeed::Told, id);
    Ok(())
}

/// Some of the mentors of an arrival who are not invited yet, in the order in which they arrived.
pub async fn list_to_invite(write: &Write, id: Id, most: u64) -> Result<Vec<Id>, DbErr> {
    arrived::Entity::find()
        .select_only()
        .column(arrived::Column::PersonId)
        .filter(arrived::Column::ArrivalId.eq(id))
        .filter(arrived::Column::IsMentor.eq(true))
        .filter(arrived::Column::InvitedAt.is_null())
        .order_by_asc(arrived::Column::PersonId)
        .limit(most)
        .into_tuple()
        .all(write.on())
        .await
}

/// Notes that somebody is invited now, or is to be called.
pub async fn save_invited(write: &Write, person: Id, to_call: bool) -> Result<(), DbErr> {
    arrived::Entity::update_many()
        .col_expr(arrived::Column::InvitedAt, Expr::value(write.now()))
        .col_expr(arrived::Column::ToCall, Expr::value(to_call))
        .filter(arrived::Column::PersonId.eq(person))
        .exec(write.on())
        .await?;
    Ok(())
}

/// Whether a wave of an arrival is under way: some were invited since an instant, or have a message that has not left.
pub async fn is_wave_under_way(write: &Write, arrival: Id, since: Instant) -> Result<bool, DbErr> {
    let has_waited = arrived::Column::ToCall.eq(false).and(arrived::Column::LeftAt.is_null());
    let under_way = arrived::Entity::find()
        .filter(arrived::Column::ArrivalId.eq(arrival))
        .filter(arrived::Column::InvitedAt.is_not_null())
        .filter(arrived::Column::InvitedAt.gte(since).or(has_waited))
        .count(write.on())
        .await?;
    Ok(under_way > 0)
}

/// Puts somebody back among those who are not invited: their message was dropped before it left.
pub async fn save_not_invited(write: &Write, person: Id) -> Result<bool, DbErr> {
    let put_back = arrived::Entity::update_many()
        .col_expr(arrived::Column::InvitedAt, Expr::value(None::<Instant>))
        .filter(arrived::Column::PersonId.eq(person))
        .filter(arrived::Column::LeftAt.is_null())
        .exec(write.on())
        .await?;
    Ok(put_back.rows_affected > 0)
}

/// Notes that the invitation of somebody leaves; the first time counts.
pub async fn save_invitation_left(write: &Write, person: Id) -> Result<(), DbErr> {
    arrived::Entity::update_many()
        .col_expr(arrived::Column::LeftAt, Expr::value(write.now()))
        .filter(arrived::Column::PersonId.eq(person))
        .filter(arrived::Column::InvitedAt.is_not_null())
        .filter(arrived::Column::LeftAt.is_null())
        .exec(write.on())
        .await?;
    Ok(())
}

/// Notes that the invitation of somebody came back; says whether it was not known.
pub async fn save_invitation_returned(write: &Write, person: Id) -> Result<bool, DbErr> {
    let noted = arrived::Entity::update_many()
        .col_expr(arrived::Column::ReturnedAt, Expr::value(write.now()))
        .filter(arrived::Column::PersonId.eq(person))
        .filter(arrived::Column::LeftAt.is_not_null())
        .filter(arrived::Column::ReturnedAt.is_null())
        .exec(write.on())
        .await?;
    Ok(noted.rows_affected > 0)
}

/// How many invitations of an arrival left since an instant, and how many of these came back.
pub async fn count_left(write: &Write, id: Id, since: Instant) -> Result<(u64, u64), DbErr> {
    let left = arrived::Entity::find()
        .filter(arrived::Column::ArrivalId.eq(id))
        .filter(arrived::Column::LeftAt.gte(since));
    let returned = left.clone().filter(arrived::Column::ReturnedAt.is_not_null());
    Ok((left.count(write.on()).await?, returned.count(write.on()).await?))
}

/// The latest arrivals of a scope, newest first.
pub async fn list_arrivals(
    db: &impl ConnectionTrait,
    scope: Scope,
    most: u64,
) -> Result<Vec<Arrival>, DbErr> {
    let found = arrival::Entity::find()
        .filter(within(scope))
        .order_by_desc(arrival::Column::ArrivedOn)
        .order_by_desc(arrival::Column::Id)
        .limit(most);
    Ok(found.all(db).await?.into_iter().map(arrival_of).collect())
}

/// The mentors whom the arrivals of a scope brought, among some, by arrival.
pub async fn list_arrived(
    db: &impl ConnectionTrait,
    scope: Scope,
    arrivals: &[Id],
) -> Result<BTreeMap<Id, Vec<Arrived>>, DbErr> {
    let mut reached = Query::select();
    reached.column(arrival::Column::Id).from(arrival::Entity).and_where(within(scope));
    let rows = arrived::Entity::find()
        .filter(arrived::Column::ArrivalId.is_in(arrivals.iter().copied()))
        .filter(arrived::Column::ArrivalId.in_subquery(reached))
        .filter(arrived::Column::IsMentor.eq(true))
        .order_by_asc(arrived::Column::PersonId)
        .all(db)
        .await?;
    let mut by_arrival: BTreeMap<Id, Vec<Arrived>> = BTreeMap::new();
    for row in rows {
        by_arrival.entry(row.arrival_id).or_default().push(arrived_of(row));
    }
    Ok(by_arrival)
}
