//! What each file brought, and how far the invitation to its mentors is.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;

use crate::accounts::access::Right;
use crate::acts::registrations::invite::{self, Begun};
use crate::acts::registrations::tell;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::organisations::Origins;
use crate::organisations::store::find_origins;
use crate::people;
use crate::people::person::Person;
use crate::registrations::arrival::{Arrival, Arrived, Delivery, delivery};
use crate::registrations::store;
use crate::web::{self, Context, Fields, Frame, redirect_with};

/// How many arrivals the page shows.
const LISTED: u64 = 10;
/// How many names it shows of each.
const NAMED: usize = 20;

#[derive(Template)]
#[template(path = "registrations/arrivals.html")]
struct ArrivalsPage {
    page: Frame,
    arrivals: Vec<Line>,
}

struct Line {
    id: Id,
    file_name: String,
    /// Who brought them, and when.
    brought: String,
    state: String,
    figures: Vec<(String, &'static str)>,
    /// What the button says; empty when nothing is to be begun, or by somebody else.
    verb: &'static str,
    returned: Vec<(String, String)>,
    to_call: Vec<(String, String)>,
    /// Whether they were told, or by when.
    told: String,
    is_to_tell: bool,
}

/// The latest arrivals.
pub async fn list(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let arrivals = store::list_arrivals(&app.db, viewer.scope(), LISTED).await?;
    let ids: Vec<Id> = arrivals.iter().map(|arrival| arrival.id).collect();
    let mut arrived = store::list_arrived(&app.db, viewer.scope(), &ids).await?;
    let named: Vec<Id> = arrived
        .values()
        .flat_map(|some| [named(some, is_returned), named(some, is_to_call)].concat())
        .collect();
    let people = people::store::list_by_id(&app.db, viewer.scope(), &named).await?;
    let origins = find_origins(&app.db).await?;
    let invites = viewer.may(Right::Propose);
    let lines = arrivals
        .into_iter()
        .map(|one| {
            let arrived = arrived.remove(&one.id).unwrap_or_default();
            line(one, &arrived, &people, &origins, invites)
        })
        .collect();
    web::page(&ArrivalsPage {
        page: frame.titled("Mentors arrivés par fichier").under("Importer", "/import"),
        arrivals: lines,
    })
}

fn is_returned(one: &Arrived) -> bool {
    one.returned_at.is_some()
}

fn is_to_call(one: &Arrived) -> bool {
    one.to_call
}

fn named(arrived: &[Arrived], is: fn(&Arrived) -> bool) -> Vec<Id> {
    arrived.iter().filter(|one| is(one)).take(NAMED).map(|one| one.person_id).collect()
}

fn line(
    arrival: Arrival,
    arrived: &[Arrived],
    people: &BTreeMap<Id, Person>,
    origins: &Origins,
    invites: bool,
) -> Line {
    let found = delivery(arrived);
    let names = |is| {
        let people = named(arrived, is).into_iter().filter_map(|id| people.get(&id));
        people.map(|person| (format!("/people/{}", person.id), person.name())).collect()
    };
    let from = origins.name(Some(arrival.origin.organisation_id), arrival.origin.branch_id);
    Line {
        id: arrival.id,
        brought: format!("{from}, le {}", french::day(&arrival.arrived_on)),
        state: state(&arrival, found),
        figures: figures(found),
        verb: verb(&arrival, found).filter(|_| invites).unwrap_or_default(),
        returned: names(is_returned),
        to_call: names(is_to_call),
        told: match arrival.told_on {
            Some(day) => {
                format!("La structure a prévenu ces personnes. C’est noté le {}.", french::day(&day))
            }
            None => format!(
                "La structure prévient ces personnes que le hub a leurs coordonnées, avant le {}.",
                french::day(&arrival.tell_by())
            ),
        },
        is_to_tell: arrival.told_on.is_none(),
        file_name: arrival.file_name,
    }
}

fn state(arrival: &Arrival, found: Delivery) -> String {
    match (arrival.begun_at, arrival.stopped_at) {
        (None, _) => "Les invitations n’ont pas commencé.".to_owned(),
        (_, Some(at)) => format!(
            "Arrêté le {}\u{a0}: trop d’invitations reviennent. Vérifiez les adresses, puis reprenez.",
            french::day(&at.day())
        ),
        _ if found.waiting == 0 => "Toutes les invitations sont parties.".to_owned(),
        _ => "Les invitations partent, cinquante par jour de travail.".to_owned(),
    }
}

fn verb(arrival: &Arrival, found: Delivery) -> Option<&'static str> {
    match (arrival.begun_at, arrival.stopped_at) {
        _ if found.waiting == 0 => None,
        (None, _) => Some("Commencer les invitations"),
        (_, Some(_)) => Some("Reprendre les invitations"),
        _ => None,
    }
}

fn figures(found: Delivery) -> Vec<(String, &'static str)> {
    let Delivery { waiting, sent, returned, to_call } = found;
    [
        (sent, "invitation partie", "invitations parties"),
        (waiting, "mentor attend la sienne", "mentors attendent la leur"),
        (returned, "revenue", "revenues"),
        (to_call, "mentor à appeler", "mentors à appeler"),
    ]
    .map(|(count, one, many)| (french::number(count), if count < 2 { one } else { many }))
    .to_vec()
}

/// The arrival that a button names.
fn chosen(fields: &Fields) -> Result<Id, Error> {
    fields.get("arrival").parse().map_err(|_| Error::NotFound)
}

/// Begins to invite, or takes it up again.
pub async fn invite(Context { app, viewer, .. }: Context, fields: Fields) -> Result<Response, Error> {
    let id = chosen(&fields)?;
    let write = app.write(&viewer.by()).await?;
    let begun = invite::run(&write, &viewer.by(), app.named(), id).await?;
    write.commit().await?;
    Ok(match begun {
        Begun::Now(count) => {
            let mentors = french::count(count, "mentor est invité", "mentors sont invités");
            redirect_with(
                "/arrivals",
                &format!("{mentors}. Les suivants le seront les prochains jours de travail, à neuf heures."),
            )
        }
        Begun::Before => redirect_with("/arrivals", "Les invitations de ce fichier partent déjà."),
    })
}

/// Notes that those whom a file brought were told.
pub async fn tell(Context { app, viewer, .. }: Context, fields: Fields) -> Result<Response, Error> {
    let id = chosen(&fields)?;
    let write = app.write(&viewer.by()).await?;
    tell::run(&write, &viewer.by(), id).await?;
    write.commit().await?;
    Ok(redirect_with("/arrivals", "C’est noté\u{a0}: ces personnes sont prévenues."))
}
