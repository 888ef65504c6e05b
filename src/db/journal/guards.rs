//! Triggers that refuse to change the journal, and the check that they are in place.
//!
//! A line is never updated; it is deleted only when its segment is marked as forgotten. A segment only grows until it is closed,
//! is closed once and forgotten once, and is never deleted. Somebody who owns the database can drop a trigger: [`missing`]
//! says so, and the chain of MACs shows what they changed then.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// What a segment may become. Until it has lines the first one has no seal, and a copy of a hub replaces it.
const GROWS: &str = "(OLD.seal = '' AND OLD.lines = 0) OR (NEW.seal <> '' AND NEW.number = OLD.number AND NEW.first = OLD.first \
    AND NEW.opened_at = OLD.opened_at AND NEW.lines >= OLD.lines \
    AND (OLD.closed_at IS NULL OR (NEW.closed_at IS NOT DISTINCT FROM OLD.closed_at \
    AND NEW.lines = OLD.lines AND NEW.mac = OLD.mac)) \
    AND (OLD.forgotten_at IS NULL OR NEW.forgotten_at IS NOT DISTINCT FROM OLD.forgotten_at))";

const IS_FORGOTTEN: &str =
    "EXISTS (SELECT 1 FROM journal_segments WHERE number = OLD.segment AND forgotten_at IS NOT NULL)";

const REFUSAL: &str = "the journal is only added to";

/// A trigger, and on PostgreSQL the function it calls.
struct Guard {
    name: &'static str,
    table: &'static str,
    /// When it fires, as in `CREATE TRIGGER`.
    event: &'static str,
    /// On SQLite the condition under which it refuses; on PostgreSQL the body of its function.
    rule: String,
}

fn guards(backend: DbBackend) -> Vec<Guard> {
    let guard = |name, table, event, rule| Guard { name, table, event, rule };
    if backend == DbBackend::Postgres {
        let unless =
            |allowed: String| format!(" BEGIN IF {allowed} END IF; RAISE EXCEPTION '{REFUSAL}'; END ");
        return vec![
            guard(
                "journal_kept",
                "journal",
                "BEFORE UPDATE OR DELETE",
                unless(format!("TG_OP = 'DELETE' AND {IS_FORGOTTEN} THEN RETURN OLD;")),
            ),
            guard(
                "journal_segments_kept",
                "journal_segments",
                "BEFORE UPDATE OR DELETE",
                unless(format!("TG_OP = 'UPDATE' THEN IF {GROWS} THEN RETURN NEW; END IF;")),
            ),
            guard("journal_not_emptied", "journal", "BEFORE TRUNCATE", unless("false THEN".to_owned())),
            guard(
                "journal_segments_not_emptied",
                "journal_segments",
                "BEFORE TRUNCATE",
                unless("false THEN".to_owned()),
            ),
        ];
    }
    // `INSERT OR REPLACE` deletes without calling the triggers of DELETE.
    let stands = |table: &str, key: &str, except: &str| {
        format!("EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}{except})")
    };
    let (lines, segments) = ("journal", "journal_segments");
    vec![
        guard("journal_not_changed", lines, "BEFORE UPDATE", "true".to_owned()),
        guard("journal_not_removed", lines, "BEFORE DELETE", format!("NOT {IS_FORGOTTEN}")),
        guard("journal_not_replaced", lines, "BEFORE INSERT", stands(lines, "sequence", "")),
        guard("journal_segments_grow", segments, "BEFORE UPDATE", format!("NOT ({GROWS})")),
        guard("journal_segments_not_removed", segments, "BEFORE DELETE", "true".to_owned()),
        guard(
            "journal_segments_not_replaced",
            segments,
            "BEFORE INSERT",
            stands(segments, "number", " AND seal <> ''"),
        ),
    ]
}

