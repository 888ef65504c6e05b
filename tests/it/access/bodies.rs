//! What a form says: real, valid fields, where the empty form would stop at its first field; and, for each field that names
//! something, the same thing of every place.

use std::sync::atomic::{AtomicU32, Ordering};

use tandem::accounts::access::{Reach, Right, Rules, Scope};
use tandem::db::Id;
use tandem::people;
use tandem::web::Route;

use super::principals::{Object, Place, Principal};
use super::world::{Things, World};
use crate::support::Origin;
use crate::third_door;

pub type Fields = Vec<(&'static str, String)>;

/// Nobody has the same address, and no two branches the same name.
fn number() -> u32 {
    static LAST: AtomicU32 = AtomicU32::new(0);
    LAST.fetch_add(1, Ordering::Relaxed)
}

fn fresh_email() -> String {
    format!("neuf{}@exemple.test", number())
}

/// The place that a form names where it does not matter: one's own.
fn home(principal: Principal) -> Place {
    principal.place().unwrap_or(Place::A0)
}

/// The key of a place as a form sends it.
fn origin(things: &Things) -> String {
    things.branch.unwrap_or(things.organisation).to_string()
}

fn somebody(email: String) -> Fields {
    vec![
        ("first_name", "Olive".to_owned()),
        ("last_name", "Tapenade".to_owned()),
        ("email", email),
        ("postcode", "13013".to_owned()),
        ("place", "13213".to_owned()),
        ("language-1", "fr".to_owned()),
        ("level-1", "C2".to_owned()),
    ]
}

fn profile() -> Fields {
    let fields = [("topics", "interview"), ("availability", "mon-eve"), ("modes", "remote")];
    fields.map(|(name, value)| (name, value.to_owned())).to_vec()
}

fn need(today: &str) -> Fields {
    let own = vec![("track", "employment".to_owned()), ("welcomed_on", today.to_owned())];
    own.into_iter().chain(profile()).collect()
}

/// The fields of an action on an object, as somebody who knows everything would fill them. The other routes have no form, or
/// take what a browser computes.
pub async fn of(world: &World, route: &Route, principal: Principal, object: Object) -> Fields {
    let today = world.hub.app.today().to_string();
    let own = &world.things[&home(principal)];
    let things = match object {
        Object::Of(place) | Object::MentorOf(place) => &world.things[&place],
        Object::Closed | Object::Left => &world.things[&Place::A0],
        Object::Link | Object::Absent => own,
    };
    match route.path {
        "/access" => inviting(fresh_email(), origin(own)),
        "/account/absences" | "/access/{account}/absences" => {
            vec![("from", today.clone()), ("until", today)]
        }
        "/account/return" | "/access/{account}/return" => vec![("absence", Id::nil().to_string())],
        "/access/{account}/hand-over" => vec![("to", things.account.to_string())],
        "/account/contact" => vec![("phone", "04 65 71 00 12".to_owned())],
        "/account/password" | "/password-resets/{token}" => {
            vec![("password", "quatre mots sans rapport".to_owned())]
        }
        "/exceptional-openings" => opening(own.mentee_email.clone()),
        "/import/{id}/confirmation" => vec![("origin", origin(things))],
        "/join/{part}" => somebody(fresh_email()),
        "/join/referral" => third_door::fields(&world.hub, own.organisation, fresh_email()),
        "/answers/{token}" => vec![("answer", "yes".to_owned())],
        "/answers/{token}/taking-back" => Vec::new(),
        "/signatures/{token}" => vec![("charter", "1".to_owned())],
        "/signatures/{token}/refusal" => Vec::new(),
        "/charters/{id}" => {
            let paper = vec![("party", "mentor".to_owned()), ("mentor_signed_on", today)];
            paper.into_iter().chain([("charter", "1".to_owned())]).collect()
        }
        "/problems" | "/own/{token}/problems" => {
            vec![("pair", own.tandem.to_string()), ("kind", "other".to_owned())]
        }
        "/answers/{token}/problems" => {
            vec![("pair", own.proposal.to_string()), ("kind", "other".to_owned())]
        }
        "/signatures/{token}/problems" => {
            vec![("pair", own.signing.to_string()), ("kind", "other".to_owned())]
        }
        "/r" => vec![("code", "ACDEF-GHJKM".to_owned())],
        "/own/{token}/question" => vec![("proposal", own.proposal.to_string())],
        "/problems/{id}/closure" => vec![("outcome", "resolved".to_owned())],
        "/journal/search" => vec![("email", own.mentee_email.clone())],
        // What is typed comes back on the page: an address that bears no word of a place.
        "/sign-in/links" | "/password-resets" => vec![("email", fresh_email())],
        "/sign-in/password" => {
            vec![("email", fresh_email()), ("password", "quatre mots sans rapport".to_owned())]
        }
        "/journeys/{id}/edition" | "/people/{id}/journeys" => need(&today),
        "/journeys/{id}/end" => vec![("on", today), ("reason", "moved".to_owned())],
        "/journeys/{id}/outcomes" => {
            vec![("kind", "searching".to_owned()), ("observed_on", today), ("source", "mentee".to_owned())]
        }
        "/organisations" => vec![
            ("name", format!("Les tamaris {}", number())),
            ("kind", "association".to_owned()),
            ("place_code", "13055".to_owned()),
        ],
        "/organisations/{id}/branches" => {
            vec![("name", format!("Antenne {}", number())), ("place_code", "13205".to_owned())]
        }
        "/people" => {
            let fields = somebody(fresh_email()).into_iter().chain(need(&today));
            fields.chain([("origin", origin(own))]).collect()
        }
        "/people/{id}/adviser" => vec![("adviser", things.account.to_string())],
        "/people/{id}/departure" => vec![("on", today)],
        "/people/{id}/call" => vec![("agreed", "yes".to_owned())],
        "/people/{id}/contact" | "/me/contact" | "/own/{token}/contact" => vec![("stopped", "text".into())],
        "/text/replies" => vec![("from", "+33639980000".to_owned()), ("text", "STOP".to_owned())],
        "/people/{id}/edition" => {
            let mentor = matches!(object, Object::MentorOf(_));
            known(world, if mentor { things.mentor_person } else { things.mentee }, origin(things)).await
        }
        "/people/{id}/mentor" => {
            let own = vec![("capacity", "5".to_owned()), ("tracks", "employment".to_owned())];
            own.into_iter().chain(profile()).collect()
        }
        "/proposals/{id}/answers" => {
            vec![("party", "mentor".to_owned()), ("mentor_answer", "yes".to_owned())]
        }
        "/journeys/{id}/proposal" => vec![("mentor", things.mentor.to_string())],
        "/proposals/{id}/reminder" => vec![("party", "mentor".to_owned())],
        "/proposals/{id}/withdrawal" => vec![("withdrawal", "mistake".to_owned())],
        "/arrivals" | "/arrivals/told" => vec![("arrival", things.arrival.to_string())],
        "/requests" | "/requests/confirmation" => vec![("request", world.request.to_string())],
        "/rounds" => weights(),
        "/rounds/{id}/decisions" | "/rounds/{id}/exclusions" => pair(things.waiting, things.mentor),
        "/settings" => settings(),
        "/settings/charter" => vec![("text", format!("Charte numéro {}", number()))],
        "/settings/messages/{kind}" => {
            let fields = [
                ("subject", "Votre lien"),
                ("greeting", "Bonjour,"),
                ("what", "Pour vous connecter, ouvrez cette page :"),
                ("button", "Ouvrir"),
                ("limit", "Ce lien sert une fois."),
            ];
            fields.map(|(name, value)| (name, value.to_owned())).to_vec()
        }
        "/steps/{step}/calls" => vec![("result", "reached".to_owned())],
        "/steps/{step}/postponement" => {
            let tomorrow = world.hub.app.today().next_day().unwrap();
            vec![("reason", "call_back".to_owned()), ("to", tomorrow.to_string())]
        }
        "/tandems/{id}/closure" => {
            vec![("closed_on", today), ("reason", "mutual".to_owned()), ("journey", "waits".to_owned())]
        }
        "/tandems/{id}/meetings" => {
            vec![("held_on", today), ("minutes", "60".to_owned()), ("mode", "remote".to_owned())]
        }
        _ => Vec::new(),
    }
}

fn inviting(email: String, place: String) -> Fields {
    let (name, role) = ("Léontine Cade".to_owned(), "adviser".to_owned());
    vec![("name", name), ("email", email), ("role", role), ("place", place)]
}

fn opening(email: String) -> Fields {
    vec![("email", email), ("reason", "emergency".to_owned())]
}

fn pair(journey: Id, mentor: Id) -> Fields {
    vec![("journey", journey.to_string()), ("mentor", mentor.to_string()), ("decision", "pinned".to_owned())]
}

/// What nobody set, but for one delay.
fn settings() -> Fields {
    let fields = [
        ("asked_first", "mentor"),
        ("first_reminder_days", "3"),
        ("second_reminder_days", "7"),
        ("answer_days", "12"),
        ("refusals", "other"),
        ("begins", "signatures"),
        ("signature_days", "10"),
        ("honest_word_days", "21"),
        ("texts_per_month", "0"),
        ("deputy_days", "7"),
        ("responsible_days", "14"),
        ("opens_at", "8"),
        ("closes_at", "20"),
    ];
    fields.map(|(name, value)| (name, value.to_owned())).to_vec()
}

fn weights() -> Fields {
    let names = [
        "weight_trade",
        "weight_sector",
        "weight_topics",
        "weight_availability",
        "weight_distance",
        "weight_language",
        "weight_style",
    ];
    names.map(|name| (name, "10".to_owned())).to_vec()
}

/// What is known of somebody, unchanged but for who brings them.
async fn known(world: &World, person: Id, origin: String) -> Fields {
    let person = people::store::find(&world.hub.app.db, Scope::Hub, person).await.unwrap().unwrap();
    let mut fields = somebody(person.email.unwrap_or_default());
    for (name, value) in &mut fields {
        match *name {
            "first_name" => value.clone_from(&person.first_name),
            "last_name" => value.clone_from(&person.last_name),
            _ => {}
        }
    }
    fields.push(("origin", origin));
    fields
}

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
