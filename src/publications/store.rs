//! The table of the publication in force: one row.

use sea_orm::ActiveValue::Set;
use sea_orm::ConnectionTrait;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use time::Date;

use super::publication::Publication;
use crate::db::{self, Write, entity};

entity!(row, "publications", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: i32,
    published_on: Date,
    content: String,
});

/// What is published, and since which day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The day whose figures they are.
    pub published_on: Date,
    /// The figures.
    pub publication: Publication,
}

/// The publication in force; none before the first night.
pub async fn find_public(db: &impl ConnectionTrait) -> Result<Option<Stored>, DbErr> {
    let Some(row) = row::Entity::find().one(db).await? else { return Ok(None) };
    let publication = db::Stored::new(row::Entity, &row.id).json(row::Column::Content, &row.content)?;
    Ok(Some(Stored { published_on: row.published_on, publication }))
}

/// Puts a publication into force, in the place of the one before.
pub async fn replace(write: &Write, publication: &Publication, published_on: Date) -> Result<(), DbErr> {
    let content = serde_json::to_string(publication).map_err(|error| DbErr::Json(error.to_string()))?;
    let row = row::ActiveModel { id: Set(1), published_on: Set(published_on), content: Set(content) };
    let instead = OnConflict::column(row::Column::Id)
        .update_columns([row::Column::PublishedOn, row::Column::Content])
        .to_owned();
    row::Entity::insert(row).on_conflict(instead).exec_without_returning(write.on()).await?;
    Ok(())
}
