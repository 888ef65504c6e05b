//! A cell of the matrix: a route, a principal, an object; what the table says of it, and what the hub answers.

use axum::http::StatusCode;
use tandem::accounts::access::{Access, Reach, Rules};
use tandem::web::Route;

use super::bodies;
use super::principals::{Object, Place, Principal};
use super::world::World;
use crate::support::{Origin, Page};

/// What a parameter of a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A person, by themselves or by their journey.
    Person,
    /// Something with two sides, a mentor and a mentee.
    Pair,
    /// A round, over everybody.
    Round,
    /// An organisation: its page is open to whoever may see organisations.
    Organisation,
    /// A file that waits to be confirmed by whoever sent it.
    Upload,
    /// An account whose access one gives or withdraws.
    Access,
    /// One of one's own roles.
    OwnRole,
    /// One of one's own sessions.
    OwnSession,
    /// A link sent to somebody.
    Link,
    /// A word that is no key: any does.
    Word,
}

/// What the parameters of a route name; nothing without parameters.
pub fn named(route: &Route) -> Option<Named> {
    let path = route.path;
    if !path.contains('{') {
        return None;
    }
    if ["/{token}", "/{token}/problems", "/{token}/question", "/confirmations/{token}/refusal"]
        .iter()
        .any(|end| path.ends_with(end))
    {
        return Some(Named::Link);
    }
    let table = [
        ("/account/roles/", Named::OwnRole),
        ("/account/sessions/", Named::OwnSession),
        ("/access/", Named::Access),
        ("/people/", Named::Person),
        ("/journeys/", Named::Person),
        ("/tandems/", Named::Pair),
        ("/proposals/", Named::Pair),
        ("/charters/", Named::Pair),
        ("/problems/", Named::Pair),
        ("/steps/", Named::Pair),
        ("/rounds/", Named::Round),
        ("/organisations/", Named::Organisation),
        ("/import/", Named::Upload),
        ("/sign-in/", Named::Word),
        ("/second-factor/", Named::Word),
        ("/account/", Named::Word),
        ("/join/", Named::Word),
        ("/answers/", Named::Word),
        ("/signatures/", Named::Word),
        ("/own/", Named::Word),
        ("/static/", Named::Word),
        ("/settings/", Named::Word),
    ];
    let found = table.into_iter().find(|(start, _)| path.starts_with(start));
    Some(found.unwrap_or_else(|| panic!("{path}: what does its parameter name?")).1)
}

/// The path of a route for an object.
pub fn path(world: &World, route: &Route, principal: Principal, object: Object) -> String {
    let absent = "0192f000-0000-7000-8000-000000000000".to_owned();
    let things = match object {
        Object::Of(place) | Object::MentorOf(place) => Some(&world.things[&place]),
        Object::Closed | Object::Left => Some(&world.things[&Place::A0]),
        Object::Link | Object::Absent => None,
    };
    let token = world.token(principal).filter(|_| object == Object::Link);
    let is_mentor = matches!(object, Object::MentorOf(_));
    let mut parts: Vec<String> = Vec::new();
    let mut before = "";
    for part in route.path.split('/') {
        let Some(parameter) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else {
            before = part;
            parts.push(part.to_owned());
            continue;
        };
        let key = things.and_then(|things| {
            Some(match (parameter, before) {
                ("id", "people") => {
                    if is_mentor {
                        things.mentor_person
                    } else {
                        things.mentee
                    }
                }
                ("id", "journeys") => things.journey,
                ("id", "tandems") => match object {
                    Object::Closed => world.closed_tandem(Principal::FormerMentor),
                    Object::Left => world.closed_tandem(Principal::LeftMentor),
                    _ => things.tandem,
                },
                ("id", "proposals" | "charters") => match object {
                    Object::Closed => world.closed_proposal(Principal::FormerMentor),
                    Object::Left => world.closed_proposal(Principal::LeftMentor),
                    // That of the tandem, to which both sides are people of the place who may sign in.
                    _ if before == "charters" || route.path.ends_with("/question") => things.signing,
                    _ => things.proposal,
                },
                ("id", "problems") => things.problem,
                ("id", "rounds") => world.round,
                ("id", "organisations") => things.organisation,
                ("id", "import") => things.upload,
                ("journey", _) => things.waiting,
                ("step", _) => things.step,
                ("account", _) => things.account,
                ("session", _) => things.session,
                _ => return None,
            })
        });
        parts.push(match (parameter, key) {
            (_, Some(key)) => key.to_string(),
            ("part", None) => "mentor".to_owned(),
            ("*path", None) => "tandem.css".to_owned(),
            ("token", None) => token.unwrap_or("0123456789abcdef").to_owned(),
            ("provider", None) => "essai".to_owned(),
            ("kind", None) => "sign_in".to_owned(),
            (_, None) => absent.clone(),
        });
    }
    parts.join("/")
}

