//! What the hub writes to those whom a file brought, and about them.

use time::Date;
use time::macros::date;

use crate::accounts::messages::Hub;
use crate::french;
use crate::links;
use crate::mail::Recipient;
use crate::mail::messages::{
    Content, GREETING, Kind, Message, Nature, OWN_PAGE, Paragraph, SHORT, SUBJECT, TO_TALK_BY_MAIL, plain,
    templates,
};
use crate::people::link::PATH;

/// The code of an invitation.
pub const INVITATION: &str = "arrival_invitation";

/// Every kind.
pub const KINDS: [&Kind; 2] = [&ARRIVAL_INVITATION, &INVITATIONS_STOPPED];

const ARRIVAL_INVITATION: Kind = Kind {
    code: INVITATION,
    nature: Nature::News,
    paragraphs: &[
        plain(SUBJECT, "Bienvenue au hub du mentorat"),
        Paragraph {
            name: SHORT,
            default: "Le {day}, {organisation} vous a inscrit comme mentor au hub du mentorat. Pour corriger ou refuser\u{a0}:",
            variables: &["day", "organisation"],
        },
        GREETING,
        Paragraph {
            name: "source",
            default: "Le {day}, {organisation} nous a donné vos coordonnées, parce que vous êtes mentor.",
            variables: &["day", "organisation"],
        },
        plain(
            "what",
            "Le hub du mentorat réunit les mentors de plusieurs structures. Il vous propose des personnes à accompagner, et rien ne commence sans votre accord.",
        ),
        plain(
            "choice",
            "Sur votre page, vous pouvez corriger vos coordonnées, choisir comment nous vous écrivons, ou nous dire d’arrêter.",
        ),
        OWN_PAGE,
        TO_TALK_BY_MAIL,
    ],
};

/// A mentor whom a file brought.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Invited<'a> {
    pub first_name: &'a str,
    /// Who brought them.
    pub organisation: &'a str,
    pub on: Date,
    /// The link to their own page.
    pub page: String,
}

templates!(Invited<'_>, "messages/registrations/invitation.txt", "messages/registrations/invitation.html");

impl Content for Invited<'_> {
    fn kind(&self) -> &'static Kind {
        &ARRIVAL_INVITATION
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("first_name", self.first_name.to_owned()),
            ("organisation", self.organisation.to_owned()),
            ("day", french::day(&self.on)),
            ("page", self.page.clone()),
        ]
    }
}

/// To a mentor whom a file brought.
pub fn invitation(recipient: impl Into<Recipient>, invited: &Invited<'_>) -> askama::Result<Message> {
    Message::write(recipient, invited)
}

const INVITATIONS_STOPPED: Kind = Kind {
    code: "invitations_stopped",
    nature: Nature::Staff,
    paragraphs: &[
        plain(SUBJECT, "Des invitations reviennent : le hub s’arrête"),
        plain("greeting", "Bonjour,"),
        Paragraph {
            name: "what",
            default: "Les invitations aux mentors du fichier {file} ({organisation}) reviennent trop souvent\u{a0}: {returned} sur {left}. Les suivantes ne partent pas.",
            variables: &["file", "organisation", "returned", "left"],
        },
        plain(
            "advice",
            "Ouvrez « Mentors arrivés par fichier » pour voir lesquelles. Vérifiez les adresses avec la structure, puis reprenez les invitations.",
        ),
    ],
};

/// Invitations that stopped.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "self-explanatory fields")]
pub struct Stopped<'a> {
    pub file: &'a str,
    pub organisation: &'a str,
    pub left: u64,
    pub returned: u64,
}

templates!(Stopped<'_>, "messages/short.txt", "messages/short.html");

impl Content for Stopped<'_> {
    fn kind(&self) -> &'static Kind {
        &INVITATIONS_STOPPED
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("file", self.file.to_owned()),
            ("organisation", self.organisation.to_owned()),
            ("left", french::number(self.left)),
            ("returned", french::number(self.returned)),
        ]
    }
}

/// To whoever coordinates: invitations stopped.
pub fn invitations_stopped(to: String, stopped: &Stopped<'_>) -> askama::Result<Message> {
    Message::write(to, stopped)
}

/// A message of each kind with example values, for whoever edits its words.
pub fn samples(hub: Hub<'_>, to: &str) -> askama::Result<Vec<Message>> {
    let organisation = "L’Atelier du Figuier";
    let invited = Invited {
        first_name: "Zoé",
        organisation,
        on: date!(2026 - 03 - 12),
        page: links::address(hub.base_url, PATH, "exemple"),
    };
    let stopped = Stopped { file: "mars.csv", organisation, left: 50, returned: 2 };
    Ok(vec![invitation(to.to_owned(), &invited)?, invitations_stopped(to.to_owned(), &stopped)?])
}
