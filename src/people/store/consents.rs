//! The table of consents.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ConnectionTrait, QueryOrder as _};

use super::rows::ids_within;
use crate::accounts::access::Scope;
use crate::db::{Id, Instant, Stored, Write, entity};
use crate::people::consent::{Consent, How, Purpose};
use crate::people::deeds::PersonDeed;
use crate::people::reach::Preference;

entity!(consent, "consents", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    person_id: Uuid,
    purpose: String,
    channel: String,
    how: String,
    account_id: Option<Uuid>,
    given_at: Instant,
    withdrawn_at: Option<Instant>,
});

fn consent_of(row: consent::Model) -> Result<Consent, DbErr> {
    let stored = Stored::new(consent::Entity, &row.id);
    Ok(Consent {
        purpose: stored.code(consent::Column::Purpose, &row.purpose, Purpose::from_code)?,
        channel: stored.code(consent::Column::Channel, &row.channel, Preference::from_code)?,
        how: stored.code(consent::Column::How, &row.how, How::from_code)?,
        id: row.id,
        person_id: row.person_id,
        account_id: row.account_id,
        given_at: row.given_at,
        withdrawn_at: row.withdrawn_at,
    })
}

/// What a person whom the scope holds agreed to, the newest first.
pub async fn list_consents(
    db: &impl ConnectionTrait,
    scope: Scope,
    person: Id,
) -> Result<Vec<Consent>, DbErr> {
    let rows = consent::Entity::find()
        .filter(consent::Column::PersonId.eq(person))
        .filter(consent::Column::PersonId.in_subquery(ids_within(scope)))
        .order_by_desc(consent::Column::GivenAt)
        .order_by_desc(consent::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(consent_of).collect()
}

/// Inserts a consent; the journal names what was agreed to.
pub async fn insert_consent(write: &Write, consent: &Consent, deed: PersonDeed) -> Result<(), DbErr> {
    let row = consent::ActiveModel {
        id: Set(consent.id),
        person_id: Set(consent.person_id),
        purpose: Set(consent.purpose.code().to_owned()),
        channel: Set(consent.channel.code().to_owned()),
        how: Set(consent.how.code().to_owned()),
        account_id: Set(consent.account_id),
        given_at: Set(consent.given_at),
        withdrawn_at: Set(consent.withdrawn_at),
    };
    consent::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(deed, consent.person_id);
    Ok(())
}

/// Ends a consent.
pub async fn save_consent_withdrawn(write: &Write, consent: &Consent) -> Result<(), DbErr> {
    consent::Entity::update_many()
        .col_expr(consent::Column::WithdrawnAt, Expr::value(write.now()))
        .filter(consent::Column::Id.eq(consent.id).and(consent::Column::WithdrawnAt.is_null()))
        .exec(write.on())
        .await?;
    write.record(PersonDeed::ConsentWithdrawn, consent.person_id);
    Ok(())
}
