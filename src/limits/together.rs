//! Those who ask while an answer is being worked out are answered together, next.
//!
//! One transaction that keeps what many asked for takes hardly longer than one that keeps what somebody asked for: the disk is
//! waited for once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::Stopped;

/// What is asked for, and who waits for its answer.
type Asked<A, R> = (A, oneshot::Sender<R>);

/// Those who wait to be answered together.
pub struct Together<A, R>(Arc<Mutex<Waiting<A, R>>>);

struct Waiting<A, R> {
    asked: Vec<Asked<A, R>>,
    /// Whether a task answers them.
    is_answering: bool,
}

impl<A, R> Default for Together<A, R> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Waiting { asked: Vec::new(), is_answering: false })))
    }
}

impl<A, R> Clone for Together<A, R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<A: Send + 'static, R: Send + 'static> Together<A, R> {
    /// Waits for an answer. `work` answers all who asked since it was last called, in their order; the work of whoever finds
    /// nobody at it is called, also for those who come meanwhile, and goes on if they leave.
    pub async fn ask<F>(&self, ask: A, work: impl Fn(Vec<A>) -> F + Send + 'static) -> Result<R, Stopped>
    where
        F: Future<Output = Vec<R>> + Send,
    {
        let (sender, answer) = oneshot::channel();
        let begins = {
            let mut waiting = self.lock();
            waiting.asked.push((ask, sender));
            !std::mem::replace(&mut waiting.is_answering, true)
        };
        if begins {
            let answering = Answering(self.clone());
            tokio::spawn(async move {
                while let Some(asked) = answering.0.take() {
                    let (asks, senders): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
                    for (sender, answer) in senders.into_iter().zip(work(asks).await) {
                        // Whoever left needs no answer.
                        let _ = sender.send(answer);
                    }
                }
            });
        }
        answer.await.map_err(|_| Stopped::Failed("nobody answers".to_owned()))
    }

    /// Those who wait; `None`, and nobody answers any more, if there are none.
    fn take(&self) -> Option<Vec<Asked<A, R>>> {
        let mut waiting = self.lock();
        waiting.is_answering = !waiting.asked.is_empty();
        waiting.is_answering.then(|| std::mem::take(&mut waiting.asked))
    }
}

impl<A, R> Together<A, R> {
    fn lock(&self) -> MutexGuard<'_, Waiting<A, R>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The task that answers. If it panics, those who wait are told so, and the next one who asks begins another.
struct Answering<A, R>(Together<A, R>);

impl<A, R> Drop for Answering<A, R> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let mut waiting = self.0.lock();
            waiting.asked.clear();
            waiting.is_answering = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::task::yield_now;

    use super::*;

    /// Answers each with how many were answered with it, but panics at a zero.
    async fn work(asks: Vec<u32>) -> Vec<usize> {
        for _ in 0..10 {
            yield_now().await;
        }
        assert!(!asks.contains(&0), "a zero");
        vec![asks.len(); asks.len()]
    }

    #[tokio::test]
    async fn those_who_ask_meanwhile_are_answered_together() {
        let together = Together::default();
        let ask = |number| together.ask(number, work);
        let (first, second, third) = tokio::join!(ask(1), ask(2), ask(3));
        // The task begins once all three have asked: there is one thread.
        assert_eq!([first.unwrap(), second.unwrap(), third.unwrap()], [3, 3, 3]);
        assert_eq!(ask(4).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn whoever_leaves_keeps_nobody_waiting() {
        let together = Together::default();
        let first = tokio::spawn({
            let together = together.clone();
            async move { together.ask(1, work).await }
        });
        yield_now().await;
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        assert!(together.ask(2, work).await.is_ok());
    }

    #[tokio::test]
    async fn a_panic_is_told_to_those_who_wait_and_the_next_are_answered() {
        let together = Together::default();
        assert!(matches!(together.ask(0, work).await, Err(Stopped::Failed(_))));
        assert_eq!(together.ask(1, work).await.unwrap(), 1);
    }
}
