//! The page of a problem, for whoever handles it.

use askama::Template;
use axum::response::Response;

use crate::acts::problems::close::{self, Closed, Closing};
use crate::contact::Phone;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::overview::steps::StepBand;
use crate::overview::store::{ProblemFile, find_problem_file};
use crate::people::person::Person;
use crate::problems::problem::{Outcome, Problem};
use crate::proposals::proposal::Party;
use crate::state::App;
use crate::web::{self, Choice, Context, FieldError, Fields, Frame, Viewer, redirect_with};

/// One of the two, to be called.
struct Side {
    part: &'static str,
    role: &'static str,
    id: Id,
    name: String,
    initials: String,
    phone: String,
    phone_href: String,
    email: String,
}

#[derive(Template)]
#[template(path = "problems/problem.html")]
struct ProblemPage {
    page: Frame,
    id: Id,
    step: Option<StepBand>,
    /// Who reported it, and when.
    lead: String,
    kind: String,
    words: String,
    sides: [Side; 2],
    /// The tandem or proposal it is about.
    pair_href: String,
    is_hidden: bool,
    /// How it ended; empty while it is open.
    ended: String,
    outcomes: Vec<Choice>,
    outcome_error: String,
    contact_back: bool,
    errors: Vec<FieldError>,
}

async fn page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    id: Id,
    fields: &Fields,
) -> Result<ProblemPage, Error> {
    let file = find_problem_file(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let ProblemFile { problem, mentor, mentee, tandem, proposal, closed_by, step, is_hidden } = file;
    let who = match problem.party {
        Party::Mentor => &mentor,
        Party::Mentee => &mentee,
    };
    let outcome = |one: &Outcome| {
        Choice::new(one.code(), french::capitalised(one.label()), fields.get("outcome") == one.code())
    };
    let at = french::moment(problem.reported_at.in_paris());
    let pair_href = match (tandem, proposal) {
        (Some(tandem), _) => format!("/tandems/{tandem}"),
        (None, Some(proposal)) => format!("/proposals/{proposal}"),
        (None, None) => String::new(),
    };
    Ok(ProblemPage {
        page: frame
            .titled(format!("Signalement\u{a0}: {} et {}", mentor.name(), mentee.name()))
            .under("À faire", "/steps"),
        id,
        step: step.map(|step| StepBand { href: String::new(), ..step.band_on_its_page(viewer, app.today()) }),
        lead: format!("{} l’a écrit le {at}.", who.name()),
        kind: french::capitalised(problem.kind.label()),
        ended: ended(&problem, &closed_by),
        words: problem.words.unwrap_or_default(),
        sides: [side(&mentor, Party::Mentor), side(&mentee, Party::Mentee)],
        pair_href,
        is_hidden,
        outcomes: Outcome::ALL.iter().map(outcome).collect(),
        outcome_error: fields.error("outcome").to_owned(),
        contact_back: fields.has("contact_back", "yes"),
        errors: fields.errors(),
    })
}

fn ended(problem: &Problem, by: &str) -> String {
    let Some(closed) = problem.closed else { return String::new() };
    format!("Terminé le {} par {by}\u{a0}: {}.", french::day(&closed.on), closed.outcome)
}

fn side(person: &Person, party: Party) -> Side {
    let name = person.name();
    let phone = person.phone.clone().unwrap_or_default();
    let href = Phone::parse(&phone).map(|phone| format!("tel:{}", phone.as_str()));
    Side {
        part: party.code(),
        role: match party {
            Party::Mentor => "Mentor",
            Party::Mentee => "Personne accompagnée",
        },
        id: person.id,
        initials: french::initials(&name),
        name,
        phone,
        phone_href: href.unwrap_or_default(),
        email: person.email.clone().unwrap_or_default(),
    }
}

impl ProblemPage {
    fn people(&self) -> [Id; 2] {
        let [mentor, mentee] = &self.sides;
        [mentor.id, mentee.id]
    }
}

/// The page of a problem.
pub async fn show(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let page = page(&app, &viewer, frame, id, &Fields::default()).await?;
    web::file_page(&page, &page.people())
}

/// Closes a problem.
pub async fn close(context: Context<Id>, mut fields: Fields) -> Result<Response, Error> {
    let Some(outcome) = fields.choice("outcome", Outcome::from_code).filter(|_| fields.is_sound()) else {
        return refused(context, &fields).await;
    };
    let gives_contact_back = fields.has("contact_back", "yes");
    let by = context.viewer.by();
    let write = context.app.write(&by).await?;
    let closing = Closing { problem: context.path, outcome, gives_contact_back };
    let sentence = match close::run(&write, &by, context.app.named(), closing).await? {
        Closed::Done => {
            write.commit().await?;
            let said = if gives_contact_back {
                "Le signalement est terminé. Les deux personnes retrouvent leurs coordonnées."
            } else {
                "Le signalement est terminé. Les coordonnées restent cachées."
            };
            return Ok(redirect_with(&format!("/problems/{}", context.path), said));
        }
        Closed::Refused(error) => error.to_string(),
        Closed::CannotEnd(error) => error.to_string(),
        Closed::CannotLeave => "Ce départ se note sur la fiche du mentor.".to_owned(),
    };
    drop(write);
    fields.refuse("outcome", sentence);
    refused(context, &fields).await
}

async fn refused(context: Context<Id>, fields: &Fields) -> Result<Response, Error> {
    let Context { app, viewer, frame, path: id, .. } = context;
    let page = page(&app, &viewer, frame, id, fields).await?;
    web::refused_file(&page, &page.people())
}
