//! The form that records the answers of both sides.

use axum::response::Response;

use super::list::{self, Sent};
use crate::acts;
use crate::acts::proposals::answer::{Answered, Answering};
use crate::db::Id;
use crate::error::Error;
use crate::proposals::proposal::Party;
use crate::web::{self, Context, Fields, redirect_with};

/// The longest reason for a no, in characters.
const LONGEST_REASON: usize = 300;

/// Records one side's answer.
pub async fn record(context: Context<Id>, mut fields: Fields) -> Result<Response, Error> {
    let party =
        fields.choice("party", Party::from_code).ok_or_else(|| Error::Unreadable("party".to_owned()))?;
    let (answer_field, reason_field) = field_names(party);
    let agrees = fields.choice(&answer_field, yes_or_no);
    let reason = fields.optional_text(&reason_field, LONGEST_REASON);
    let Some(agrees) = agrees.filter(|_| fields.is_sound()) else {
        return refused(context, party, &fields).await;
    };
    let by = context.viewer.by();
    let write = context.app.write(&by).await?;
    let answering = Answering { proposal: context.path, party, agrees, refusal: None, reason };
    let (to, message) =
        match acts::proposals::answer::run(&write, &by, context.app.named(), answering).await? {
            Answered::TandemBegun(id) => {
                (format!("/tandems/{id}"), "Deux oui : le tandem commence. Fixez la première rencontre.")
            }
            Answered::ToSign => (
                format!("/proposals/{}", context.path),
                "Deux oui : chacun reçoit la charte. Le tandem commence avec la deuxième signature.",
            ),
            Answered::Pending => {
                (format!("/proposals/{}", context.path), "Réponse notée. Il reste à recueillir l’autre.")
            }
            Answered::Declined => (
                "/proposals".to_owned(),
                "Réponse notée. La personne attend de nouveau, et ce binôme ne reviendra pas.",
            ),
            Answered::Refused(error) => {
                drop(write);
                fields.refuse(&reason_field, error.to_string());
                return refused(context, party, &fields).await;
            }
            Answered::CannotBegin(error) => {
                drop(write);
                fields.refuse(&answer_field, error.to_string());
                return refused(context, party, &fields).await;
            }
        };
    write.commit().await?;
    Ok(redirect_with(&to, message))
}

/// The names of the fields of one side's form. They differ by side because both forms are on one page.
pub fn field_names(party: Party) -> (String, String) {
    (format!("{}_answer", party.code()), format!("{}_reason", party.code()))
}

fn yes_or_no(answer: &str) -> Option<bool> {
    match answer {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

async fn refused(context: Context<Id>, party: Party, fields: &Fields) -> Result<Response, Error> {
    let Context { app, viewer, frame, path: id, .. } = context;
    let page = list::page(&app, &viewer, frame, id, Sent::Answer(party, fields)).await?;
    web::refused_file(&page, &page.people())
}
