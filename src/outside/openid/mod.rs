//! Sign-in with an OpenID Connect provider, by the authorisation code flow.
//!
//! Stateless: the caller stores what links two requests, and a provider's metadata and keys are fetched each time.

mod conversation;
mod http;
mod provider;

pub use conversation::{Recognised, Refusal, Request, address, is_from, recognise};
pub(in crate::outside) use provider::is_private;
pub use provider::{Provider, Providers, ProvidersError, Userinfo};
