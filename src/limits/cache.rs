//! What is worked out over many rows is shown again for a moment, rather than worked out for every visitor.
//!
//! Losing it loses nothing. It holds until this process commits something, and for a few seconds at most, because other copies of
//! the hub commit too. What took long to work out holds longer, so that counting takes a tenth of a core at most however often
//! somebody commits: what others write is then seen a moment later, and what one writes oneself at once. What is large and never
//! changes is kept apart: one thing, for a few minutes.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant as Stopwatch;

use time::Duration;

use crate::db::{self, Db, Figures, Id, Instant};

/// How long something is shown at most, whatever other copies of the hub write.
pub const AGE: Duration = Duration::seconds(10);
/// How many things are kept at most, and how many of those who wrote: beyond it, all are forgotten.
const MOST: usize = 500;

/// What takes longer to work out is long…
const LONG: std::time::Duration = std::time::Duration::from_millis(50);
/// … and rests for so many times as long, but not beyond [`LONGEST_REST`].
const RESTS: u32 = 9;
/// How long what others write may go unseen at most.
const LONGEST_REST: std::time::Duration = std::time::Duration::from_secs(3);

/// How long the large thing that never changes is kept.
const LARGE_AGE: Duration = Duration::minutes(2);

/// What was worked out lately, by what it is.
#[derive(Clone, Default)]
pub struct Cache {
    slots: Arc<Mutex<HashMap<String, Slot>>>,
    /// The change that each account must have seen: its own last one.
    written: Arc<Mutex<HashMap<Id, Written>>>,
    large: Arc<tokio::sync::Mutex<Option<Large>>>,
}

/// The changes when an account wrote last.
#[derive(Clone, Copy, Default)]
struct Written {
    of_pool: u64,
    of_all: u64,
}

impl Written {
    fn of(self, figures: Figures) -> u64 {
        match figures {
            Figures::OfPool => self.of_pool,
            Figures::OfAll => self.of_all,
        }
    }
}

/// The large thing that is kept: tens of megabytes.
struct Large {
    name: String,
    value: Arc<dyn Any + Send + Sync>,
    at: Instant,
}

impl Large {
    fn is_fresh(&self, now: Instant) -> bool {
        self.at <= now && now < self.at.plus(LARGE_AGE)
    }
}

/// Where what was worked out lately is looked for, and worked out anew.
#[derive(Clone, Copy)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Lately<'a> {
    pub db: &'a Db,
    pub cache: &'a Cache,
    pub now: Instant,
    /// The account that it is shown to, which sees what it wrote.
    pub reader: Option<Id>,
}

impl Lately<'_> {
    /// What a name stands for, as it was worked out lately, or is now.
    pub async fn get<T: Send + Sync + 'static, E>(
        self,
        name: String,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, E> {
        self.find(Figures::OfAll, name, work).await
    }

    /// The same, of what notes leave as it is: no meeting, no call and nothing that becomes late changes it.
    pub async fn get_of_pool<T: Send + Sync + 'static, E>(
        self,
        name: String,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, E> {
        self.find(Figures::OfPool, name, work).await
    }

    async fn find<T: Send + Sync + 'static, E>(
        self,
        figures: Figures,
        name: String,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, E> {
        let written = self.reader.map(|reader| self.cache.written_by(reader)).unwrap_or_default();
        self.cache.get(name, self.now, figures, written.of(figures), work).await
    }
}

/// One thing, whose lock is held while it is worked out: those who ask meanwhile wait for it.
type Slot = Arc<tokio::sync::Mutex<Option<Kept>>>;

struct Kept {
    value: Arc<dyn Any + Send + Sync>,
    figures: Figures,
    changes: u64,
    at: Instant,
    /// Until when it holds whatever others commit.
    rests_until: Stopwatch,
}

impl Kept {
    fn is_fresh(&self, now: Instant, written: u64) -> bool {
        let holds = self.changes == db::changes(self.figures)
            || (self.changes >= written && Stopwatch::now() < self.rests_until);
        holds && self.at <= now && now < self.at.plus(AGE)
    }
}

