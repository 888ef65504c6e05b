//! The form with which one asks to join, for oneself.

use askama::Template;
use axum::response::Response;

use super::typed;
use crate::acts::requests::ask::{self, Asked, Asking};
use crate::error::Error;
use crate::french;
use crate::requests::reach::Way;
use crate::requests::request::{RequestedPart, TO_ANSWER_DAYS};
use crate::territories::places;
use crate::web::{self, Choice, Context, FieldError, Fields, Frame};

#[derive(Template)]
#[template(path = "requests/join.html")]
struct JoinPage {
    page: Frame,
    part: RequestedPart,
    fields: Fields,
    errors: Vec<FieldError>,
    places: Vec<Choice>,
}

fn join_page(frame: Frame, part: RequestedPart, fields: Fields) -> JoinPage {
    let title = match part {
        RequestedPart::Mentee => "Je cherche un mentor",
        RequestedPart::Mentor => "Je deviens mentor",
    };
    JoinPage {
        page: frame.titled(title),
        part,
        errors: fields.errors(),
        places: Choice::among(places::in_reading_order(), fields.get("place")),
        fields,
    }
}

/// The form of a request to play one part.
pub async fn show(Context { frame, path: code, .. }: Context<String>) -> Result<Response, Error> {
    let part = RequestedPart::from_code(&code).ok_or(Error::NotFound)?;
    web::page(&join_page(frame, part, Fields::default()))
}

#[derive(Template)]
#[template(path = "requests/sent.html")]
struct SentPage {
    page: Frame,
    way: Way,
    answer_days: u16,
}

/// What to do where nothing was said.
const NEEDED: [(&str, &str); 3] = [
    ("first_name", "Écrivez votre prénom."),
    ("last_name", "Écrivez votre nom."),
    ("place", "Choisissez votre commune ou votre arrondissement."),
];

/// Asks to join. The answer is the same for every address, and when too many were sent.
pub async fn ask(
    Context { app, viewer, caller, frame, path: code }: Context<String>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let part = RequestedPart::from_code(&code).ok_or(Error::NotFound)?;
    typed::need(&mut fields, &NEEDED);
    let who = typed::who(&mut fields).filter(|_| fields.is_sound());
    let Some(who) = who else { return web::refused(&join_page(frame, part, fields)) };
    let by = viewer.by();
    let write = app.write(&by).await?;
    let asking = Asking {
        part,
        first_name: who.first_name,
        last_name: who.last_name,
        ways: who.ways,
        prefers_call: who.prefers_call,
        place_code: who.place_code.to_owned(),
        words: who.words,
        network: &caller.network,
        base_url: &app.base_url,
    };
    let asked = ask::run(&write, &by, asking).await?;
    write.commit().await?;
    let way = match asked {
        Asked::Request(_, way) | Asked::TooMany(way) => way,
        Asked::TryLater(until) => {
            let wait = french::wait(until.seconds() - app.now().seconds());
            fields.refuse(
                "email",
                format!("Trop de demandes arrivent en ce moment. Rien n’est parti. Réessayez dans {wait}."),
            );
            return web::refused(&join_page(frame, part, fields));
        }
        Asked::Refused(error) => {
            typed::unreachable_by(&mut fields, error);
            return web::refused(&join_page(frame, part, fields));
        }
    };
    let (title, again) = match way {
        Way::Mail => (
            "Regardez votre courrier",
            "Un message est parti : ouvrez-le pour confirmer votre demande.".to_owned(),
        ),
        Way::Text => (
            "Regardez vos SMS",
            "Un SMS est parti : ouvrez son lien pour confirmer votre demande.".to_owned(),
        ),
        Way::Letter => {
            ("Un courrier vous arrive", "Un courrier va partir : son code confirme votre demande.".to_owned())
        }
        Way::Voice => (
            "Nous vous appelons",
            format!("Une personne du hub vous appelle dans les {TO_ANSWER_DAYS} jours."),
        ),
    };
    web::answer_page(&SentPage { page: frame.titled(title), way, answer_days: TO_ANSWER_DAYS }, again)
}
