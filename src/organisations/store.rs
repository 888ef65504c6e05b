//! The tables of organisations and of their branches. Their names are public; no scope applies.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, QueryOrder};

use super::{Branch, Kind, Organisation};
use crate::db::{Db, Id, Write, entity};

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
pub async fn list(db: &Db) -> Result<Vec<Organisation>, DbErr> {
    let rows = organisation::Entity::find().order_by_asc(organisation::Column::Id).all(db).await?;
    Ok(rows.into_iter().map(organisation_of).collect())
}

fn organisation_of(row: organisation::Model) -> Organisation {
    Organisation {
        id: row.id,
        kind: Kind::from_code(&row.kind).unwrap_or(Kind::Association),
        name: row.name,
        place_code: row.place_code,
    }
}

/// Every branch, by name.
pub async fn list_branches(db: &Db) -> Result<Vec<Branch>, DbErr> {
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
pub async fn find(db: &Db, id: Id) -> Result<Option<Organisation>, DbErr> {
    Ok(organisation::Entity::find_by_id(id).one(db).await?.map(organisation_of))
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
    write.record("organisation", organisation.id, "created");
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
    write.record("branch", branch.id, "created");
    Ok(())
}
