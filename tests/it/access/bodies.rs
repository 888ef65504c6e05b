//! What a form says: real, valid fields, where the empty form would stop at its first field.

use std::sync::atomic::{AtomicU32, Ordering};

use tandem::accounts::access::Scope;
use tandem::db::Id;
use tandem::people;
use tandem::web::Route;

use super::principals::{Object, Place, Principal};
use super::world::{Things, World};
use crate::third_door;

pub type Fields = Vec<(&'static str, String)>;

/// Nobody has the same address, and no two branches the same name.
fn number() -> u32 {
    static LAST: AtomicU32 = AtomicU32::new(0);
    LAST.fetch_add(1, Ordering::Relaxed)
}

pub(super) fn fresh_email() -> String {
    format!("neuf{}@exemple.test", number())
}

/// The place that a form names where it does not matter: one's own.
pub(super) fn home(principal: Principal) -> Place {
    principal.place().unwrap_or(Place::A0)
}

/// The key of a place as a form sends it.
pub(super) fn origin(things: &Things) -> String {
    things.branch.unwrap_or(things.organisation).to_string()
}

pub(super) fn somebody(email: String) -> Fields {
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

pub(super) fn need(today: &str) -> Fields {
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

pub(super) fn inviting(email: String, place: String) -> Fields {
    let (name, role) = ("Léontine Cade".to_owned(), "adviser".to_owned());
    vec![("name", name), ("email", email), ("role", role), ("place", place)]
}

pub(super) fn opening(email: String) -> Fields {
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
pub(super) async fn known(world: &World, person: Id, origin: String) -> Fields {
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
