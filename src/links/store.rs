//! The table of links.

use std::collections::BTreeSet;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, Func};
use sea_orm::{ActiveValue::Set, ConnectionTrait, PaginatorTrait};

use super::{Link, NewLink, Serving, State, Uses, code_hash, code_of, token_hash};
use crate::db::{Deciding, Id, Instant, Stored, Write, entity};
use crate::secret;

entity!(link, "links", {
    #[sea_orm(primary_key, auto_increment = false)]
    token_hash: String,
    id: Uuid,
    purpose: String,
    subject_id: Uuid,
    bearer: String,
    path: String,
    uses: String,
    created_at: Instant,
    expires_at: Instant,
    used_at: Option<Instant>,
    superseded_at: Option<Instant>,
    code_hash: Option<String>,
    caller_id: Option<Uuid>,
});

fn link_of(row: link::Model) -> Result<Link, DbErr> {
    let stored = Stored::new(link::Entity, &row.id);
    Ok(Link {
        uses: stored.code(link::Column::Uses, &row.uses, Uses::from_code)?,
        id: row.id,
        subject: row.subject_id,
        bearer: row.bearer,
        expires_at: row.expires_at,
        used_at: row.used_at,
        superseded_at: row.superseded_at,
        caller: row.caller_id,
    })
}

/// Inserts a link and returns its token, to be written in its message only.
pub async fn insert(write: &Write, new: NewLink<'_>) -> Result<String, DbErr> {
    insert_held(write, new, None).await
}

/// The same, in the hands of an account that answers for its bearer.
pub async fn insert_held(write: &Write, new: NewLink<'_>, caller: Option<Id>) -> Result<String, DbErr> {
    let token = secret::token().map_err(|error| DbErr::Custom(error.to_string()))?;
    let row = link::ActiveModel {
        token_hash: Set(token_hash(new.purpose, &token)),
        id: Set(write.new_id()),
        purpose: Set(new.purpose.to_owned()),
        subject_id: Set(new.subject),
        bearer: Set(new.bearer.to_owned()),
        path: Set(new.path.to_owned()),
        uses: Set(new.uses.code().to_owned()),
        created_at: Set(write.now()),
        expires_at: Set(write.now().plus(new.lasts)),
        used_at: Set(None),
        superseded_at: Set(None),
        code_hash: Set(None),
        caller_id: Set(caller),
    };
    link::Entity::insert(row).exec_without_returning(write.on()).await?;
    Ok(token)
}

/// Finds the link of a token, whatever its state, if it is for this purpose.
pub async fn find(db: &impl ConnectionTrait, purpose: &str, token: &str) -> Result<Option<Link>, DbErr> {
    let found = link::Entity::find_by_id(token_hash(purpose, token)).one(db).await?;
    found.filter(|row| row.purpose == purpose).map(link_of).transpose()
}

/// The same, as long as it serves whoever looks, an account or nobody signed in.
pub async fn find_serving(
    db: &impl ConnectionTrait,
    purpose: &str,
    token: &str,
    at: Serving,
) -> Result<Option<Link>, DbErr> {
    Ok(find(db, purpose, token).await?.filter(|link| link.serves(at)))
}

/// The hashes, of some, whose links can still be used.
pub async fn list_fresh(
    of: &impl Deciding,
    hashes: &[&str],
    now: Instant,
) -> Result<BTreeSet<String>, DbErr> {
    let rows = link::Entity::find()
        .filter(link::Column::TokenHash.is_in(hashes.iter().copied()))
        .all(of.on())
        .await?;
    let mut fresh = BTreeSet::new();
    for row in rows {
        let hash = row.token_hash.clone();
        if link_of(row)?.state(now) == State::Fresh {
            fresh.insert(hash);
        }
    }
    Ok(fresh)
}

/// Lets the link of a token, if it is for one of these purposes and serves until it expires, be followed by its code too; gives the code.
pub async fn give_code(write: &Write, purposes: &[&str], token: &str) -> Result<Option<String>, DbErr> {
    let code = code_of(token);
    let hashes = purposes.iter().map(|purpose| token_hash(purpose, token));
    let given = link::Entity::update_many()
        .col_expr(link::Column::CodeHash, Expr::value(code_hash(&code)))
        .filter(link::Column::TokenHash.is_in(hashes))
        .filter(link::Column::Uses.eq(Uses::UntilExpiry.code()))
        .exec(write.on())
        .await?;
    Ok((given.rows_affected == 1).then_some(code))
}

