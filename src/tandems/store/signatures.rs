//! The tables of the versions of the charter and of the signatures.

use std::collections::BTreeSet;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Query};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, QuerySelect};
use time::Date;

use super::row as tandem;
use crate::accounts::access::Scope;
use crate::db::{Deciding, Id, Instant, Keys, Stored, Write, entity, hold_words};
use crate::proposals::proposal::Party;
use crate::proposals::store::is_proposal_within;
use crate::tandems::charter::{Charter, CharterDeed, Signature, SignatureDeed, Signed, Way};
use crate::tandems::tandem::Tandem;

entity!(charter, "charters", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    number: i32,
    text: String,
    issued_at: Instant,
    issued_by_id: Option<Uuid>,
});

entity!(signature, "signatures", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    proposal_id: Uuid,
    party: String,
    asked_on: Date,
    days: i32,
    reminded_on: Option<Date>,
    charter_id: Option<Uuid>,
    text_hash: Option<String>,
    way: Option<String>,
    signed_on: Option<Date>,
    noted_at: Option<Instant>,
});

/// Held by whoever issues a version of the charter.
const CHARTER: &str = "charter";

/// The version in force; none before the first is asked for or issued.
pub async fn find_charter(db: &impl ConnectionTrait) -> Result<Option<Charter>, DbErr> {
    let newest = charter::Entity::find().order_by_desc(charter::Column::Number);
    newest.one(db).await?.map(charter_of).transpose()
}

/// The same, and nobody else issues one until the transaction ends.
pub async fn lock_charter(write: &Write) -> Result<Option<Charter>, DbErr> {
    hold_words(write, &[CHARTER]).await?;
    find_charter(write.on()).await
}

/// Every version, the newest first.
pub async fn list_charters(db: &impl ConnectionTrait) -> Result<Vec<Charter>, DbErr> {
    let rows = charter::Entity::find().order_by_desc(charter::Column::Number).all(db).await?;
    rows.into_iter().map(charter_of).collect()
}

/// Adds a version.
pub async fn insert_charter(write: &Write, issued: &Charter) -> Result<(), DbErr> {
    let row = charter::ActiveModel {
        id: Set(issued.id),
        number: Set(i32::try_from(issued.number).map_err(|error| DbErr::Type(error.to_string()))?),
        text: Set(issued.text.clone()),
        issued_at: Set(issued.issued_at),
        issued_by_id: Set(issued.issued_by),
    };
    charter::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(CharterDeed::Issued, issued.id);
    Ok(())
}

/// Forgets who issued what was issued before an instant.
pub async fn forget_issuers(write: &Write, before: Instant) -> Result<(), DbErr> {
    charter::Entity::update_many()
        .col_expr(charter::Column::IssuedById, Expr::value(None::<Id>))
        .filter(charter::Column::IssuedAt.lt(before))
        .exec(write.on())
        .await?;
    Ok(())
}

fn charter_of(row: charter::Model) -> Result<Charter, DbErr> {
    let stored = Stored::new(charter::Entity, &row.id);
    Ok(Charter {
        id: row.id,
        number: stored.number(charter::Column::Number, row.number)?,
        text: row.text,
        issued_at: row.issued_at,
        issued_by: row.issued_by_id,
    })
}

/// Adds what a side is asked to sign.
pub async fn insert_signature(write: &Write, asked: &Signature) -> Result<(), DbErr> {
    signature::Entity::insert(row_of(asked)).exec_without_returning(write.on()).await?;
    write.record(SignatureDeed::Asked, asked.id);
    Ok(())
}

/// Stores that a side is asked anew, is reminded, or signed.
pub async fn save_signature(write: &Write, changed: &Signature, deed: SignatureDeed) -> Result<(), DbErr> {
    signature::Entity::update(row_of(changed)).exec(write.on()).await?;
    write.record(deed, changed.id);
    Ok(())
}

/// What the sides of a proposal of a scope were asked to sign, the first first.
pub async fn list_signatures(
    db: &impl ConnectionTrait,
    scope: Scope,
    proposal: Id,
) -> Result<Vec<Signature>, DbErr> {
    let of_proposal = signature::Column::ProposalId.eq(proposal);
    let within = is_proposal_within(signature::Column::ProposalId, scope);
    let rows = signature::Entity::find().filter(of_proposal).filter(within);
    rows.order_by_asc(signature::Column::Id).all(db).await?.into_iter().map(signature_of).collect()
}

