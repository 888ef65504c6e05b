//! Every setting, its variable and its default. Nothing else reads the environment.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use crate::accounts::rate_limit::Limits;
use crate::home::Notices;
use crate::outside::openid::{Providers, ProvidersError};
use crate::outside::text::{self, Provider, Texts};

/// The settings of an installation, by flag or environment variable.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// The database: `sqlite://FILE?mode=rwc` or `postgres://…`. Default: a SQLite file in the data folder.
    #[arg(long, env = "TANDEM_DATABASE_URL", global = true, hide_env_values = true)]
    pub database_url: Option<String>,
    /// The folder of the embedded database.
    #[arg(long, env = "TANDEM_DATA_DIR", default_value = "data-hub", global = true)]
    pub data_dir: PathBuf,
    /// The address and port to serve on.
    #[arg(long, env = "TANDEM_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: SocketAddr,
    /// The public URL of the hub. Default: http:// and the address served on.
    #[arg(long, env = "TANDEM_BASE_URL", global = true)]
    pub base_url: Option<String>,
    /// The contact address of the hub.
    #[arg(long, env = "TANDEM_CONTACT_EMAIL", default_value = "bonjour@hub.test", global = true)]
    pub contact_email: String,
    /// The sender of the hub's mail: an address, or `Name <address>`. Default: the contact address.
    #[arg(long, env = "TANDEM_MAIL_FROM", global = true)]
    pub mail_from: Option<String>,
    /// The SMTP server: `smtp://host:port`, or `smtps://user:password@host`. Without it, mail waits in the outbox.
    #[arg(long, env = "TANDEM_SMTP_URL", global = true, hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// The provider of text messages: the address to which each is posted. Without it, text messages wait in the outbox.
    #[arg(long, env = "TANDEM_TEXT_URL", global = true, hide_env_values = true)]
    pub text_url: Option<String>,
    /// The headers of that request, such as `Authorization: Bearer …`, one a line or separated by bars.
    #[arg(long, env = "TANDEM_TEXT_HEADERS", global = true, hide_env_values = true)]
    pub text_headers: Option<String>,
    /// Its body, in JSON or as a form, in which {to}, {digits}, {text} and {id} are replaced.
    #[arg(long, env = "TANDEM_TEXT_BODY", global = true, hide_env_values = true)]
    pub text_body: Option<String>,
    /// What the provider says with the replies that it posts to /text/replies. Without it, none is taken.
    #[arg(long, env = "TANDEM_TEXT_SECRET", global = true, hide_env_values = true)]
    pub text_secret: Option<String>,
    /// The Maildir into which the mail server puts what comes back to the sender of the hub's mail. Without it, nobody learns of it.
    #[arg(long, env = "TANDEM_BOUNCES", global = true)]
    pub bounces: Option<PathBuf>,
    /// The publisher of the hub, for the legal notice: name, legal form, address, telephone, SIREN.
    #[arg(long, env = "TANDEM_PUBLISHER", global = true)]
    pub publisher: Option<String>,
    /// The publication director, for the legal notice.
    #[arg(long, env = "TANDEM_PUBLICATION_DIRECTOR", global = true)]
    pub publication_director: Option<String>,
    /// The hosting provider, for the legal notice: name, address, telephone.
    #[arg(long, env = "TANDEM_HOSTED_BY", global = true)]
    pub hosted_by: Option<String>,
    /// The address of the data protection officer. Default: the contact address.
    #[arg(long, env = "TANDEM_OFFICER_EMAIL", global = true)]
    pub officer_email: Option<String>,
    /// The file of the hub's key, the same for every copy of a hub. Default: `secret` in the data folder, created if missing.
    #[arg(long, env = "TANDEM_SECRET_FILE", global = true)]
    pub secret_file: Option<PathBuf>,
    /// The file of the OpenID Connect providers that professionals may sign in with. Default: none.
    #[arg(long, env = "TANDEM_PROVIDERS_FILE", global = true)]
    pub providers_file: Option<PathBuf>,
    /// How many different people's files a partner's account may open in an hour before it must prove its second factor again.
    #[arg(long, env = "TANDEM_FILES_PER_HOUR", default_value_t = Limits::default().per_hour, global = true)]
    pub files_per_hour: usize,
    /// How many different people's files a partner's account may open in a day.
    #[arg(long, env = "TANDEM_FILES_PER_DAY", default_value_t = Limits::default().per_day, global = true)]
    pub files_per_day: usize,
    /// How many names of lists a partner's account may read in an hour before it must prove its second factor again.
    #[arg(long, env = "TANDEM_NAMES_PER_HOUR", default_value_t = Limits::default().names_per_hour, global = true)]
    pub names_per_hour: usize,
    /// How many names of lists a partner's account may read in a day.
    #[arg(long, env = "TANDEM_NAMES_PER_DAY", default_value_t = Limits::default().names_per_day, global = true)]
    pub names_per_day: usize,
    /// How many files of other branches an account may open exceptionally in a day.
    #[arg(long, env = "TANDEM_OPENINGS_PER_DAY", default_value_t = Limits::default().exceptional_per_day, global = true)]
    pub openings_per_day: usize,
    /// How many reverse proxies are in front of the hub; their X-Forwarded-For is trusted.
    #[arg(long, env = "TANDEM_PROXIES", default_value_t = 0, global = true)]
    pub proxies: usize,
    /// Keeps the hub in rehearsal: it writes to no mentor and no mentee, whoever opens it.
    #[arg(long, env = "TANDEM_MODE", value_enum, global = true)]
    pub mode: Option<Mode>,
    /// The level of the log on standard error: error, warn, info, debug, or by module as `tandem=debug`.
    #[arg(long, env = "TANDEM_LOG", default_value = "warn", global = true)]
    pub log: String,
    /// How the log is written.
    #[arg(long, env = "TANDEM_LOG_FORMAT", value_enum, default_value_t, global = true)]
    pub log_format: LogFormat,
    /// The address and port on which the metrics are read by Prometheus, for whoever runs the machine alone. Default: none.
    #[arg(long, env = "TANDEM_METRICS_LISTEN", global = true)]
    pub metrics_listen: Option<SocketAddr>,
}

