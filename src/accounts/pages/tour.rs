//! The tour of the demonstration: a tandem from a request to a result in three minutes, each step as the person whose turn it is.

use askama::Template;
use axum::response::Response;

use crate::accounts::access::Role;
use crate::accounts::store;
use crate::error::Error;
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

/// A step of the tour: what it is called, what is done there, as whom and where.
type Step = (&'static str, &'static str, Option<Role>, &'static str);

const STEPS: [Step; 6] = [
    (
        "Quelqu’un demande un mentor",
        "Remplissez la demande comme une personne qui cherche un emploi. Le message de confirmation arrive dans les messages envoyés.",
        None,
        "/join/mentee",
    ),
    (
        "Le hub forme les tandems",
        "Lancez un tour, regardez pourquoi chaque mentor est proposé, puis proposez les tandems.",
        Some(Role::Coordinator),
        "/rounds/new",
    ),
    (
        "Deux oui, deux signatures",
        "Ouvrez le premier message qui demande une réponse et dites oui, comme le mentor sur son téléphone. La personne accompagnée \
         reçoit alors le sien : dites oui aussi. Chacun signe ensuite la charte, depuis son message.",
        None,
        "/mails",
    ),
    (
        "Une rencontre",
        "Notez la dernière rencontre en quelques secondes : le jour, la durée, rien de ce qui s’est dit.",
        Some(Role::Mentor),
        "/me",
    ),
    (
        "Ce qui vient ensuite",
        "Voyez ce qui attend chacun, depuis quand et pour quel jour : aucune demande ne reste sans suite.",
        Some(Role::Coordinator),
        "/steps",
    ),
    (
        "Le résultat",
        "Lisez ce que sont devenues les personnes, avec celles dont on ne sait rien, sans aucun nom.",
        Some(Role::Funder),
        "/results",
    ),
];

/// The steps of the tour, one after the other.
pub async fn show(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    let accounts = store::list(&app.db).await?;
    let stop = |(title, what, role, path): Step| {
        let way = match role {
            None => Some(Way::Open(Link::new("Ouvrir la page".to_owned(), path.to_owned()))),
            Some(role) => accounts.iter().find(|account| account.role == role).map(|account| Way::As {
                action: format!("/personas/{}", account.id),
                button: format!("Continuer comme {}", account.name),
                onward: Onward::to(path),
            }),
        };
        Stop { title, what, way }
    };
    let stops = STEPS.map(stop).into();
    web::page(&TourPage { page: frame.titled("La visite en trois minutes"), stops })
}
