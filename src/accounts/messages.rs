//! The messages about accounts: links to enter, changes in the way somebody enters, and warnings to those who watch over access.

use super::access::Role;
use super::account::{Account, Identity};
use super::link::Purpose;
use super::opening::Reason;
use crate::db::Id;
use crate::links;
use crate::mail::messages::{Content, Kind, Message, Nature, Paragraph, SUBJECT, plain, templates};

/// How a message names the hub.
#[derive(Clone, Copy, Debug)]
pub struct Hub<'a> {
    /// The address people type, without a slash at its end.
    pub base_url: &'a str,
    /// Where people write to the hub.
    pub contact_email: &'a str,
}

/// Every kind.
pub const KINDS: [&Kind; 6] =
    [&SIGN_IN, &INVITATION, &PASSWORD_RESET, &ACCESS_CHANGED, &ACCOUNT_STOPPED, &EXCEPTIONAL_OPENING];

const GREETING: Paragraph = plain("greeting", "Bonjour,");

const HALF_AN_HOUR: Paragraph = plain(
    "limit",
    "Ce lien sert une fois et tient trente minutes. Si vous n’avez rien demandé, ne faites rien.",
);

const SIGN_IN: Kind = Kind {
    code: "sign_in",
    nature: Nature::Awaited,
    paragraphs: &[
        plain(SUBJECT, "Votre lien de connexion"),
        GREETING,
        plain(
            "what",
            "Pour vous connecter au hub du mentorat, ouvrez cette page puis cliquez sur le bouton :",
        ),
        plain("button", "Ouvrir la page de connexion"),
        HALF_AN_HOUR,
    ],
};

const INVITATION: Kind = Kind {
    code: "invitation",
    nature: Nature::Access,
    paragraphs: &[
        plain(SUBJECT, "Votre accès au hub du mentorat"),
        GREETING,
        plain("what", "Pour accepter votre accès, ouvrez cette page puis cliquez sur le bouton :"),
        plain("button", "Ouvrir la page de mon compte"),
        plain(
            "limit",
            "Ce lien sert une fois et tient sept jours. Si vous n’avez rien demandé, ne faites rien.",
        ),
    ],
};

const PASSWORD_RESET: Kind = Kind {
    code: "password_reset",
    nature: Nature::Awaited,
    paragraphs: &[
        plain(SUBJECT, "Votre mot de passe"),
        GREETING,
        plain("what", "Pour choisir un nouveau mot de passe, ouvrez cette page puis cliquez sur le bouton :"),
        plain("button", "Ouvrir la page du mot de passe"),
        HALF_AN_HOUR,
    ],
};

/// A link to enter, to accept an invitation or to choose a password.
#[derive(Debug)]
struct Link {
    purpose: Purpose,
    address: String,
}

templates!(Link, "messages/button.txt", "messages/button.html");

impl Content for Link {
    fn kind(&self) -> &'static Kind {
        match self.purpose {
            Purpose::SignIn => &SIGN_IN,
            Purpose::Invitation => &INVITATION,
            Purpose::PasswordReset => &PASSWORD_RESET,
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("address", self.address.clone())]
    }
}

/// A link to enter, to accept an invitation or to choose a password.
pub fn link(hub: Hub<'_>, identity: &Identity, purpose: Purpose, token: &str) -> askama::Result<Message> {
    let address = links::address(hub.base_url, purpose.path(), token);
    Message::write(identity.email.clone(), &Link { purpose, address })
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
                format!(
                    "Un compte « {label} » vient d’être lié à votre compte : on peut se connecter avec lui."
                )
            }
            Self::ProviderUnlinked(label) => {
                format!("Votre compte « {label} » n’est plus lié à votre compte.")
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

const ACCESS_CHANGED: Kind = Kind {
    code: "access_changed",
    nature: Nature::Access,
    paragraphs: &[
        plain(SUBJECT, "Votre accès au hub du mentorat a changé"),
        GREETING,
        Paragraph {
            name: "advice",
            default: "Si cela vient de vous, il n’y a rien à faire. Sinon, fermez vos autres sessions depuis « Mon compte » \
                      et écrivez aussitôt à {contact}.",
            variables: &["contact"],
        },
    ],
};

/// The way somebody enters has changed.
#[derive(Debug)]
struct AccessChanged {
    change: String,
    contact: String,
}

templates!(AccessChanged, "messages/accounts/access_changed.txt", "messages/accounts/access_changed.html");

impl Content for AccessChanged {
    fn kind(&self) -> &'static Kind {
        &ACCESS_CHANGED
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("change", self.change.clone()), ("contact", self.contact.clone())]
    }
}

