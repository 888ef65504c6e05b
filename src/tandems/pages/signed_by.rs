//! The page of the signatures of one pair: its two people read and sign the charter there, signed in, and those who follow them note what
//! was signed on paper.

use askama::Template;
use axum::response::Response;
use time::Date;

use crate::accounts::access::{Role, Scope};
use crate::acts::tandems::sign::{self, Paper, Signed, Signing};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::people::person::Person;
use crate::people::store::list_sides;
use crate::proposals::proposal::{Party, Proposal, State};
use crate::proposals::store::{find_proposal, proposal_sides};
use crate::state::App;
use crate::tandems::charter::{Signature, last_signed, owed};
use crate::tandems::store;
use crate::web::{self, Context, FieldError, Fields, Frame, Viewer, redirect_with};

/// One side, and its signature.
struct Side {
    party: &'static str,
    name: String,
    /// Since when it has signed and how, or by when it signs.
    state: String,
    /// The field with the day on the paper; empty where nothing is to be noted.
    field: String,
    on: String,
    error: String,
}

#[derive(Template)]
#[template(path = "tandems/signatures.html")]
struct SignaturesPage {
    page: Frame,
    people: [Id; 2],
    action: String,
    lead: String,
    /// Whether the viewer signs here.
    signs: bool,
    number: u32,
    paragraphs: Vec<String>,
    sides: Vec<Side>,
    errors: Vec<FieldError>,
}

/// The paragraphs of a charter.
pub fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

/// Why nothing was signed, where that is to be said: to one of the two who sign, or to whoever notes it.
pub fn refusal(signed: &Signed, party: Option<Party>) -> Option<String> {
    match signed {
        Signed::Done | Signed::TandemBegun(_) | Signed::Before | Signed::NotAwaited => None,
        Signed::Changed => {
            Some("La charte vient de changer\u{a0}: lisez celle-ci, puis signez-la.".to_owned())
        }
        Signed::Refused(error) => Some(error.to_string()),
        Signed::CannotBegin(error) => {
            Some(party.map_or_else(|| error.to_string(), |party| error.told(party).to_owned()))
        }
    }
}

/// The signatures of a pair.
pub async fn show(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let page = page(&app, &viewer, frame, id, &Fields::default()).await?;
    web::file_page(&page, &page.people)
}

/// One of the two signs; or somebody who follows them notes a signature on paper.
pub async fn sign(context: Context<Id>, mut fields: Fields) -> Result<Response, Error> {
    let (id, viewer) = (context.path, &context.viewer);
    let by = viewer.by();
    let is_own = matches!(viewer.scope(), Scope::Person(_));
    let paper = if is_own { None } else { read_paper(&mut fields, id) };
    if !fields.is_sound() {
        return refused(context, &fields).await;
    }
    let write = context.app.write(&by).await?;
    let signed = match paper {
        Some(paper) => sign::note_paper(&write, &by, context.app.named(), paper).await?,
        None => {
            let charter = fields.get("charter").parse().unwrap_or(0);
            sign::run(&write, &by, context.app.named(), Signing { proposal: id, charter }).await?
        }
    };
    let own = match viewer.role() {
        Some(Role::Mentor) => Some(Party::Mentor),
        Some(Role::Mentee) => Some(Party::Mentee),
        _ => None,
    };
    if let Some(sentence) = refusal(&signed, own) {
        drop(write);
        let field = paper.map_or("charter".to_owned(), |paper| day_field(paper.party));
        fields.refuse(&field, sentence);
        return refused(context, &fields).await;
    }
    write.commit().await?;
    let to = match signed {
        Signed::TandemBegun(tandem) => format!("/tandems/{tandem}"),
        _ => format!("/charters/{id}"),
    };
    let said = match signed {
        Signed::TandemBegun(_) => "Les deux ont signé : le tandem commence. Fixez la première rencontre.",
        Signed::Done if is_own => "Merci, vous avez signé la charte.",
        Signed::Done => "La signature est notée.",
        Signed::Before => "C’était déjà signé : rien n’a changé.",
        _ => "Il n’y a rien à signer pour l’instant.",
    };
    Ok(redirect_with(&to, said))
}

