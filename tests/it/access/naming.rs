//! For each field of a form that names something, the same thing of every place: whether naming it takes effect.

use tandem::accounts::access::{Reach, Right, Rules};
use tandem::db::Id;

use super::bodies::{Fields, fresh_email, home, inviting, known, need, opening, origin, somebody};
use super::principals::{Place, Principal};
use super::world::{Things, World};
use crate::support::Origin;

/// A field of a form that names something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Naming {
    /// Where somebody invited will work.
    PlaceOfAccess,
    /// The address of whoever's file is opened exceptionally.
    AddressToOpen,
    /// Who brings somebody new.
    OriginOfNewcomer,
    /// Who brings somebody from now on.
    OriginOfPerson,
    /// The address of somebody new: taken.
    AddressOfNewcomer,
    /// The address of somebody known: taken by another.
    AddressOfPerson,
    /// Who follows somebody.
    Adviser,
    /// The journey of a pair that is pinned.
    JourneyPinned,
    /// The mentor of a pair that is pinned.
    MentorPinned,
    /// The journey of a pair that is excluded.
    JourneyExcluded,
    /// The mentor of a pair that is excluded.
    MentorExcluded,
    /// The address whose readings are searched.
    AddressSearched,
}

impl Naming {
    pub const ALL: [Self; 12] = [
        Self::PlaceOfAccess,
        Self::AddressToOpen,
        Self::OriginOfNewcomer,
        Self::AddressOfNewcomer,
        Self::AddressOfPerson,
        Self::Adviser,
        Self::JourneyPinned,
        Self::MentorPinned,
        Self::JourneyExcluded,
        Self::MentorExcluded,
        Self::AddressSearched,
        // The last: it moves somebody.
        Self::OriginOfPerson,
    ];

    /// The right that the route asks for.
    pub fn right(self) -> Right {
        match self {
            Self::PlaceOfAccess => Right::GiveAccess,
            Self::AddressToOpen => Right::OpenExceptionally,
            Self::OriginOfNewcomer
            | Self::OriginOfPerson
            | Self::AddressOfNewcomer
            | Self::AddressOfPerson => Right::EditPeople,
            Self::Adviser => Right::Assign,
            Self::JourneyPinned | Self::MentorPinned | Self::JourneyExcluded | Self::MentorExcluded => {
                Right::Propose
            }
            Self::AddressSearched => Right::SearchJournal,
        }
    }

    /// The route and the field, as a reviewer reads them.
    pub fn title(self) -> &'static str {
        match self {
            Self::PlaceOfAccess => "POST /access, place",
            Self::AddressToOpen => "POST /exceptional-openings, email",
            Self::OriginOfNewcomer => "POST /people, origin",
            Self::OriginOfPerson => "POST /people/{id}/edition, origin",
            Self::AddressOfNewcomer => "POST /people, email",
            Self::AddressOfPerson => "POST /people/{id}/edition, email",
            Self::Adviser => "POST /people/{id}/adviser, adviser",
            Self::JourneyPinned => "POST /rounds/{id}/decisions, journey",
            Self::MentorPinned => "POST /rounds/{id}/decisions, mentor",
            Self::JourneyExcluded => "POST /rounds/{id}/exclusions, journey",
            Self::MentorExcluded => "POST /rounds/{id}/exclusions, mentor",
            Self::AddressSearched => "POST /journal/search, email",
        }
    }
}

/// Whether the table lets a principal name the thing of a place; the object of the path, if there is one, is their own.
pub fn may_name(rules: Rules, naming: Naming, principal: Principal, place: Place) -> bool {
    let Some(reach) = principal.role().and_then(|role| rules.reach(role, naming.right())) else {
        return false;
    };
    let own = home(principal);
    let same_organisation = own.is_in_a() == place.is_in_a();
    match naming {
        // One address is one person's.
        Naming::AddressOfNewcomer | Naming::AddressOfPerson => false,
        Naming::AddressToOpen => same_organisation,
        Naming::PlaceOfAccess => reach == Reach::Hub || same_organisation,
        // Whoever sees the whole hub says who brings somebody; the others bring them to where they work, whatever the form says.
        Naming::OriginOfNewcomer => match principal {
            Principal::Responsible(own) => own.is_in_a() && place == Place::A,
            _ => reach == Reach::Hub || place == own,
        },
        Naming::OriginOfPerson => reach == Reach::Hub && place != own,
        Naming::Adviser => same_organisation,
        Naming::JourneyPinned
        | Naming::MentorPinned
        | Naming::JourneyExcluded
        | Naming::MentorExcluded
        | Naming::AddressSearched => true,
    }
}

/// Sends a form whose field names the thing of a place, or of none; says whether it took effect there.
pub async fn takes_effect(world: &World, naming: Naming, principal: Principal, place: Option<Place>) -> bool {
    let (path, fields) = form(world, naming, principal, place).await;
    let trace = place.map(|place| trace(world, naming, principal, &world.things[&place]));
    let before = match &trace {
        Some(trace) => world.hub.keys(trace).await.len(),
        None => 0,
    };
    let client = world.client(principal).await;
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let page = client.post_from(Origin::Hub, &path, &fields).await;
    match (naming, trace) {
        (Naming::AddressSearched, _) => page.redirection().is_some_and(|to| to.starts_with("/people/")),
        (_, Some(trace)) => world.hub.keys(&trace).await.len() > before,
        // Of what does not exist, nothing is done: the page says so, or is not there.
        (_, None) => page.redirection().is_some(),
    }
}

