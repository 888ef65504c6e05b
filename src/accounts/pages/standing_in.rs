//! Who stands in for somebody, when they are away, and giving everything they look after to somebody else: on one's own page, and on that
//! of an account whose access one gives.

use askama::Template;
use axum::response::Response;

use super::account::account_page;
use crate::accounts::account::Account;
use crate::accounts::standing_in::{Absence, AbsenceReason, Deputy};
use crate::accounts::store;
use crate::acts::accounts::end_absence::{self, Ended};
use crate::acts::accounts::hand_over::{self, HandedOver};
use crate::acts::accounts::say_absence::{self, Said, Saying};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::state::App;
use crate::version::Version;
use crate::web::{self, Choice, Context, Difference, FieldError, Fields, Frame, Viewer, redirect_with};

pub struct AbsenceLine {
    pub id: Id,
    pub what: String,
}

/// Who stands in for somebody, and when they are away.
pub struct StandingIn {
    /// The page it is on: its forms go below it.
    pub path: String,
    pub is_own: bool,
    pub deputies: Vec<Choice>,
    pub from: String,
    pub until: String,
    pub version: String,
    pub absences: Vec<AbsenceLine>,
    pub fields: Fields,
}

impl StandingIn {
    /// What is so, or was typed, for an account.
    pub async fn of(app: &App, account: &Account, is_own: bool, fields: &Fields) -> Result<Self, Error> {
        let path = if is_own { "/account".to_owned() } else { format!("/access/{}", account.id) };
        let deputy = store::find_deputy(&app.db, account.id).await?;
        let stored = deputy.0.map(|id| id.to_string()).unwrap_or_default();
        let chosen = if fields.has_value("deputy") { fields.get("deputy").to_owned() } else { stored };
        Ok(Self {
            path,
            is_own,
            deputies: colleagues(app, account, &chosen, is_own).await?,
            from: fields.get("from").to_owned(),
            until: fields.get("until").to_owned(),
            version: deputy.version().to_string(),
            absences: store::list_absences(&app.db, account.id).await?.iter().map(absence_line).collect(),
            fields: fields.clone(),
        })
    }
}

fn absence_line(absence: &Absence) -> AbsenceLine {
    let from = french::day(&absence.from_on);
    let days = match (absence.reason, absence.until_on) {
        (AbsenceReason::Said, Some(until)) => format!("Du {from} au {}", french::day(&until)),
        _ => format!("Depuis le {from}\u{a0}: aucune visite depuis cinq jours ouvrés"),
    };
    let handed =
        absence.handed_on.map(|day| format!(". Confié à d’autres depuis le {}", french::short_day(&day)));
    AbsenceLine { id: absence.id, what: format!("{days}{}.", handed.unwrap_or_default()) }
}

/// Those who may do what is somebody's. Whoever works in a branch chooses there: who works elsewhere is for the responsible to name.
async fn colleagues(app: &App, account: &Account, chosen: &str, is_own: bool) -> Result<Vec<Choice>, Error> {
    let mut all = store::list_colleagues(&app.db, account).await?;
    all.retain(|one| !is_own || one.branch_id == account.branch_id || one.id.to_string() == chosen);
    let choice = |one: &Account| {
        let id = one.id.to_string();
        let is_chosen = id == chosen;
        Choice::new(id, one.name.clone(), is_chosen)
    };
    Ok(all.iter().map(choice).collect())
}

/// The page of an account whose access one gives.
#[derive(Template)]
#[template(path = "accounts/colleague.html")]
struct ColleaguePage {
    page: Frame,
    role: &'static str,
    standing_in: StandingIn,
    takers: Vec<Choice>,
    to_error: String,
    both: Option<Vec<Difference>>,
    errors: Vec<FieldError>,
}

/// Somebody whose access one gives: who stands in for them, and who takes over.
pub async fn show(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    web::page(&colleague_page(&app, &viewer, frame, id, &Fields::default()).await?)
}

async fn colleague_page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    id: Id,
    fields: &Fields,
) -> Result<ColleaguePage, Error> {
    let found = store::find_managed(&app.db, viewer.scope(), id).await?;
    let account = found.filter(|account| account.role.works_with_people() && !account.is_pending());
    let account = account.ok_or(Error::NotFound)?;
    Ok(ColleaguePage {
        page: frame.titled(account.name.clone()).under("Accès", "/access"),
        role: account.role.label(),
        takers: colleagues(app, &account, fields.get("to"), false).await?,
        to_error: fields.error("to").to_owned(),
        standing_in: StandingIn::of(app, &account, false, fields).await?,
        both: None,
        errors: fields.errors(),
    })
}

