//! The state shared by requests, jobs and commands.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use time::{Date, Duration, OffsetDateTime};

use crate::accounts::access::Rules;
use crate::accounts::messages::Hub;
use crate::accounts::rate_limit::{Limits, Opening, Verdict};
use crate::accounts::viewer::{By, Viewer};
use crate::db::{self, Db, Id, Instant, Sending, Write};
use crate::error::Error;
use crate::home::Notices;
use crate::limits::{Cache, Lately, Together};
use crate::links::Serving;
use crate::outside::openid::Providers;
use crate::outside::text::Texts;
use crate::secret::Secret;
use crate::web::Proxies;

/// The source of the current instant.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The system clock.
    System,
    /// The clock of a hub that is simulated: so many seconds ahead of the system's, as its database says. Those who share the state
    /// share it.
    Simulated(Arc<AtomicI64>),
    /// A fixed instant, for tests.
    Stopped(Instant),
}

impl Clock {
    /// The clock of a hub that is simulated; that of the system until its day is set.
    pub fn simulated(hub: Option<&db::Hub>) -> Self {
        Self::Simulated(Arc::new(AtomicI64::new(hub.map_or(0, |hub| hub.ahead().whole_seconds()))))
    }
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
    /// By whom text messages leave.
    pub texts: Texts,
    /// What the provider of text messages says with the replies that it hands on; without it, none is taken.
    pub text_secret: Option<String>,
    /// The Maildir of the letters that come back, if one is set.
    pub bounces: Option<PathBuf>,
    /// Whether the settings of the machine keep the hub in rehearsal.
    pub rehearses: bool,
    /// The contact address of the hub, on public pages and in replies to its mail.
    pub contact_email: String,
    /// The legal notices of the public pages.
    pub notices: Notices,
    /// What was worked out over many rows, for a moment.
    pub cache: Cache,
    /// Those whose opening of files is about to be recorded.
    pub openings: Together<Opening, Result<Verdict, Error>>,
    /// The form that this request sends, if it is one with a key: only a handler's own copy has it.
    pub sending: Option<Sending>,
    /// The account that this request is of: only a handler's own copy has it.
    pub reader: Option<Id>,
    /// Whether this request only shows a form as it was filled in: nothing is written.
    pub only_shows: bool,
}

/// What a form is answered while another arrival of the same one uses it up; the guard knows better once that one is answered.
const SENT_TWICE: &str =
    "Ce formulaire est arrivé deux fois en même temps. Revenez à la page précédente et renvoyez-le une fois.";

impl App {
    /// The current instant.
    pub fn now(&self) -> Instant {
        match &self.clock {
            Clock::System => now(),
            Clock::Simulated(ahead) => now().plus(Duration::seconds(ahead.load(Ordering::Relaxed))),
            Clock::Stopped(at) => *at,
        }
    }

    /// Reads again which day it is, if the hub is simulated: another process may have set it.
    pub async fn follow_day(&self) -> Result<(), Error> {
        if let Clock::Simulated(ahead) = &self.clock
            && let Some(hub) = db::find_hub(&self.db).await?
        {
            ahead.store(hub.ahead().whole_seconds(), Ordering::Relaxed);
        }
        Ok(())
    }

    /// The current calendar day in Paris.
    pub fn today(&self) -> Date {
        self.now().day()
    }

    /// When, and with which account, a viewer looks at a link.
    pub fn serving(&self, viewer: &Viewer) -> Serving {
        Serving { now: self.now(), account: viewer.id() }
    }

    /// How messages name the hub.
    pub fn named(&self) -> Hub<'_> {
        Hub { base_url: &self.base_url, contact_email: &self.contact_email }
    }

    /// What was worked out lately, for those who count over many rows.
    pub fn lately(&self) -> Lately<'_> {
        Lately { db: &self.db, cache: &self.cache, now: self.now(), reader: self.reader }
    }

    /// Opens a write transaction. In a request that sends a form, the first one that is kept uses the form up.
    pub async fn write(&self, by: &By) -> Result<Write, Error> {
        if self.only_shows {
            return Err(Error::OnlyShown);
        }
        let write = Write::begin(&self.db, &self.secret, by.actor(), self.now()).await?;
        match &self.sending {
            Some(sending) if !db::use_form(&write, sending).await? => {
                Err(Error::Refused(SENT_TWICE.to_owned()))
            }
            _ => Ok(write),
        }
    }
}

/// The current instant. This is the only function that reads the system clock.
#[expect(clippy::disallowed_methods, reason = "the one place where the clock is read")]
pub fn now() -> Instant {
    Instant::new(OffsetDateTime::now_utc())
}
