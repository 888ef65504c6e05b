//! How long one waits after failures. Nobody is ever locked out: the wait grows, ends, and spares devices used before.
//!
//! A network is the internet address of many: an office, a workshop of job seekers, the customers of one provider. So it is counted
//! door by door, waits only until the oldest attempts leave its window, and is told so.

use time::Duration;

use super::link::Purpose;
use crate::db::Instant;
use crate::vocabulary::vocabulary;

/// How long a failure counts.
pub const REMEMBERED: Duration = Duration::hours(1);
/// The longest wait after repeated failures on one address.
const LONGEST: Duration = Duration::minutes(15);
/// Failures on one address before one waits.
const FREE_OF_SUBJECT: usize = 5;

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
        Address = "address", "une adresse d’une personne";
        LetterCode = "letter_code", "le code d’un courrier";
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

/// What a network is counted for, each apart from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Guesses of passwords and codes.
    Guesses,
    /// Sign-ins with a provider that were begun: each makes the hub ask it.
    Providers,
    /// Links asked for, to oneself or to another.
    Links,
    /// Requests to join.
    Requests,
    /// Addresses typed by somebody signed in, who is told whether somebody beyond their people has them.
    Addresses,
    /// Codes of letters.
    LetterCodes,
}

/// How much a network may try at a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// So many attempts…
    pub most: u64,
    /// … in any stretch of this length.
    pub within: Duration,
}

impl Tried {
    /// The door it is tried at.
    pub fn door(self) -> Door {
        match self {
            Self::Password | Self::Code => Door::Guesses,
            Self::Provider => Door::Providers,
            Self::SignIn | Self::Invitation | Self::PasswordReset => Door::Links,
            Self::Request => Door::Requests,
            Self::Address => Door::Addresses,
            Self::LetterCode => Door::LetterCodes,
        }
    }
}

impl Door {
    /// What is tried at this door.
    pub fn tried(self) -> impl Iterator<Item = Tried> {
        Tried::ALL.iter().copied().filter(move |tried| tried.door() == self)
    }

    /// How much of it a network may try. A workshop of sixty, who all ask for their link at once, gets them.
    pub fn allowance(self) -> Allowance {
        let (most, within) = match self {
            Self::Guesses | Self::Providers | Self::Addresses | Self::LetterCodes => {
                (30, Duration::minutes(10))
            }
            Self::Links => (60, Duration::minutes(10)),
            Self::Requests => (30, REMEMBERED),
        };
        Allowance { most, within }
    }
}

/// Failures that still count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// On one address, known to the hub or not.
    pub of_subject: usize,
    /// When the last one was.
    pub last_of_subject: Option<Instant>,
    /// Until when the network, which used its allowance up, tries nothing more at this door.
    pub network_until: Option<Instant>,
}

/// A wait, and what it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// The address was tried too often.
    OfSubject(Instant),
    /// The network tried too much, whatever the address: one may be told so.
    OfNetwork(Instant),
}

impl Wait {
    /// Until when nothing more is tried.
    pub fn until(self) -> Instant {
        match self {
            Self::OfSubject(until) | Self::OfNetwork(until) => until,
        }
    }
}

impl Failures {
    /// The wait that is left; `None` when one may try now.
    pub fn wait(&self, now: Instant) -> Option<Wait> {
        let subject = until(self.of_subject, self.last_of_subject).filter(|&until| until > now);
        let network = self.network_until.filter(|&until| until > now);
        network.map(Wait::OfNetwork).or(subject.map(Wait::OfSubject))
    }
}

/// Two seconds after the last free failure, then twice as long each time.
fn until(failures: usize, last: Option<Instant>) -> Option<Instant> {
    let doublings = failures.checked_sub(FREE_OF_SUBJECT)?.min(16);
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
            failures.wait(last).map_or(0, |wait| wait.until().seconds() - last.seconds())
        };
        assert_eq!([4, 5, 6, 7, 8].map(seconds), [0, 2, 4, 8, 16]);
        assert_eq!([20, 2000].map(seconds), [900, 900]);
        let failures = Failures { of_subject: 9, last_of_subject: Some(last), ..Failures::default() };
        assert_eq!(failures.wait(last.plus(LONGEST)), None);
    }

    #[test]
    fn a_network_is_told_before_an_address() {
        let now = Instant::new(datetime!(2026-03-12 10:00 UTC));
        let later = now.plus(Duration::minutes(1));
        let failures = Failures { of_subject: 9, last_of_subject: Some(now), network_until: Some(later) };
        assert_eq!(failures.wait(now), Some(Wait::OfNetwork(later)));
        assert!(matches!(failures.wait(later), Some(Wait::OfSubject(_)) | None));
    }

    #[test]
    fn whatever_is_tried_is_tried_at_one_door() {
        let doors =
            [Door::Guesses, Door::Providers, Door::Links, Door::Requests, Door::Addresses, Door::LetterCodes];
        assert_eq!(doors.map(|door| door.tried().count()).iter().sum::<usize>(), Tried::ALL.len());
        assert!(doors.iter().all(|door| door.allowance().within <= REMEMBERED));
    }
}
