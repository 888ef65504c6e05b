//! The ways in which people can be written to.

use sea_orm::{ConnectionTrait, DbErr};

use crate::people::person::Person;
use crate::people::reach::Ways;
use crate::{mail, settings};

/// The ways in which the hub can write to some people.
pub async fn find_ways<'a>(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = &'a Person>,
) -> Result<Ways, DbErr> {
    let emails: Vec<&str> = people.into_iter().filter_map(|person| person.email.as_deref()).collect();
    Ok(Ways {
        has_texts: settings::store::read(db).await?.has_texts(),
        unreachable: mail::store::list_unreachable(db, &emails).await?.into_keys().collect(),
    })
}
