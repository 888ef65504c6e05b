//! The form of a person, alone or with the part they come for.

use std::collections::BTreeSet;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use time::Date;

use super::choices::{
    JourneyChoices, MOST_LANGUAGES, MentorChoices, PersonChoices, ProfileChoices, is_blank, language_field,
    level_field,
};
use super::{FormPage, default_choice, filled, journey, mentor, origin_choices, origin_of};
use crate::accounts::store as accounts;
use crate::app::App;
use crate::db::{self, Id, Write, new_id};
use crate::error::Error;
use crate::mail::{self, Message};
use crate::people::contact::{Email, Phone, Siren};
use crate::people::newcomer::{Newcomer, Origin, Part};
use crate::people::person::{Person, Sex};
use crate::people::profile::{Language, Languages, Level};
use crate::people::{store, words};
use crate::requests::{self, Request};
use crate::territories::places;
use crate::web::{Fields, Frame, Viewer, redirect_with, with_query};

/// The part somebody is registered for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum As {
    /// To accompany others.
    Mentor,
    /// To be accompanied.
    #[default]
    Mentee,
}

#[derive(Deserialize)]
pub struct NewQuery {
    #[serde(default)]
    r#as: As,
    /// The request to join that is answered by registering its author.
    request: Option<Id>,
}

/// The form of somebody new, for a part.
pub async fn new_person(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Query(query): Query<NewQuery>,
) -> Result<Response, Error> {
    let mut values = filled::newcomer(app.today());
    values.push(("origin".to_owned(), default_choice(&app, &viewer).await?));
    if let Some(request) = asked(&app, &viewer, &query).await? {
        values.extend(filled::asked(&request));
    }
    new_page(&app, &viewer, frame, &query, Fields::filled(values)).await?.answer()
}

/// The request to join that the form answers, as long as it waits. Only who coordinates reads requests.
async fn asked(app: &App, viewer: &Viewer, query: &NewQuery) -> Result<Option<Request>, Error> {
    let Some(id) = query.request.filter(|_| viewer.coordinates()) else { return Ok(None) };
    Ok(requests::store::find(&app.db, viewer.scope(), id).await?)
}

async fn new_page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    query: &NewQuery,
    fields: Fields,
) -> Result<FormPage, Error> {
    let part = query.r#as;
    let origins = origin_choices(app, viewer, fields.get("origin")).await?;
    let (title, verb, above, back) = match part {
        As::Mentor => ("Ajouter un mentor", "Enregistrer ce mentor", "Mentors", "/mentors"),
        As::Mentee => ("Accueillir une personne", "Enregistrer cette personne", "Mentoré·es", "/mentees"),
    };
    let part_code = if part == As::Mentor { "mentor" } else { "mentee" };
    let request = query.request.map(|id| id.to_string()).unwrap_or_default();
    let action = with_query("/people", &[("as", part_code), ("request", &request)]);
    let page = FormPage::new(frame.titled(title).under(above, back), action, verb, back.to_owned(), fields);
    Ok(FormPage {
        person: Some(PersonChoices::new(&page.fields, origins)),
        mentor: (part == As::Mentor).then(|| MentorChoices::new(&page.fields, false)),
        journey: (part == As::Mentee).then(|| JourneyChoices::new(&page.fields)),
        profile: Some(ProfileChoices::new(&page.fields, part == As::Mentor)),
        ..page
    })
}

/// Registers somebody with the part they come for.
pub async fn create(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Query(query): Query<NewQuery>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let today = app.today();
    let request = asked(&app, &viewer, &query).await?;
    let origin = origin_of(&app, &viewer, &fields).await?;
    let who = Who { id: new_id(), registered_on: today, origin, businesses: BTreeSet::new() };
    let person = read(&mut fields, &who, today);
    let part = match query.r#as {
        As::Mentor => mentor::read(&mut fields, mentor::Who::new(who.id, today), today).map(Part::Mentor),
        As::Mentee => journey::read(&mut fields, journey::Who::new(who.id), today).map(Part::Journey),
    };
    refuse_taken_email(&app, &mut fields, who.id).await?;
    if let (Some(person), Some(part), true) = (person, part, fields.is_sound()) {
        let newcomer = Newcomer { person, part };
        let write = app.write(&viewer).await?;
        match store::insert_newcomer(&write, &newcomer).await {
            Ok(()) => {
                if let Some(request) = request {
                    requests::store::end(&write, request.id, "registered").await?;
                }
                write.commit().await?;
                let done = format!("{} est maintenant sur le hub.", newcomer.person.name());
                return Ok(redirect_with(&format!("/people/{}", who.id), &done));
            }
            Err(error) if db::is_duplicate(&error) => fields.refuse("email", EMAIL_TAKEN),
            Err(error) => return Err(error.into()),
        }
    }
    new_page(&app, &viewer, frame, &query, fields).await?.answer()
}

