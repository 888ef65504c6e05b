//! The journal: an append-only audit log of who did what to which object, and when. It holds ids, no text about a person.
//!
//! Each line carries an HMAC-SHA256, under the hub's key, of its fields and of the MAC of the line before it. [`verify`]
//! thus detects a line that was changed, removed or inserted, and nobody can compute another chain without the key. Lines
//! are grouped in segments, of which one is open. The row of a segment, authenticated with the same key, records where it
//! ends, so that truncation is detected too. The lines of a closed segment may be deleted once their retention is over: its
//! last MAC stays, so the chain still holds.

mod guards;
mod read;
mod segments;

use sea_orm::entity::prelude::*;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseTransaction, PaginatorTrait, QueryOrder, QuerySelect,
};

use super::{Actor, Db, Deciding as _, Deed as _, HubDeed, Id, Instant, Snapshot, entity};
use crate::secret::Secret;

pub(super) use guards::append_only_triggers;
pub use read::{Actions, deeds_of, did_since, distinct_objects, holds_line, last_line_at, story};
pub(super) use segments::first_segment;
pub use segments::{close_segment, forget_segments};

entity!(row, "journal", {
    #[sea_orm(primary_key, auto_increment = false)]
    sequence: i64,
    segment: i32,
    at: Instant,
    actor_kind: String,
    actor_id: Option<Uuid>,
    object_kind: String,
    object_id: Uuid,
    action: String,
    mac: String,
});

/// A line of the journal.
pub type Entry = row::Model;

/// A deed recorded by a transaction, to be appended when it commits.
pub(super) struct Done {
    pub actor: Actor,
    pub kind: &'static str,
    pub object: Id,
    pub action: &'static str,
}

/// The end of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The sequence number of the last line, from 1; 0 for an empty journal.
    pub lines: i64,
    /// The MAC of the last line, in hexadecimal.
    pub mac: String,
}

/// The first sign of tampering found in the journal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// Sequence numbers are not consecutive.
    #[error("line {expected} is missing: the next one is {found}")]
    Gap {
        /// The next sequence number due.
        expected: i64,
        /// The one found instead.
        found: i64,
    },
    /// The MAC of a line does not match: this line, or the one before it, was changed.
    #[error("line {0} is not as it was written")]
    Changed(i64),
    /// The MAC of the row of a segment does not match.
    #[error("segment {0} is not as it was written")]
    Segment(i32),
    /// The last lines of a segment are missing, or were rewritten.
    #[error("the journal should end with line {expected}, and ends with line {found}")]
    CutShort {
        /// The sequence number of the last line, according to the segment.
        expected: i64,
        /// The sequence number of the last line found.
        found: i64,
    },
    /// There is no line at all, although the first one is written with the mark of a hub.
    #[error("the journal is empty: it was emptied, or no hub has used this database yet")]
    Emptied,
    /// A trigger that keeps the journal from being changed is not in place. The lines themselves are as they were written.
    #[error(
        "every line is as it was written, but nothing keeps it so: the trigger {0} is missing or was changed"
    )]
    Unguarded(&'static str),
    /// A trigger or a rule that the hub did not create stands on the journal.
    #[error(
        "every line is as it was written, but {0}, which the hub did not create, may change what is written next"
    )]
    Foreign(String),
    /// Lines stand in the journal that are not of the chain.
    #[error("the journal should hold {expected} lines, and holds {found}")]
    Added {
        /// The lines of the chain that are kept.
        expected: i64,
        /// The lines found.
        found: i64,
    },
}

/// The MAC that the first line is chained to.
const BEGINNING: &str = "";
/// Lines read by one query of [`verify`].
const PAGE: u64 = 5_000;

/// Appends lines. The open segment stays locked until the transaction ends, so that writers append one after the other; call
/// this last in a transaction, to keep the lock short.
pub(super) async fn append(
    transaction: &DatabaseTransaction,
    secret: &Secret,
    at: Instant,
    deeds: Vec<Done>,
) -> Result<(), DbErr> {
    let mut segment = segments::lock_open(transaction).await?;
    let begins = segments::is_new(&segment) && is_beginning(transaction, &deeds).await?;
    let was_sound = begins || segments::is_as_written(secret, &segment);
    let mut lines = Vec::with_capacity(deeds.len());
    for deed in deeds {
        let mut line = row::Model {
            sequence: segment.first + segment.lines,
            segment: segment.number,
            at,
            actor_kind: deed.actor.kind.to_owned(),
            actor_id: deed.actor.id,
            object_kind: deed.kind.to_owned(),
            object_id: deed.object,
            action: deed.action.to_owned(),
            mac: String::new(),
        };
        line.mac = chained(secret, &segment.mac, &line);
        segment.mac.clone_from(&line.mac);
        segment.lines += 1;
        lines.push(line);
    }
    insert(transaction, lines).await?;
    segments::save(transaction, secret, segment, was_sound).await
}

/// Whether the journal of a hub may begin: no hub uses the database yet, or it is marked as a hub's at this moment.
async fn is_beginning(db: &impl ConnectionTrait, deeds: &[Done]) -> Result<bool, DbErr> {
    let marks = |done: &Done| done.kind == HubDeed::KIND && done.action == HubDeed::Marked.action();
    Ok(deeds.iter().any(marks) || super::find_hub(db).await?.is_none())
}

