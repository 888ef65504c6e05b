//! The requests that wait, for whoever coordinates.

use std::collections::BTreeSet;

use askama::Template;
use axum::response::Response;

use crate::accounts;
use crate::acts::requests::confirm_by_call;
use crate::acts::requests::set_aside::{self, SetAside};
use crate::contact::Phone;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::organisations::Origins;
use crate::organisations::store::find_origins;
use crate::overview;
use crate::overview::steps::StepBand;
use crate::requests::reach::{Way, Ways};
use crate::requests::referral::Referral;
use crate::requests::{Request, store};
use crate::steps::{Filter, SubjectKind};
use crate::territories::places;
use crate::track::Track;
use crate::web::{self, Context, Fields, Frame, redirect_with, with_query};

struct RequestLine {
    id: Id,
    name: String,
    part: &'static str,
    /// The track that is meant; empty where nobody said it.
    track: &'static str,
    /// How they are reached, each way in words; the one that is used first.
    ways: Vec<String>,
    /// Where they are called, if that comes first; empty otherwise.
    call_href: String,
    /// Whether somebody is to call before the request counts.
    to_confirm: bool,
    /// Whether the person knows of it only once somebody has called.
    to_tell: bool,
    /// Who refers them without an account, with the agreement; empty for nobody.
    referred_by: String,
    referrer_email: String,
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
pub async fn list(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let today = app.today();
    let filter = Filter { kinds: BTreeSet::from([SubjectKind::Request]), ..Filter::default() };
    let waiting = store::list(&app.db, viewer.scope()).await?;
    let steps = overview::store::list_steps(&app.db, viewer.scope(), &filter, 0..waiting.len()).await?;
    let senders: Vec<Id> = waiting.iter().filter_map(|request| request.sent_by).collect();
    let senders = accounts::store::list_by_id(&app.db, &senders).await?;
    let origins = find_origins(&app.db).await?;
    // Whoever asks themselves is not looked for: they say it when they are called.
    let sent = waiting.iter().filter(|request| request.sent_by.is_some() || request.is_referred);
    let sent: Vec<&str> = sent.filter_map(|request| request.ways.email.as_deref()).collect();
    let ids: Vec<Id> = waiting.iter().map(|request| request.id).collect();
    let referrals = store::list_referrals_of(&app.db, viewer.scope(), &ids).await?;
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
        let referral = referrals.get(&request.id);
        let known = request.ways.email.as_deref().and_then(|email| known.get(email));
        RequestLine {
            sent_by,
            known_href: known.map(|id| format!("/people/{id}")).unwrap_or_default(),
            id: request.id,
            name: request.name(),
            part: request.part.label(),
            track: request.track.map_or("", Track::label),
            ways: ways(&request),
            call_href: request
                .ways
                .phone
                .as_ref()
                .filter(|_| request.way == Way::Voice)
                .map(|phone| format!("tel:{phone}"))
                .unwrap_or_default(),
            to_confirm: request.waits_for_call(),
            to_tell: request.is_referred && request.way == Way::Voice,
            referred_by: referral.map(|referral| referred_by(referral, &origins)).unwrap_or_default(),
            referrer_email: referral.map(|referral| referral.email.clone()).unwrap_or_default(),
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

/// "Camille Orsini (Les Tilleuls), accord donné de vive voix le jeudi 12 mars 2026".
fn referred_by(referral: &Referral, origins: &Origins) -> String {
    let organisation = origins.name(Some(referral.organisation_id), referral.branch_id);
    let (how, on) = (referral.agreement.label(), french::day(&referral.agreed_on));
    format!("{} ({organisation}), accord donné {how} le {on}", referral.name)
}

/// How somebody is reached, in words: the way that is used, then the others.
fn ways(request: &Request) -> Vec<String> {
    let Ways { email, phone, postal_address } = &request.ways;
    let phone = phone.as_deref().map(|phone| {
        Phone::parse(phone).map_or(phone.to_owned(), |phone| phone.to_string().replace(' ', "\u{a0}"))
    });
    let given = [
        (email.clone(), [Way::Mail, Way::Mail]),
        (phone, [Way::Text, Way::Voice]),
        (postal_address.as_deref().map(|lines| lines.replace('\n', ", ")), [Way::Letter, Way::Letter]),
    ];
    let mut ways: Vec<(bool, String)> =
        given.into_iter().filter_map(|(way, used)| Some((!used.contains(&request.way), way?))).collect();
    ways.sort_by_key(|(is_other, _)| *is_other);
    ways.into_iter().map(|(_, way)| way).collect()
}

/// Notes that somebody who could only be called confirmed their request.
pub async fn confirm_by_call(
    Context { app, viewer, .. }: Context,
    fields: Fields,
) -> Result<Response, Error> {
    let by = viewer.by();
    let mut said = "Cette demande n’attend pas d’appel.";
    if let Ok(id) = fields.get("request").parse() {
        let write = app.write(&by).await?;
        if confirm_by_call::run(&write, &by, id).await? {
            said = "C’est noté\u{a0}: la personne confirme sa demande.";
        }
        write.commit().await?;
    }
    Ok(redirect_with("/requests", said))
}

/// Sets a request aside: whoever asked is told, and it is forgotten.
pub async fn set_aside(Context { app, viewer, .. }: Context, fields: Fields) -> Result<Response, Error> {
    let by = viewer.by();
    let mut said = "Cette demande n’attend plus.";
    if let Ok(id) = fields.get("request").parse() {
        let write = app.write(&by).await?;
        match set_aside::run(&write, &by, id).await? {
            SetAside::Forgotten => said = "La personne reçoit un message, et sa demande est effacée.",
            SetAside::ForgottenUnsaid => {
                said = "Cette inscription est effacée. Personne n’a reçu de message."
            }
            SetAside::ForgottenToCall => {
                said = "C’est noté\u{a0}: vous l’avez dit à la personne, et sa demande est effacée."
            }
            SetAside::NotWaiting => {}
        }
        write.commit().await?;
    }
    Ok(redirect_with("/requests", said))
}
