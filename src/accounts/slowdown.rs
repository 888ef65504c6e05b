//! How long one waits after failures. Nobody is ever locked out: the wait grows, ends, and spares devices used before.

use time::Duration;

use super::link::Purpose;
use crate::db::Instant;
use crate::vocabulary::vocabulary;

/// How long a failure counts.
pub const REMEMBERED: Duration = Duration::hours(1);
/// The longest wait after repeated failures.
const LONGEST: Duration = Duration::minutes(15);
/// Failures on one address before one waits.
const FREE_OF_SUBJECT: usize = 5;
/// Failures from one network before it waits: an office shares one.
const FREE_OF_NETWORK: usize = 30;

vocabulary! {
    /// What an attempt tries.
    Tried {
        Password = "password", "un mot de passe";
        Code = "code", "un second facteur";
        Provider = "provider", "un fournisseur d’identité";
        Request = "request", "une demande";
        SignIn = "sign_in", "un lien de connexion";
        Invitation = "invitation", "une invitation";
        PasswordReset = "password_reset", "un lien pour choisir un mot de passe";
    }
}

impl From<Purpose> for Tried {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::SignIn => Self::SignIn,
            Purpose::Invitation => Self::Invitation,
            Purpose::PasswordReset => Self::PasswordReset,
        }
    }
}

/// Failures of the last hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// On one address, known to the hub or not.
    pub of_subject: usize,
    /// When the last one was.
    pub last_of_subject: Option<Instant>,
    /// From one network, on any address.
    pub of_network: usize,
    /// When the last one was.
    pub last_of_network: Option<Instant>,
}

impl Failures {
    /// Until when nothing more is tried; `None` when one may try now.
    pub fn wait_until(&self, now: Instant) -> Option<Instant> {
        let subject = until(self.of_subject, FREE_OF_SUBJECT, self.last_of_subject);
        let network = until(self.of_network, FREE_OF_NETWORK, self.last_of_network);
        subject.max(network).filter(|&until| until > now)
    }
}

/// Two seconds after the last free failure, then twice as long each time.
fn until(failures: usize, free: usize, last: Option<Instant>) -> Option<Instant> {
    let doublings = failures.checked_sub(free)?.min(16);
    let wait = Duration::seconds(2 << doublings).min(LONGEST);
    last.map(|last| last.plus(wait))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_wait_doubles_and_ends() {
        let last = Instant::new(datetime!(2026-03-12 10:00 UTC));
        let seconds = |failures| {
            let failures =
                Failures { of_subject: failures, last_of_subject: Some(last), ..Failures::default() };
            failures.wait_until(last).map_or(0, |until| until.seconds() - last.seconds())
        };
        assert_eq!([4, 5, 6, 7, 8].map(seconds), [0, 2, 4, 8, 16]);
        assert_eq!([20, 2000].map(seconds), [900, 900]);
        let failures = Failures { of_subject: 9, last_of_subject: Some(last), ..Failures::default() };
        assert_eq!(failures.wait_until(last.plus(LONGEST)), None);
    }

    #[test]
    fn a_network_waits_later_than_an_address() {
        let last = Some(Instant::new(datetime!(2026-03-12 10:00 UTC)));
        let of_network = |count| Failures { of_network: count, last_of_network: last, ..Failures::default() };
        let now = Instant::new(datetime!(2026-03-12 10:00 UTC));
        assert_eq!(of_network(29).wait_until(now), None);
        assert!(of_network(30).wait_until(now).is_some());
    }
}