/// How long something holds that took so long to work out.
fn rest_of(took: std::time::Duration) -> std::time::Duration {
    if took < LONG { std::time::Duration::ZERO } else { (took * RESTS).min(LONGEST_REST) }
}

impl Cache {
    /// Notes that an account wrote something: it is shown nothing that was worked out before.
    pub fn note_written(&self, account: Id) {
        let mut written = self.written();
        if written.len() >= MOST && !written.contains_key(&account) {
            written.clear();
        }
        let now = Written { of_pool: db::changes(Figures::OfPool), of_all: db::changes(Figures::OfAll) };
        written.insert(account, now);
    }

    fn written_by(&self, account: Id) -> Written {
        self.written().get(&account).copied().unwrap_or_default()
    }

    fn written(&self) -> MutexGuard<'_, HashMap<Id, Written>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn get<T: Send + Sync + 'static, E>(
        &self,
        name: String,
        now: Instant,
        figures: Figures,
        written: u64,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, E> {
        let slot = self.slot(name);
        let mut kept = slot.lock().await;
        let fresh = kept.as_ref().filter(|kept| kept.is_fresh(now, written));
        if let Some(value) = fresh.and_then(|kept| kept.value.clone().downcast().ok()) {
            return Ok(value);
        }
        // Before it is read: what is committed meanwhile may not be in it.
        let (changes, begun) = (db::changes(figures), Stopwatch::now());
        let value = Arc::new(work.await?);
        self.forget_what_is_old(now);
        let rests_until = Stopwatch::now() + rest_of(begun.elapsed());
        *kept = Some(Kept { value: value.clone(), figures, changes, at: now, rests_until });
        Ok(value)
    }

    /// The large thing of a name that never changes, as it was read lately, or is now: another takes its place.
    pub async fn get_large<T: Send + Sync + 'static, E>(
        &self,
        name: String,
        now: Instant,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, E> {
        let mut kept = self.large.lock().await;
        let fresh = kept.as_ref().filter(|kept| kept.name == name && kept.is_fresh(now));
        if let Some(value) = fresh.and_then(|kept| kept.value.clone().downcast().ok()) {
            return Ok(value);
        }
        // Before the next one is read: there is room for one.
        *kept = None;
        let value = Arc::new(work.await?);
        *kept = Some(Large { name, value: value.clone(), at: now });
        Ok(value)
    }

    /// Forgets what nobody asks for any more. What is being worked out is locked, and stays.
    fn forget_what_is_old(&self, now: Instant) {
        if let Ok(mut large) = self.large.try_lock() {
            large.take_if(|large| !large.is_fresh(now));
        }
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|_, slot| {
            slot.try_lock().map_or(true, |kept| kept.as_ref().is_some_and(|kept| kept.is_fresh(now, 0)))
        });
    }

