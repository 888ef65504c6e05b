//! Triggers that refuse to update a line of the journal, or to delete one whose segment is not marked as forgotten.

use sea_orm::DbBackend;

/// The statements that create the triggers, for a database engine.
pub(in crate::db) fn append_only_triggers(backend: DbBackend) -> &'static [&'static str] {
    match backend {
        DbBackend::Postgres => &[
            "CREATE FUNCTION journal_is_only_added() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN \
             IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM journal_segments \
             WHERE number = OLD.segment AND forgotten_at IS NOT NULL) THEN RETURN OLD; END IF; \
             RAISE EXCEPTION 'the journal is only added to'; END $$",
            "CREATE TRIGGER journal_only_added BEFORE UPDATE OR DELETE ON journal \
             FOR EACH ROW EXECUTE FUNCTION journal_is_only_added()",
        ],
        _ => &[
            "CREATE TRIGGER journal_not_changed BEFORE UPDATE ON journal \
             BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END",
            "CREATE TRIGGER journal_not_removed BEFORE DELETE ON journal \
             WHEN NOT EXISTS (SELECT 1 FROM journal_segments \
             WHERE number = OLD.segment AND forgotten_at IS NOT NULL) \
             BEGIN SELECT RAISE(ABORT, 'the journal is only added to'); END",
        ],
    }
}
