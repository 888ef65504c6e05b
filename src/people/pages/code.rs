//! The page on which somebody types the code of a letter, and goes on to their own duty.

use askama::Template;
use axum::response::Response;

use crate::acts::links::follow_code::{self, Followed};
use crate::error::Error;
use crate::french;
use crate::web::{self, Context, FieldError, Fields, Frame};

#[derive(Template)]
#[template(path = "people/code.html")]
struct CodePage {
    page: Frame,
    code: String,
    code_error: String,
    errors: Vec<FieldError>,
}

fn page(frame: Frame, fields: &Fields) -> CodePage {
    CodePage {
        page: frame.titled("Le code de votre courrier"),
        code: fields.get("code").to_owned(),
        code_error: fields.error("code").to_owned(),
        errors: fields.errors(),
    }
}

/// The form.
pub async fn show(Context { frame, .. }: Context) -> Result<Response, Error> {
    web::page(&page(frame, &Fields::default()))
}

/// Leads to where the link of a code leads.
pub async fn follow(
    Context { app, viewer, frame, caller, .. }: Context,
    mut fields: Fields,
) -> Result<Response, Error> {
    let write = app.write(&viewer.by()).await?;
    let followed = follow_code::run(&write, &viewer.by(), fields.get("code"), &caller.network).await?;
    // What was counted stays, whatever was found.
    write.commit().await?;
    let sentence = match followed {
        Followed::To(path) => return Ok(web::redirect(&path)),
        Followed::Unknown => {
            "Aucun courrier en cours n’a ce code. Vérifiez chaque lettre, ou appelez le numéro imprimé sur le courrier.".to_owned()
        }
        Followed::TryLater(until) => format!(
            "Trop de codes ont été essayés. Réessayez dans {}, ou appelez le numéro imprimé sur le courrier.",
            french::wait(until.seconds() - app.now().seconds())
        ),
    };
    fields.refuse("code", sentence);
    web::refused(&page(frame, &fields))
}
