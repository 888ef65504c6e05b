//! The tables of organisations and of their branches. Their names are public; no scope applies.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder};

use super::{Branch, Kind, Organisation, Origins};
use crate::db::{Id, Stored, Write, entity, hold_words};
use crate::organisations::{BranchDeed, OrganisationDeed};

entity!(organisation, "organisations", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    name: String,
    kind: String,
    place_code: Option<String>,
});

entity!(branch, "branches", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    organisation_id: Uuid,
    name: String,
    place_code: String,
});

/// Every organisation, in the order they joined; the hub comes first.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Organisation>, DbErr> {
    let rows = organisation::Entity::find().order_by_asc(organisation::Column::Id).all(db).await?;
    rows.into_iter().map(organisation_of).collect()
}

fn organisation_of(row: organisation::Model) -> Result<Organisation, DbErr> {
    let stored = Stored::new(organisation::Entity, &row.id);
    Ok(Organisation {
        kind: stored.code(organisation::Column::Kind, &row.kind, Kind::from_code)?,
        id: row.id,
        name: row.name,
        place_code: row.place_code,
    })
}

/// Holds the names of organisations and branches until this transaction ends: of two who add the same name at once, the second
/// finds it taken.
pub async fn lock_names(write: &Write) -> Result<(), DbErr> {
    hold_words(write, &["names of organisations"]).await
}

/// Every branch, by name.
pub async fn list_branches(db: &impl ConnectionTrait) -> Result<Vec<Branch>, DbErr> {
    let rows = branch::Entity::find().order_by_asc(branch::Column::Name).all(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| Branch {
            id: row.id,
            organisation_id: row.organisation_id,
            name: row.name,
            place_code: row.place_code,
        })
        .collect())
}

/// The organisation of a key.
pub async fn find(db: &impl ConnectionTrait, id: Id) -> Result<Option<Organisation>, DbErr> {
    organisation::Entity::find_by_id(id).one(db).await?.map(organisation_of).transpose()
}

/// Adds an organisation.
pub async fn insert(write: &Write, organisation: &Organisation) -> Result<(), DbErr> {
    let row = organisation::ActiveModel {
        id: Set(organisation.id),
        name: Set(organisation.name.clone()),
        kind: Set(organisation.kind.code().to_owned()),
        place_code: Set(organisation.place_code.clone()),
    };
    organisation::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(OrganisationDeed::Created, organisation.id);
    Ok(())
}

/// Adds a branch.
pub async fn insert_branch(write: &Write, branch: &Branch) -> Result<(), DbErr> {
    let row = branch::ActiveModel {
        id: Set(branch.id),
        organisation_id: Set(branch.organisation_id),
        name: Set(branch.name.clone()),
        place_code: Set(branch.place_code.clone()),
    };
    branch::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(BranchDeed::Created, branch.id);
    Ok(())
}

/// Every organisation and every branch, to choose one from.
pub async fn find_origins(db: &impl ConnectionTrait) -> Result<Origins, DbErr> {
    Ok(Origins { organisations: list(db).await?, branches: list_branches(db).await? })
}
