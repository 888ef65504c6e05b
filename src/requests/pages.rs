//! The forms with which one asks to join, the link that confirms an address, and the list that coordinators answer.

use std::collections::BTreeSet;

use askama::Template;

use axum::response::Response;

use super::request::{PURPOSE, Request, RequestedPart, answer_due};
use super::store;
use crate::accounts;
use crate::accounts::access::Access::{self, With};
use crate::accounts::access::Right::SteerHub;
use crate::acts::requests::ask::{self, Asked, Asking};
use crate::acts::requests::confirm::{self, Confirmed};
use crate::acts::requests::set_aside::{self, SetAside};
use crate::contact::Email;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::links;
use crate::organisations::store::find_origins;
use crate::overview;
use crate::overview::steps::StepBand;
use crate::state::App;
use crate::steps::{Filter, SubjectKind};
use crate::territories::places;
use crate::web::{
    self, By, Choice, Context, FieldError, Fields, Frame, Routes, redirect_with, with_key, with_query,
};

/// The most letters of a first or last name.
const LONGEST_NAME: usize = 100;
/// The most letters of what somebody seeks or offers.
const LONGEST_WORDS: usize = 1000;

/// The routes of requests.
pub fn routes() -> Routes {
    Routes::of("requests")
        .get("/join/{part}", Access::Public, show)
        .post("/join/{part}", Access::Public, ask)
        .get("/join/confirmations/{token}", Access::Public, show_confirmation)
        .post("/join/confirmations/{token}", Access::Public, confirm)
        .get("/requests", With(SteerHub), list)
        .post("/requests", With(SteerHub), set_aside)
}

#[derive(Template)]
#[template(path = "requests/join.html")]
struct JoinPage {
    page: Frame,
    /// The part one asks to play; none for whoever sends somebody else.
    part: Option<RequestedPart>,
    mail_href: String,
    fields: Fields,
    errors: Vec<FieldError>,
    places: Vec<Choice>,
}

fn join_page(app: &App, frame: Frame, part: &str, fields: Fields) -> Result<JoinPage, Error> {
    let (part, title) = match RequestedPart::from_code(part) {
        Some(RequestedPart::Mentee) => (Some(RequestedPart::Mentee), "Je cherche un mentor"),
        Some(RequestedPart::Mentor) => (Some(RequestedPart::Mentor), "Je deviens mentor"),
        None if part == "referral" => (None, "J’oriente quelqu’un"),
        None => return Err(Error::NotFound),
    };
    Ok(JoinPage {
        page: frame.titled(title),
        part,
        mail_href: format!("mailto:{}", app.contact_email),
        errors: fields.errors(),
        places: Choice::among(places::in_reading_order(), fields.get("place")),
        fields,
    })
}

/// The form of a request to play one part.
async fn show(Context { app, frame, path: part, .. }: Context<String>) -> Result<Response, Error> {
    web::page(&join_page(&app, frame, &part, Fields::default())?)
}

#[derive(Template)]
#[template(path = "requests/sent.html")]
struct SentPage {
    page: Frame,
}

/// Asks to join. The answer is the same for every address, and when too many were sent.
async fn ask(
    Context { app, viewer, caller, frame, path: code }: Context<String>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let part = RequestedPart::from_code(&code).ok_or(Error::NotFound)?;
    let Some(typed) = read(&mut fields) else {
        return web::refused(&join_page(&app, frame, &code, fields)?);
    };
    let by = viewer.by();
    let write = app.write(&by).await?;
    let asking = Asking {
        part,
        first_name: typed.first_name,
        last_name: typed.last_name,
        email: typed.email.to_string(),
        place_code: typed.place_code.to_owned(),
        words: typed.words,
        network: &caller.network,
        base_url: &app.base_url,
    };
    let asked = ask::run(&write, &by, asking).await?;
    write.commit().await?;
    if let Asked::TryLater(until) = asked {
        let wait = french::wait(until.seconds() - app.now().seconds());
        let sentence =
            format!("Trop de demandes arrivent en ce moment. Rien n’est parti. Réessayez dans {wait}.");
        fields.refuse("email", sentence);
        return web::refused(&join_page(&app, frame, &code, fields)?);
    }
    let again = "Un message est parti : ouvrez-le pour confirmer votre demande.";
    web::answer_page(&SentPage { page: frame.titled("Regardez votre courrier") }, again)
}

/// The fields of a request.
struct Typed {
    first_name: String,
    last_name: String,
    email: Email,
    place_code: &'static str,
    words: String,
}

/// What to do where nothing was said.
const NEEDED: [(&str, &str); 3] = [
    ("first_name", "Écrivez votre prénom."),
    ("last_name", "Écrivez votre nom."),
    ("place", "Choisissez votre commune ou votre arrondissement."),
];

fn read(fields: &mut Fields) -> Option<Typed> {
    for (field, sentence) in NEEDED {
        if fields.get(field).is_empty() {
            fields.refuse(field, sentence);
        }
    }
    let first_name = fields.text("first_name", LONGEST_NAME);
    let last_name = fields.text("last_name", LONGEST_NAME);
    let email = Email::parse(fields.get("email")).map_err(|error| error.to_string());
    if let Err(sentence) = &email {
        fields.refuse("email", sentence.as_str());
    }
    let place = fields.choice("place", places::get);
    let words = match fields.get("words") {
        "" => Some(String::new()),
        _ => fields.text("words", LONGEST_WORDS),
    };
    let typed = Typed {
        first_name: first_name?,
        last_name: last_name?,
        email: email.ok()?,
        place_code: place?.code,
        words: words?,
    };
    fields.is_sound().then_some(typed)
}

