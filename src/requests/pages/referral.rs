//! The form with which somebody refers another without an account, and the page of its link: it confirms, then shows where it is.

use askama::Template;
use axum::response::Response;

use super::typed;
use crate::acts::requests::confirm_referral::{self, Confirmed};
use crate::acts::requests::refer::{self, Referred, Referring};
use crate::error::Error;
use crate::french;
use crate::links;
use crate::organisations::store::find_origins;
use crate::organisations::{Origin, Origins};
use crate::requests::referral::{Agreement, PURPOSE, Referral, in_short};
use crate::requests::request::{TO_ANSWER_DAYS, answer_due};
use crate::requests::store;
use crate::state::App;
use crate::territories::places;
use crate::track::Track;
use crate::web::{self, By, Choice, Context, FieldError, Fields, Frame, with_key};

#[derive(Template)]
#[template(path = "requests/referral.html")]
struct ReferralPage {
    page: Frame,
    fields: Fields,
    errors: Vec<FieldError>,
    origins: Vec<Choice>,
    places: Vec<Choice>,
    agreements: Vec<Choice>,
    tracks: Vec<Choice>,
    mail_href: String,
}

/// Whom one may work for who refers somebody: the hub's own people have accounts.
fn referring(origins: &Origins) -> Vec<Origin> {
    let is_hub = |origin: &Origin| Some(origin.organisation_id) == origins.hub();
    origins.all().into_iter().filter(|origin| !is_hub(origin)).collect()
}

async fn referral_page(app: &App, frame: Frame, fields: Fields) -> Result<ReferralPage, Error> {
    let origins = find_origins(&app.db).await?;
    let named = referring(&origins).into_iter().map(|origin| {
        (origin.key().to_string(), origins.name(Some(origin.organisation_id), origin.branch_id))
    });
    let chosen = fields.get("origin").to_owned();
    let origins = named.map(|(key, name)| Choice::new(key.clone(), name, key == chosen)).collect();
    let agreements = Agreement::ALL.iter().map(|one| (one.code(), one.label()));
    let tracks = Track::ALL.iter().map(|track| {
        let label = match track {
            Track::Employment => "trouver un emploi",
            Track::Creation => "créer une entreprise",
            Track::YoungBusiness => "faire vivre une jeune entreprise",
        };
        (track.code(), label)
    });
    Ok(ReferralPage {
        page: frame.titled("J’oriente quelqu’un"),
        errors: fields.errors(),
        origins,
        places: Choice::among(places::in_reading_order(), fields.get("place")),
        agreements: Choice::among(agreements, fields.get("agreement")),
        tracks: Choice::among(tracks, fields.get("track")),
        mail_href: format!("mailto:{}", app.contact_email),
        fields,
    })
}

/// The form.
pub async fn show(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    web::page(&referral_page(&app, frame, Fields::default()).await?)
}

#[derive(Template)]
#[template(path = "requests/referral_sent.html")]
struct SentPage {
    page: Frame,
}

/// What to do where nothing was said.
const NEEDED: [(&str, &str); 8] = [
    ("referrer", "Écrivez votre prénom et votre nom."),
    ("origin", "Choisissez votre structure."),
    ("first_name", "Écrivez le prénom de la personne."),
    ("last_name", "Écrivez le nom de la personne."),
    ("place", "Choisissez sa commune ou son arrondissement."),
    ("agreement", "Dites comment la personne a donné son accord."),
    ("agreed_on", "Écrivez le jour de son accord, au format jj/mm/aaaa."),
    ("track", "Dites ce qu’elle cherche."),
];

/// What was typed, beside who is referred.
struct Typed {
    name: String,
    email: String,
    origin: Origin,
    who: typed::Who,
    agreement: Agreement,
    agreed_on: time::Date,
    track: Track,
}

async fn read(app: &App, fields: &mut Fields) -> Result<Option<Typed>, Error> {
    typed::need(fields, &NEEDED);
    let origins = find_origins(&app.db).await?;
    let name = typed::name(fields, "referrer");
    let origin = fields
        .choice("origin", |key| origins.chosen(key).filter(|origin| referring(&origins).contains(origin)));
    let email = typed::email(fields, "referrer_email");
    let who = typed::who(fields);
    let agreement = fields.choice("agreement", Agreement::from_code);
    let agreed_on = fields.day("agreed_on");
    let track = fields.choice("track", Track::from_code);
    let typed = (|| {
        Some(Typed {
            name: name?,
            email: email?,
            origin: origin?,
            who: who?,
            agreement: agreement?,
            agreed_on: agreed_on?,
            track: track?,
        })
    })();
    Ok(typed.filter(|_| fields.is_sound()))
}

