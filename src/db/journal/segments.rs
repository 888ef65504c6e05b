//! The segments of the journal: one is open, the others are closed, and the lines of the oldest may be deleted.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction, QueryOrder, QuerySelect};

use super::{BEGINNING, row};
use crate::db::{Instant, Write, entity};
use crate::secret::Secret;

entity!(segment, "journal_segments", {
    #[sea_orm(primary_key, auto_increment = false)]
    number: i32,
    first: i64,
    lines: i64,
    mac: String,
    opened_at: Instant,
    closed_at: Option<Instant>,
    forgotten_at: Option<Instant>,
    seal: String,
});

pub(super) use segment::Model as Segment;

/// The MAC of the row of a segment: it authenticates where the segment ends, and whether its lines may be gone.
fn seal(secret: &Secret, segment: &Segment) -> String {
    let seconds = |at: Option<Instant>| at.map_or(0, Instant::seconds).to_be_bytes();
    secret.mac(
        "journal_segment",
        &[
            &segment.number.to_be_bytes(),
            &segment.first.to_be_bytes(),
            &segment.lines.to_be_bytes(),
            segment.mac.as_bytes(),
            &segment.opened_at.seconds().to_be_bytes(),
            &seconds(segment.closed_at),
            &seconds(segment.forgotten_at),
        ],
    )
}

/// Whether the MAC of the row of a segment matches.
pub(super) fn is_as_written(secret: &Secret, segment: &Segment) -> bool {
    segment.seal == seal(secret, segment)
}

/// Whether this is the first segment as a migration inserts it, without the key.
pub(super) fn is_new(segment: &Segment) -> bool {
    segment.number == 1 && segment.lines == 0 && segment.closed_at.is_none() && segment.seal.is_empty()
}

/// What stands in the place of a MAC once a row was found not to be as it was written: whatever is added later, it is never
/// sound again.
const BROKEN: &str = "broken";

/// Every segment, in order.
pub(super) async fn list(db: &impl ConnectionTrait) -> Result<Vec<Segment>, DbErr> {
    segment::Entity::find().order_by_asc(segment::Column::Number).all(db).await
}

/// Locks the open segment until the transaction ends.
pub(super) async fn lock_open(transaction: &DatabaseTransaction) -> Result<Segment, DbErr> {
    // While this transaction waits for the lock, another may close the segment and open the next: a second query finds it.
    for _ in 0..2 {
        let open = segment::Entity::find().filter(segment::Column::ClosedAt.is_null()).lock_exclusive();
        if let Some(open) = open.one(transaction).await? {
            return Ok(open);
        }
    }
    Err(DbErr::Custom("the journal has no open segment".to_owned()))
}

/// Stores the end of a segment, with a new MAC if what stood there before is sound.
pub(super) async fn save(
    db: &DatabaseTransaction,
    secret: &Secret,
    segment: Segment,
    was_sound: bool,
) -> Result<(), DbErr> {
    let seal = if was_sound { seal(secret, &segment) } else { BROKEN.to_owned() };
    let row = segment::ActiveModel {
        number: Set(segment.number),
        lines: Set(segment.lines),
        mac: Set(segment.mac.clone()),
        closed_at: Set(segment.closed_at),
        forgotten_at: Set(segment.forgotten_at),
        seal: Set(seal),
        ..Default::default()
    };
    segment::Entity::update(row).exec(db).await?;
    Ok(())
}

/// Closes the open segment and opens the next one, if it was opened before an instant and has lines; returns whether it was.
pub async fn close_segment(write: &Write, opened_before: Instant) -> Result<bool, DbErr> {
    let open = lock_open(write.on()).await?;
    // One that was tampered with is left as it is, for whoever looks.
    if open.opened_at >= opened_before || open.lines == 0 || !is_as_written(write.secret(), &open) {
        return Ok(false);
    }
    let next = Segment {
        number: open.number + 1,
        first: open.first + open.lines,
        lines: 0,
        mac: open.mac.clone(),
        opened_at: write.now(),
        closed_at: None,
        forgotten_at: None,
        seal: String::new(),
    };
    save(write.on(), write.secret(), Segment { closed_at: Some(write.now()), ..open }, true).await?;
    let row = segment::ActiveModel {
        number: Set(next.number),
        first: Set(next.first),
        lines: Set(next.lines),
        mac: Set(next.mac.clone()),
        opened_at: Set(next.opened_at),
        closed_at: Set(None),
        forgotten_at: Set(None),
        seal: Set(seal(write.secret(), &next)),
    };
    segment::Entity::insert(row).exec_without_returning(write.on()).await?;
    Ok(true)
}

/// Deletes the lines of the segments closed before an instant; returns how many lines.
pub async fn forget_segments(write: &Write, closed_before: Instant) -> Result<u64, DbErr> {
    let old = segment::Entity::find()
        .filter(segment::Column::ClosedAt.lt(closed_before))
        .filter(segment::Column::ForgottenAt.is_null())
        .order_by_asc(segment::Column::Number)
        .lock_exclusive()
        .all(write.on())
        .await?;
    let mut lines = 0;
    // Of one that was tampered with, the lines stay.
    for segment in old.into_iter().filter(|segment| is_as_written(write.secret(), segment)) {
        let number = segment.number;
        // The row comes first: a trigger refuses to delete a line unless its segment is marked as forgotten.
        save(write.on(), write.secret(), Segment { forgotten_at: Some(write.now()), ..segment }, true)
            .await?;
        let gone =
            row::Entity::delete_many().filter(row::Column::Segment.eq(number)).exec(write.on()).await?;
        lines += gone.rows_affected;
    }
    Ok(lines)
}

/// Inserts the first segment, empty, from a migration.
pub(in crate::db) async fn first_segment(db: &impl ConnectionTrait, at: Instant) -> Result<(), DbErr> {
    let row = segment::ActiveModel {
        number: Set(1),
        first: Set(1),
        lines: Set(0),
        mac: Set(BEGINNING.to_owned()),
        opened_at: Set(at),
        closed_at: Set(None),
        forgotten_at: Set(None),
        seal: Set(String::new()),
    };
    segment::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