/// Rows inserted in one statement, which takes at most 32,766 values on SQLite.
const LINES_AT_ONCE: usize = 2_000;

async fn insert(db: &impl ConnectionTrait, lines: Vec<row::Model>) -> Result<(), DbErr> {
    let mut lines = lines.into_iter().map(|line| row::ActiveModel {
        sequence: Set(line.sequence),
        segment: Set(line.segment),
        at: Set(line.at),
        actor_kind: Set(line.actor_kind),
        actor_id: Set(line.actor_id),
        object_kind: Set(line.object_kind),
        object_id: Set(line.object_id),
        action: Set(line.action),
        mac: Set(line.mac),
    });
    loop {
        let some: Vec<_> = lines.by_ref().take(LINES_AT_ONCE).collect();
        if some.is_empty() {
            return Ok(());
        }
        row::Entity::insert_many(some).exec_without_returning(db).await?;
    }
}

/// The MAC of a line, over its fields and the MAC before it.
fn chained(secret: &Secret, before: &str, line: &row::Model) -> String {
    secret.mac(
        "journal",
        &[
            before.as_bytes(),
            &line.sequence.to_be_bytes(),
            &line.segment.to_be_bytes(),
            &line.at.seconds().to_be_bytes(),
            line.actor_kind.as_bytes(),
            line.actor_id.as_ref().map_or(&[][..], |actor| &actor.as_bytes()[..]),
            line.object_kind.as_bytes(),
            line.object_id.as_bytes(),
            line.action.as_bytes(),
        ],
    )
}

/// Reads the whole journal as of one instant, checks its chain of MACs, then that its triggers are in place and alone; returns its
/// end, or the first breach.
pub async fn verify(db: &Db, secret: &Secret) -> Result<Result<Head, Breach>, DbErr> {
    let snapshot = Snapshot::begin(db).await?;
    let db = snapshot.on();
    let head = match verify_chain(db, secret).await? {
        Ok(head) => head,
        Err(breach) => return Ok(Err(breach)),
    };
    if head.lines == 0 {
        return Ok(Err(Breach::Emptied));
    }
    if let Some(line) = guards::disguised(db).await? {
        return Ok(Err(Breach::Changed(line)));
    }
    if let Some(trigger) = guards::missing(db).await? {
        return Ok(Err(Breach::Unguarded(trigger)));
    }
    Ok(guards::foreign(db).await?.map_or(Ok(head), |found| Err(Breach::Foreign(found))))
}

async fn verify_chain(db: &DatabaseTransaction, secret: &Secret) -> Result<Result<Head, Breach>, DbErr> {
    let mut last = Head { lines: 0, mac: BEGINNING.to_owned() };
    let mut kept = 0;
    let segments = segments::list(db).await?;
    for (number, segment) in (1..).zip(&segments) {
        // Every segment is closed but the last: a journal that lost its end has no open one.
        let is_in_place = segment.number == number && segment.first == last.lines + 1;
        let is_last = usize::try_from(number).is_ok_and(|number| number == segments.len());
        let is_as_written = segments::is_as_written(secret, segment) || segments::is_new(segment);
        if !is_as_written || !is_in_place || segment.closed_at.is_none() != is_last {
            return Ok(Err(Breach::Segment(segment.number)));
        }
        let end = Head { lines: last.lines + segment.lines, mac: segment.mac.clone() };
        if segment.forgotten_at.is_none() {
            kept += segment.lines;
            last = match read_segment(db, secret, last, end.lines).await? {
                Ok(read) => read,
                Err(breach) => return Ok(Err(breach)),
            };
            if last != end {
                return Ok(Err(Breach::CutShort { expected: end.lines, found: last.lines }));
            }
        }
        last = end;
    }
    // Whatever is left is none of the lines read: before the first, after the last, among the forgotten ones, twice.
    let found = i64::try_from(row::Entity::find().count(db).await?).unwrap_or(i64::MAX);
    Ok(if found == kept { Ok(last) } else { Err(Breach::Added { expected: kept, found }) })
}

/// Checks the lines that follow `last`, up to a sequence number; returns the last one found.
async fn read_segment(
    db: &impl ConnectionTrait,
    secret: &Secret,
    mut last: Head,
    until: i64,
) -> Result<Result<Head, Breach>, DbErr> {
    loop {
        let lines = row::Entity::find()
            .filter(row::Column::Sequence.gt(last.lines))
            .filter(row::Column::Sequence.lte(until))
            .order_by_asc(row::Column::Sequence)
            .limit(PAGE)
            .all(db)
            .await?;
        if lines.is_empty() {
            return Ok(Ok(last));
        }
        for line in lines {
            if line.sequence != last.lines + 1 {
                return Ok(Err(Breach::Gap { expected: last.lines + 1, found: line.sequence }));
            }
            if chained(secret, &last.mac, &line) != line.mac {
                return Ok(Err(Breach::Changed(line.sequence)));
            }
            last = Head { lines: line.sequence, mac: line.mac };
        }
    }
}
