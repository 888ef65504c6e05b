//! The providers configured in the installation's TOML file.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use openidconnect::url::{Host, Url};
use openidconnect::{ClientSecret, IssuerUrl};
use serde::Deserialize;

/// The providers that professionals may sign in with.
#[derive(Clone, Debug, Default)]
pub struct Providers(Arc<[Provider]>);

/// A provider, and what is requested from it: nothing is sent that is not configured here.
#[derive(Clone, Debug)]
pub struct Provider {
    /// The name of the provider in URLs of the hub: small letters, digits and dashes.
    pub id: String,
    /// The name of the provider on screens.
    pub label: String,
    /// The issuer URL, exactly as in its tokens.
    pub issuer: IssuerUrl,
    /// The client id of the hub at this provider.
    pub client_id: String,
    /// The client secret of the hub; never printed.
    pub client_secret: ClientSecret,
    /// The scopes requested in addition to `openid`.
    pub scopes: Vec<String>,
    /// Whether to use PKCE; true unless disabled.
    pub pkce: bool,
    /// The authentication context classes requested; none if empty.
    pub acr_values: Vec<String>,
    /// Whether the userinfo endpoint is called, and whether its response must be signed.
    pub userinfo: Userinfo,
    /// The authentication context classes for which the provider has itself checked two factors.
    pub second_factor_acrs: Vec<String>,
}

/// The use of a provider's userinfo endpoint, in addition to the ID token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Userinfo {
    /// Not called.
    #[default]
    None,
    /// Called; the response need not be signed.
    Plain,
    /// Called; the response must be a JWT signed (RS256) for this hub.
    Signed,
}

/// Why a file of providers is refused.
#[derive(Debug, thiserror::Error)]
pub enum ProvidersError {
    /// A file cannot be read.
    #[error("{file}: {reason}")]
    File {
        /// The path of the file.
        file: String,
        /// The error of the system.
        reason: std::io::Error,
    },
    /// The file is not TOML of the expected form.
    #[error("the file of providers: {0}")]
    Form(#[from] toml::de::Error),
    /// The settings of a provider are invalid.
    #[error("the provider {id}: {reason}")]
    Provider {
        /// The name of the provider in URLs.
        id: String,
        /// What is wrong with them.
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

    /// Parses the text of a file of providers.
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

    /// Every provider, in the order of the file.
    pub fn list(&self) -> &[Provider] {
        &self.0
    }

    /// Finds a provider by its name in URLs.
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
    /// Whether the provider has itself checked two factors, judging by the context class in its token.
    pub fn proves_both(&self, acr: Option<&str>) -> bool {
        acr.is_some_and(|acr| self.second_factor_acrs.iter().any(|accepted| accepted == acr))
    }
}

/// Whether traffic to a URL is safe from others: by TLS, or because it stays on this machine.
pub(in crate::outside) fn is_private(url: &Url) -> bool {
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