#[derive(Template)]
#[template(path = "requests/confirmation.html")]
struct ConfirmationPage {
    page: Frame,
    action: String,
    /// The day by which somebody answers, once the address is confirmed.
    answered_by: String,
    /// Whether the address was confirmed before: the link shows it instead of its form.
    used: bool,
    refused: bool,
}

fn confirmation_page(frame: Frame, token: &str) -> ConfirmationPage {
    ConfirmationPage {
        page: frame.titled("Confirmer votre demande"),
        action: with_key("/join/confirmations", token),
        answered_by: String::new(),
        used: false,
        refused: false,
    }
}

/// The page of the link: opening it changes nothing, since mail programs open links too.
async fn show_confirmation(
    Context { app, frame, path: token, .. }: Context<String>,
) -> Result<Response, Error> {
    let link = links::store::find(&app.db, PURPOSE, &token).await?;
    let link = link.filter(|link| link.state(app.now()) == links::State::Fresh);
    let used = link.as_ref().is_some_and(|link| link.used_at.is_some());
    web::page(&ConfirmationPage { used, refused: link.is_none(), ..confirmation_page(frame, &token) })
}

/// Confirms an address, and says when somebody answers. Whoever follows the link acts, signed in or not.
async fn confirm(Context { app, frame, path: token, .. }: Context<String>) -> Result<Response, Error> {
    let page = confirmation_page(frame, &token);
    let refused = |page| web::refused(&ConfirmationPage { refused: true, ..page });
    let Some(link) = links::store::find(&app.db, PURPOSE, &token).await? else { return refused(page) };
    let by = By::Bearer(link.id);
    let write = app.write(&by).await?;
    let confirmed = confirm::run(&write, &by, &token).await?;
    write.commit().await?;
    match confirmed {
        Confirmed::Request(_, at) => {
            let answered_by = french::day(&answer_due(at.day()));
            let frame = page.page.titled("Votre demande est arrivée");
            let again = format!(
                "Votre demande est arrivée : une personne du hub vous répond avant le {answered_by}."
            );
            web::answer_page(&ConfirmationPage { page: frame, answered_by, ..page }, again)
        }
        Confirmed::NothingToConfirm => refused(page),
    }
}

struct RequestLine {
    id: Id,
    name: String,
    part: &'static str,
    email: String,
    place: &'static str,
    words: String,
    received: String,
    step: Option<StepBand>,
    register_href: String,
    /// Who sent them, if they did not ask themselves.
    sent_by: String,
    /// The file of whoever has this address; empty when nobody has.
    known_href: String,
}

#[derive(Template)]
#[template(path = "requests/list.html")]
struct RequestsPage {
    page: Frame,
    requests: Vec<RequestLine>,
}

/// The requests that wait, the oldest first.
async fn list(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let today = app.today();
    let filter = Filter { kinds: BTreeSet::from([SubjectKind::Request]), ..Filter::default() };
    let waiting = store::list(&app.db, viewer.scope()).await?;
    let steps = overview::store::list_steps(&app.db, viewer.scope(), &filter, 0..waiting.len()).await?;
    let senders: Vec<Id> = waiting.iter().filter_map(|request| request.sent_by).collect();
    let senders = accounts::store::list_by_id(&app.db, &senders).await?;
    let origins = find_origins(&app.db).await?;
    let sent = waiting.iter().filter(|request| request.sent_by.is_some());
    let sent: Vec<&str> = sent.map(|request| request.email.as_str()).collect();
    let known = overview::store::list_known(&app.db, viewer.scope(), &sent).await?;
    let line = |request: Request| {
        let sender = senders.iter().find(|account| Some(account.id) == request.sent_by);
        let sent_by = sender.map_or_else(String::new, |sender| {
            format!("{} ({})", sender.name, origins.name(sender.organisation_id, sender.branch_id))
        });
        let confirmed_on = request.confirmed_at.unwrap_or(request.asked_at).day();
        let step = steps.iter().find(|line| line.step.subject.id == request.id);
        let band = step.map(|step| step.band_on_its_page(&viewer, today));
        let key = request.id.to_string();
        RequestLine {
            sent_by,
            known_href: known.get(&request.email).map(|id| format!("/people/{id}")).unwrap_or_default(),
            id: request.id,
            name: format!("{} {}", request.first_name, request.last_name),
            part: request.part.label(),
            email: request.email,
            place: request.place_code.as_deref().map_or("", |code| places::name_of(Some(code))),
            words: request.words,
            received: french::day(&confirmed_on),
            step: band,
            register_href: with_query("/people/new", &[("as", request.part.code()), ("request", &key)]),
        }
    };
    let requests = waiting.into_iter().map(line).collect();
    web::page(&RequestsPage {
        page: frame.titled("Demandes reçues").under("Ma journée", "/dashboard"),
        requests,
    })
}

/// Sets a request aside: whoever asked is told, and it is forgotten.
async fn set_aside(Context { app, viewer, .. }: Context, fields: Fields) -> Result<Response, Error> {
    let by = viewer.by();
    let mut said = "Cette demande n’attend plus.";
    if let Ok(id) = fields.get("request").parse() {
        let write = app.write(&by).await?;
        match set_aside::run(&write, &by, id).await? {
            SetAside::Forgotten => said = "La personne reçoit un message, et sa demande est effacée.",
            SetAside::ForgottenUnsaid => {
                said = "Cette inscription est effacée. Personne n’a reçu de message."
            }
            SetAside::NotWaiting => {}
        }
        write.commit().await?;
    }
    Ok(redirect_with("/requests", said))
}
