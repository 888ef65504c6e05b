//! The journal: who did what to which object, and when. Ids only, no text about a person.
//!
//! Lines are only added, and each carries a hash over itself and the line before it, so that a line changed, removed or put
//! in between is found by [`verify`]. The last number and hash stand in `journal_head`: a journal cut short is found as
//! well. Who can write the whole database could build another chain; against them, keep the hash that [`verify`] gives
//! somewhere else and compare.

use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbBackend, QueryOrder, QuerySelect};
use sea_orm_migration::SchemaManager;
use sea_orm_migration::prelude::{ColumnDef, Index, Table};
use sha2::{Digest, Sha256};

use super::{Db, Id, Instant, entity, new_id};

entity!(row, "journal", {
    #[sea_orm(primary_key, auto_increment = false)]
    sequence: i64,
    id: Uuid,
    at: Instant,
    actor_id: Option<Uuid>,
    object_kind: String,
    object_id: Uuid,
    action: String,
    hash: String,
});

entity!(head, "journal_head", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: i32,
    sequence: i64,
    hash: String,
});

/// One line of the journal.
pub type Entry = row::Model;

/// What a transaction did to an object, until it is committed.
pub(super) struct Deed {
    pub kind: String,
    pub object: Id,
    pub action: String,
}

/// The end of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many lines there are.
    pub lines: i64,
    /// The hash of the last one, in hexadecimal.
    pub hash: String,
}

/// The first thing found wrong in the journal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// A number is missing or there twice.
    #[error("line {expected} is missing: the next one is {found}")]
    Gap {
        /// The number that should follow.
        expected: i64,
        /// The one that does.
        found: i64,
    },
    /// A line is not as it was written, or the one before it is not.
    #[error("line {0} is not as it was written")]
    Changed(i64),
    /// The last lines are missing, or the end was rewritten.
    #[error("the journal should end with line {expected}, and ends with line {found}")]
    CutShort {
        /// The number of the last line, as it was noted.
        expected: i64,
        /// The number of the last line there is.
        found: i64,
    },
}

/// The hash before the first line.
const BEGINNING: &str = "";
/// How many lines are read at a time.
const PAGE: u64 = 5_000;

/// Adds lines at the end. The head is locked until the transaction ends, so lines of several writers never mix; this
/// is called last in a transaction, so that the lock is short.
pub(super) async fn append(
    transaction: &DatabaseTransaction,
    actor: Option<Id>,
    at: Instant,
    deeds: Vec<Deed>,
) -> Result<(), DbErr> {
    let Some(end) = head::Entity::find_by_id(1).lock_exclusive().one(transaction).await? else {
        return Err(DbErr::Custom("the journal has no head".to_owned()));
    };
    let (mut sequence, mut hash) = (end.sequence, end.hash);
    let mut lines = Vec::with_capacity(deeds.len());
    for deed in deeds {
        sequence += 1;
        let mut line = row::Model {
            sequence,
            id: new_id(),
            at,
            actor_id: actor,
            object_kind: deed.kind,
            object_id: deed.object,
            action: deed.action,
            hash: String::new(),
        };
        hash = chained(&hash, &line);
        line.hash.clone_from(&hash);
        lines.push(line);
    }
    insert(transaction, lines).await?;
    let end = head::ActiveModel { id: Set(1), sequence: Set(sequence), hash: Set(hash) };
    head::Entity::update(end).exec(transaction).await?;
    Ok(())
}

/// SQLite takes at most 32,766 values in a statement.
const LINES_AT_ONCE: usize = 2_000;

async fn insert(db: &impl ConnectionTrait, lines: Vec<row::Model>) -> Result<(), DbErr> {
    let mut lines = lines.into_iter().map(|line| row::ActiveModel {
        sequence: Set(line.sequence),
        id: Set(line.id),
        at: Set(line.at),
        actor_id: Set(line.actor_id),
        object_kind: Set(line.object_kind),
        object_id: Set(line.object_id),
        action: Set(line.action),
        hash: Set(line.hash),
    });
    loop {
        let some: Vec<_> = lines.by_ref().take(LINES_AT_ONCE).collect();
        if some.is_empty() {
            return Ok(());
        }
        row::Entity::insert_many(some).exec_without_returning(db).await?;
    }
}

