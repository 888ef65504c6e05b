//! Every setting, its variable and its default. Nothing else reads the environment.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::accounts::brake::Limits;
use crate::home::Notices;
use crate::openid::{Providers, ProvidersError};

/// What an installation may set, by flag or by variable.
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
    /// The address people type, as they see it. Default: http:// and the address served on.
    #[arg(long, env = "TANDEM_BASE_URL", global = true)]
    pub base_url: Option<String>,
    /// Where people write to the hub.
    #[arg(long, env = "TANDEM_CONTACT_EMAIL", default_value = "bonjour@hub.test", global = true)]
    pub contact_email: String,
    /// Who the hub's mail comes from: an address, or `Name <address>`. Default: where people write to the hub.
    #[arg(long, env = "TANDEM_MAIL_FROM", global = true)]
    pub mail_from: Option<String>,
    /// The server that takes the hub's mail: `smtp://host:port`, or `smtps://user:password@host`. Without it, mail waits.
    #[arg(long, env = "TANDEM_SMTP_URL", global = true, hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// Who publishes the hub, for the legal notice: name, legal form, address, telephone, SIREN.
    #[arg(long, env = "TANDEM_PUBLISHER", global = true)]
    pub publisher: Option<String>,
    /// Who answers for what the hub publishes, for the legal notice.
    #[arg(long, env = "TANDEM_PUBLICATION_DIRECTOR", global = true)]
    pub publication_director: Option<String>,
    /// Who keeps the hub's servers, for the legal notice: name, address, telephone.
    #[arg(long, env = "TANDEM_HOSTED_BY", global = true)]
    pub hosted_by: Option<String>,
    /// Where people write to the data protection officer. Default: where people write to the hub.
    #[arg(long, env = "TANDEM_OFFICER_EMAIL", global = true)]
    pub officer_email: Option<String>,
    /// The file of the hub's key, the same for every copy of a hub. Default: `secret` in the data folder, made if missing.
    #[arg(long, env = "TANDEM_SECRET_FILE", global = true)]
    pub secret_file: Option<PathBuf>,
    /// The file of the OpenID Connect providers that professionals may sign in with. Default: none.
    #[arg(long, env = "TANDEM_PROVIDERS_FILE", global = true)]
    pub providers_file: Option<PathBuf>,
    /// How many different people's files a partner's account opens in an hour before its second factor is asked for again.
    #[arg(long, env = "TANDEM_FILES_PER_HOUR", default_value_t = Limits::default().per_hour, global = true)]
    pub files_per_hour: usize,
    /// How many different people's files a partner's account opens in a day.
    #[arg(long, env = "TANDEM_FILES_PER_DAY", default_value_t = Limits::default().per_day, global = true)]
    pub files_per_day: usize,
    /// How many files of other branches an account opens exceptionally in a day.
    #[arg(long, env = "TANDEM_OPENINGS_PER_DAY", default_value_t = Limits::default().exceptional_per_day, global = true)]
    pub openings_per_day: usize,
    /// How many proxies stand before the hub and say who asks in X-Forwarded-For.
    #[arg(long, env = "TANDEM_PROXIES", default_value_t = 0, global = true)]
    pub proxies: usize,
    /// What the log on standard error tells: error, warn, info, debug, or by module as `tandem=debug`.
    #[arg(long, env = "TANDEM_LOG", default_value = "warn", global = true)]
    pub log: String,
}

impl Settings {
    /// The database's address; an embedded one has the given name inside the data folder, which is made if missing.
    pub fn database_url(&self, name: &str) -> std::io::Result<String> {
        if let Some(url) = &self.database_url {
            return Ok(url.clone());
        }
        std::fs::create_dir_all(&self.data_dir)?;
        Ok(sqlite_url(&self.data_dir.join(name)))
    }

    /// The database's address, unless it is an embedded one whose file does not exist; nothing is made.
    pub fn existing_database_url(&self, name: &str) -> Option<String> {
        let url = self.database_url.clone().unwrap_or_else(|| sqlite_url(&self.data_dir.join(name)));
        let file = url.strip_prefix("sqlite:").map(|rest| rest.trim_start_matches("//"));
        let exists = |file: &str| Path::new(file.split('?').next().unwrap_or(file)).exists();
        file.is_none_or(exists).then_some(url)
    }

    /// The file of the hub's key.
    pub fn secret_file(&self) -> PathBuf {
        self.secret_file.clone().unwrap_or_else(|| self.data_dir.join("secret"))
    }

    /// Who the hub's mail comes from.
    pub fn mail_from(&self) -> String {
        self.mail_from.clone().unwrap_or_else(|| format!("Le hub du mentorat <{}>", self.contact_email))
    }

    /// What the public pages say of who runs the hub.
    pub fn notices(&self) -> Notices {
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        Notices {
            publisher: filled(&self.publisher),
            publication_director: filled(&self.publication_director),
            hosted_by: filled(&self.hosted_by),
            officer_email: filled(&self.officer_email),
        }
    }

    /// The providers one may sign in with.
    pub fn providers(&self) -> Result<Providers, ProvidersError> {
        self.providers_file.as_deref().map_or_else(|| Ok(Providers::default()), Providers::read)
    }

    /// How many files a partner's account opens.
    pub fn limits(&self) -> Limits {
        Limits {
            per_hour: self.files_per_hour,
            per_day: self.files_per_day,
            exceptional_per_day: self.openings_per_day,
        }
    }

    /// The address people type.
    pub fn base_url(&self) -> String {
        let typed = self.base_url.as_ref().map(|url| url.trim_end_matches('/').to_owned());
        typed.unwrap_or_else(|| format!("http://{}", self.listen))
    }

    /// Whether visitors come over https, so that cookies may be held to it.
    pub fn is_https(&self) -> bool {
        self.base_url().starts_with("https://")
    }
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}
