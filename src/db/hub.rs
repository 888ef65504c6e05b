//! The table `hub`: its single row marks a database as real or as a demonstration, so that no command mistakes one for the
//! other.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait};

use super::{Instant, Stored, Write, entity};

entity!(mark, "hub", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: i32,
    kind: String,
    marked_at: Instant,
});

/// What a database is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A real hub, with real people.
    Real,
    /// Everybody in it is fictitious, and anybody may sign in as a persona.
    Demonstration,
}

impl Mark {
    /// The codes in the table.
    pub const CODES: [&str; 2] = ["real", "demonstration"];

    fn code(self) -> &'static str {
        match self {
            Self::Real => Self::CODES[0],
            Self::Demonstration => Self::CODES[1],
        }
    }
}

/// The id of the only row.
const ROW: i32 = 1;

/// Finds the mark of a database; `None` until it is set.
pub async fn find_mark(db: &impl ConnectionTrait) -> Result<Option<Mark>, DbErr> {
    let Some(row) = mark::Entity::find_by_id(ROW).one(db).await? else { return Ok(None) };
    let of = |code: &str| [Mark::Real, Mark::Demonstration].into_iter().find(|mark| mark.code() == code);
    Stored::new(mark::Entity, &row.id).code(mark::Column::Kind, &row.kind, of).map(Some)
}

/// Sets the mark of a database, once: when two writers set it at the same time, the first wins.
pub async fn insert_mark(write: &Write, mark: Mark) -> Result<(), DbErr> {
    let row =
        mark::ActiveModel { id: Set(ROW), kind: Set(mark.code().to_owned()), marked_at: Set(write.now()) };
    let once = OnConflict::column(mark::Column::Id).do_nothing().to_owned();
    match mark::Entity::insert(row).on_conflict(once).exec_without_returning(write.on()).await {
        Ok(_) | Err(DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error),
    }
}
