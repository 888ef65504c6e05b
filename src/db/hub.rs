//! The table `hub`: its single row says what a database is for, which hub it is of, with which key it was sealed, how far it has
//! come, whether its mail is held, and of a hub that is simulated which day it is.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, OnConflict};
use sea_orm::{ActiveValue::Set, ConnectionTrait, TransactionTrait};
use time::{Date, Duration};

use super::write::writing;
use super::{Db, Instant, Stored, Write, deeds, entity};
use crate::secret::Secret;

entity!(mark, "hub", {
    #[sea_orm(primary_key, auto_increment = false)]
    id: i32,
    kind: String,
    marked_at: Instant,
    identity: Uuid,
    key_check: String,
    generation: i64,
    mail_held_at: Option<Instant>,
    opened_at: Option<Instant>,
    simulated_on: Option<Date>,
    ticked_at: Option<Instant>,
});

deeds! {
    /// What is done to the database as a whole.
    HubDeed of "hub" {
        Marked = "marked";
        Restored = "restored";
        MailReleased = "mail_released";
        MailDropped = "mail_dropped";
        Opened = "opened";
        Rehearsed = "rehearsed";
    }
}

/// What a database is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A real hub, with real people.
    Real,
    /// Everybody in it is fictitious, and anybody may sign in as a persona.
    Demonstration,
    /// The same, and nobody is in it at first: its days are those that somebody sets.
    Simulation,
}

impl Mark {
    /// The codes in the table.
    pub const CODES: [&str; 3] = ["real", "demonstration", "simulation"];

    fn code(self) -> &'static str {
        match self {
            Self::Real => Self::CODES[0],
            Self::Demonstration => Self::CODES[1],
            Self::Simulation => Self::CODES[2],
        }
    }
}

/// What a database says of itself.
#[derive(Clone, Debug)]
pub struct Hub {
    /// What it is for.
    pub mark: Mark,
    /// Which hub it is of; a copy has the same.
    pub identity: Uuid,
    /// How far it has come: it only grows, so that an older copy has a smaller one.
    pub generation: i64,
    /// Since when its mail does not leave.
    pub mail_held_at: Option<Instant>,
    /// When a real hub was opened; none while it is in rehearsal.
    pub opened_at: Option<Instant>,
    /// The day that was last set, and the instant of the system's clock when it was.
    pub simulated: Option<(Date, Instant)>,
    key_check: String,
}

impl Hub {
    /// Whether what it writes to those it is for waits: it is real, and nobody has opened it.
    pub fn is_in_rehearsal(&self) -> bool {
        self.mark == Mark::Real && self.opened_at.is_none()
    }

    /// By how much its clock is ahead of the system's: it was nine in Paris when its day was set.
    pub fn ahead(&self) -> Duration {
        self.simulated.map_or(Duration::ZERO, |(day, at)| {
            Duration::seconds(Instant::morning_of(day).seconds() - at.seconds())
        })
    }

    /// Whether this is the key that its secrets were sealed with.
    pub fn is_sealed_with(&self, secret: &Secret) -> bool {
        self.key_check == key_check(secret, self.identity)
    }
}

fn key_check(secret: &Secret, identity: Uuid) -> String {
    secret.mac("hub", &[identity.as_bytes()])
}

/// The id of the only row.
const ROW: i32 = 1;

/// Finds what a database says of itself; `None` until it is marked.
pub async fn find_hub(db: &impl ConnectionTrait) -> Result<Option<Hub>, DbErr> {
    let Some(row) = mark::Entity::find_by_id(ROW).one(db).await? else { return Ok(None) };
    let marks = [Mark::Real, Mark::Demonstration, Mark::Simulation];
    let of = |code: &str| marks.into_iter().find(|mark| mark.code() == code);
    let stored = Stored::new(mark::Entity, &row.id);
    let mark = stored.code(mark::Column::Kind, &row.kind, of)?;
    Ok(Some(Hub {
        mark,
        identity: row.identity,
        generation: row.generation,
        mail_held_at: row.mail_held_at,
        opened_at: row.opened_at,
        simulated: stored.together(mark::Column::SimulatedOn, row.simulated_on, row.ticked_at)?,
        key_check: row.key_check,
    }))
}

/// Finds the mark of a database; `None` until it is set.
pub async fn find_mark(db: &impl ConnectionTrait) -> Result<Option<Mark>, DbErr> {
    Ok(find_hub(db).await?.map(|hub| hub.mark))
}

/// Sets the mark of a database, once: when two writers set it at the same time, the first wins.
pub async fn insert_mark(write: &Write, mark: Mark) -> Result<(), DbErr> {
    let identity = write.new_id();
    let row = mark::ActiveModel {
        id: Set(ROW),
        kind: Set(mark.code().to_owned()),
        marked_at: Set(write.now()),
        identity: Set(identity),
        key_check: Set(key_check(write.secret(), identity)),
        generation: Set(1),
        mail_held_at: Set(None),
        opened_at: Set(None),
        simulated_on: Set(None),
        ticked_at: Set(None),
    };
    let once = OnConflict::column(mark::Column::Id).do_nothing().to_owned();
    match mark::Entity::insert(row).on_conflict(once).exec_without_returning(write.on()).await {
        Ok(_) => {
            // The journal of a hub is thus never empty.
            write.record(HubDeed::Marked, identity);
            Ok(())
        }
        Err(DbErr::RecordNotInserted) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Holds the mail of the hub, or lets it leave again.
pub async fn save_mail_held(write: &Write, is_held: bool) -> Result<(), DbErr> {
    let at = is_held.then(|| write.now());
    mark::Entity::update_many().col_expr(mark::Column::MailHeldAt, Expr::value(at)).exec(write.on()).await?;
    Ok(())
}

/// Opens the hub, or puts it in rehearsal again.
pub async fn save_opened(write: &Write, is_open: bool) -> Result<(), DbErr> {
    let at = is_open.then(|| write.now());
    mark::Entity::update_many().col_expr(mark::Column::OpenedAt, Expr::value(at)).exec(write.on()).await?;
    Ok(())
}

/// Sets the day of a hub that is simulated, if it is later than the one before; says whether it was. `at` is the instant of the
/// system's clock.
pub async fn save_simulated_day(write: &Write, day: Date, at: Instant) -> Result<bool, DbErr> {
    let later = mark::Column::SimulatedOn.is_null().or(mark::Column::SimulatedOn.lt(day));
    let set = mark::Entity::update_many()
        .col_expr(mark::Column::SimulatedOn, Expr::value(day))
        .col_expr(mark::Column::TickedAt, Expr::value(at))
        .filter(later)
        .exec(write.on())
        .await?;
    Ok(set.rows_affected == 1)
}

/// Takes a database one step on; returns what it then says of itself, `None` when it is not marked.
pub async fn advance(db: &Db) -> Result<Option<Hub>, DbErr> {
    advance_beyond(db, 0).await
}

/// The same, to a generation after a given one as well.
pub async fn advance_beyond(db: &Db, generation: i64) -> Result<Option<Hub>, DbErr> {
    let step = db.writers().begin_with_options(writing()).await?;
    let further = mark::Entity::update_many()
        .col_expr(mark::Column::Generation, Expr::value(generation))
        .filter(mark::Column::Generation.lt(generation));
    further.exec(&step).await?;
    let next = Expr::col(mark::Column::Generation).add(1);
    mark::Entity::update_many().col_expr(mark::Column::Generation, next).exec(&step).await?;
    let hub = find_hub(&step).await?;
    step.commit().await?;
    Ok(hub)
}