/// Whether the table lets a principal ask for a route at all.
pub fn is_admitted(rules: Rules, route: &Route, principal: Principal) -> bool {
    match route.access {
        Access::Proving => principal.role().is_some() || principal == Principal::OwesProof,
        _ => rules.admit(principal.role(), route.access),
    }
}

/// What the table of rights says of a cell.
pub fn is_allowed(world: &World, rules: Rules, route: &Route, principal: Principal, object: Object) -> bool {
    let role = principal.role();
    if !is_admitted(rules, route, principal) {
        return false;
    }
    let Some(named) = named(route).filter(|named| *named != Named::Word) else { return true };
    let (place, is_mentor) = match object {
        Object::Of(place) => (place, false),
        Object::MentorOf(place) => (place, true),
        Object::Closed | Object::Left => (Place::A0, false),
        Object::Link => {
            return matches!(principal, Principal::Bearer(link) if link.opens(route.path));
        }
        Object::Absent => return false,
    };
    let right = match route.access {
        Access::With(right) | Access::Fresh(right) => role.and_then(|role| rules.reach(role, right)),
        _ => None,
    };
    let is_over = matches!(object, Object::Closed | Object::Left);
    match named {
        Named::OwnRole => world.account(principal).is_some_and(|own| own.id == world.things[&place].account),
        Named::OwnSession => {
            world.account(principal).is_some_and(|own| own.id == world.things[&place].account)
        }
        Named::Upload => world.account(principal).is_some_and(|own| own.id == world.things[&place].account),
        Named::Organisation => true,
        Named::Round => right == Some(Reach::Hub),
        Named::Access => match right {
            Some(Reach::Hub) => true,
            Some(Reach::Organisation) => shares_organisation(principal, place),
            _ => false,
        },
        Named::Person => right.is_some_and(|reach| holds(reach, principal, place, Some(is_mentor))),
        // Whoever had a tandem keeps its page; whoever left as a mentor keeps nothing of what was theirs as one.
        Named::Pair if principal == Principal::FormerMentor => right.is_some() && object == Object::Closed,
        Named::Pair => {
            // The mentor of a tandem that is over is another one.
            let side = is_over.then_some(false);
            right.is_some_and(|reach| holds(reach, principal, place, side))
        }
        Named::Link | Named::Word => true,
    }
}

fn shares_organisation(principal: Principal, place: Place) -> bool {
    principal.place().is_some_and(|own| own.is_in_a() == place.is_in_a())
}

/// Whether a reach holds the people of a place: the mentor or the mentee, or one of both when neither is named.
fn holds(reach: Reach, principal: Principal, place: Place, is_mentor: Option<bool>) -> bool {
    match reach {
        Reach::Hub => true,
        Reach::Organisation => shares_organisation(principal, place),
        Reach::Branch | Reach::BranchAndOpened => match principal {
            Principal::Adviser(Place::A) => place.is_in_a(),
            Principal::Adviser(own) => own == place,
            // Somebody of A1 is followed, or opened exceptionally: what was opened is read and nothing else.
            Principal::Follower => place == Place::A0 || (place == Place::A1 && is_mentor != Some(true)),
            Principal::Opener => {
                let opened = reach == Reach::BranchAndOpened && is_mentor != Some(true);
                place == Place::A0 || (place == Place::A1 && opened)
            }
            _ => false,
        },
        Reach::Own => match principal {
            Principal::Mentee(own) => own == place && is_mentor != Some(true),
            Principal::Mentor(own) => own == place && is_mentor != Some(false),
            _ => false,
        },
    }
}

/// Asks for a cell; a form is sent with real fields.
pub async fn ask(world: &World, route: &Route, principal: Principal, object: Object) -> Page {
    let path = path(world, route, principal, object);
    ask_at(world, &path, (route, principal, object)).await
}

/// Asks in the same way for what no route leads to.
pub async fn ask_for_nothing(world: &World, route: &Route, principal: Principal, object: Object) -> Page {
    ask_at(world, "/nothing-at-all", (route, principal, object)).await
}

async fn ask_at(world: &World, path: &str, (route, principal, object): (&Route, Principal, Object)) -> Page {
    let client = world.client(principal).await;
    if route.method == "GET" {
        return client.get_only(path).await;
    }
    let fields = bodies::of(world, route, principal, object).await;
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    client.post_from(Origin::Hub, path, &fields).await
}

/// Whether an answer says that nothing is there, or nothing before one signs in.
pub fn is_absent(page: &Page) -> bool {
    page.status == StatusCode::NOT_FOUND || page.asks_to_sign_in()
}
