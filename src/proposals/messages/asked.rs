//! A side is asked whether it says yes.

use time::Date;

use crate::accounts::coordination::Coordinator;
use crate::french;
use crate::mail::Recipient;
use crate::mail::messages::{
    Content, GREETING, Kind, Message, Nature, PROBLEM, Paragraph, SHORT, SUBJECT, plain, templates,
};
use crate::proposals::proposal::Party;
use crate::proposals::told::reasons_for;
use crate::rounds::reasons::Contribution;
use crate::track::Track;

const BECAUSE: Paragraph = plain("because", "Pourquoi vous deux\u{a0}:");
const BUTTON: Paragraph = plain("button", "Répondre");
const QUESTION: Paragraph = Paragraph {
    name: "whom",
    default: "Une question\u{a0}? Appelez {coordinator}, ou répondez à ce message.",
    variables: &["coordinator"],
};
const QUESTION_BY_MAIL: Paragraph = plain("answer", "Une question\u{a0}? Répondez à ce message.");

pub(super) const ASKED: Kind = Kind {
    code: "proposal_asked",
    nature: Nature::Question,
    paragraphs: &[
        // A subject is stored unsealed: no name stands there.
        plain(SUBJECT, "Nous vous proposons un tandem"),
        Paragraph {
            name: SHORT,
            default: "{who} Oui ou non, avant le {day}\u{a0}:",
            variables: &["who", "day"],
        },
        GREETING,
        Paragraph {
            name: "what",
            default: "{who} Dites-nous oui ou non avant le {day}.",
            variables: &["who", "day"],
        },
        BECAUSE,
        plain(
            "expected",
            "Un tandem dure six mois au moins\u{a0}: vous vous voyez ou vous vous appelez une ou deux fois par mois. C’est \
             gratuit, et chacun peut arrêter.",
        ),
        BUTTON,
        QUESTION,
        QUESTION_BY_MAIL,
        PROBLEM,
    ],
};

pub(super) const REMINDER: Kind = Kind {
    code: "proposal_reminder",
    nature: Nature::Reminder,
    paragraphs: &[
        plain(SUBJECT, "Nous attendons votre réponse"),
        Paragraph {
            name: SHORT,
            default: "{who} Nous attendons votre oui ou votre non avant le {day}\u{a0}:",
            variables: &["who", "day"],
        },
        GREETING,
        Paragraph {
            name: "what",
            default: "{who} Nous n’avons pas encore votre réponse\u{a0}: dites-nous oui ou non avant le {day}.",
            variables: &["who", "day"],
        },
        BECAUSE,
        plain(
            "expected",
            "Un non est aussi une réponse, sans conséquence pour vous. Sans réponse, cette proposition se termine d’elle-même.",
        ),
        BUTTON,
        QUESTION,
        QUESTION_BY_MAIL,
        PROBLEM,
    ],
};

/// A side that is asked.
#[derive(Clone, Debug)]
pub struct Asking<'a> {
    /// The side that is written to.
    pub party: Party,
    /// Their given name.
    pub first_name: &'a str,
    /// The given name of the other side: before both agreed, nobody learns more than that, a place and the reasons.
    pub other: &'a str,
    /// Where the other side lives.
    pub place: &'a str,
    /// What the mentee is helped with.
    pub track: Track,
    /// The reasons of the proposal.
    pub reasons: &'a [Contribution],
    /// Whether the other side said yes already.
    pub said_yes: bool,
    /// Whether they were asked before.
    pub again: bool,
    /// The day by which they answer.
    pub due_on: Date,
    /// The link with which they answer.
    pub address: String,
    /// Who coordinates, and is called if they gave a number.
    pub coordinator: Option<&'a Coordinator>,
}

templates!(Asking<'_>, "messages/proposals/asked.txt", "messages/proposals/asked.html");

impl Content for Asking<'_> {
    fn kind(&self) -> &'static Kind {
        if self.again { &REMINDER } else { &ASKED }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("first_name", self.first_name.to_owned()),
            ("who", who(self.party, self.said_yes, self.other, self.place, self.track)),
            ("day", french::day(&self.due_on)),
            ("reasons", reasons_for(self.party, self.reasons).join("\n")),
            ("address", self.address.clone()),
            ("problem_address", format!("{}/problems", self.address)),
            ("coordinator", self.coordinator.and_then(Coordinator::whom_to_call).unwrap_or_default()),
        ]
    }
}

/// Who is proposed to a side: a given name, a place, what it is about, and whether they said yes.
pub fn who(party: Party, said_yes: bool, other: &str, place: &str, track: Track) -> String {
    let lives = if place.is_empty() { String::new() } else { format!(", {},", french::at_place(place)) };
    match party {
        Party::Mentor => {
            let seeks = match track {
                Track::Employment => "cherche un emploi",
                Track::Creation => "crée son entreprise",
                Track::YoungBusiness => "dirige une jeune entreprise",
            };
            format!("{other}{lives} {seeks} et attend un mentor. Nous avons pensé à vous.")
        }
        Party::Mentee if said_yes => format!("{other}{lives} accepte d’être votre mentor."),
        Party::Mentee => format!("Nous vous proposons {other}{lives} comme mentor."),
    }
}

/// The message to that side.
pub fn asked(recipient: impl Into<Recipient>, asking: &Asking<'_>) -> askama::Result<Message> {
    Message::write(recipient, asking)
}
