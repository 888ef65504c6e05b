//! Who follows a person: an adviser of the organisation that brought them, whatever their branch.

use askama::Template;

use axum::response::Response;

use super::among_theirs;
use crate::accounts::access::{Role, Scope};
use crate::accounts::account::Account;
use crate::accounts::store as accounts;
use crate::acts::people::assign_adviser::{self, Assigned, Assigning};
use crate::db::Id;
use crate::error::Error;
use crate::people::person::Person;
use crate::people::store;
use crate::state::App;
use crate::version::Version;
use crate::web::{self, Choice, Context, Difference, FieldError, Fields, Frame, Viewer, redirect_with};

#[derive(Template)]
#[template(path = "people/adviser.html")]
struct AdviserPage {
    page: Frame,
    action: String,
    back: String,
    advisers: Vec<Choice>,
    adviser_error: String,
    errors: Vec<FieldError>,
    version: String,
    /// Who somebody else chose meanwhile, beside who was chosen here.
    both: Option<Vec<Difference>>,
}

impl AdviserPage {
    /// The same page, with who follows the person now: chosen again here, another replaces them.
    fn beside(self, advisers: &[Account], now: &[Id], chosen: &[Id]) -> Self {
        let name = |ids: &[Id]| {
            let named = advisers.iter().filter(|account| ids.contains(&account.id));
            named.map(|account| account.name.clone()).collect::<Vec<_>>().join(", ")
        };
        let difference = Difference::between("Qui suit cette personne", name(now), name(chosen));
        let version = Version::of(&now).to_string();
        Self { version, both: Some(difference.into_iter().collect()), ..self }
    }

    fn new(frame: Frame, person: &Person, advisers: &[Account], followers: &[Id], fields: &Fields) -> Self {
        let back = format!("/people/{}", person.id);
        let choice = |account: &Account| {
            Choice::new(account.id.to_string(), account.name.clone(), followers.contains(&account.id))
        };
        Self {
            page: frame.titled("Qui suit cette personne").under(person.name(), back.clone()),
            action: format!("{back}/adviser"),
            back,
            advisers: advisers.iter().map(choice).collect(),
            adviser_error: fields.error("adviser").to_owned(),
            errors: fields.errors(),
            version: match fields.get("version") {
                "" => Version::of(&followers).to_string(),
                seen => seen.to_owned(),
            },
            both: None,
        }
    }
}

/// The advisers of the organisation that brought the person.
pub async fn ask(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let (person, advisers) = find(&app, &viewer, id).await?;
    let frame = among_theirs(&app, &viewer, frame, id).await?;
    let followers = accounts::list_followers(&app.db, id).await?;
    web::file_page(&AdviserPage::new(frame, &person, &advisers, &followers, &Fields::default()), &[id])
}

/// From now on this adviser, and no other, follows the person beyond their branch; with none, nobody does.
pub async fn assign(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let (person, advisers) = find(&app, &viewer, id).await?;
    let frame = among_theirs(&app, &viewer, frame, id).await?;
    let chosen = match fields.get("adviser") {
        "" => None,
        _ => fields.choice("adviser", |key| advisers.iter().find(|account| account.id.to_string() == key)),
    };
    let adviser = chosen.map(|account| account.id);
    let chosen_ids: Vec<Id> = adviser.into_iter().collect();
    if !fields.is_sound() {
        return web::refused_file(&AdviserPage::new(frame, &person, &advisers, &chosen_ids, &fields), &[id]);
    }
    let by = viewer.by();
    let write = app.write(&by).await?;
    let assigning = Assigning { person: id, adviser, seen: Version::sent(fields.get("version")) };
    // The advisers were listed a moment ago: whoever is none any more is answered as what does not exist.
    match assign_adviser::run(&write, &by, assigning).await? {
        Assigned::Saved => write.commit().await?,
        Assigned::NoSuchAdviser => return Err(Error::NotFound),
        Assigned::Changed(now) => {
            let page = AdviserPage::new(frame, &person, &advisers, &chosen_ids, &fields);
            return web::refused_file(&page.beside(&advisers, &now, &chosen_ids), &[id]);
        }
    }
    let said = chosen.map_or_else(
        || format!("{} n’est plus suivi·e par quelqu’un en particulier.", person.name()),
        |account| format!("{} suit maintenant {}.", account.name, person.name()),
    );
    Ok(redirect_with(&format!("/people/{id}"), &said))
}

async fn find(app: &App, viewer: &Viewer, id: Id) -> Result<(Person, Vec<Account>), Error> {
    let person = store::find(&app.db, viewer.scope(), id).await?.ok_or(Error::NotFound)?;
    let mut advisers = accounts::list_managed(&app.db, Scope::Organisation(person.organisation_id)).await?;
    advisers.retain(|account| account.role == Role::Adviser && account.is_held());
    Ok((person, advisers))
}
