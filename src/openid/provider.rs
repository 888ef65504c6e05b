//! The providers that an installation names in its file.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use openidconnect::url::{Host, Url};
use openidconnect::{ClientSecret, IssuerUrl};
use serde::Deserialize;

/// The providers one may sign in with.
#[derive(Clone, Debug, Default)]
pub struct Providers(Arc<[Provider]>);

/// One provider, and what is asked of it: nothing is sent to it that is not said here.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its name in addresses.
    pub id: String,
    /// Its name on screens.
    pub label: String,
    /// Its address, as its tokens write it.
    pub issuer: IssuerUrl,
    /// The hub's name there.
    pub client_id: String,
    /// The hub's secret there.
    pub client_secret: ClientSecret,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// Whether PKCE is used.
    pub pkce: bool,
    /// How well people must be recognised, if the provider is to be told.
    pub acr_values: Vec<String>,
    /// Whether the provider is asked who somebody is, and how it must answer.
    pub userinfo: Userinfo,
    /// The levels at which the provider checked two factors itself.
    pub second_factor_acrs: Vec<String>,
}

/// How a provider says who somebody is, beside the token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Userinfo {
    /// It is not asked.
    #[default]
    None,
    /// Signed or not.
    Plain,
    /// Signed (RS256), for this hub.
    Signed,
}

/// Why a file of providers is refused.
#[derive(Debug, thiserror::Error)]
pub enum ProvidersError {
    /// A file cannot be read.
    #[error("{file}: {reason}")]
    File {
        /// Its path.
        file: String,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The file is not as it should be.
    #[error("the file of providers: {0}")]
    Form(#[from] toml::de::Error),
    /// A provider makes no sense.
    #[error("the provider {id}: {reason}")]
    Provider {
        /// Its name in addresses.
        id: String,
        /// What is wrong.
        reason: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    provider: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    label: String,
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    client_secret_file: Option<String>,
    #[serde(default)]
    scopes: Vec<String>,
    #[serde(default = "yes")]
    pkce: bool,
    #[serde(default)]
    acr_values: Vec<String>,
    #[serde(default)]
    userinfo: Userinfo,
    #[serde(default)]
    second_factor_acrs: Vec<String>,
}

fn yes() -> bool {
    true
}

impl Providers {
    /// Reads the file of providers, and the files of their secrets.
    pub fn read(file: &Path) -> Result<Self, ProvidersError> {
        Self::parse(&read_text(file)?)
    }

    /// Reads what a file of providers says.
    pub fn parse(text: &str) -> Result<Self, ProvidersError> {
        let file: File = toml::from_str(text)?;
        let mut ids = BTreeSet::new();
        let providers: Result<Vec<Provider>, ProvidersError> = file
            .provider
            .into_iter()
            .map(|written| {
                let new = ids.insert(written.id.clone());
                let refused = |reason| ProvidersError::Provider { id: written.id.clone(), reason };
                if !new { Err(refused("is there twice")) } else { provider(written) }
            })
            .collect();
        Ok(Self(providers?.into()))
    }

    /// All of them, in the order of the file.
    pub fn list(&self) -> &[Provider] {
        &self.0
    }

    /// The one of a name.
    pub fn find(&self, id: &str) -> Option<&Provider> {
        self.0.iter().find(|provider| provider.id == id)
    }
}

fn read_text(file: &Path) -> Result<String, ProvidersError> {
    let failed = |reason| ProvidersError::File { file: file.display().to_string(), reason };
    std::fs::read_to_string(file).map_err(failed)
}

fn provider(written: Written) -> Result<Provider, ProvidersError> {
    let refused = |reason| ProvidersError::Provider { id: written.id.clone(), reason };
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if written.id.is_empty() || !written.id.chars().all(plain) {
        return Err(refused("the id is written with small letters, digits and dashes"));
    }
    let issuer = IssuerUrl::new(written.issuer.clone()).map_err(|_| refused("the issuer is no address"))?;
    if !is_private(issuer.url()) {
        return Err(refused("the issuer must be an https address, or be on this machine"));
    }
    let secret = match (&written.client_secret, &written.client_secret_file) {
        (Some(secret), None) => secret.clone(),
        (None, Some(file)) => read_text(Path::new(file))?.trim().to_owned(),
        _ => return Err(refused("needs either client_secret or client_secret_file")),
    };
    Ok(Provider {
        issuer,
        client_secret: ClientSecret::new(secret),
        id: written.id,
        label: written.label,
        client_id: written.client_id,
        scopes: written.scopes,
        pkce: written.pkce,
        acr_values: written.acr_values,
        userinfo: written.userinfo,
        second_factor_acrs: written.second_factor_acrs,
    })
}

impl Provider {
    /// Whether the provider checked two factors itself, from the level its token states.
    pub fn proves_both(&self, acr: Option<&str>) -> bool {
        acr.is_some_and(|acr| self.second_factor_acrs.iter().any(|accepted| accepted == acr))
    }
}

/// Whether nobody on the way reads or changes what is said to an address: TLS, or this machine itself.
pub(super) fn is_private(url: &Url) -> bool {
    let own = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(more: &str) -> String {
        format!(
            "[[provider]]\nid = \"essai\"\nlabel = \"Essai\"\nclient_id = \"hub\"\n\
             issuer = \"https://essai.exemple.test\"\n{more}"
        )
    }

    #[test]
    fn what_a_file_does_not_say_is_not_asked() {
        let providers = Providers::parse(&file("client_secret = \"s\"")).unwrap();
        let provider = providers.find("essai").unwrap();
        assert!(provider.pkce && provider.acr_values.is_empty() && provider.scopes.is_empty());
        assert_eq!(provider.userinfo, Userinfo::None);
        assert!(!provider.proves_both(None) && !provider.proves_both(Some("eidas2")));
        assert!(providers.find("autre").is_none());
        assert!(Providers::parse("").unwrap().list().is_empty());
    }

    #[test]
    fn only_the_levels_named_count_as_two_factors() {
        let more = "client_secret = \"s\"\nsecond_factor_acrs = [\"eidas2\"]";
        let providers = Providers::parse(&file(more)).unwrap();
        let proves = |acr| providers.list()[0].proves_both(acr);
        assert_eq!([Some("eidas2"), Some("eidas1"), Some(""), None].map(proves), [true, false, false, false]);
    }

    #[test]
    fn a_file_that_makes_no_sense_is_refused() {
        let twice = format!("{0}{0}", file("client_secret = \"s\"\n"));
        let texts = [
            file(""),
            file("client_secret = \"s\"\nclient_secret_file = \"f\""),
            file("client_secret_file = \"/nowhere/at/all\""),
            file("client_secret = \"s\"\nuserinfo = \"signd\""),
            file("client_secret = \"s\"\nacr = \"eidas1\""),
            file("client_secret = \"s\"").replace("https:", "http:"),
            file("client_secret = \"s\"").replace("\"essai\"", "\"../x\""),
            twice,
        ];
        for text in texts {
            assert!(Providers::parse(&text).is_err(), "{text}");
        }
        let here = file("client_secret = \"s\"").replace("https://essai.exemple.test", "http://127.0.0.1:9");
        assert!(Providers::parse(&here).is_ok());
    }

    #[test]
    fn a_secret_is_never_written_in_a_log() {
        let providers = Providers::parse(&file("client_secret = \"caché\"")).unwrap();
        assert!(!format!("{providers:?}").contains("caché"));
    }
}