/// The way somebody enters has changed: if somebody else did it in their place, they notice. There is no link in it: nobody
/// learns to follow one.
pub fn access_changed(hub: Hub<'_>, identity: &Identity, change: Change<'_>) -> askama::Result<Message> {
    let content = AccessChanged { change: change.sentence(), contact: hub.contact_email.to_owned() };
    Message::write(identity.email.clone(), &content)
}

const ACCOUNT_STOPPED: Kind = Kind {
    code: "account_stopped",
    nature: Nature::Access,
    paragraphs: &[
        plain(SUBJECT, "Un compte a ouvert trop de dossiers"),
        Paragraph {
            name: "what",
            default: "Le compte « {name} » ({role}) a ouvert trop de dossiers en un jour.",
            variables: &["name", "role"],
        },
        plain(
            "advice",
            "Il n’en ouvre plus aucun jusqu’à demain. Joignez cette personne par téléphone : si elle n’a pas ouvert ces \
             dossiers, retirez l’accès depuis la page « Accès ».",
        ),
    ],
};

/// An account opened more files in a day than the hub allows.
#[derive(Debug)]
struct AccountStopped {
    name: String,
    role: &'static str,
}

templates!(AccountStopped, "messages/accounts/account_stopped.txt", "messages/accounts/account_stopped.html");

impl Content for AccountStopped {
    fn kind(&self) -> &'static Kind {
        &ACCOUNT_STOPPED
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![("name", self.name.clone()), ("role", self.role.to_owned())]
    }
}

/// An account opened more files in a day than the hub allows: for those responsible for the hub.
pub fn account_stopped(recipient: String, account: &Account) -> askama::Result<Message> {
    let content = AccountStopped { name: account.name.clone(), role: account.role.label() };
    Message::write(recipient, &content)
}

const EXCEPTIONAL_OPENING: Kind = Kind {
    code: "exceptional_opening",
    nature: Nature::Access,
    paragraphs: &[
        plain(SUBJECT, "Un dossier a été ouvert exceptionnellement"),
        Paragraph {
            name: "what",
            default: "{name} ({role}) a ouvert exceptionnellement un dossier pour vingt-quatre heures.",
            variables: &["name", "role"],
        },
        Paragraph { name: "why", default: "Motif : {reason}.", variables: &["reason"] },
    ],
};

/// A file was opened exceptionally.
#[derive(Debug)]
struct ExceptionalOpening {
    name: String,
    role: &'static str,
    reason: &'static str,
    address: String,
}

templates!(
    ExceptionalOpening,
    "messages/accounts/exceptional_opening.txt",
    "messages/accounts/exceptional_opening.html"
);

impl Content for ExceptionalOpening {
    fn kind(&self) -> &'static Kind {
        &EXCEPTIONAL_OPENING
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("role", self.role.to_owned()),
            ("reason", self.reason.to_owned()),
            ("address", self.address.clone()),
        ]
    }
}

/// A file was opened exceptionally: for the data protection officer. It names the file by its key, not the person.
pub fn exceptional_opening(
    hub: Hub<'_>,
    recipient: String,
    account: &Account,
    person: Id,
    reason: Reason,
) -> askama::Result<Message> {
    let content = ExceptionalOpening {
        name: account.name.clone(),
        role: account.role.label(),
        reason: reason.label(),
        address: format!("{}/people/{person}/readings", hub.base_url),
    };
    Message::write(recipient, &content)
}

/// A message of each kind with example values, for whoever edits its words.
pub fn samples(hub: Hub<'_>, to: &str) -> askama::Result<Vec<Message>> {
    let contact = hub.contact_email.to_owned();
    let change = AccessChanged { change: Change::Password.sentence(), contact };
    let stopped = AccountStopped { name: "Désiré Cabanon".to_owned(), role: Role::Adviser.label() };
    let opening = ExceptionalOpening {
        name: "Désiré Cabanon".to_owned(),
        role: Role::Adviser.label(),
        reason: Reason::Emergency.label(),
        address: format!("{}/people/{}/readings", hub.base_url, Id::nil()),
    };
    let mut samples = vec![
        Message::write(to.to_owned(), &change)?,
        Message::write(to.to_owned(), &stopped)?,
        Message::write(to.to_owned(), &opening)?,
    ];
    for &purpose in Purpose::ALL {
        let address = links::address(hub.base_url, purpose.path(), "exemple");
        samples.push(Message::write(to.to_owned(), &Link { purpose, address })?);
    }
    Ok(samples)
}
