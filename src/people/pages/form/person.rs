//! The form of a person, alone or with the part they come for.

use std::collections::BTreeSet;

use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;
use time::Date;

use super::super::among_theirs;
use super::super::person::receives_nothing;
use super::channel::{self, Addresses};
use super::choices::{
    JourneyChoices, MOST_LANGUAGES, MentorChoices, PersonChoices, ProfileChoices, is_blank, language_field,
    level_field,
};
use super::{FormPage, filled, journey, mentor};
use crate::accounts::access::Scope;
use crate::acts::people::edit::{self, Edited, Editing};
use crate::acts::people::register::{self, Registered, Registering};
use crate::contact::{Email, Siren};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::organisations::Origin;
use crate::organisations::store::find_origins;
use crate::overview::origins;
use crate::people::newcomer::{Details, Newcomer, Part};
use crate::people::person::{Person, Sex};
use crate::people::profile::{Language, Languages, Level};
use crate::people::store;
use crate::requests::{self, Request};
use crate::state::App;
use crate::territories::places;
use crate::version::Version;
use crate::web::{Choice, Context, Fields, Frame, Viewer, redirect_with, with_query};

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
    Context { app, viewer, frame, .. }: Context,
    Query(query): Query<NewQuery>,
) -> Result<Response, Error> {
    let mut values = filled::newcomer(app.today());
    let mut origin = origins::default_choice(&find_origins(&app.db).await?, &viewer);
    if let Some(request) = waiting_request(&app, &viewer, &query).await? {
        values.extend(filled::request(&request));
        if let Some(referral) = requests::store::find_referral_of(&app.db, viewer.scope(), request.id).await?
        {
            origin = referral.branch_id.unwrap_or(referral.organisation_id).to_string();
        }
    }
    values.push(("origin".to_owned(), origin));
    new_page(&app, &viewer, frame, &query, Fields::filled(values)).await?.answer()
}

