//! A meeting noted from the link to one's own page, without an account.

use askama::Template;
use axum::response::Response;

use super::tandem::{MeetingForm, form};
use super::{field_of, read, sentence, usual};
use crate::acts::follow_ups::note_meeting::{self, Noted};
use crate::db::Id;
use crate::error::Error;
use crate::overview::store::{find_coordinator_of_person, find_own_by_link};
use crate::people::link::PATH;
use crate::state::App;
use crate::web::{self, By, Context, FieldError, Fields, Frame, Human, Viewer, with_key};

#[derive(Template)]
#[template(path = "follow_ups/own_meeting.html")]
struct OwnMeetingPage {
    page: Frame,
    action: String,
    back: String,
    form: MeetingForm,
    errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "follow_ups/own_noted.html")]
struct OwnNotedPage {
    page: Frame,
    what: String,
    back: String,
}

#[derive(Template)]
#[template(path = "proposals/no_question.html")]
struct NobodyPage {
    page: Frame,
}

/// Somebody who notes a meeting of a tandem of theirs.
struct Noting {
    by: By,
    token: String,
    tandem: Id,
    /// The name of the other of the two.
    other: String,
    frame: Frame,
}

impl Noting {
    /// Whoever bears a link, while it serves and the tandem is theirs and open.
    async fn find(
        app: &App,
        viewer: &Viewer,
        mut frame: Frame,
        (token, tandem): (String, Id),
    ) -> Result<Result<Self, NobodyPage>, Error> {
        let own = find_own_by_link(&app.db, &token, app.serving(viewer)).await?;
        let found = own.as_ref().and_then(|(_, dossier)| dossier.open_tandems().find(|one| one.id == tandem));
        let (Some((link, dossier)), Some(found)) = (&own, found) else {
            return Ok(Err(NobodyPage { page: frame.titled("Noter une rencontre") }));
        };
        let coordinator = find_coordinator_of_person(&app.db, link.scope(), dossier.person.id).await?;
        frame.human = Some(Human::hub("Le hub".to_owned(), app.contact_email.clone()));
        let frame = frame.calling(coordinator.as_ref());
        Ok(Ok(Self {
            other: dossier.other_name(found.mentor_id, found.journey_id),
            by: link.by(),
            token,
            tandem,
            frame,
        }))
    }

    fn back(&self) -> String {
        with_key(PATH, &self.token)
    }

    fn page(self, fields: &Fields) -> OwnMeetingPage {
        let back = self.back();
        OwnMeetingPage {
            action: format!("{back}/tandems/{}/meetings", self.tandem),
            page: self.frame.titled(format!("Noter une rencontre avec {}", self.other)),
            back,
            form: form(fields),
            errors: fields.errors(),
        }
    }
}

/// The form. Opening it changes nothing.
pub async fn ask(Context { app, viewer, frame, path, .. }: Context<(String, Id)>) -> Result<Response, Error> {
    match Noting::find(&app, &viewer, frame, path).await? {
        Ok(noting) => web::page(&noting.page(&usual(app.today()))),
        Err(nobody) => web::page(&nobody),
    }
}

/// Notes a meeting: one a day, whoever of the two notes it, and through whatever door.
pub async fn note(
    Context { app, viewer, frame, path, .. }: Context<(String, Id)>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let noting = match Noting::find(&app, &viewer, frame, path).await? {
        Ok(noting) => noting,
        Err(nobody) => return web::refused(&nobody),
    };
    let Some(meeting) = read(&mut fields, noting.tandem) else {
        return web::refused(&noting.page(&fields));
    };
    let write = app.write(&noting.by).await?;
    match note_meeting::run_by_own_link(&write, &noting.token, meeting).await? {
        Noted::Meeting(_, next_on) => {
            write.commit().await?;
            let what = sentence(meeting.held_on, next_on);
            let back = noting.back();
            let page = noting.frame.titled("Merci, c’est noté");
            web::answer_page(&OwnNotedPage { page, what: what.clone(), back }, what)
        }
        Noted::Refused(error) => {
            drop(write);
            fields.refuse(field_of(&error), error.to_string());
            web::refused(&noting.page(&fields))
        }
    }
}