/// SHA-256 over the hash before and every field, each with its length, so that no two lines read the same.
fn chained(before: &str, line: &row::Model) -> String {
    let mut hasher = Sha256::new();
    let mut feed = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    feed(before.as_bytes());
    feed(&line.sequence.to_be_bytes());
    feed(line.id.as_bytes());
    feed(&line.at.seconds().to_be_bytes());
    feed(line.actor_id.as_ref().map_or(&[][..], |actor| &actor.as_bytes()[..]));
    feed(line.object_kind.as_bytes());
    feed(line.object_id.as_bytes());
    feed(line.action.as_bytes());
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads the whole journal and checks every line against the one before it.
pub async fn verify(db: &Db) -> Result<Result<Head, Breach>, DbErr> {
    // The end is read first: lines added meanwhile are beyond it and are not looked at.
    let end = head::Entity::find_by_id(1).one(db).await?;
    let (noted, noted_hash) = end.map_or((0, String::new()), |end| (end.sequence, end.hash));
    let mut last = Head { lines: 0, hash: BEGINNING.to_owned() };
    loop {
        let lines = row::Entity::find()
            .filter(row::Column::Sequence.gt(last.lines))
            .filter(row::Column::Sequence.lte(noted))
            .order_by_asc(row::Column::Sequence)
            .limit(PAGE)
            .all(db)
            .await?;
        if lines.is_empty() {
            break;
        }
        for line in lines {
            if line.sequence != last.lines + 1 {
                return Ok(Err(Breach::Gap { expected: last.lines + 1, found: line.sequence }));
            }
            if chained(&last.hash, &line) != line.hash {
                return Ok(Err(Breach::Changed(line.sequence)));
            }
            last = Head { lines: line.sequence, hash: line.hash };
        }
    }
    let stray = row::Entity::find().filter(row::Column::Sequence.lte(0)).one(db).await?;
    if let Some(stray) = stray {
        return Ok(Err(Breach::Gap { expected: 1, found: stray.sequence }));
    }
    let beyond = row::Entity::find().order_by_desc(row::Column::Sequence).one(db).await?;
    let beyond = beyond.map_or(0, |line| line.sequence);
    let now = head::Entity::find_by_id(1).one(db).await?.map_or(0, |end| end.sequence);
    if last.lines != noted || last.hash != noted_hash || beyond > now {
        return Ok(Err(Breach::CutShort { expected: noted, found: beyond }));
    }
    Ok(Ok(last))
}

/// Whether a line has this hash.
pub async fn holds_line(db: &Db, hash: &str) -> Result<bool, DbErr> {
    Ok(row::Entity::find().filter(row::Column::Hash.eq(hash)).one(db).await?.is_some())
}

/// What happened to some objects, newest first, at most `limit` lines. Readings are told apart: see [`readings`].
pub async fn story(db: &Db, objects: &[Id], limit: u64) -> Result<Vec<Entry>, DbErr> {
    row::Entity::find()
        .filter(row::Column::ObjectId.is_in(objects.iter().copied()))
        .filter(row::Column::Action.is_not_in([READ, EXPORTED]))
        .order_by_desc(row::Column::Sequence)
        .limit(limit)
        .all(db)
        .await
}

/// The action of opening a file.
pub const READ: &str = "read";
/// The action of taking a file away in a list.
pub const EXPORTED: &str = "exported";

/// Who opened or took away an object, newest first, at most `limit` lines.
pub async fn readings(db: &Db, object: Id, limit: u64) -> Result<Vec<Entry>, DbErr> {
    row::Entity::find()
        .filter(row::Column::ObjectId.eq(object))
        .filter(row::Column::Action.is_in([READ, EXPORTED]))
        .order_by_desc(row::Column::Sequence)
        .limit(limit)
        .all(db)
        .await
}

/// The different objects of a kind that some actors opened since an instant, in order of key.
pub async fn opened_since(
    db: &impl ConnectionTrait,
    kind: &str,
    actors: &[Id],
    since: Instant,
) -> Result<Vec<Id>, DbErr> {
    row::Entity::find()
        .select_only()
        .column(row::Column::ObjectId)
        .distinct()
        .filter(row::Column::ActorId.is_in(actors.iter().copied()))
        .filter(row::Column::ObjectKind.eq(kind))
        .filter(row::Column::Action.eq(READ))
        .filter(row::Column::At.gt(since))
        .order_by_asc(row::Column::ObjectId)
        .into_tuple()
        .all(db)
        .await
}

/// Whether somebody did something since an instant.
pub async fn did_since(
    db: &impl ConnectionTrait,
    actor: Id,
    action: &str,
    since: Instant,
) -> Result<bool, DbErr> {
    let found = row::Entity::find()
        .filter(row::Column::ActorId.eq(actor))
        .filter(row::Column::Action.eq(action))
        .filter(row::Column::At.gt(since))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// What somebody did between two instants, oldest first.
pub async fn deeds_of(db: &Db, actor: Id, from: Instant, until: Instant) -> Result<Vec<Entry>, DbErr> {
    row::Entity::find()
        .filter(row::Column::ActorId.eq(actor))
        .filter(row::Column::At.between(from, until))
        .order_by_asc(row::Column::Sequence)
        .all(db)
        .await
}

/// Turns the journal into a chain: its lines are hashed in their order, and from then on cannot be changed or removed.
pub(super) async fn become_chain(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let db = manager.get_connection();
    let before: Vec<(Id, Instant, Option<Id>, String, Id, String)> = row::Entity::find()
        .select_only()
        .columns([row::Column::Id, row::Column::At, row::Column::ActorId])
        .columns([row::Column::ObjectKind, row::Column::ObjectId, row::Column::Action])
        .order_by_asc(row::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    manager.drop_table(Table::drop().table("journal").to_owned()).await?;
    let mut journal = Table::create();
    journal.table("journal").col(ColumnDef::new("sequence").big_integer().not_null().primary_key());
    journal.col(ColumnDef::new("id").uuid().not_null().unique_key());
    journal.col(ColumnDef::new("at").timestamp_with_time_zone().not_null());
    journal.col(ColumnDef::new("actor_id").uuid().null());
    journal.col(ColumnDef::new("object_kind").text().not_null());
    journal.col(ColumnDef::new("object_id").uuid().not_null());
    journal.col(ColumnDef::new("action").text().not_null());
    journal.col(ColumnDef::new("hash").text().not_null());
    manager.create_table(journal).await?;
    for (name, columns) in
        [("journal_object", ["object_id", "sequence"]), ("journal_actor", ["actor_id", "at"])]
    {
        let mut index = Index::create();
        index.name(name).table("journal");
        columns.into_iter().for_each(|column| {
            index.col(column);
        });
        manager.create_index(index).await?;
    }
    let mut head = Table::create();
    head.table("journal_head").col(ColumnDef::new("id").integer().not_null().primary_key());
    head.col(ColumnDef::new("sequence").big_integer().not_null());
    head.col(ColumnDef::new("hash").text().not_null());
    manager.create_table(head).await?;

    let mut hash = BEGINNING.to_owned();
    let mut lines = Vec::with_capacity(before.len());
    for (sequence, old) in (1..).zip(before) {
        let (id, at, actor_id, object_kind, object_id, action) = old;
        let mut line = row::Model { sequence, id, at, actor_id, object_kind, object_id, action, hash };
        line.hash = chained(&line.hash, &line);
        hash = line.hash.clone();
        lines.push(line);
    }
    let end = head::ActiveModel { id: Set(1), sequence: Set(lines.len() as i64), hash: Set(hash) };
    head::Entity::insert(end).exec_without_returning(db).await?;
    insert(db, lines).await?;
    for statement in only_added(db.get_database_backend()) {
        db.execute_unprepared(statement).await?;
    }
    Ok(())
}

/// The database itself refuses to change or remove a line.
fn only_added(backend: DbBackend) -> &'static [&'static str] {
    match backend {
        DbBackend::Postgres => &[
            "CREATE FUNCTION journal_is_only_added() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'the journal is only added to'; END $$",
            "CREATE TRIGGER journal_only_added BEFORE UPDATE OR DELETE ON journal \
             FOR EACH ROW EXECUTE FUNCTION journal_is_only_added()",
        ],
        _ => &[
            "CREATE TRIGGER journal_not_changed BEFORE UPDATE ON journal \
             BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END",
            "CREATE TRIGGER journal_not_removed BEFORE DELETE ON journal \
             BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END",
        ],
    }
}
