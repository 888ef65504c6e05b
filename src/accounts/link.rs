//! What a link sent by e-mail is for, and how long it holds.

use time::Duration;

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What a link is for: it does nothing else.
    Purpose {
        SignIn = "sign_in", "se connecter";
        Invitation = "invitation", "accepter une invitation";
        PasswordReset = "password_reset", "choisir un mot de passe";
    }
}

/// What the page is sealed for that a link to sign in goes on to.
pub const SEALED_PAGE: &str = "page of a link";

impl Purpose {
    /// The path of its page, before the token.
    pub fn path(self) -> &'static str {
        match self {
            Self::SignIn => "/sign-in/links",
            Self::Invitation => "/invitations",
            Self::PasswordReset => "/password-resets",
        }
    }

    /// How long a link holds. An invitation waits for somebody who does not expect it.
    pub fn lasts(self) -> Duration {
        match self {
            Self::SignIn | Self::PasswordReset => Duration::minutes(30),
            Self::Invitation => Duration::days(7),
        }
    }
}
