//! Every setting, its variable and its default. Nothing else reads the environment.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;

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

    /// The address people type.
    pub fn base_url(&self) -> String {
        self.base_url.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }

    /// Whether visitors come over https, so that cookies may be held to it.
    pub fn is_https(&self) -> bool {
        self.base_url().starts_with("https://")
    }
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}