/// Refers somebody. The answer is the same whomever the hub knows.
pub async fn refer(
    Context { app, viewer, caller, frame, .. }: Context,
    mut fields: Fields,
) -> Result<Response, Error> {
    let Some(typed) = read(&app, &mut fields).await? else {
        return web::refused(&referral_page(&app, frame, fields).await?);
    };
    let by = viewer.by();
    let write = app.write(&by).await?;
    let referring = Referring {
        name: typed.name,
        email: typed.email,
        origin: typed.origin,
        first_name: typed.who.first_name,
        last_name: typed.who.last_name,
        ways: typed.who.ways,
        prefers_call: typed.who.prefers_call,
        place_code: typed.who.place_code.to_owned(),
        agreement: typed.agreement,
        agreed_on: typed.agreed_on,
        track: typed.track,
        words: typed.who.words,
        network: &caller.network,
        base_url: &app.base_url,
    };
    let referred = refer::run(&write, &by, referring).await?;
    write.commit().await?;
    match referred {
        Referred::Referral(_) => {
            let again = "Un message est parti\u{a0}: ouvrez-le pour confirmer cette orientation.";
            return web::answer_page(&SentPage { page: frame.titled("Regardez votre courrier") }, again);
        }
        Referred::TryLater(until) => {
            let wait = french::wait(until.seconds() - app.now().seconds());
            let sentence = format!(
                "Trop d’orientations arrivent en ce moment. Rien n’est parti. Réessayez dans {wait}."
            );
            fields.refuse("referrer_email", sentence);
        }
        Referred::Unreachable(error) => typed::unreachable_by(&mut fields, error),
        Referred::NoAgreement(error) => fields.refuse("agreed_on", error.to_string()),
    }
    web::refused(&referral_page(&app, frame, fields).await?)
}

#[derive(Template)]
#[template(path = "requests/progress.html")]
struct ProgressPage {
    page: Frame,
    /// Where its button leads; empty when there is nothing to confirm.
    action: String,
    /// Whom it is about, in short, as long as their request waits.
    person: String,
    /// The moments so far, each with its day.
    moments: Vec<(&'static str, String)>,
    answered_by: String,
    is_closed: bool,
    answer_days: u16,
}

async fn progress_page(app: &App, frame: Frame, token: &str) -> Result<ProgressPage, Error> {
    let mut page = ProgressPage {
        page: frame.titled("Votre orientation"),
        action: String::new(),
        person: String::new(),
        moments: Vec::new(),
        answered_by: String::new(),
        is_closed: false,
        answer_days: TO_ANSWER_DAYS,
    };
    let link = links::store::find(&app.db, PURPOSE, token).await?;
    let Some(link) = link.filter(|link| link.state(app.now()) == links::State::Fresh) else {
        return Ok(page);
    };
    let Some(referral) = store::find_referral(&app.db, link.scope(), link.subject).await? else {
        return Ok(page);
    };
    let request = store::find_by_link(&app.db, link.scope(), referral.request_id).await?;
    if let Some(request) = &request {
        page.person = in_short(&request.first_name, &request.last_name);
    }
    let Some(confirmed_at) = referral.confirmed_at else {
        if request.is_some_and(|request| request.may_be_confirmed(app.now())) {
            page.action = with_key("/join/referrals", token);
        }
        return Ok(page);
    };
    if request.is_some() {
        page.answered_by = french::day(&answer_due(confirmed_at.day()));
    }
    page.is_closed = referral.closed_on.is_some();
    page.moments = moments(&referral);
    Ok(page)
}

fn moments(referral: &Referral) -> Vec<(&'static str, String)> {
    let moments = [
        ("Reçue", referral.confirmed_at.map(|at| at.day())),
        ("Mentor trouvé", referral.paired_on),
        ("Terminée", referral.closed_on),
    ];
    moments.into_iter().filter_map(|(what, on)| Some((what, french::day(&on?)))).collect()
}

/// The page of the link: opening it changes nothing.
pub async fn show_progress(
    Context { app, frame, path: token, .. }: Context<String>,
) -> Result<Response, Error> {
    web::page(&progress_page(&app, frame, &token).await?)
}

/// Confirms a referral. Whoever follows the link acts, signed in or not.
pub async fn confirm(Context { app, frame, path: token, .. }: Context<String>) -> Result<Response, Error> {
    let Some(link) = links::store::find(&app.db, PURPOSE, &token).await? else {
        return web::refused(&progress_page(&app, frame, &token).await?);
    };
    let by = By::Bearer(link.id);
    let write = app.write(&by).await?;
    let confirmed = confirm_referral::run(&write, &by, app.named(), &token).await?;
    write.commit().await?;
    let page = progress_page(&app, frame, &token).await?;
    match confirmed {
        Confirmed::Referral(_) => {
            web::answer_page(&page, "Votre orientation est arrivée\u{a0}: cette page dit où elle en est.")
        }
        Confirmed::NothingToConfirm => web::refused(&page),
    }
}