/// What is still to be signed under some proposals.
pub async fn list_owed_to_settle(of: &impl Deciding, keys: Keys<'_>) -> Result<Vec<Signature>, DbErr> {
    let owed = signature::Entity::find().filter(signature::Column::SignedOn.is_null());
    let rows = owed.filter(keys.hold(signature::Column::ProposalId));
    rows.order_by_asc(signature::Column::Id).all(of.on()).await?.into_iter().map(signature_of).collect()
}

/// The proposals, among some, whose tandem is open.
pub async fn list_proposals_of_open(of: &impl Deciding, keys: Keys<'_>) -> Result<BTreeSet<Id>, DbErr> {
    let open = tandem::Entity::find().filter(tandem::Column::ClosedOn.is_null());
    let found: Vec<Option<Id>> = open
        .select_only()
        .column(tandem::Column::ProposalId)
        .filter(tandem::Column::ProposalId.is_not_null())
        .filter(keys.hold(tandem::Column::ProposalId))
        .into_tuple()
        .all(of.on())
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// The proposals of open tandems of which a side signed another version than one, and was not asked again since.
pub async fn list_outdated(of: &impl Deciding, in_force: Id) -> Result<BTreeSet<Id>, DbErr> {
    let open = Query::select()
        .column(tandem::Column::ProposalId)
        .from(tandem::Entity)
        .and_where(tandem::Column::ClosedOn.is_null().and(tandem::Column::ProposalId.is_not_null()))
        .to_owned();
    let again = "NOT EXISTS (SELECT 1 FROM signatures s WHERE s.proposal_id = signatures.proposal_id \
         AND s.party = signatures.party AND (s.signed_on IS NULL OR s.charter_id = $1))";
    let found: Vec<Id> = signature::Entity::find()
        .select_only()
        .column(signature::Column::ProposalId)
        .filter(signature::Column::SignedOn.is_not_null())
        .filter(signature::Column::CharterId.ne(in_force))
        .filter(Expr::cust_with_values(again, [in_force]))
        .filter(signature::Column::ProposalId.in_subquery(open))
        .into_tuple()
        .all(of.on())
        .await?;
    Ok(found.into_iter().collect())
}

/// The proposals under which a signature is awaited that was asked for on a day or before.
pub async fn list_owed_since(of: &impl Deciding, day: Date) -> Result<BTreeSet<Id>, DbErr> {
    let found: Vec<Id> = signature::Entity::find()
        .select_only()
        .column(signature::Column::ProposalId)
        .filter(signature::Column::SignedOn.is_null())
        .filter(signature::Column::AskedOn.lte(day))
        .into_tuple()
        .all(of.on())
        .await?;
    Ok(found.into_iter().collect())
}

/// The tandem of a proposal of a scope, if it has begun.
pub async fn find_of_proposal(
    db: &impl ConnectionTrait,
    scope: Scope,
    proposal: Id,
) -> Result<Option<Tandem>, DbErr> {
    let of_proposal = tandem::Entity::find().filter(tandem::Column::ProposalId.eq(proposal));
    of_proposal.filter(super::within(scope)).one(db).await?.map(super::tandem_of).transpose()
}

fn row_of(of: &Signature) -> signature::ActiveModel {
    let signed = of.signed.as_ref();
    signature::ActiveModel {
        id: Set(of.id),
        proposal_id: Set(of.proposal_id),
        party: Set(of.party.code().to_owned()),
        asked_on: Set(of.asked_on),
        days: Set(of.days.into()),
        reminded_on: Set(of.reminded_on),
        charter_id: Set(signed.map(|signed| signed.charter_id)),
        text_hash: Set(signed.map(|signed| signed.text_hash.clone())),
        way: Set(signed.map(|signed| signed.way.code().to_owned())),
        signed_on: Set(signed.map(|signed| signed.on)),
        noted_at: Set(signed.map(|signed| signed.at)),
    }
}

fn signature_of(row: signature::Model) -> Result<Signature, DbErr> {
    use signature::Column;
    let stored = Stored::new(signature::Entity, &row.id);
    let way = stored.maybe_code(Column::Way, row.way.as_deref(), Way::from_code)?;
    let signed = match row.signed_on {
        None => None,
        Some(on) => Some(Signed {
            charter_id: stored.required(Column::CharterId, row.charter_id)?,
            text_hash: stored.required(Column::TextHash, row.text_hash)?,
            way: stored.required(Column::Way, way)?,
            on,
            at: stored.required(Column::NotedAt, row.noted_at)?,
        }),
    };
    Ok(Signature {
        id: row.id,
        proposal_id: row.proposal_id,
        party: stored.code(Column::Party, &row.party, Party::from_code)?,
        asked_on: row.asked_on,
        days: stored.number(Column::Days, row.days)?,
        reminded_on: row.reminded_on,
        signed,
    })
}
