//! The night of a hub: what those outside read is published.

use tandem::acts::{jobs::schedule, publications::publish};
use tandem::state::{App, Clock};
use tandem::worker::{self, Done};
use time::Duration;

use super::TestHub;

impl TestHub {
    /// Publishes what those outside read, if that is due.
    pub async fn publish(&self) {
        self.publish_later(Duration::ZERO).await;
    }

    /// The same, some time later.
    pub async fn publish_later(&self, by: Duration) {
        let app = App { clock: Clock::Stopped(self.app.now().plus(by)), ..self.app.clone() };
        let write = self.write().await;
        schedule::run(&write).await.unwrap();
        write.commit().await.unwrap();
        let done = worker::do_next(&app, None, &[publish::JOB]).await.unwrap();
        assert!(done.is_none_or(|(_, done)| done == Done::Succeeded));
    }
}
