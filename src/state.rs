//! The state shared by requests, jobs and commands.

use time::{Date, OffsetDateTime};

use crate::accounts::access::Rules;
use crate::accounts::rate_limit::Limits;
use crate::accounts::viewer::By;
use crate::db::{Db, Instant, Write};
use crate::error::Error;
use crate::home::Notices;
use crate::outside::openid::Providers;
use crate::secret::Secret;
use crate::web::Proxies;

/// The source of the current instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The system clock.
    System,
    /// A fixed instant, for tests.
    Stopped(Instant),
}

/// The shared state. It holds nothing that must survive a restart, because several copies may serve one database.
#[derive(Clone)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct App {
    pub db: Db,
    /// Whether this is the demonstration, where visitors sign in as personas.
    pub demo: bool,
    /// Whether visitors use https, so that cookies can be restricted to it.
    pub https: bool,
    /// The public URL of the hub, without a trailing slash.
    pub base_url: String,
    pub clock: Clock,
    pub secret: Secret,
    /// What each role may do.
    pub rules: Rules,
    /// The limits on how many files an account may open.
    pub limits: Limits,
    /// The reverse proxies trusted to report the address of visitors.
    pub proxies: Proxies,
    /// The providers that professionals may sign in with.
    pub providers: Providers,
    /// The contact address of the hub, on public pages and in replies to its mail.
    pub contact_email: String,
    /// The legal notices of the public pages.
    pub notices: Notices,
}

impl App {
    /// The current instant.
    pub fn now(&self) -> Instant {
        match self.clock {
            Clock::System => now(),
            Clock::Stopped(at) => at,
        }
    }

    /// The current calendar day in Paris.
    pub fn today(&self) -> Date {
        self.now().day()
    }

    /// Opens a write transaction.
    pub async fn write(&self, by: &By) -> Result<Write, Error> {
        Ok(Write::begin(&self.db, &self.secret, by.actor(), self.now()).await?)
    }
}

/// The current instant. This is the only function that reads the system clock.
#[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
pub fn now() -> Instant {
    Instant::new(OffsetDateTime::now_utc())
}
