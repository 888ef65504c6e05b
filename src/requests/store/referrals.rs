//! The table of referrals.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ActiveValue::Set, Condition, ConnectionTrait, QuerySelect};
use time::Date;

use crate::accounts::access::Scope;
use crate::db::{Id, Instant, Stored, Write, entity};
use crate::requests::referral::{Agreement, Referral, ReferralDeed};

entity!(referral, "referrals", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    request_id: Uuid,
    journey_id: Option<Uuid>,
    name: String,
    email: String,
    organisation_id: Uuid,
    branch_id: Option<Uuid>,
    agreement: String,
    agreed_on: Date,
    referred_at: Instant,
    confirmed_at: Option<Instant>,
    paired_on: Option<Date>,
    closed_on: Option<Date>,
    objected_at: Option<Instant>,
});

fn referral_of(row: referral::Model) -> Result<Referral, DbErr> {
    let stored = Stored::new(referral::Entity, &row.id);
    Ok(Referral {
        agreement: stored.code(referral::Column::Agreement, &row.agreement, Agreement::from_code)?,
        id: row.id,
        request_id: row.request_id,
        journey_id: row.journey_id,
        name: row.name,
        email: row.email,
        organisation_id: row.organisation_id,
        branch_id: row.branch_id,
        agreed_on: row.agreed_on,
        referred_at: row.referred_at,
        confirmed_at: row.confirmed_at,
        paired_on: row.paired_on,
        closed_on: row.closed_on,
        objected_at: row.objected_at,
    })
}

/// Stores a referral until whoever refers confirms it.
pub async fn insert_referral(write: &Write, referral: &Referral) -> Result<(), DbErr> {
    let row = referral::ActiveModel {
        id: Set(referral.id),
        request_id: Set(referral.request_id),
        journey_id: Set(referral.journey_id),
        name: Set(referral.name.clone()),
        email: Set(referral.email.clone()),
        organisation_id: Set(referral.organisation_id),
        branch_id: Set(referral.branch_id),
        agreement: Set(referral.agreement.code().to_owned()),
        agreed_on: Set(referral.agreed_on),
        referred_at: Set(referral.referred_at),
        confirmed_at: Set(referral.confirmed_at),
        paired_on: Set(referral.paired_on),
        closed_on: Set(referral.closed_on),
        objected_at: Set(referral.objected_at),
    };
    referral::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(ReferralDeed::Created, referral.id);
    Ok(())
}

/// The referral that a link leads to.
pub async fn find_referral(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: Id,
) -> Result<Option<Referral>, DbErr> {
    if scope != Scope::Hub {
        return Ok(None);
    }
    referral::Entity::find_by_id(id).one(db).await?.map(referral_of).transpose()
}

/// The confirmed referral with which a request began, answered or not.
pub async fn find_referral_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    request: Id,
) -> Result<Option<Referral>, DbErr> {
    Ok(list_referrals_of(db, scope, &[request]).await?.remove(&request))
}

/// The confirmed referrals of some requests, by request.
pub async fn list_referrals_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    requests: &[Id],
) -> Result<BTreeMap<Id, Referral>, DbErr> {
    if scope != Scope::Hub {
        return Ok(BTreeMap::new());
    }
    let rows = referral::Entity::find()
        .filter(referral::Column::RequestId.is_in(requests.iter().copied()))
        .filter(referral::Column::ConfirmedAt.is_not_null())
        .all(db)
        .await?;
    rows.into_iter().map(|row| Ok((row.request_id, referral_of(row)?))).collect()
}

/// A referral, held until this transaction ends.
pub async fn lock_referral(write: &Write, id: Id) -> Result<Option<Referral>, DbErr> {
    referral::Entity::find_by_id(id).lock_exclusive().one(write.on()).await?.map(referral_of).transpose()
}

/// The confirmed referrals of which news may be told and that have led to a journey, held until this transaction ends.
pub async fn lock_referrals_to(write: &Write, journey: Id) -> Result<Vec<Referral>, DbErr> {
    told()
        .filter(referral::Column::JourneyId.eq(journey))
        .lock_exclusive()
        .all(write.on())
        .await?
        .into_iter()
        .map(referral_of)
        .collect()
}

/// The confirmed referral of a request of which news may be told, held until this transaction ends.
pub async fn lock_referral_of(write: &Write, request: Id) -> Result<Option<Referral>, DbErr> {
    told()
        .filter(referral::Column::RequestId.eq(request))
        .lock_exclusive()
        .one(write.on())
        .await?
        .map(referral_of)
        .transpose()
}

/// Of which news may be told.
fn told() -> Select<referral::Entity> {
    referral::Entity::find()
        .filter(referral::Column::ConfirmedAt.is_not_null())
        .filter(referral::Column::ObjectedAt.is_null())
        .filter(referral::Column::ClosedOn.is_null())
}

/// Notes that whoever refers confirmed it now.
pub async fn save_referral_confirmed(write: &Write, id: Id) -> Result<(), DbErr> {
    let row = referral::ActiveModel { confirmed_at: Set(Some(write.now())), ..Default::default() };
    save(write, id, row, ReferralDeed::Confirmed).await
}

/// Notes the journey that a referral has led to.
pub async fn save_referral_journey(write: &Write, id: Id, journey: Id) -> Result<(), DbErr> {
    let row = referral::ActiveModel { journey_id: Set(Some(journey)), ..Default::default() };
    save(write, id, row, ReferralDeed::Registered).await
}

/// Notes the day on which a mentor was found.
pub async fn save_referral_paired(write: &Write, id: Id, on: Date) -> Result<(), DbErr> {
    let row = referral::ActiveModel { paired_on: Set(Some(on)), ..Default::default() };
    save(write, id, row, ReferralDeed::Paired).await
}

/// Notes the day on which it is over.
pub async fn save_referral_closed(write: &Write, id: Id, on: Date) -> Result<(), DbErr> {
    let row = referral::ActiveModel { closed_on: Set(Some(on)), ..Default::default() };
    save(write, id, row, ReferralDeed::Closed).await
}

/// Notes that the person wants nothing told any more.
pub async fn save_referral_objected(write: &Write, id: Id) -> Result<(), DbErr> {
    let row = referral::ActiveModel {
        closed_on: Set(Some(write.today())),
        objected_at: Set(Some(write.now())),
        ..Default::default()
    };
    save(write, id, row, ReferralDeed::Objected).await
}

async fn save(write: &Write, id: Id, row: referral::ActiveModel, deed: ReferralDeed) -> Result<(), DbErr> {
    referral::Entity::update(referral::ActiveModel { id: Set(id), ..row }).exec(write.on()).await?;
    write.record(deed, id);
    Ok(())
}

/// Removes the referrals that nobody confirmed before the first instant, and those that were over before a day; gives how many.
pub async fn delete_referrals(write: &Write, unconfirmed: Instant, over: Date) -> Result<u64, DbErr> {
    let unconfirmed =
        referral::Column::ConfirmedAt.is_null().and(referral::Column::ReferredAt.lte(unconfirmed));
    let gone = referral::Entity::delete_many()
        .filter(Condition::any().add(unconfirmed).add(referral::Column::ClosedOn.lt(over)))
        .exec(write.on())
        .await?;
    Ok(gone.rows_affected)
}