/// What was typed about an absence; none where it is not sound.
fn read(account: Id, fields: &mut Fields) -> Option<Saying> {
    let deputy = fields.optional_choice("deputy", |key| key.parse::<Id>().ok());
    let (from, until) = (fields.optional_day("from"), fields.optional_day("until"));
    let days = from.zip(until);
    if days.is_none() && (from.is_some() || until.is_some()) && fields.is_sound() {
        let missing = if from.is_none() { "from" } else { "until" };
        fields.refuse(missing, "Donnez le premier et le dernier jour.");
    }
    let seen = Version::sent(fields.get("version"));
    fields.is_sound().then_some(Saying { account, deputy: Deputy(deputy), days, seen })
}

/// What the form leads to: the sentence that it is done, or the deputy that somebody else chose meanwhile.
async fn say(
    app: &App,
    viewer: &Viewer,
    account: Id,
    fields: &mut Fields,
) -> Result<Result<(), Option<Vec<Difference>>>, Error> {
    let Some(saying) = read(account, fields) else { return Ok(Err(None)) };
    let by = viewer.by();
    let write = app.write(&by).await?;
    match say_absence::run(&write, &by, saying.clone()).await? {
        Said::Noted => {
            write.commit().await?;
            return Ok(Ok(()));
        }
        Said::Changed(now) => {
            drop(write);
            let ids: Vec<Id> = [now.0, saying.deputy.0].into_iter().flatten().collect();
            let names = store::list_by_id(&app.db, &ids).await?;
            let name = |deputy: &Deputy| {
                let found = names.iter().find(|one| Some(one.id) == deputy.0);
                found.map_or_else(|| "personne en particulier".to_owned(), |one| one.name.clone())
            };
            let difference = Difference::between("Qui remplace", name(&now), name(&saying.deputy));
            return Ok(Err(Some(difference.into_iter().collect())));
        }
        Said::Refused(error) => fields.refuse("until", error.to_string()),
        Said::CannotStandIn => {
            fields.refuse("deputy", "Choisissez quelqu’un qui travaille encore avec cette personne.");
        }
    }
    Ok(Err(None))
}

const NOTED: &str = "C’est noté. Le matin du premier jour, ce qui reste à faire passe à qui remplace.";

/// Says who stands in for oneself, and when one is away.
pub async fn say_own(
    Context { app, viewer, frame, .. }: Context,
    mut fields: Fields,
) -> Result<Response, Error> {
    let account = viewer.id().ok_or(Error::NotFound)?;
    match say(&app, &viewer, account, &mut fields).await? {
        Ok(()) => Ok(redirect_with("/account", NOTED)),
        Err(both) => {
            let mut page = account_page(&app, &viewer, frame, &fields).await?;
            page.both = both;
            web::refused(&page)
        }
    }
}

/// Says it for somebody whose access one gives.
pub async fn say_for(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    match say(&app, &viewer, id, &mut fields).await? {
        Ok(()) => Ok(redirect_with(&format!("/access/{id}"), NOTED)),
        Err(both) => {
            let page = colleague_page(&app, &viewer, frame, id, &fields).await?;
            web::refused(&ColleaguePage { both, ..page })
        }
    }
}

async fn end(app: &App, viewer: &Viewer, account: Id, fields: &Fields) -> Result<&'static str, Error> {
    let absence = fields.get("absence").parse().map_err(|_| Error::NotFound)?;
    let by = viewer.by();
    let write = app.write(&by).await?;
    let ended = end_absence::run(&write, &by, account, absence).await?;
    write.commit().await?;
    Ok(match ended {
        Ended::Done => "Cette absence est terminée.",
        Ended::Already => "Cette absence était déjà terminée.",
    })
}

/// One is back, or does not go.
pub async fn end_own(Context { app, viewer, .. }: Context, fields: Fields) -> Result<Response, Error> {
    let account = viewer.id().ok_or(Error::NotFound)?;
    let said = end(&app, &viewer, account, &fields).await?;
    Ok(redirect_with("/account", said))
}

/// Somebody whose access one gives is back, or does not go.
pub async fn end_for(
    Context { app, viewer, path: id, .. }: Context<Id>,
    fields: Fields,
) -> Result<Response, Error> {
    let said = end(&app, &viewer, id, &fields).await?;
    Ok(redirect_with(&format!("/access/{id}"), said))
}

/// Gives everything that somebody looks after to somebody else.
pub async fn hand_over(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let to = fields.choice("to", |key| key.parse::<Id>().ok());
    if let Some(to) = to.filter(|_| fields.is_sound()) {
        let by = viewer.by();
        let write = app.write(&by).await?;
        match hand_over::run(&write, &by, id, to).await? {
            HandedOver::Done { to, journeys } => {
                write.commit().await?;
                let journeys = french::count(journeys, "accompagnement", "accompagnements");
                let said = format!("Tout est confié à {to}, dont {journeys}.");
                return Ok(redirect_with(&format!("/access/{id}"), &said));
            }
            HandedOver::CannotTakeOver => {
                fields.refuse("to", "Choisissez quelqu’un qui travaille encore avec cette personne.");
            }
        }
    }
    web::refused(&colleague_page(&app, &viewer, frame, id, &fields).await?)
}