/// The form of a person of the viewer's scope.
pub async fn person_form(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let fields = Fields::filled(filled::person(&person));
    edit_page(&app, &viewer, frame, &person, fields).await?.answer()
}

async fn edit_page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    person: &Person,
    fields: Fields,
) -> Result<FormPage, Error> {
    let origins = origin_choices(app, viewer, fields.get("origin")).await?;
    let back = format!("/people/{}", person.id);
    let frame = frame.titled("Modifier la fiche").under(person.name(), back.clone());
    let page = FormPage::new(frame, format!("{back}/edition"), "Enregistrer la fiche", back, fields);
    Ok(FormPage { about: Some(person.id), person: Some(PersonChoices::new(&page.fields, origins)), ..page })
}

/// Changes what is known of a person. An adviser's person stays with who brought them.
pub async fn edit_person(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path(id): Path<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let before = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let same = Origin { organisation_id: before.organisation_id, branch_id: before.branch_id };
    let origin = if viewer.coordinates() { origin_of(&app, &viewer, &fields).await? } else { Some(same) };
    let who = Who { id, registered_on: before.registered_on, origin, businesses: before.businesses.clone() };
    let person = read(&mut fields, &who, app.today());
    refuse_taken_email(&app, &mut fields, id).await?;
    let moves = person.as_ref().is_some_and(|person| person.email != before.email);
    if moves && !viewer.is_fresh() {
        fields.refuse("email", NOT_FRESH);
    }
    if let (Some(person), true) = (person, fields.is_sound()) {
        let write = app.write(&viewer).await?;
        match store::save(&write, &person).await {
            Ok(()) => {
                if moves {
                    leave_address(&app, &write, &before).await?;
                }
                if person.organisation_id != before.organisation_id {
                    accounts::forget_openings(&write, id).await?;
                }
                write.commit().await?;
                return Ok(redirect_with(&format!("/people/{id}"), "La fiche est enregistrée."));
            }
            Err(error) if db::is_duplicate(&error) => fields.refuse("email", EMAIL_TAKEN),
            Err(error) => return Err(error.into()),
        }
    }
    edit_page(&app, &viewer, frame, &before, fields).await?.answer()
}

const NOT_FRESH: &str = "Changer l’adresse change qui peut entrer à la place de cette personne : ouvrez « Mon accès » dans un autre \
    onglet, donnez votre second facteur, puis renvoyez cette fiche.";

/// The old address no longer enters as this person, and is told so.
async fn leave_address(app: &App, write: &Write, before: &Person) -> Result<(), Error> {
    accounts::withdraw_of_person(write, before.id, app.today()).await?;
    let message = Message {
        recipient: before.email.clone(),
        purpose: "address_changed",
        subject: "Votre adresse sur le hub du mentorat a changé".to_owned(),
        body: format!(
            "Bonjour,\n\nL’adresse de votre dossier sur le hub du mentorat vient d’être changée : celle-ci ne permet plus d’y \
             entrer.\nSi vous ne l’avez pas demandé, écrivez à {}.\n",
            app.contact_email
        ),
    };
    Ok(mail::push(write, &app.secret, message).await?)
}

const EMAIL_TAKEN: &str = "Cette adresse est déjà celle d’une personne du hub : cherchez-la par son nom, ou donnez une autre adresse.";

async fn refuse_taken_email(app: &App, fields: &mut Fields, own: Id) -> Result<(), Error> {
    if let Ok(email) = Email::parse(fields.get("email")) {
        let holder = store::find_by_email(&app.db, email.as_str()).await?;
        if holder.is_some_and(|holder| holder != own) {
            fields.refuse("email", EMAIL_TAKEN);
        }
    }
    Ok(())
}

/// What a form of a person does not ask.
struct Who {
    id: Id,
    registered_on: Date,
    origin: Option<Origin>,
    /// Those already kept.
    businesses: BTreeSet<String>,
}

/// Reads the section on the person; notes at each field what is wrong.
fn read(fields: &mut Fields, who: &Who, today: Date) -> Option<Person> {
    let first_name = name(fields, "first_name", "Écrivez le prénom.");
    let last_name = name(fields, "last_name", "Écrivez le nom.");
    let email =
        Email::parse(fields.get("email")).map_err(|error| fields.refuse("email", error.to_string())).ok();
    let phone = phone(fields);
    let (postcode, place_code) = home(fields);
    let birth_year = birth_year(fields, today);
    let languages = languages(fields);
    let businesses = businesses(fields, &who.businesses);
    if who.origin.is_none() {
        fields.refuse("origin", "Choisissez la structure qui a orienté cette personne.");
    }
    Some(Person {
        id: who.id,
        first_name: first_name?,
        last_name: last_name?,
        email: email?.as_str().to_owned(),
        phone,
        postcode,
        place_code,
        birth_year,
        sex: Sex::from_code(fields.get("sex")),
        in_qpv: match fields.get("in_qpv") {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
        },
        organisation_id: who.origin?.organisation_id,
        branch_id: who.origin?.branch_id,
        registered_on: who.registered_on,
        languages,
        businesses,
    })
}