/// How a hub is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// What it writes to mentors and mentees waits.
    Rehearsal,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON object a line.
    Json,
}

impl Settings {
    /// The URL of the database: that of the settings, or of a SQLite file of the given name in the data folder, which is created
    /// if missing.
    pub fn database_url(&self, name: &str) -> std::io::Result<String> {
        if let Some(url) = &self.database_url {
            return Ok(url.clone());
        }
        std::fs::create_dir_all(&self.data_dir)?;
        Ok(sqlite_url(&self.data_dir.join(name)))
    }

    /// The same, unless it is a SQLite file that does not exist; creates nothing.
    pub fn existing_database_url(&self, name: &str) -> Option<String> {
        let url = self.database_url.clone().unwrap_or_else(|| sqlite_url(&self.data_dir.join(name)));
        sqlite_file(&url).is_none_or(|file| file.exists()).then_some(url)
    }

    /// The path of the file of the hub's key.
    pub fn secret_file(&self) -> PathBuf {
        self.secret_file.clone().unwrap_or_else(|| self.data_dir.join("secret"))
    }

    /// The sender of the hub's mail: `Name <address>`, or an address.
    pub fn mail_from(&self) -> String {
        self.mail_from.clone().unwrap_or_else(|| format!("Le hub du mentorat <{}>", self.contact_email))
    }

    /// The legal notices of the public pages; blank settings count as absent.
    pub fn notices(&self) -> Notices {
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        Notices {
            publisher: filled(&self.publisher),
            publication_director: filled(&self.publication_director),
            hosted_by: filled(&self.hosted_by),
            officer_email: filled(&self.officer_email),
        }
    }

    /// Reads the file of providers, if one is set.
    pub fn providers(&self) -> Result<Providers, ProvidersError> {
        self.providers_file.as_deref().map_or_else(|| Ok(Providers::default()), Providers::read)
    }

    /// The provider of text messages, if one is set.
    pub fn texts(&self) -> Result<Texts, text::SettingsError> {
        let Some(url) = self.text_url.as_ref().filter(|url| !url.is_empty()) else {
            return Ok(Texts::Nowhere);
        };
        let headers = self.text_headers.as_deref().unwrap_or_default();
        let provider = Provider::new(url, headers, self.text_body.as_deref().unwrap_or_default())?;
        Ok(Texts::Provider(Arc::new(provider)))
    }

    /// The Maildir of the letters that come back; a blank setting counts as absent.
    pub fn bounces(&self) -> Option<PathBuf> {
        self.bounces.clone().filter(|folder| !folder.as_os_str().is_empty())
    }

    /// The limits on how many files an account may open, and how many names it may read.
    pub fn limits(&self) -> Limits {
        Limits {
            per_hour: self.files_per_hour,
            per_day: self.files_per_day,
            exceptional_per_day: self.openings_per_day,
            names_per_hour: self.names_per_hour,
            names_per_day: self.names_per_day,
        }
    }

    /// The public URL of the hub, without a trailing slash.
    pub fn base_url(&self) -> String {
        let set = self.base_url.as_ref().map(|url| url.trim_end_matches('/').to_owned());
        set.unwrap_or_else(|| format!("http://{}", self.listen))
    }

    /// Whether the hub is kept in rehearsal.
    pub fn rehearses(&self) -> bool {
        self.mode == Some(Mode::Rehearsal)
    }

    /// Whether visitors use https, so that cookies can be restricted to it.
    pub fn is_https(&self) -> bool {
        self.base_url().starts_with("https://")
    }
}

/// The file of a database of SQLite; `None` for another engine.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?.trim_start_matches("//");
    Some(PathBuf::from(rest.split('?').next().unwrap_or(rest)))
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}
