//! Signing in with a provider (OpenID Connect, the code flow): what is configured, and what is said with it.
//!
//! Nothing is kept between two requests but what the caller keeps: a provider's description and keys are read each time.

mod conversation;
mod http;
mod provider;

pub use conversation::{Recognised, Refusal, Request, address, is_from, recognise};
pub use provider::{Provider, Providers, ProvidersError, Userinfo};
