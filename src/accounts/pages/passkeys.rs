//! Passkeys as a second factor: adding one, the challenge that proves it, and removing one.
//!
//! A challenge is drawn by script and answered with a form, so that what follows is a page like any other.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::entry::browser;
use super::second_factor::{enrolled_page, enrolment_page};
use crate::accounts::passkey::{Ceremony, LONGEST_LABEL};
use crate::acts::accounts::enrol_passkey::{self, Enrolling, Outcome};
use crate::acts::accounts::{begin_passkey, remove_passkey};
use crate::db::Id;
use crate::error::Error;
use crate::web::{self, Context, Fields, redirect, redirect_with};

/// Draws the challenge of a new passkey.
pub async fn begin_enrolment(context: Context) -> Result<Response, Error> {
    begin(context, Ceremony::Enrolment).await
}

/// Draws the challenge that one of one's passkeys answers.
pub async fn begin_proof(context: Context) -> Result<Response, Error> {
    begin(context, Ceremony::Proof).await
}

async fn begin(Context { app, viewer, .. }: Context, ceremony: Ceremony) -> Result<Response, Error> {
    let by = viewer.by();
    let write = app.write(&by).await?;
    let challenge = begin_passkey::run(&write, &by, ceremony, &app.base_url).await?;
    write.commit().await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], challenge).into_response())
}

/// Takes the answer of a new passkey: it is from now on a second factor.
pub async fn enrol(
    Context { app, viewer, caller, frame, .. }: Context,
    mut fields: Fields,
) -> Result<Response, Error> {
    let label = fields.text("label", LONGEST_LABEL);
    let by = viewer.by();
    let write = app.write(&by).await?;
    let answer = fields.get("credential");
    let enrolling = Enrolling { label, answer, browser: &browser(&caller), hub: app.named() };
    let outcome = enrol_passkey::run(&write, &by, enrolling).await?;
    write.commit().await?;
    match outcome {
        Outcome::Enrolled(enrolled) => return enrolled_page(&app, frame, enrolled),
        Outcome::Wrong => {
            fields.refuse("credential", "La clé d’accès n’a pas été créée. Recommencez.");
        }
        // The sentence is at the field already.
        Outcome::WithoutName => {}
    }
    web::refused(&enrolment_page(&app, &viewer, frame, &fields).await?)
}

/// Removes one of one's passkeys, unless it is the last second factor.
pub async fn remove(Context { app, viewer, path: passkey, .. }: Context<Id>) -> Result<Response, Error> {
    let by = viewer.by();
    let write = app.write(&by).await?;
    let removed = remove_passkey::run(&write, &by, passkey, app.named()).await?;
    write.commit().await?;
    match removed {
        remove_passkey::Removed::Done => Ok(redirect_with("/account", "Cette clé d’accès est retirée.")),
        remove_passkey::Removed::ProveAgain => Ok(redirect("/second-factor?next=/account")),
        remove_passkey::Removed::LastFactor => Err(Error::Refused(
            "C’est votre seul second facteur : ajoutez-en un autre avant de retirer celui-ci.".to_owned(),
        )),
    }
}
