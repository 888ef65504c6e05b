//! The table of settings: of each code at most one row that holds now, and those it replaced.

use std::collections::BTreeMap;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Query;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder};

use crate::db::{Id, Instant, Stored, Write, entity, hold_words};
use crate::settings::{Code, SettingDeed, Settings};

entity!(setting, "settings", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    code: String,
    value: Option<String>,
    set_at: Instant,
    set_by_id: Option<Uuid>,
    replaced_at: Option<Instant>,
});

/// Held by whoever changes settings.
const SETTINGS: &str = "settings";

/// What is set now.
pub async fn read(db: &impl ConnectionTrait) -> Result<Settings, DbErr> {
    let rows = setting::Entity::find().filter(setting::Column::ReplacedAt.is_null()).all(db).await?;
    let mut settings = Settings::default();
    for row in rows {
        let code = code_of(&row)?;
        if row.value.as_deref().is_some_and(|value| !settings.set(code, value)) {
            return Err(Stored::new(setting::Entity, &row.id).unreadable(setting::Column::Value));
        }
    }
    Ok(settings)
}

/// The condition that the hub sends text messages.
pub fn has_texts() -> Expr {
    let mut set = Query::select();
    set.expr(Expr::cust("1")).from(setting::Entity);
    set.and_where(setting::Column::Code.eq(Code::Texts.code()));
    // Nothing is stored of what is as it was.
    set.and_where(setting::Column::ReplacedAt.is_null()).and_where(setting::Column::Value.is_not_null());
    Expr::exists(set)
}

/// The same, which nobody else changes until the transaction ends.
pub async fn lock(write: &Write) -> Result<Settings, DbErr> {
    hold_words(write, &[SETTINGS]).await?;
    read(write.on()).await
}

fn code_of(row: &setting::Model) -> Result<Code, DbErr> {
    Stored::new(setting::Entity, &row.id).code(setting::Column::Code, &row.code, Code::from_code)
}

/// Replaces what is set where it differs; `before` is what [`lock`] gave.
pub async fn save(write: &Write, before: &Settings, settings: &Settings) -> Result<(), DbErr> {
    let default = Settings::default();
    for &code in Code::ALL {
        let value = settings.value(code);
        if value != before.value(code) {
            replace(write, code, Some(value).filter(|value| *value != default.value(code))).await?;
        }
    }
    Ok(())
}

/// Replaces a setting; none gives it back its default.
async fn replace(write: &Write, code: Code, value: Option<String>) -> Result<(), DbErr> {
    setting::Entity::update_many()
        .col_expr(setting::Column::ReplacedAt, Expr::value(write.now()))
        .filter(setting::Column::Code.eq(code.code()))
        .filter(setting::Column::ReplacedAt.is_null())
        .exec(write.on())
        .await?;
    let id = write.new_id();
    let row = setting::ActiveModel {
        id: Set(id),
        code: Set(code.code().to_owned()),
        value: Set(value),
        set_at: Set(write.now()),
        set_by_id: Set(write.actor().account_id()),
        replaced_at: Set(None),
    };
    setting::Entity::insert(row).exec_without_returning(write.on()).await?;
    write.record(SettingDeed::Changed, id);
    Ok(())
}

/// A setting that was changed; the values are as they are stored, none for the default.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields say what they are by their name")]
pub struct Change {
    pub code: Code,
    pub before: Option<String>,
    pub after: Option<String>,
    pub at: Instant,
    /// The account that changed it.
    pub by: Id,
}

/// The changes whose author is kept, newest first.
pub async fn list_changes(db: &impl ConnectionTrait) -> Result<Vec<Change>, DbErr> {
    let rows = setting::Entity::find().order_by_asc(setting::Column::Id).all(db).await?;
    let mut held: BTreeMap<Code, Option<String>> = BTreeMap::new();
    let mut changes = Vec::new();
    for row in rows {
        let code = code_of(&row)?;
        let before = held.insert(code, row.value.clone()).flatten();
        let change = |by| Change { code, before, after: row.value, at: row.set_at, by };
        changes.extend(row.set_by_id.map(change));
    }
    changes.reverse();
    Ok(changes)
}

/// Deletes what was replaced before an instant, and forgets who set what still holds since before it.
pub async fn forget(write: &Write, before: Instant) -> Result<(), DbErr> {
    let replaced = setting::Entity::delete_many().filter(setting::Column::ReplacedAt.lt(before));
    replaced.exec(write.on()).await?;
    setting::Entity::update_many()
        .col_expr(setting::Column::SetById, Expr::value(None::<Id>))
        .filter(setting::Column::SetAt.lt(before))
        .exec(write.on())
        .await?;
    Ok(())
}