fn name(fields: &mut Fields, field: &str, missing: &str) -> Option<String> {
    if fields.get(field).is_empty() {
        fields.refuse(field, missing);
    }
    fields.text(field, 80)
}

fn phone(fields: &mut Fields) -> Option<String> {
    let typed = fields.get("phone");
    if typed.is_empty() {
        return None;
    }
    let phone = Phone::parse(typed).map_err(|error| fields.refuse("phone", error.to_string()));
    phone.ok().map(|phone| phone.as_str().to_owned())
}

/// The youngest age one registers at, in years.
const YOUNGEST: i32 = 15;

fn birth_year(fields: &mut Fields, today: Date) -> Option<u16> {
    let latest = u16::try_from(today.year() - YOUNGEST).unwrap_or(u16::MAX);
    if fields.get("birth_year").is_empty() { None } else { fields.number("birth_year", 1920, latest) }
}

/// The postal code and the place. Outside the metropolis the postal code alone is kept; where it serves several
/// municipalities, somebody must choose.
fn home(fields: &mut Fields) -> (Option<String>, Option<String>) {
    let postcode = fields.get("postcode").replace(' ', "");
    let chosen = places::get(fields.get("place"));
    if postcode.is_empty() {
        let only = chosen.and_then(|place| <[&str; 1]>::try_from(place.postcodes.clone()).ok());
        return (only.map(|[only]| only.to_owned()), chosen.map(|place| place.code.to_owned()));
    }
    if postcode.len() != 5 || !postcode.bytes().all(|sign| sign.is_ascii_digit()) {
        fields.refuse("postcode", "Un code postal a cinq chiffres, par exemple 13013.");
        return (None, None);
    }
    let served = places::by_postcode(&postcode);
    let place = match (chosen, served.as_slice()) {
        (Some(place), _) if place.has_postcode(&postcode) => Some(place),
        (Some(place), _) => {
            let name = words::place_name(place);
            fields.refuse(
                "place",
                format!("Le code postal {postcode} n’est pas celui de {name}\u{a0}: corrigez l’un des deux."),
            );
            None
        }
        (None, []) => None,
        (None, [only]) => Some(*only),
        (None, several) => {
            let names: Vec<&str> = several.iter().map(|place| words::place_name(place)).collect();
            fields.refuse(
                "place",
                format!("Le code postal {postcode} sert {}\u{a0}: choisissez.", names.join(", ")),
            );
            None
        }
    };
    (Some(postcode), place.map(|place| place.code.to_owned()))
}

fn languages(fields: &mut Fields) -> Languages {
    let mut languages = Languages::new();
    for number in 1..=MOST_LANGUAGES {
        if is_blank(fields, number) {
            continue;
        }
        let (language_name, level_name) = (language_field(number), level_field(number));
        let language = Language::from_code(fields.get(&language_name));
        let level = Level::from_code(fields.get(&level_name));
        match (language, level) {
            (Some(language), Some(level)) if !languages.contains_key(&language) => {
                languages.insert(language, level);
            }
            (Some(language), Some(_)) => {
                fields.refuse(
                    &language_name,
                    format!("La langue «\u{a0}{language}\u{a0}» est donnée deux fois."),
                );
            }
            (Some(language), None) => {
                fields.refuse(
                    &level_name,
                    format!("Choisissez le niveau de la langue «\u{a0}{language}\u{a0}»."),
                );
            }
            (None, _) => fields.refuse(&language_name, "Choisissez la langue de ce niveau."),
        }
    }
    languages
}

/// The businesses, between commas; one already kept stays even if its number is unusual.
fn businesses(fields: &mut Fields, kept: &BTreeSet<String>) -> BTreeSet<String> {
    let typed = fields.get("businesses").to_owned();
    let mut businesses = BTreeSet::new();
    for siren in typed.split([',', ';', '\n']).map(str::trim).filter(|siren| !siren.is_empty()) {
        match Siren::parse(siren) {
            Ok(siren) => businesses.insert(siren.as_str().to_owned()),
            Err(_) if kept.contains(siren) => businesses.insert(siren.to_owned()),
            Err(error) => {
                fields.refuse("businesses", format!("«\u{a0}{siren}\u{a0}»\u{a0}: {error}"));
                false
            }
        };
    }
    businesses
}