/// Makes another link to where the link of a code leads, while that serves; gives its path, with its token. It expires with the first.
pub async fn follow_code(write: &Write, code: &str) -> Result<Option<String>, DbErr> {
    let found =
        link::Entity::find().filter(link::Column::CodeHash.eq(code_hash(code))).one(write.on()).await?;
    let Some(row) = found else { return Ok(None) };
    if link_of(row.clone())?.state(write.now()) != State::Fresh {
        return Ok(None);
    }
    let token = secret::token().map_err(|error| DbErr::Custom(error.to_string()))?;
    let path = super::address("", &row.path, &token);
    let another = link::ActiveModel {
        token_hash: Set(token_hash(&row.purpose, &token)),
        id: Set(write.new_id()),
        created_at: Set(write.now()),
        used_at: Set(None),
        code_hash: Set(None),
        ..row.into()
    };
    link::Entity::insert(another).exec_without_returning(write.on()).await?;
    Ok(Some(path))
}

/// Uses a link and returns it; `None` when it is not fresh.
pub async fn use_link(write: &Write, purpose: &str, token: &str) -> Result<Option<Link>, DbErr> {
    let Some(link) = find(write.on(), purpose, token).await? else { return Ok(None) };
    if !link.serves(Serving { now: write.now(), account: write.actor().account_id() }) {
        return Ok(None);
    }
    // When two requests use it at the same time, or one revokes it, only one finds the row as it was read.
    let fresh = match link.uses {
        Uses::Once => link::Column::SupersededAt.is_null().and(link::Column::UsedAt.is_null()),
        Uses::UntilExpiry => link::Column::SupersededAt.is_null(),
    };
    let first_use = Func::coalesce([Expr::col(link::Column::UsedAt), Expr::value(write.now())]);
    let used = link::Entity::update_many()
        .col_expr(link::Column::UsedAt, first_use.into())
        .filter(link::Column::TokenHash.eq(token_hash(purpose, token)))
        .filter(fresh)
        .exec(write.on())
        .await?;
    Ok((used.rows_affected == 1).then_some(link))
}

/// Revokes every link about an object that could still be used.
pub async fn supersede(write: &Write, subject: Id) -> Result<(), DbErr> {
    link::Entity::update_many()
        .col_expr(link::Column::SupersededAt, Expr::value(write.now()))
        .filter(link::Column::SubjectId.eq(subject))
        .filter(link::Column::UsedAt.is_null().or(link::Column::Uses.eq(Uses::UntilExpiry.code())))
        .filter(link::Column::SupersededAt.is_null())
        .exec(write.on())
        .await?;
    Ok(())
}

/// How many links for a purpose were made for a bearer since an instant.
pub async fn count_made(
    db: &impl ConnectionTrait,
    purpose: &str,
    bearer: &str,
    since: Instant,
) -> Result<u64, DbErr> {
    link::Entity::find()
        .filter(link::Column::Bearer.eq(bearer))
        .filter(link::Column::Purpose.eq(purpose))
        .filter(link::Column::CreatedAt.gt(since))
        .count(db)
        .await
}

/// Revokes every link that could still be used.
pub async fn supersede_all(write: &Write) -> Result<(), DbErr> {
    link::Entity::update_many()
        .col_expr(link::Column::SupersededAt, Expr::value(write.now()))
        .filter(link::Column::SupersededAt.is_null())
        .exec(write.on())
        .await?;
    Ok(())
}

/// Deletes the links that were made before an instant and serve no more; returns how many.
pub async fn delete_over(write: &Write, made_before: Instant) -> Result<u64, DbErr> {
    let gone = link::Entity::delete_many()
        .filter(link::Column::CreatedAt.lt(made_before))
        .filter(link::Column::ExpiresAt.lt(write.now()))
        .exec(write.on())
        .await?;
    Ok(gone.rows_affected)
}