impl Guard {
    /// The statement that creates the trigger on SQLite, which keeps its text.
    fn sqlite(&self) -> String {
        let Self { name, table, event, rule } = self;
        format!(
            "CREATE TRIGGER {name} {event} ON {table} WHEN {rule} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
    }

    /// The statements that create the function and the trigger on PostgreSQL.
    fn postgres(&self) -> [String; 2] {
        let Self { name, table, event, rule } = self;
        let each = if event.ends_with("TRUNCATE") { "STATEMENT" } else { "ROW" };
        [
            format!("CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${rule}$$"),
            format!("CREATE TRIGGER {name} {event} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"),
        ]
    }

    /// PostgreSQL's code of when the trigger fires: 1 for each row, 2 before, 8 delete, 16 update, 32 truncate.
    fn postgres_kind(&self) -> i16 {
        if self.event.ends_with("TRUNCATE") { 2 + 32 } else { 1 + 2 + 8 + 16 }
    }
}

/// The statements that create the triggers, for a database engine.
pub(in crate::db) fn append_only_triggers(backend: DbBackend) -> Vec<String> {
    let guards = guards(backend);
    match backend {
        DbBackend::Postgres => guards.iter().flat_map(Guard::postgres).collect(),
        _ => guards.iter().map(Guard::sqlite).collect(),
    }
}

/// The name of a trigger that is missing, switched off or not as it was created.
pub(super) async fn missing(db: &impl ConnectionTrait) -> Result<Option<&'static str>, DbErr> {
    let backend = db.get_database_backend();
    for guard in guards(backend) {
        let statement = match backend {
            DbBackend::Postgres => Statement::from_sql_and_values(
                backend,
                "SELECT 1 AS found FROM pg_trigger AS t JOIN pg_proc AS f ON f.oid = t.tgfoid \
                 WHERE t.tgname = $1 AND t.tgrelid = to_regclass($2) AND f.prosrc = $3 AND t.tgtype = $4 \
                 AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr = ''::int2vector",
                [
                    guard.name.into(),
                    guard.table.into(),
                    guard.rule.as_str().into(),
                    guard.postgres_kind().into(),
                ],
            ),
            _ => Statement::from_sql_and_values(
                backend,
                "SELECT 1 AS found FROM sqlite_master WHERE type = 'trigger' AND name = ? AND sql = ?",
                [guard.name.into(), guard.sqlite().into()],
            ),
        };
        if db.query_one_raw(statement).await?.is_none() {
            return Ok(Some(guard.name));
        }
    }
    Ok(None)
}

/// The names of triggers and rules on any table that are none of these; one on another table may write to the journal too.
pub(super) async fn foreign(db: &impl ConnectionTrait) -> Result<Option<String>, DbErr> {
    let backend = db.get_database_backend();
    let found = match backend {
        DbBackend::Postgres => {
            "SELECT t.tgname::text AS name FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid \
             WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace \
             UNION ALL SELECT rulename::text FROM pg_rules WHERE schemaname = current_schema()"
        }
        _ => "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    };
    let known: Vec<&str> = guards(backend).iter().map(|guard| guard.name).collect();
    for row in db.query_all_raw(Statement::from_string(backend, found)).await? {
        let name: String = row.try_get("", "name")?;
        if !known.contains(&name.as_str()) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// A line whose instant is written in another way than the hub writes it: SQLite keeps it as text, and who looks for a period
/// compares texts.
pub(super) async fn disguised(db: &impl ConnectionTrait) -> Result<Option<i64>, DbErr> {
    if db.get_database_backend() == DbBackend::Postgres {
        return Ok(None);
    }
    let digits = |count: usize| "[0-9]".repeat(count);
    let (two, four) = (digits(2), digits(4));
    let disguised = format!(
        "SELECT sequence FROM journal WHERE typeof(at) <> 'text' \
         OR at NOT GLOB '{four}-{two}-{two}T{two}:{two}:{two}Z' ORDER BY sequence LIMIT 1"
    );
    let found = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, disguised)).await?;
    found.map(|row| row.try_get("", "sequence")).transpose()
}
