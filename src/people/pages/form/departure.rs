//! A mentor leaves: one screen of what is to be settled first, and one confirmation that settles it.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use std::collections::BTreeMap;

use crate::acts::people::leave_as_mentor::{self, Leaving, Left};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::overview::dossier::Dossier;
use crate::overview::store::find_dossier;
use crate::people::store;
use crate::state::App;
use crate::web::{self, Context, FieldError, Fields, Frame, Viewer, redirect_with};

/// The address of the page of a person.
pub fn path(person: Id) -> String {
    format!("/people/{person}/departure")
}

/// Something that runs with the mentor, and what becomes of it.
struct Thing {
    id: Id,
    what: String,
    becomes: &'static str,
    href: String,
}

#[derive(Template)]
#[template(path = "people/departure.html")]
struct DeparturePage {
    page: Frame,
    action: String,
    back: String,
    name: String,
    count: String,
    things: Vec<Thing>,
    on: String,
    on_error: String,
    errors: Vec<FieldError>,
}

impl DeparturePage {
    fn new(frame: Frame, dossier: &Dossier, viewer: &Viewer, fields: &Fields) -> Self {
        let person = &dossier.person;
        let back = format!("/people/{}", person.id);
        let things = things(dossier, viewer);
        Self {
            page: frame.titled("Noter un départ").lit("/mentors").under(person.name(), back.clone()),
            action: path(person.id),
            back,
            name: person.name(),
            count: french::count(things.len(), "chose à régler", "choses à régler"),
            things,
            on: fields.get("on").to_owned(),
            on_error: fields.error("on").to_owned(),
            errors: fields.errors(),
        }
    }
}

/// The open tandems and the pending proposals of the mentor.
fn things(dossier: &Dossier, viewer: &Viewer) -> Vec<Thing> {
    let tandems = dossier.open_tandems().filter(|tandem| dossier.is_mentor(tandem.mentor_id));
    let tandems = tandems.map(|tandem| Thing {
        id: tandem.id,
        what: format!(
            "Tandem avec {}, depuis le {}",
            dossier.other_name(tandem.mentor_id, tandem.journey_id),
            french::day(&tandem.started_on)
        ),
        becomes: "terminé ce jour-là, motif « plus assez de disponibilité » ; l’accompagnement reste ouvert et la personne attend un autre mentor",
        href: format!("/tandems/{}", tandem.id),
    });
    let proposals = dossier.pending_proposals().filter(|proposal| dossier.is_mentor(proposal.mentor_id));
    let proposals = proposals.map(|proposal| Thing {
        id: proposal.id,
        what: format!(
            "Proposition de tandem avec {}, du {}",
            dossier.other_name(proposal.mentor_id, proposal.journey_id),
            french::day(&proposal.proposed_on)
        ),
        becomes: "retirée ; les deux personnes sont prévenues",
        href: if viewer.coordinates() { format!("/proposals/{}", proposal.id) } else { String::new() },
    });
    tandems.chain(proposals).collect()
}

/// Shows what is to be settled before a mentor leaves.
pub async fn ask_departure(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let on = query.get("on").and_then(|on| french::parse_day(on)).unwrap_or_else(|| app.today());
    let fields = Fields::filled([("on", french::typed_day(&on))]);
    let page = DeparturePage::new(frame, &dossier(&app, &viewer, id).await?, &viewer, &fields);
    web::file_page(&page, &[id])
}

/// What the hub holds of a person who is a mentor.
async fn dossier(app: &App, viewer: &Viewer, id: Id) -> Result<Dossier, Error> {
    let dossier = find_dossier(&app.db, viewer.scope(), id).await?;
    dossier.filter(|dossier| dossier.mentor.is_some()).ok_or(Error::NotFound)
}

/// Settles what was shown, and notes that the mentor left.
pub async fn depart(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let seen = fields.choices("seen", |key| key.parse::<Id>().ok());
    if let Some(on) = fields.day("on").filter(|_| fields.is_sound()) {
        let by = viewer.by();
        let write = app.write(&by).await?;
        match leave_as_mentor::run(&write, &by, app.named(), Leaving { person: id, on, seen }).await? {
            Left::Done { closed, withdrawn } => {
                write.commit().await?;
                let done = said(&person.name(), closed, withdrawn);
                return Ok(redirect_with(&format!("/people/{id}"), &done));
            }
            Left::Before(before) => {
                let done = format!("Le départ était déjà noté, au {}.", french::day(&before));
                return Ok(redirect_with(&format!("/people/{id}"), &done));
            }
            Left::ToSettle => fields.refuse(
                "on",
                "Quelque chose a changé depuis que vous avez ouvert cet écran : relisez la liste, puis confirmez.",
            ),
            Left::Refused(error) => fields.refuse("on", error.to_string()),
            Left::CannotClose(error) => fields.refuse("on", error.to_string()),
        }
    }
    let page = DeparturePage::new(frame, &dossier(&app, &viewer, id).await?, &viewer, &fields);
    web::refused_file(&page, &[id])
}

fn said(name: &str, closed: usize, withdrawn: usize) -> String {
    let mut said = format!("Le départ {} est noté.", french::de(name));
    if closed > 0 {
        said += &format!(" {}.", french::count(closed, "tandem est terminé", "tandems sont terminés"));
    }
    if withdrawn > 0 {
        let ended = french::count(withdrawn, "proposition est retirée", "propositions sont retirées");
        said += &format!(" {ended}, et les deux côtés sont prévenus.");
    }
    said
}
