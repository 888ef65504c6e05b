//! The form that records the answers of both sides.

use axum::response::Response;

use super::proposal::{self, Sent};
use crate::accounts::viewer::By;
use crate::acts;
use crate::acts::proposals::answer::{Answered, Answering};
use crate::acts::proposals::put_off::{PutOff, PuttingOff};
use crate::db::{Id, Write};
use crate::error::Error;
use crate::proposals::proposal::{AnswerError, Later, Party, Refusal};
use crate::state::App;
use crate::web::{self, Context, Fields, redirect_with};

/// The longest reason for a no, in characters.
const LONGEST_REASON: usize = 300;
/// Where the list of proposals is, with what narrows it.
const LIST: &str = "/proposals?";

/// An answer that a form notes.
enum Noted {
    Answer(Answering),
    Later(PuttingOff),
}

/// Records one side's answer.
pub async fn record(context: Context<Id>, mut fields: Fields) -> Result<Response, Error> {
    let party =
        fields.choice("party", Party::from_code).ok_or_else(|| Error::Unreadable("party".to_owned()))?;
    let Some(noted) = read(&mut fields, context.path, party) else {
        return refused(context, party, &fields).await;
    };
    let by = context.viewer.by();
    let write = context.app.write(&by).await?;
    match note(&write, &by, &context.app, noted).await? {
        Ok((to, said)) => {
            write.commit().await?;
            // Whoever notes the answers of a list goes on there.
            let list = Some(fields.get("back")).filter(|back| back.starts_with(LIST));
            Ok(redirect_with(list.unwrap_or(&to), said))
        }
        Err((field, sentence)) => {
            drop(write);
            fields.refuse(&field_of(party, field), sentence);
            refused(context, party, &fields).await
        }
    }
}

/// What the form of one side says; notes at each field what is wrong.
fn read(fields: &mut Fields, proposal: Id, party: Party) -> Option<Noted> {
    let [answer, refusal, reason, from] = field_names(party);
    if fields.get(&answer) == "later" {
        let from = fields.day(&from)?;
        return Some(Noted::Later(PuttingOff { proposal, later: Later { party, from } }));
    }
    let agrees = fields.choice(&answer, yes_or_no);
    let reason = fields.optional_text(&reason, LONGEST_REASON);
    let of_side = |code: &str| Refusal::from_code(code).filter(|why| why.is_for(party));
    let refusal = fields.optional_choice(&refusal, of_side);
    let agrees = agrees.filter(|_| fields.is_sound())?;
    Some(Noted::Answer(Answering { proposal, party, agrees, refusal, reason }))
}

/// Where one goes once it is noted, and what is said there.
type Said = (String, &'static str);

/// Notes an answer; else the field at which it is refused, and why.
async fn note(
    write: &Write,
    by: &By,
    app: &App,
    noted: Noted,
) -> Result<Result<Said, (&'static str, String)>, Error> {
    let page = |id: Id| format!("/proposals/{id}");
    match noted {
        Noted::Later(putting_off) => {
            Ok(match acts::proposals::put_off::run(write, by, putting_off).await? {
                PutOff::Done => Ok((
                    page(putting_off.proposal),
                    "C’est noté : d’ici là, rien ne lui est demandé. Ce n’est pas un non.",
                )),
                PutOff::Refused(error @ AnswerError::OutOfReach(_)) => Err((FROM, error.to_string())),
                PutOff::Refused(error) => Err((ANSWER, error.to_string())),
            })
        }
        Noted::Answer(answering) => {
            let here = page(answering.proposal);
            Ok(match acts::proposals::answer::run(write, by, app.named(), answering).await? {
                Answered::TandemBegun(id) => Ok((
                    format!("/tandems/{id}"),
                    "Deux oui : le tandem commence. Fixez la première rencontre.",
                )),
                Answered::ToSign => Ok((
                    here,
                    "Deux oui : chacun reçoit la charte. Le tandem commence avec la deuxième signature.",
                )),
                Answered::Pending => Ok((here, "Réponse notée. Il reste à recueillir l’autre.")),
                Answered::Declined => Ok((
                    "/proposals".to_owned(),
                    "Réponse notée. La personne attend de nouveau, et ce binôme ne reviendra pas.",
                )),
                Answered::Refused(error) => Err((REASON, error.to_string())),
                Answered::CannotBegin(error) => Err((ANSWER, error.to_string())),
            })
        }
    }
}

const ANSWER: &str = "answer";
const REFUSAL: &str = "refusal";
const REASON: &str = "reason";
const FROM: &str = "from";

/// The names of the fields of one side's form: the answer, the reason of the list for a no, its words, and the day from which it is the
/// moment. They differ by side because both forms are on one page.
pub fn field_names(party: Party) -> [String; 4] {
    [ANSWER, REFUSAL, REASON, FROM].map(|field| field_of(party, field))
}

fn field_of(party: Party, field: &str) -> String {
    format!("{}_{field}", party.code())
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
    let page = proposal::page(&app, &viewer, frame, id, Sent::Answer(party, fields)).await?;
    web::refused_file(&page, &page.people())
}
