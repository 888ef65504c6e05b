//! The doors one asks at, the link that confirms an address, and the list that coordinators answer.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::request::{Door, Request, answer_due};
use super::store;
use crate::accounts::access::Access::{self, With};
use crate::accounts::access::Right::SteerHub;
use crate::accounts::store::{Attempted, count_unless_slowed};
use crate::app::App;
use crate::db::{Id, Instant, new_id};
use crate::error::Error;
use crate::french;
use crate::mail::{self, Message};
use crate::people::contact::Email;
use crate::secret;
use crate::territories::places;
use crate::web::{
    self, Caller, Choice, FieldError, Fields, Frame, Routes, Viewer, redirect_with, with_key, with_query,
};

/// The most letters of a first or last name.
const LONGEST_NAME: usize = 100;
/// The most letters of what somebody seeks or offers.
const LONGEST_WORDS: usize = 1000;

/// The routes of requests.
pub fn routes() -> Routes {
    Routes::of("requests")
        .get("/join/{door}", Access::Public, show)
        .post("/join/{door}", Access::Public, ask)
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
    door: Option<Door>,
    mail_href: String,
    fields: Fields,
    errors: Vec<FieldError>,
    places: Vec<Choice>,
}

fn join_page(app: &App, frame: Frame, door: &str, fields: Fields) -> Result<JoinPage, Error> {
    let (door, title) = match Door::from_code(door) {
        Some(Door::Mentee) => (Some(Door::Mentee), "Je cherche un mentor"),
        Some(Door::Mentor) => (Some(Door::Mentor), "Je deviens mentor"),
        None if door == "referral" => (None, "J’oriente quelqu’un"),
        None => return Err(Error::NotFound),
    };
    Ok(JoinPage {
        page: frame.titled(title),
        door,
        mail_href: format!("mailto:{}", app.contact_email),
        errors: fields.errors(),
        places: Choice::among(places::in_reading_order(), fields.get("place")),
        fields,
    })
}

/// A door, with the form of a request.
async fn show(State(app): State<App>, frame: Frame, Path(door): Path<String>) -> Result<Response, Error> {
    web::page(&join_page(&app, frame, &door, Fields::default())?)
}

#[derive(Template)]
#[template(path = "requests/sent.html")]
struct SentPage {
    page: Frame,
}

/// Keeps a request and sends the link that confirms its address. The answer is the same for every address, and when too many
/// were sent.
async fn ask(
    State(app): State<App>,
    viewer: Viewer,
    caller: Caller,
    frame: Frame,
    Path(door): Path<String>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let part = Door::from_code(&door).ok_or(Error::NotFound)?;
    let Some(request) = read(&mut fields, part, app.now()) else {
        return web::refused(&join_page(&app, frame, &door, fields)?);
    };
    let write = app.write(&viewer).await?;
    let attempted = Attempted::new(&app.secret, &format!("request {}", request.email), &caller.network, None);
    if count_unless_slowed(&write, ("request", &attempted)).await?.is_none() {
        let token = secret::token()?;
        store::insert(&write, &request, &token).await?;
        mail::push(&write, &app.secret, confirmation(&app, &request, &token)).await?;
    }
    write.commit().await?;
    web::page(&SentPage { page: frame.titled("Regardez votre courrier") })
}

/// What to do where nothing was said.
const NEEDED: [(&str, &str); 3] = [
    ("first_name", "Écrivez votre prénom."),
    ("last_name", "Écrivez votre nom."),
    ("place", "Choisissez votre commune ou votre arrondissement."),
];

fn read(fields: &mut Fields, door: Door, asked_at: Instant) -> Option<Request> {
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
    let request = Request {
        id: new_id(),
        door,
        first_name: first_name?,
        last_name: last_name?,
        email: email.ok()?.to_string(),
        place_code: place?.code.to_owned(),
        words: words?,
        asked_at,
        confirmed_at: None,
    };
    fields.is_sound().then_some(request)
}

fn confirmation(app: &App, request: &Request, token: &str) -> Message {
    let body = format!(
        "Bonjour,\n\nPour confirmer votre demande au hub du mentorat, ouvrez cette page puis cliquez sur le bouton :\n\n\
         {}/join/confirmations/{token}\n\nCe lien tient sept jours. Si vous n’avez rien demandé, ne faites rien : \
         la demande s’efface.\n",
        app.base_url
    );
    Message {
        recipient: request.email.clone(),
        purpose: "request",
        subject: "Confirmez votre demande".to_owned(),
        body,
    }
}

#[derive(Template)]
#[template(path = "requests/confirmation.html")]
struct ConfirmationPage {
    page: Frame,
    action: String,
    /// The day by which somebody answers, once the address is confirmed.
    answered_by: String,
    refused: bool,
}

fn confirmation_page(frame: Frame, token: &str) -> ConfirmationPage {
    ConfirmationPage {
        page: frame.titled("Confirmer votre demande"),
        action: with_key("/join/confirmations", token),
        answered_by: String::new(),
        refused: false,
    }
}

/// The page of the link: opening it changes nothing, since mail programs open links too.
async fn show_confirmation(frame: Frame, Path(token): Path<String>) -> Result<Response, Error> {
    web::page(&confirmation_page(frame, &token))
}

/// Confirms an address, and says when somebody answers.
async fn confirm(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(token): Path<String>,
) -> Result<Response, Error> {
    let write = app.write(&viewer).await?;
    let confirmed = store::confirm(&write, &token).await?;
    write.commit().await?;
    let page = confirmation_page(frame, &token);
    match confirmed.and_then(|request| request.confirmed_at) {
        Some(at) => {
            let answered_by = french::day(&answer_due(at.day()));
            let frame = page.page.titled("Votre demande est arrivée");
            web::page(&ConfirmationPage { page: frame, answered_by, ..page })
        }
        None => web::refused(&ConfirmationPage { refused: true, ..page }),
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
    due: String,
    late: bool,
    register_href: String,
}

#[derive(Template)]
#[template(path = "requests/list.html")]
struct RequestsPage {
    page: Frame,
    requests: Vec<RequestLine>,
}

/// The requests that wait, the oldest first.
async fn list(State(app): State<App>, viewer: Viewer, frame: Frame) -> Result<Response, Error> {
    let today = app.today();
    let line = |request: Request| {
        let confirmed_on = request.confirmed_at.unwrap_or(request.asked_at).day();
        let due = answer_due(confirmed_on);
        let key = request.id.to_string();
        RequestLine {
            id: request.id,
            name: format!("{} {}", request.first_name, request.last_name),
            part: request.door.label(),
            email: request.email,
            place: places::name_of(Some(&request.place_code)),
            words: request.words,
            received: french::day(&confirmed_on),
            due: french::day(&due),
            late: due < today,
            register_href: with_query("/people/new", &[("as", request.door.code()), ("request", &key)]),
        }
    };
    let requests = store::list(&app.db, viewer.scope()).await?.into_iter().map(line).collect();
    web::page(&RequestsPage {
        page: frame.titled("Demandes reçues").under("Ma journée", "/dashboard"),
        requests,
    })
}

/// Sets a request aside: it is forgotten.
async fn set_aside(State(app): State<App>, viewer: Viewer, fields: Fields) -> Result<Response, Error> {
    let write = app.write(&viewer).await?;
    let ended = match fields.get("request").parse() {
        Ok(id) => store::end(&write, id, "set_aside").await?,
        Err(_) => false,
    };
    write.commit().await?;
    let said = if ended { "La demande est effacée." } else { "Cette demande n’attend plus." };
    Ok(redirect_with("/requests", said))
}