/// The request to join that the form answers, as long as it waits. Only who coordinates reads requests.
async fn waiting_request(app: &App, viewer: &Viewer, query: &NewQuery) -> Result<Option<Request>, Error> {
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
    let origins = origins::choices(&find_origins(&app.db).await?, viewer, fields.get("origin"));
    let origins = origins.into_iter().map(Choice::from).collect();
    let (title, verb, above, back) = match part {
        As::Mentor => ("Ajouter un mentor", "Enregistrer ce mentor", "Mentors", "/mentors"),
        As::Mentee => {
            ("Accueillir une personne", "Enregistrer cette personne", "Personnes accompagnées", "/mentees")
        }
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
    Context { app, viewer, frame, .. }: Context,
    Query(query): Query<NewQuery>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let request = waiting_request(&app, &viewer, &query).await?.map(|request| request.id);
    if let Some(newcomer) = newcomer(&app, &viewer, query.r#as, &mut fields).await? {
        let by = viewer.by();
        let name = newcomer.details.name();
        let write = app.write(&by).await?;
        match register::run(&write, &by, Registering { newcomer, request }).await? {
            Registered::Person(id) if viewer.scope() == Scope::Hub => {
                write.commit().await?;
                return Ok(redirect_with(
                    &format!("/people/{id}"),
                    &format!("{name} est maintenant sur le hub."),
                ));
            }
            // One answer: it does not tell whether others know this address.
            Registered::Person(_) | Registered::Sent => {
                write.commit().await?;
                let list = if query.r#as == As::Mentor { "/mentors" } else { "/mentees" };
                return Ok(redirect_with(list, &received(&name)));
            }
            Registered::EmailTaken => fields.refuse("email", EMAIL_TAKEN),
            Registered::WelcomeRefused(error) => fields.refuse("welcomed_on", error.to_string()),
            Registered::OfferRefused(error) => mentor::refuse(&mut fields, &error),
        }
    }
    new_page(&app, &viewer, frame, &query, fields).await?.answer()
}

/// Reads a form of somebody new; notes at each field what is wrong.
async fn newcomer(
    app: &App,
    viewer: &Viewer,
    part: As,
    fields: &mut Fields,
) -> Result<Option<Newcomer>, Error> {
    let today = app.today();
    let origin = origins::chosen(&find_origins(&app.db).await?, viewer, fields.get("origin"))?;
    let details = read(fields, &BTreeSet::new(), today);
    refuse_without_origin(fields, origin);
    let part = match part {
        As::Mentor => mentor::read(fields, today, today).map(Part::Mentor),
        As::Mentee => journey::read(fields, today).map(Part::Journey),
    };
    refuse_taken_email(app, viewer, fields, None).await?;
    let (Some(details), Some(origin), Some(part), true) = (details, origin, part, fields.is_sound()) else {
        return Ok(None);
    };
    Ok(Some(Newcomer { details, origin, registered_on: today, part }))
}

/// The form of a person of the viewer's scope.
pub async fn person_form(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
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
    let origins = origins::choices(&find_origins(&app.db).await?, viewer, fields.get("origin"));
    let origins = origins.into_iter().map(Choice::from).collect();
    let back = format!("/people/{}", person.id);
    let frame = among_theirs(app, viewer, frame, person.id).await?;
    let frame = frame.titled("Modifier la fiche").under(person.name(), back.clone());
    let page = FormPage::new(frame, format!("{back}/edition"), "Enregistrer la fiche", back, fields);
    let choices = PersonChoices::new(&page.fields, origins);
    let receives_nothing = receives_nothing(&app.db, person).await?;
    Ok(FormPage {
        about: Some(person.id),
        person: Some(PersonChoices { receives_nothing, ..choices }),
        ..page
    })
}

/// Changes what is known of a person. An adviser's person stays with who brought them.
pub async fn edit_person(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let before = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    if let Some((details, origin)) = correction(&app, &viewer, &before, &mut fields).await? {
        let by = viewer.by();
        let write = app.write(&by).await?;
        let seen = Version::sent(fields.get("version"));
        let editing = Editing { person: id, details, origin, seen, hub: app.named() };
        match edit::run(&write, &by, editing).await? {
            Edited::Saved => {
                write.commit().await?;
                return Ok(redirect_with(&format!("/people/{id}"), "La fiche est enregistrée."));
            }
            Edited::Changed(now) => {
                drop(write);
                let page = edit_page(&app, &viewer, frame, &before, fields).await?;
                return page.beside(filled::person(&now)).answer();
            }
            Edited::EmailTaken => {
                // That it was tried is kept, and counted.
                write.commit().await?;
                fields.refuse("email", EMAIL_TAKEN);
            }
            Edited::TooSoon(until) => {
                let wait = french::wait(until.seconds() - app.now().seconds());
                fields
                    .refuse("email", format!("Vous avez essayé plusieurs adresses. Réessayez dans {wait}."));
            }
            Edited::ProofNeeded => fields.refuse("email", PROOF_NEEDED),
        }
    }
    edit_page(&app, &viewer, frame, &before, fields).await?.answer()
}

/// Reads a form of somebody known, and who brings them if the viewer may say so; notes at each field what is wrong.
async fn correction(
    app: &App,
    viewer: &Viewer,
    before: &Person,
    fields: &mut Fields,
) -> Result<Option<(Details, Option<Origin>)>, Error> {
    let details = read(fields, &before.businesses, app.today());
    let origin = match viewer.coordinates() {
        true => origins::chosen(&find_origins(&app.db).await?, viewer, fields.get("origin"))?,
        false => None,
    };
    if viewer.coordinates() {
        refuse_without_origin(fields, origin);
    }
    refuse_taken_email(app, viewer, fields, Some(before.id)).await?;
    let is_newer = before.version().is_newer_than(Version::sent(fields.get("version")).as_ref());
    let moves = details.as_ref().is_some_and(|details| details.email != before.email);
    // Who did not see the address that somebody else just wrote is shown it first.
    if moves && !is_newer && !viewer.is_fresh() {
        fields.refuse("email", PROOF_NEEDED);
    }
    Ok(details.filter(|_| fields.is_sound()).map(|details| (details, origin)))
}

const PROOF_NEEDED: &str = "Changer l’adresse change qui peut se connecter à la place de cette personne : ouvrez « Mon compte » dans un autre \
    onglet, donnez votre second facteur, puis renvoyez cette fiche.";

/// What is said to whoever does not see the whole hub.
fn received(name: &str) -> String {
    format!(
        "Inscription reçue : {name}. Si elle n’est pas dans cette liste, la coordination du hub la vérifie et vous répond."
    )
}

const EMAIL_TAKEN: &str = "Cette adresse est déjà celle d’une personne du hub : cherchez-la par son nom, donnez une autre adresse, ou dites que deux personnes la partagent.";

/// Says that an address is taken by somebody of theirs together with whatever else is wrong; the act looks again, and further.
async fn refuse_taken_email(
    app: &App,
    viewer: &Viewer,
    fields: &mut Fields,
    own: Option<Id>,
) -> Result<(), Error> {
    if fields.get("shares_address") != "yes"
        && let Ok(email) = Email::parse(fields.get("email"))
        && let Some(holder) = store::find_by_email(&app.db, email.as_str()).await?
        && Some(holder) != own
        && store::holds(&app.db, viewer.scope(), holder).await?
    {
        fields.refuse("email", EMAIL_TAKEN);
    }
    Ok(())
}

fn refuse_without_origin(fields: &mut Fields, origin: Option<Origin>) {
    if origin.is_none() {
        fields.refuse("origin", "Choisissez la structure qui a orienté cette personne.");
    }
}

/// Reads the section on the person, whose businesses so far stay valid; notes at each field what is wrong.
fn read(fields: &mut Fields, businesses_so_far: &BTreeSet<String>, today: Date) -> Option<Details> {
    let first_name = name(fields, "first_name", "Écrivez le prénom.");
    let last_name = name(fields, "last_name", "Écrivez le nom.");
    let Addresses { email, phone, postal_address, channel } = channel::read(fields);
    let (postcode, place_code) = home(fields);
    let birth_year = birth_year(fields, today);
    let sex = fields.optional_choice("sex", Sex::from_code);
    let in_qpv = fields.optional_choice("in_qpv", yes_or_no);
    let languages = languages(fields);
    let businesses = businesses(fields, businesses_so_far);
    let shares_address = fields.get("shares_address") == "yes";
    let is_address_right = fields.get("address_right") == "yes";
    Some(Details {
        first_name: first_name?,
        last_name: last_name?,
        email,
        shares_address,
        is_address_right,
        phone,
        channel,
        postal_address,
        postcode,
        place_code,
        birth_year,
        sex,
        in_qpv,
        languages,
        businesses,
    })
}

fn yes_or_no(code: &str) -> Option<bool> {
    match code {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

fn name(fields: &mut Fields, field: &str, missing: &str) -> Option<String> {
    if fields.get(field).is_empty() {
        fields.refuse(field, missing);
    }
    fields.text(field, 80)
}

/// The youngest age one registers at, in years.
const YOUNGEST: i32 = 15;

fn birth_year(fields: &mut Fields, today: Date) -> Option<u16> {
    let latest = u16::try_from(today.year() - YOUNGEST).unwrap_or(u16::MAX);
    if fields.get("birth_year").is_empty() { None } else { fields.number("birth_year", 1920, latest) }
}

/// The postal code and the place. Outside the metropolis the postal code alone is stored; where it serves several
/// municipalities, somebody must choose.
fn home(fields: &mut Fields) -> (Option<String>, Option<String>) {
    let postcode = fields.get("postcode").replace(' ', "");
    let chosen = fields.optional_choice("place", places::get);
    if !fields.error("place").is_empty() {
        return (None, None);
    }
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
            let whose = french::de_place(place.name);
            fields.refuse(
                "place",
                format!("Le code postal {postcode} n’est pas celui {whose}\u{a0}: corrigez l’un des deux."),
            );
            None
        }
        (None, []) => None,
        (None, [only]) => Some(*only),
        (None, several) => {
            let names: Vec<&str> = several.iter().map(|place| place.name).collect();
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

/// The businesses, between commas; one stored before stays even if its number is unusual.
fn businesses(fields: &mut Fields, stored: &BTreeSet<String>) -> BTreeSet<String> {
    let typed = fields.get("businesses").to_owned();
    let mut businesses = BTreeSet::new();
    for siren in typed.split([',', ';', '\n']).map(str::trim).filter(|siren| !siren.is_empty()) {
        match Siren::parse(siren) {
            Ok(siren) => businesses.insert(siren.as_str().to_owned()),
            Err(_) if stored.contains(siren) => businesses.insert(siren.to_owned()),
            Err(error) => {
                fields.refuse("businesses", format!("«\u{a0}{siren}\u{a0}»\u{a0}: {error}"));
                false
            }
        };
    }
    businesses
}
