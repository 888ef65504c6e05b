//! The tour of the demonstration: from a request to a result in three minutes, each stop with the person whose turn it is.

use askama::Template;
use axum::response::Response;

use super::personas::{Persona, personas};
use crate::accounts::access::Role;
use crate::accounts::account::Account;
use crate::error::Error;
use crate::overview::situation::Situation;
use crate::web::{self, Context, Frame, Link, Onward};

/// How one comes to the page of a step.
enum Way {
    /// Anybody reads it.
    Open(Link),
    /// Its reader enters as a persona.
    As { action: String, button: String, onward: Onward },
}

struct Stop {
    title: &'static str,
    what: &'static str,
    way: Option<Way>,
}

#[derive(Template)]
#[template(path = "accounts/tour.html")]
struct TourPage {
    page: Frame,
    stops: Vec<Stop>,
}

/// Whose turn it is at a stop, and where.
#[derive(Clone, Copy)]
enum Turn {
    /// Anybody's.
    Anybody(&'static str),
    /// Of the first who has a role, at a page.
    Of(Role, Option<Situation>, &'static str),
    /// Of the first who has a role and has come so far, in the messages that they received; whoever was first may have gone on.
    Reads(Role, Situation),
}

/// A stop of the tour: what it is called, what is done there, and whose turn it is.
type Step = (&'static str, &'static str, Turn);

const STEPS: [Step; 8] = [
    (
        "Quelqu’un demande un mentor",
        "Remplissez la demande comme une personne qui cherche un emploi. Le message de confirmation arrive dans les messages envoyés.",
        Turn::Anybody("/join/mentee"),
    ),
    (
        "Quelqu’un attend",
        "Voyez ce que lit une personne qui attend\u{a0}: qui lui cherche un mentor, pour quel jour, et qui appeler.",
        Turn::Of(Role::Mentee, Some(Situation::Waits), "/me"),
    ),
    (
        "Le hub forme les tandems",
        "Lancez un tour, regardez pourquoi chaque mentor est proposé, puis proposez les tandems.",
        Turn::Of(Role::Coordinator, None, "/rounds/new"),
    ),
    (
        "Un mentor est sollicité",
        "Lisez son message comme sur son téléphone, et dites oui. La personne qu’on lui propose reçoit alors le sien.",
        Turn::Reads(Role::Mentor, Situation::IsAsked),
    ),
    (
        "Deux oui, deux signatures",
        "Pour cette personne, un mentor a dit oui, et le message vient d’arriver. Dites oui aussi. Chacun signe ensuite la charte, depuis \
         son message, et le tandem commence.",
        Turn::Reads(Role::Mentee, Situation::IsAsked),
    ),
    (
        "Un tandem qui va bien",
        "Notez la dernière rencontre en quelques secondes\u{a0}: le jour, la durée, rien de ce qui s’est dit.",
        Turn::Of(Role::Mentor, Some(Situation::InTandem), "/me"),
    ),
    (
        "Un tandem sans nouvelles",
        "Voyez les tandems où plus personne ne note rien\u{a0}: qui s’en occupe, et depuis quand. Aucun ne se perd.",
        Turn::Of(Role::Coordinator, None, "/steps?view=late&kind=tandem"),
    ),
    (
        "Le résultat",
        "Lisez ce que sont devenues les personnes, avec celles dont on ne sait rien, sans aucun nom.",
        Turn::Of(Role::Funder, None, "/results"),
    ),
];

/// The stops of the tour, one after the other.
pub async fn show(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    let personas: Vec<Persona> = personas(&app).await?.into_iter().flatten().collect();
    let stop = |(title, what, turn): Step| Stop { title, what, way: way(turn, &personas) };
    let stops = STEPS.map(stop).into();
    web::page(&TourPage { page: frame.titled("La visite en trois minutes"), stops })
}

fn way(turn: Turn, personas: &[Persona]) -> Option<Way> {
    let first = |role, situation: Option<Situation>| {
        let is_theirs = |persona: &&Persona| {
            persona.account.role == role && situation.is_none_or(|one| persona.situation == Some(one))
        };
        personas.iter().find(is_theirs)
    };
    Some(match turn {
        Turn::Anybody(path) => Way::Open(Link::new("Ouvrir la page".to_owned(), path.to_owned())),
        Turn::Of(role, situation, path) => {
            let Account { id, name, .. } = &first(role, situation)?.account;
            let (action, button) = (format!("/personas/{id}"), format!("Continuer comme {name}"));
            Way::As { action, button, onward: Onward::to(path) }
        }
        Turn::Reads(role, situation) => match first(role, Some(situation)) {
            Some(persona) => {
                let label = format!("Lire le message reçu par {}", persona.account.name);
                Way::Open(Link::new(label, persona.messages.clone()))
            }
            None => Way::Open(Link::new("Ouvrir les messages".to_owned(), "/mails".to_owned())),
        },
    })
}
