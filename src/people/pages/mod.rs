//! People on the screens: the two lists, a person's page, the forms, and the import of a file.

mod adviser;
mod call;
mod code;
mod contact;
mod export;
mod filters;
mod form;
mod letters;
mod mentees;
mod mentors;
mod messages;
mod own;
mod own_link;
mod person;
mod texts;

use crate::accounts::access::Access::{Fresh, Public, SignedIn, With};
use crate::accounts::access::Right::{
    AnswerFor, Assign, CorrectOneself, EditPeople, ExportLists, OpenFiles, PrintLetters, ReadMessages,
    SeePeople,
};
use crate::db::Id;
use crate::error::Error;
use crate::people::store;
use crate::state::App;
use crate::web::{For, Frame, MenuEntry, Routes, Viewer};

/// The page of mentors and mentees about themselves.
pub const OWN_MENU: [MenuEntry; 1] = [MenuEntry {
    label: "Mon espace",
    href: "/me",
    owns: &["/people", "/tandems", "/problems"],
    offered_to: For::Oneself,
}];

/// The entries of the menu.
pub const MENU: [MenuEntry; 2] = [
    MenuEntry::new("Mentors", "/mentors", SeePeople),
    MenuEntry::new("Personnes accompagnées", "/mentees", SeePeople).with(&[
        "/people",
        "/journeys",
        "/import",
        "/arrivals",
    ]),
];

/// The routes of people.
pub fn routes() -> Routes {
    Routes::of("people")
        .get("/mentors", With(SeePeople), mentors::list)
        .get("/mentees", With(SeePeople), mentees::list)
        .get("/mentors.csv", Fresh(ExportLists), export::mentors)
        .get("/mentees.csv", Fresh(ExportLists), export::mentees)
        .get("/me", SignedIn, person::own)
        .get("/me/contact", With(CorrectOneself), contact::show_own)
        .post("/me/contact", With(CorrectOneself), contact::edit_own)
        .get("/r", Public, code::show)
        .post("/r", Public, code::follow)
        .get("/own/{token}", Public, own_link::show)
        .get("/own/{token}/contact", Public, contact::show_by_link)
        .post("/own/{token}/contact", Public, contact::edit_by_link)
        .get("/letters", With(PrintLetters), letters::list)
        .post("/letters", With(PrintLetters), letters::print)
        .get("/letters/sheets", With(PrintLetters), letters::sheets)
        .post("/letters/posted", With(PrintLetters), letters::post)
        .post("/letters/return", With(PrintLetters), letters::put_back)
        .get("/people/new", With(EditPeople), form::new_person)
        .post("/people", With(EditPeople), form::create)
        .get("/people/{id}", With(OpenFiles), person::show)
        .get("/people/{id}/messages", With(ReadMessages), messages::show)
        .get("/people/{id}/contact", With(EditPeople), contact::show)
        .post("/people/{id}/contact", With(EditPeople), contact::edit)
        .post("/text/replies", Public, texts::reply)
        .get("/people/{id}/edition", With(EditPeople), form::person_form)
        .post("/people/{id}/edition", With(EditPeople), form::edit_person)
        .get("/people/{id}/call", With(AnswerFor), call::ask)
        .post("/people/{id}/call", With(AnswerFor), call::begin)
        .get("/people/{id}/adviser", With(Assign), adviser::ask)
        .post("/people/{id}/adviser", With(Assign), adviser::assign)
        .get("/people/{id}/mentor", With(EditPeople), form::mentor_form)
        .post("/people/{id}/mentor", With(EditPeople), form::edit_mentor)
        .get("/people/{id}/departure", With(EditPeople), form::ask_departure)
        .post("/people/{id}/departure", With(EditPeople), form::depart)
        .get("/people/{id}/journeys/new", With(EditPeople), form::new_journey)
        .post("/people/{id}/journeys", With(EditPeople), form::add_journey)
        .get("/journeys/{id}/edition", With(EditPeople), form::journey_form)
        .post("/journeys/{id}/edition", With(EditPeople), form::edit_journey)
        .get("/journeys/{id}/end", With(EditPeople), form::end_form)
        .post("/journeys/{id}/end", With(EditPeople), form::end)
}

/// The frame of a page about a person, in the menu among the mentors or among those who are accompanied.
async fn among_theirs(app: &App, viewer: &Viewer, frame: Frame, person: Id) -> Result<Frame, Error> {
    let is_mentor = store::mentor_of(&app.db, viewer.scope(), person).await?.is_some();
    Ok(frame.lit(if is_mentor { "/mentors" } else { "/mentees" }))
}