    fn slot(&self, name: String) -> Slot {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= MOST && !slots.contains_key(&name) {
            slots.clear();
        }
        slots.entry(name).or_default().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::OffsetDateTime;

    async fn ask(cache: &Cache, now: Instant, value: u32) -> u32 {
        let found =
            cache.get("a count".to_owned(), now, Figures::OfAll, 0, async { Ok::<_, ()>(value) }).await;
        *found.expect("the work succeeds")
    }

    #[tokio::test]
    async fn it_is_worked_out_again_after_a_moment() {
        let (cache, now) = (Cache::default(), Instant::new(OffsetDateTime::UNIX_EPOCH));
        assert_eq!(ask(&cache, now, 1).await, 1);
        assert_eq!(ask(&cache, now.plus(AGE - Duration::SECOND), 2).await, 1);
        assert_eq!(ask(&cache, now.plus(AGE), 3).await, 3);
        // A clock that was set back is no reason to show something for ever.
        assert_eq!(ask(&cache, now, 4).await, 4);
    }

    #[test]
    fn what_is_long_to_work_out_takes_a_tenth_of_the_time() {
        use std::time::Duration;
        assert_eq!(rest_of(Duration::from_millis(10)), Duration::ZERO);
        assert_eq!(rest_of(Duration::from_millis(100)), Duration::from_millis(900));
        assert_eq!(rest_of(Duration::from_secs(5)), LONGEST_REST);
    }

    #[tokio::test]
    async fn what_rests_is_shown_to_all_but_those_who_wrote_since() {
        let (cache, now) = (Cache::default(), Instant::new(OffsetDateTime::UNIX_EPOCH));
        let changes = db::changes(Figures::OfAll) + 5;
        let rests_until = Stopwatch::now() + LONGEST_REST;
        let kept = Kept { value: Arc::new(1_u32), figures: Figures::OfAll, changes, at: now, rests_until };
        *cache.slot("a count".to_owned()).lock().await = Some(kept);
        let ask = async |written| {
            *cache
                .get("a count".to_owned(), now, Figures::OfAll, written, async { Ok::<_, ()>(2_u32) })
                .await
                .unwrap()
        };
        assert_eq!(ask(changes).await, 1);
        assert_eq!(ask(changes + 1).await, 2);
    }

    #[tokio::test]
    async fn what_fails_is_not_kept() {
        let (cache, now) = (Cache::default(), Instant::new(OffsetDateTime::UNIX_EPOCH));
        assert!(
            cache
                .get("a count".to_owned(), now, Figures::OfAll, 0, async { Err::<u32, _>(()) })
                .await
                .is_err()
        );
        assert_eq!(ask(&cache, now, 5).await, 5);
    }

    #[tokio::test]
    async fn what_nobody_asks_for_is_forgotten() {
        let (cache, now) = (Cache::default(), Instant::new(OffsetDateTime::UNIX_EPOCH));
        ask(&cache, now, 1).await;
        let other =
            cache.get("another".to_owned(), now.plus(AGE), Figures::OfAll, 0, async { Ok::<_, ()>(2) }).await;
        assert_eq!(other.map(|other| *other), Ok(2));
        assert_eq!(cache.slots.lock().unwrap().keys().collect::<Vec<_>>(), ["another"]);
    }

    #[tokio::test]
    async fn one_large_thing_is_kept_whatever_is_committed() {
        let (cache, now) = (Cache::default(), Instant::new(OffsetDateTime::UNIX_EPOCH));
        let ask = async |name: &str, now: Instant, value: u32| {
            *cache.get_large(name.to_owned(), now, async { Ok::<_, ()>(value) }).await.expect("it is read")
        };
        assert_eq!(ask("a round", now, 1).await, 1);
        assert_eq!(ask("a round", now.plus(LARGE_AGE - Duration::SECOND), 2).await, 1);
        assert_eq!(ask("a round", now.plus(LARGE_AGE), 3).await, 3);
        assert_eq!(ask("another", now.plus(LARGE_AGE), 4).await, 4);
        assert_eq!(ask("a round", now.plus(LARGE_AGE), 5).await, 5);
        // Whatever is worked out later forgets it.
        assert!(
            cache
                .get("a count".to_owned(), now.plus(LARGE_AGE * 2), Figures::OfAll, 0, async {
                    Ok::<_, ()>(0)
                })
                .await
                .is_ok()
        );
        assert!(cache.large.try_lock().unwrap().is_none());
    }

    #[tokio::test]
    async fn it_is_bounded() {
        let (cache, now) = (Cache::default(), Instant::new(OffsetDateTime::UNIX_EPOCH));
        for number in 0..=MOST {
            let found =
                cache.get(number.to_string(), now, Figures::OfAll, 0, async { Ok::<_, ()>(number) }).await;
            assert_eq!(found.map(|found| *found), Ok(number));
        }
        assert!(cache.slots.lock().unwrap().len() <= MOST);
    }
}
