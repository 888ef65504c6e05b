//! The table of consents.

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::db::{Instant, Write, entity};
use crate::people::consent::Consent;
use crate::people::deeds::PersonDeed;

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
