//! A reminder, shown as it will leave before somebody sends it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use crate::acts;
use crate::acts::proposals::remind::{Reminded, Reminding};
use crate::db::Id;
use crate::error::Error;
use crate::links;
use crate::mail::Recipient;
use crate::overview::store::{Asked, find_asked};
use crate::people::reach::recipient;
use crate::people::store::find_ways;
use crate::proposals::link::PATH;
use crate::proposals::messages::{self, Asking};
use crate::proposals::proposal::Party;
use crate::settings;
use crate::state::App;
use crate::web::{self, Context, Fields, Frame, redirect_with};

/// What stands in the place of the link, which is made when the message leaves.
const LINK: &str = "…";

#[derive(Template)]
#[template(path = "proposals/reminder.html")]
struct ReminderPage {
    page: Frame,
    id: Id,
    party: &'static str,
    /// What leaves; nothing when no answer is awaited of somebody with an address.
    letter: Option<Letter>,
}

/// The message, as it will be read.
struct Letter {
    to: String,
    subject: String,
    text: String,
}

/// Shows the message to a side whose answer is awaited.
pub async fn show(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let party = query.get("party").and_then(|code| Party::from_code(code)).unwrap_or(Party::Mentor);
    let asked = find_asked(&app.db, viewer.scope(), id, party).await?.ok_or(Error::NotFound)?;
    let ways = find_ways(&app.db, [&asked.own]).await?;
    let to = recipient(&asked.own, &ways);
    let letter = match (asked.proposal.awaited().find(|(awaited, _)| *awaited == party), to) {
        (Some(_), Some(to)) => Some(letter(&app, &asked, party, to).await?),
        _ => None,
    };
    let frame = frame.titled("Relancer").under("Propositions", "/proposals");
    let page = frame.under(format!("Proposition avec {}", asked.other), format!("/proposals/{id}"));
    web::list_page(&ReminderPage { page, id, party: party.code(), letter }, 2)
}

/// The reminder to one side, in the words of the hub.
async fn letter(app: &App, asked: &Asked, party: Party, to: Recipient) -> Result<Letter, Error> {
    let asking = Asking {
        party,
        first_name: &asked.own.first_name,
        other: &asked.other,
        place: asked.place,
        track: asked.track,
        reasons: &asked.proposal.reasons,
        said_yes: asked.proposal.answer(party.other()).is_some_and(|answer| answer.agrees),
        again: true,
        due_on: asked.proposal.due_on(party).unwrap_or(asked.proposal.proposed_on),
        address: links::address(app.named().base_url, PATH, LINK),
        coordinator: asked.coordinator.as_ref(),
    };
    let told = to.told();
    let message = messages::asked(to, &asking)?;
    let wording = settings::store::wording(&app.db, message.kind()).await?;
    let message = message.in_words(&wording)?;
    Ok(Letter { to: told, subject: message.subject().to_owned(), text: message.text().to_owned() })
}

const NOT_AWAITED: &str =
    "Aucun message ne peut partir : cette réponse n’est plus attendue, ou il n’y a pas d’adresse où écrire.";

/// Sends it.
pub async fn send(
    Context { app, viewer, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let party =
        fields.choice("party", Party::from_code).ok_or_else(|| Error::Unreadable("party".to_owned()))?;
    let by = viewer.by();
    let write = app.write(&by).await?;
    let reminding = Reminding { proposal: id, party };
    let said = match acts::proposals::remind::run(&write, &by, app.named(), reminding).await? {
        Reminded::Sent => "La relance part, aux heures où le hub écrit.",
        Reminded::NotAwaited | Reminded::NoAddress => NOT_AWAITED,
        Reminded::Today => "Un message est déjà parti aujourd’hui : un par jour suffit.",
        Reminded::InRehearsal => "Le hub est en répétition : rien ne lui est encore parvenu.",
    };
    write.commit().await?;
    Ok(redirect_with(&format!("/proposals/{id}"), said))
}
