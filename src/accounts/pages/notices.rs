//! Telling somebody by mail that the way they enter has changed: whoever did it in their place is then seen.

use crate::accounts::account::Identity;
use crate::app::App;
use crate::db::Write;
use crate::error::Error;
use crate::mail::{self, Message};

/// What changed in the way somebody enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change<'a> {
    /// They have another password.
    Password,
    /// They may give one-time codes.
    CodesAdded,
    /// They may give one more passkey.
    PasskeyAdded,
    /// A passkey proves nothing any more.
    PasskeyRemoved,
    /// They may enter with a provider of this name.
    ProviderLinked(&'a str),
    /// They no longer enter with a provider of this name.
    ProviderUnlinked(&'a str),
    /// Other recovery codes were shown.
    RecoveryCodesRenewed,
    /// A recovery code was given in place of the second factor.
    RecoveryCodeUsed,
    /// Somebody else forgot their second factor for them.
    SecondFactorForgotten,
}

impl Change<'_> {
    /// The change in a sentence. What its author typed, such as the name of a passkey, is not repeated.
    fn told(self) -> String {
        match self {
            Self::Password => "Votre mot de passe vient d’être changé.".to_owned(),
            Self::CodesAdded => {
                "Une application de codes vient d’être ajoutée comme second facteur.".to_owned()
            }
            Self::PasskeyAdded => "Une clé d’accès vient d’être ajoutée comme second facteur.".to_owned(),
            Self::PasskeyRemoved => "Une clé d’accès vient d’être retirée.".to_owned(),
            Self::ProviderLinked(label) => {
                format!("Un compte « {label} » vient d’être lié à votre accès : on peut entrer avec lui.")
            }
            Self::ProviderUnlinked(label) => {
                format!("Votre compte « {label} » n’est plus lié à votre accès.")
            }
            Self::RecoveryCodesRenewed => {
                "De nouveaux codes de secours viennent de remplacer les précédents.".to_owned()
            }
            Self::RecoveryCodeUsed => {
                "Un de vos codes de secours vient de servir à la place du second facteur.".to_owned()
            }
            Self::SecondFactorForgotten => {
                "Votre second facteur vient d’être effacé par une personne qui gère \
                 les accès : vous en choisirez un autre en entrant."
                    .to_owned()
            }
        }
    }
}

/// Puts the message in the outbox, in the transaction of the change. It bears no link: nobody learns to follow one.
pub async fn tell(app: &App, write: &Write, identity: &Identity, change: Change<'_>) -> Result<(), Error> {
    let body = format!(
        "Bonjour,\n\n{}\n\nSi cela vient de vous, il n’y a rien à faire. Sinon, fermez vos autres sessions depuis « Mon accès » \
         et écrivez aussitôt à {}.\n",
        change.told(),
        app.contact_email
    );
    let message = Message {
        recipient: identity.email.clone(),
        purpose: "access_changed",
        subject: "Votre accès au hub du mentorat a changé".to_owned(),
        body,
    };
    Ok(mail::push(write, &app.secret, message).await?)
}
