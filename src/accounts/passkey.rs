//! Passkeys (WebAuthn): proofs that a device or a key gives to this hub's own address and to no other.

use time::Duration;
use webauthn_rs::prelude::{Passkey, Url};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::db::{Id, Instant};
use crate::vocabulary::vocabulary;

/// How long a challenge holds between its two requests.
pub const CEREMONY_LENGTH: Duration = Duration::minutes(5);
/// The longest name of a passkey, in characters.
pub const LONGEST_LABEL: usize = 60;

vocabulary! {
    /// What a challenge is for: its answer is worth nothing elsewhere.
    Ceremony {
        Enrolment = "enrolment", "ajouter une clé d’accès";
        Proof = "proof", "utiliser une clé d’accès";
    }
}

/// A passkey that an identity has.
#[derive(Clone, Debug)]
pub struct StoredPasskey {
    /// Its key in the table.
    pub id: Id,
    /// The name its owner gave it.
    pub label: String,
    /// When it was added.
    pub created_at: Instant,
    /// When it was last used.
    pub used_at: Option<Instant>,
    /// The public key and the counter.
    pub credential: Passkey,
}

/// The hub as browsers know it, from the address people type. `None` when that address is no name, such as `127.0.0.1`:
/// browsers then make no passkey.
pub fn relying_party(base_url: &str) -> Option<Webauthn> {
    let origin = Url::parse(base_url).ok()?;
    let builder = WebauthnBuilder::new(origin.domain()?, &origin).ok()?;
    builder.rp_name("Tandem").build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_name_has_no_passkeys() {
        for base_url in ["https://hub.example", "https://hub.example:8443", "http://localhost:8080"] {
            assert!(relying_party(base_url).is_some(), "{base_url}");
        }
        for base_url in ["http://127.0.0.1:8080", "https://[::1]", "hub.example", ""] {
            assert!(relying_party(base_url).is_none(), "{base_url}");
        }
    }
}
