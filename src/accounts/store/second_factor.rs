//! Recovery codes, for the day a second factor is lost.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, PaginatorTrait};

use super::no_secret;
use crate::accounts::deeds::IdentityDeed;
use crate::db::{Id, Instant, Write, entity};
use crate::secret;

entity!(code, "recovery_codes", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: Uuid,
    identity_id: Uuid,
    code_hash: String,
    used_at: Option<Instant>,
});

const RECOVERY: &str = "recovery";
/// How many recovery codes one gets.
const CODES: usize = 10;

/// How many recovery codes are left.
pub async fn count_recovery_codes(db: &impl ConnectionTrait, identity: Id) -> Result<u64, DbErr> {
    code::Entity::find()
        .filter(code::Column::IdentityId.eq(identity))
        .filter(code::Column::UsedAt.is_null())
        .count(db)
        .await
}

/// Replaces the recovery codes, and gives the new ones: the only time they can be read.
pub async fn replace_recovery_codes(write: &Write, identity: Id) -> Result<Vec<String>, DbErr> {
    delete_recovery_codes(write, identity).await?;
    let mut codes = Vec::with_capacity(CODES);
    let mut rows = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let digits = hex::encode(secret::random::<10>().map_err(no_secret)?);
        let groups: Vec<&str> = [0, 5, 10, 15].iter().map(|&at| &digits[at..at + 5]).collect();
        codes.push(groups.join("-"));
        rows.push(code::ActiveModel {
            id: Set(write.new_id()),
            identity_id: Set(identity),
            code_hash: Set(recovery_hash(identity, &digits)),
            used_at: Set(None),
        });
    }
    code::Entity::insert_many(rows).exec_without_returning(write.on()).await?;
    write.record(IdentityDeed::RecoveryCodesMade, identity);
    Ok(codes)
}

fn recovery_hash(identity: Id, typed: &str) -> String {
    let digits: String = typed.chars().filter(char::is_ascii_hexdigit).collect();
    secret::fingerprint(RECOVERY, &format!("{identity}{}", digits.to_lowercase()))
}

/// Uses a recovery code up; false when the identity has no such code, or it was used.
pub async fn use_recovery_code(write: &Write, identity: Id, typed: &str) -> Result<bool, DbErr> {
    let used = code::Entity::update_many()
        .col_expr(code::Column::UsedAt, Expr::value(write.now()))
        .filter(code::Column::IdentityId.eq(identity))
        .filter(code::Column::CodeHash.eq(recovery_hash(identity, typed)))
        .filter(code::Column::UsedAt.is_null())
        .exec(write.on())
        .await?;
    if used.rows_affected == 1 {
        write.record(IdentityDeed::RecoveryCodeUsed, identity);
    }
    Ok(used.rows_affected == 1)
}

/// Removes the recovery codes of an identity.
pub async fn delete_recovery_codes(write: &Write, identity: Id) -> Result<(), DbErr> {
    code::Entity::delete_many().filter(code::Column::IdentityId.eq(identity)).exec(write.on()).await?;
    Ok(())
}
