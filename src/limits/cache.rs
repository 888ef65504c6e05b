//! What is worked out over many rows is shown again for a moment, rather than worked out for every visitor.
//!
//! Losing it loses nothing. It holds until this process commits something, and for a few seconds at most, because other copies of
//! the hub commit too. What is large and never changes is kept apart: one thing, for a few minutes.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use time::Duration;

use crate::db::{self, Db, Instant};

/// How long something is shown at most, whatever other copies of the hub write.
pub const AGE: Duration = Duration::seconds(10);
/// How many things are kept at most: beyond it, all are forgotten.
const MOST: usize = 500;

/// How long the large thing that never changes is kept.
const LARGE_AGE: Duration = Duration::minutes(2);

/// What was worked out lately, by what it is.
#[derive(Clone, Default)]
pub struct Cache {
    slots: Arc<Mutex<HashMap<String, Slot>>>,
    large: Arc<tokio::sync::Mutex<Option<Large>>>,
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
}

/// One thing, whose lock is held while it is worked out: those who ask meanwhile wait for it.
type Slot = Arc<tokio::sync::Mutex<Option<Kept>>>;

struct Kept {
    value: Arc<dyn Any + Send + Sync>,
    changes: u64,
    at: Instant,
}

impl Kept {
    fn is_fresh(&self, now: Instant) -> bool {
        self.changes == db::changes() && self.at <= now && now < self.at.plus(AGE)
    }
}

impl Cache {
    /// What a name stands for, as it was worked out lately, or is now.
    pub async fn get<T: Send + Sync + 'static, E>(
        &self,
        name: String,
        now: Instant,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<Arc<T>, E> {
        let slot = self.slot(name);
        let mut kept = slot.lock().await;
        let fresh = kept.as_ref().filter(|kept| kept.is_fresh(now));
        if let Some(value) = fresh.and_then(|kept| kept.value.clone().downcast().ok()) {
            return Ok(value);
        }
        // Before it is read: what is committed meanwhile may not be in it.
        let changes = db::changes();
        let value = Arc::new(work.await?);
        self.forget_what_is_old(now);
        *kept = Some(Kept { value: value.clone(), changes, at: now });
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
            slot.try_lock().map_or(true, |kept| kept.as_ref().is_some_and(|kept| kept.is_fresh(now)))
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
        let found = cache.get("a count".to_owned(), now, async { Ok::<_, ()>(value) }).await;
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

    #[tokio::test]
    async fn what_fails_is_not_kept() {
        let (cache, now) = (Cache::default(), Instant::new(OffsetDateTime::UNIX_EPOCH));
        assert!(cache.get("a count".to_owned(), now, async { Err::<u32, _>(()) }).await.is_err());
        assert_eq!(ask(&cache, now, 5).await, 5);
    }

    #[tokio::test]
    async fn what_nobody_asks_for_is_forgotten() {
        let (cache, now) = (Cache::default(), Instant::new(OffsetDateTime::UNIX_EPOCH));
        ask(&cache, now, 1).await;
        let other = cache.get("another".to_owned(), now.plus(AGE), async { Ok::<_, ()>(2) }).await;
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
            cache.get("a count".to_owned(), now.plus(LARGE_AGE * 2), async { Ok::<_, ()>(0) }).await.is_ok()
        );
        assert!(cache.large.try_lock().unwrap().is_none());
    }

    #[tokio::test]
    async fn it_is_bounded() {
        let (cache, now) = (Cache::default(), Instant::new(OffsetDateTime::UNIX_EPOCH));
        for number in 0..=MOST {
            let found = cache.get(number.to_string(), now, async { Ok::<_, ()>(number) }).await;
            assert_eq!(found.map(|found| *found), Ok(number));
        }
        assert!(cache.slots.lock().unwrap().len() <= MOST);
    }
}