async fn refused(context: Context<Id>, fields: &Fields) -> Result<Response, Error> {
    let Context { app, viewer, frame, path: id, .. } = context;
    let page = page(&app, &viewer, frame, id, fields).await?;
    web::refused_file(&page, &page.people)
}

fn read_paper(fields: &mut Fields, proposal: Id) -> Option<Paper> {
    let party = fields.choice("party", Party::from_code)?;
    let on = fields.day(&day_field(party))?;
    Some(Paper { proposal, party, on })
}

/// The fields differ by side because both forms are on one page.
fn day_field(party: Party) -> String {
    format!("{}_signed_on", party.code())
}

async fn page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    id: Id,
    fields: &Fields,
) -> Result<SignaturesPage, Error> {
    let proposal = find_proposal(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let signatures = store::list_signatures(&app.db, viewer.scope(), id).await?;
    // Before both said yes there is nothing to sign, and one of them may not know of the other yet.
    let charter = store::find_charter(&app.db).await?.filter(|_| !signatures.is_empty());
    let charter = charter.ok_or(Error::NotFound)?;
    let people = list_sides(&app.db, proposal_sides(viewer.scope(), &[id])).await?;
    let pair = people.mentors.get(&proposal.mentor_id).zip(people.journeys.get(&proposal.journey_id));
    let (mentor, mentee) = pair.ok_or(Error::NotFound)?;
    let tandem = store::find_of_proposal(&app.db, viewer.scope(), id).await?;
    let is_open = proposal.state() == State::Accepted || tandem.is_some_and(|tandem| tandem.is_open());
    let own = viewer.account().and_then(|account| account.person_id);
    let side = |party: Party, person: &Person| {
        let may_note = is_open && viewer.is_staff() && owed(&signatures, party).is_some();
        Side {
            party: party.code(),
            name: person.name(),
            state: state(&signatures, party, is_open),
            field: if may_note { day_field(party) } else { String::new() },
            on: fields.get(&day_field(party)).to_owned(),
            error: fields.error(&day_field(party)).to_owned(),
        }
    };
    let of = |party| if party == Party::Mentor { mentor } else { mentee };
    let signs = |party: &Party| is_open && own == Some(of(*party).id) && owed(&signatures, *party).is_some();
    let frame =
        if viewer.is_staff() { frame.under("Tandems", "/tandems") } else { frame.under("Mon espace", "/me") };
    Ok(SignaturesPage {
        page: frame.titled("La charte du tandem"),
        people: [mentor.id, mentee.id],
        action: format!("/charters/{id}"),
        lead: lead(&proposal, is_open).to_owned(),
        signs: Party::ALL.iter().any(signs),
        number: charter.number,
        paragraphs: paragraphs(&charter.text),
        sides: vec![side(Party::Mentor, mentor), side(Party::Mentee, mentee)],
        errors: fields.errors(),
    })
}

fn lead(proposal: &Proposal, is_open: bool) -> &'static str {
    match proposal.state() {
        State::Accepted => "Le tandem commence quand les deux ont signé.",
        State::Begun if is_open => "Le tandem a commencé.",
        State::Begun => "Le tandem est terminé.",
        State::Pending | State::Declined | State::Withdrawn | State::Later => "Ce tandem ne se fera pas.",
    }
}

fn state(signatures: &[Signature], party: Party, is_open: bool) -> String {
    let signed = last_signed(signatures).of(party);
    let signed = signed.map(|signed| format!("Signée le {}, {}.", french::day(&signed.on), signed.way));
    let day = |day: Date| french::day(&day);
    match (owed(signatures, party).filter(|_| is_open), signed) {
        (Some(owed), None) => format!("À signer avant le {}.", day(owed.due_on())),
        (Some(owed), Some(signed)) => {
            format!("{signed} La charte a changé depuis\u{a0}: à signer avant le {}.", day(owed.due_on()))
        }
        (None, Some(signed)) => signed,
        (None, None) => "Pas signée.".to_owned(),
    }
}