async fn form(world: &World, naming: Naming, principal: Principal, place: Option<Place>) -> (String, Fields) {
    const NOTHING: &str = "0192f000-0000-7000-8000-000000000000";
    let own = &world.things[&home(principal)];
    let named = |of: fn(&Things) -> String| place.map_or(NOTHING.to_owned(), |at| of(&world.things[&at]));
    let email = place.map_or("nobody@exemple.test".to_owned(), |at| world.things[&at].mentee_email.clone());
    let today = world.hub.app.today().to_string();
    let newcomer = |email: String, origin: String| -> Fields {
        somebody(email).into_iter().chain(need(&today)).chain([("origin", origin)]).collect()
    };
    let journey = named(|things| things.waiting.to_string());
    let mentor = named(|things| things.mentor.to_string());
    let with = |journey: String, mentor: String| {
        vec![("journey", journey), ("mentor", mentor), ("decision", "pinned".to_owned())]
    };
    // The other half of a pair differs for each half that is tried: no pair is pinned or excluded twice.
    let other = if place == Some(Place::A) { Place::A1 } else { Place::A };
    let other = &world.things[&other];
    let waiting = place.map_or(other, |place| &world.things[&place]).waiting.to_string();
    let (decisions, exclusions) =
        (format!("/rounds/{}/decisions", world.round), format!("/rounds/{}/exclusions", world.round));
    match naming {
        Naming::PlaceOfAccess => ("/access".to_owned(), inviting(fresh_email(), named(origin))),
        Naming::AddressToOpen => ("/exceptional-openings".to_owned(), opening(email)),
        Naming::OriginOfNewcomer => ("/people".to_owned(), newcomer(fresh_email(), named(origin))),
        Naming::AddressOfNewcomer => ("/people".to_owned(), newcomer(email, origin(own))),
        Naming::OriginOfPerson => {
            (format!("/people/{}/edition", own.mentee), known(world, own.mentee, named(origin)).await)
        }
        Naming::AddressOfPerson => {
            let mut fields = known(world, own.mentor_person, origin(own)).await;
            fields.retain(|(name, _)| *name != "email");
            fields.push(("email", email));
            (format!("/people/{}/edition", own.mentor_person), fields)
        }
        Naming::Adviser => {
            let account = named(|things| things.account.to_string());
            (format!("/people/{}/adviser", own.mentee), vec![("adviser", account)])
        }
        Naming::JourneyPinned => (decisions, with(journey, other.mentor.to_string())),
        Naming::MentorPinned => (decisions, with(waiting, mentor)),
        Naming::JourneyExcluded => (exclusions, with(journey, other.mentor.to_string())),
        Naming::MentorExcluded => (exclusions, with(waiting, mentor)),
        Naming::AddressSearched => ("/journal/search".to_owned(), vec![("email", email)]),
    }
}

/// The rows that the form leaves at the place it names.
fn trace(world: &World, naming: Naming, principal: Principal, named: &Things) -> String {
    let key = |id: Id| world.hub.literal(&id.simple().to_string());
    let own = &world.things[&home(principal)];
    let branch = named.branch.map_or("branch_id IS NULL".to_owned(), |id| format!("branch_id = {}", key(id)));
    let here = format!("organisation_id = {} AND {branch}", key(named.organisation));
    match naming {
        Naming::PlaceOfAccess => format!("SELECT id FROM accounts WHERE {here}"),
        Naming::AddressToOpen => {
            format!("SELECT id FROM exceptional_openings WHERE person_id = {}", key(named.mentee))
        }
        Naming::OriginOfNewcomer => format!("SELECT id FROM people WHERE {here}"),
        Naming::OriginOfPerson => {
            format!("SELECT id FROM people WHERE id = {} AND {here}", key(own.mentee))
        }
        Naming::AddressOfNewcomer | Naming::AddressOfPerson => {
            format!("SELECT id FROM people WHERE email = '{}'", named.mentee_email)
        }
        Naming::Adviser => {
            let (account, person) = (key(named.account), key(own.mentee));
            format!(
                "SELECT person_id AS id FROM followed_people WHERE account_id = {account} AND person_id = {person}"
            )
        }
        Naming::JourneyPinned => {
            format!("SELECT id FROM round_decisions WHERE journey_id = {}", key(named.waiting))
        }
        Naming::MentorPinned => {
            format!("SELECT id FROM round_decisions WHERE mentor_id = {}", key(named.mentor))
        }
        Naming::JourneyExcluded => format!(
            "SELECT id FROM exclusions WHERE person_id IN (SELECT person_id FROM journeys WHERE id = {})",
            key(named.waiting)
        ),
        Naming::MentorExcluded => {
            format!("SELECT id FROM exclusions WHERE mentor_id = {}", key(named.mentor))
        }
        Naming::AddressSearched => "SELECT id FROM people WHERE 1 = 0".to_owned(),
    }
}
