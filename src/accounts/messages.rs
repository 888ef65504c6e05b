//! The messages about accounts: links to enter, changes in the way somebody enters, and warnings to those who watch over access.

use super::account::{Account, Identity};
use super::link::Purpose;
use super::opening::Reason;
use crate::db::Id;
use crate::links;
use crate::mail::Message;

/// How a message names the hub.
#[derive(Clone, Copy, Debug)]
pub struct Hub<'a> {
    /// The address people type, without a slash at its end.
    pub base_url: &'a str,
    /// Where people write to the hub.
    pub contact_email: &'a str,
}

/// A link to enter, to accept an invitation or to choose a password.
pub fn link(hub: Hub<'_>, identity: &Identity, purpose: Purpose, token: &str) -> Message {
    let (subject, what) = match purpose {
        Purpose::SignIn => ("Votre lien pour entrer", "entrer sur le hub du mentorat"),
        Purpose::Invitation => ("Votre accès au hub du mentorat", "accepter votre accès"),
        Purpose::PasswordReset => ("Votre mot de passe", "choisir un nouveau mot de passe"),
    };
    let holds = match purpose {
        Purpose::Invitation => "sept jours",
        Purpose::SignIn | Purpose::PasswordReset => "trente minutes",
    };
    Message {
        recipient: identity.email.clone(),
        kind: purpose.code(),
        subject: subject.to_owned(),
        body: format!(
            "Bonjour,\n\nPour {what}, ouvrez cette page puis cliquez sur le bouton :\n\n{}\n\n\
             Ce lien sert une fois et tient {holds}. Si vous n’avez rien demandé, ne faites rien.\n",
            links::address(hub.base_url, purpose.path(), token)
        ),
    }
}

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
    fn sentence(self) -> String {
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

/// The way somebody enters has changed: if somebody else did it in their place, they notice. There is no link in it: nobody
/// learns to follow one.
pub fn access_changed(hub: Hub<'_>, identity: &Identity, change: Change<'_>) -> Message {
    Message {
        recipient: identity.email.clone(),
        kind: "access_changed",
        subject: "Votre accès au hub du mentorat a changé".to_owned(),
        body: format!(
            "Bonjour,\n\n{}\n\nSi cela vient de vous, il n’y a rien à faire. Sinon, fermez vos autres sessions \
             depuis « Mon accès » et écrivez aussitôt à {}.\n",
            change.sentence(),
            hub.contact_email
        ),
    }
}

/// An account opened more files in a day than the hub allows: for those responsible for the hub.
pub fn account_stopped(recipient: String, account: &Account) -> Message {
    Message {
        recipient,
        kind: "account_stopped",
        subject: "Un compte a ouvert trop de dossiers".to_owned(),
        body: format!(
            "Le compte « {} » ({}) a ouvert plus de dossiers en un jour que le hub ne le permet.\n\
             Il n’en ouvre plus aucun jusqu’à demain. Joignez cette personne par téléphone : si elle n’a pas \
             ouvert ces dossiers, retirez l’accès depuis la page « Accès ».\n",
            account.name,
            account.role.label()
        ),
    }
}

/// A file was opened exceptionally: for the data protection officer. It names the file by its key, not the person.
pub fn exceptional_opening(
    hub: Hub<'_>,
    recipient: String,
    account: &Account,
    person: Id,
    reason: Reason,
) -> Message {
    Message {
        recipient,
        kind: "exceptional_opening",
        subject: "Un dossier a été ouvert exceptionnellement".to_owned(),
        body: format!(
            "{} ({}) a ouvert exceptionnellement un dossier pour vingt-quatre heures.\nMotif : {}.\n\
             Dossier : {}/people/{person}/readings\n",
            account.name,
            account.role.label(),
            reason.label(),
            hub.base_url
        ),
    }
}
