//! A hub with two partners, and in every place the same things, each with a name that must not be seen elsewhere.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::accounts::account::Account;
use tandem::accounts::{self, opening};
use tandem::db::{Id, new_id};
use tandem::follow_ups::meeting::{Meeting, Mode};
use tandem::organisations::{self, Branch, Kind, Organisation, Origin};
use tandem::problems::problem::{self, Problem};
use tandem::proposals::proposal::Party;
use tandem::registrations::arrival::Arrival;
use tandem::registrations::store::{Upload, insert_arrival, replace_upload};
use tandem::tandems::tandem::{ClosureReason, Tandem};
use tandem::web::session_cookie_name;
use tandem::{follow_ups, people, problems, proposals, tandems};

use super::principals::{LinkFor, Place, Principal};
use crate::support::{Client, TestHub};

/// The keys of the things of a place.
#[derive(Clone, Debug)]
pub struct Things {
    pub mentee: Id,
    pub mentee_email: String,
    pub mentor: Id,
    pub mentor_person: Id,
    pub journey: Id,
    pub waiting: Id,
    pub tandem: Id,
    pub proposal: Id,
    /// The proposal of the tandem, whose charter both are asked to sign.
    pub signing: Id,
    /// What the mentee reported of the tandem.
    pub problem: Id,
    pub upload: Id,
    pub arrival: Id,
    pub account: Id,
    pub session: Id,
    /// What comes next in the tandem.
    pub step: Id,
    pub organisation: Id,
    pub branch: Option<Id>,
}

/// Somebody whose tandem was closed, with that tandem and its proposal.
#[derive(Clone, Copy, Debug)]
struct Former {
    person: Id,
    tandem: Id,
    proposal: Id,
}

pub struct World {
    pub hub: TestHub,
    pub things: BTreeMap<Place, Things>,
    pub(super) accounts: BTreeMap<Principal, Account>,
    /// [`Principal::FormerMentor`] and [`Principal::LeftMentor`].
    former: BTreeMap<Principal, Former>,
    pub(super) tokens: BTreeMap<LinkFor, String>,
    pub round: Id,
    /// A request that waits for an answer.
    pub request: Id,
}

impl World {
    pub async fn new() -> Self {
        let hub = TestHub::empty(false).await;
        let mut world = Self {
            hub,
            things: BTreeMap::new(),
            accounts: BTreeMap::new(),
            former: BTreeMap::new(),
            tokens: BTreeMap::new(),
            round: new_id(),
            request: new_id(),
        };
        let places = world.add_organisations().await;
        for (place, (organisation, branch)) in &places {
            world.add_things(*place, *organisation, *branch).await;
        }
        for principal in [Principal::FormerMentor, Principal::LeftMentor] {
            world.add_former(principal).await;
        }
        for principal in Principal::every() {
            world.add_account(principal, &places).await;
        }
        for place in Place::ALL {
            world.add_upload_and_session(place).await;
        }
        world.add_openings().await;
        world.add_links().await;
        world.find_steps().await;
        world.round = world.run_a_round().await;
        world
    }

    async fn add_organisations(&mut self) -> BTreeMap<Place, (Id, Option<Id>)> {
        let write = self.hub.write().await;
        let organisation = async |name: &str, kind| {
            let id = new_id();
            let one = Organisation { id, name: name.to_owned(), kind, place_code: Some("13055".to_owned()) };
            organisations::store::insert(&write, &one).await.unwrap();
            id
        };
        organisation("La maison du mentorat", Kind::Hub).await;
        let a = organisation("Les amandiers", Kind::Association).await;
        let b = organisation("Les genêts", Kind::Incubator).await;
        let branch = async |organisation_id, name: &str, place: &str| {
            let (id, name, place_code) = (new_id(), name.to_owned(), place.to_owned());
            let one = Branch { id, organisation_id, name, place_code };
            organisations::store::insert_branch(&write, &one).await.unwrap();
            Some(id)
        };
        let places = BTreeMap::from([
            (Place::A0, (a, branch(a, "Antenne du 13e", "13213").await)),
            (Place::A1, (a, branch(a, "Antenne du 3e", "13203").await)),
            (Place::A, (a, None)),
            (Place::B0, (b, branch(b, "Antenne d’Aix", "13001").await)),
        ]);
        write.commit().await.unwrap();
        places
    }

    /// A tandem, a pair with a pending proposal, and somebody who waits.
    async fn add_things(&mut self, place: Place, organisation: Id, branch: Option<Id>) {
        let mut number = 0;
        let mut bear = |person: &mut people::person::Person| {
            number += 1;
            let word = place.canary();
            person.last_name = format!("{word}-Nom{number}");
            person.email = Some(format!("{}{number}@exemple.test", word.to_lowercase()));
            person.phone = Some(format!("06 39 98 0{} 0{number}", place as u8));
            (person.organisation_id, person.branch_id) = (organisation, branch);
        };
        let (mentor_person, mentor) = self
            .hub
            .add_mentor("Ariane Mistral", |person, mentor| {
                bear(person);
                mentor.capacity = 3;
            })
            .await;
        let (mentee, journey) = self.hub.add_mentee("Basile Garrigue", |person, _| bear(person)).await;
        let (_, proposed) = self.hub.add_mentee("Célia Romarin", |person, _| bear(person)).await;
        let (_, waiting) = self.hub.add_mentee("Denis Lavande", |person, _| bear(person)).await;
        let today = self.hub.app.today();
        let started_on = today.saturating_sub(time::Duration::days(20));
        let write = self.hub.write().await;
        let signing = self.hub.insert_begun(&write, journey.id, mentor.id, started_on).await;
        let tandem = Tandem {
            id: new_id(),
            proposal_id: Some(signing),
            journey_id: journey.id,
            mentor_id: mentor.id,
            started_on,
            closed: None,
        };
        let meeting = Meeting {
            id: new_id(),
            tandem_id: tandem.id,
            held_on: today.saturating_sub(time::Duration::days(10)),
            minutes: 60,
            mode: Mode::InPerson,
            topic: None,
            next_on: None,
        };
        let proposal = self.hub.suggestion(proposed.id, mentor.id);
        let problem = Problem {
            id: new_id(),
            mentor_id: mentor.id,
            journey_id: journey.id,
            party: Party::Mentee,
            kind: problem::Kind::Conduct,
            words: Some(format!("{}-Mots", place.canary())),
            reported_at: self.hub.app.now(),
            closed: None,
            contact_back_on: None,
        };
        problems::store::insert(&write, &problem).await.unwrap();
        tandems::store::insert(&write, &tandem).await.unwrap();
        follow_ups::store::insert(&write, &meeting).await.unwrap();
        proposals::store::insert_proposals(&write, std::slice::from_ref(&proposal)).await.unwrap();
        write.commit().await.unwrap();
        let things = Things {
            mentee: mentee.id,
            mentee_email: mentee.email.clone().unwrap(),
            mentor: mentor.id,
            mentor_person: mentor_person.id,
            journey: journey.id,
            waiting: waiting.id,
            tandem: tandem.id,
            proposal: proposal.id,
            signing,
            problem: problem.id,
            upload: new_id(),
            arrival: new_id(),
            account: new_id(),
            session: new_id(),
            step: new_id(),
            organisation,
            branch,
        };
        self.things.insert(place, things);
    }

    /// A mentor of A0 whose tandem with the mentee there was closed, with the tandem; or one who left since, and waits for a mentor.
    async fn add_former(&mut self, principal: Principal) {
        let things = self.things[&Place::A0].clone();
        let left = principal == Principal::LeftMentor;
        let today = self.hub.app.today();
        let name = if left { "Gaston Zircon-Parti" } else { "Fanny Zircon-Avant" };
        let (person, mentor) = self
            .hub
            .add_mentor(name, |person, mentor| {
                (person.organisation_id, person.branch_id) = (things.organisation, things.branch);
                mentor.left_on = left.then_some(today);
            })
            .await;
        let ended = (today.saturating_sub(time::Duration::days(30)), ClosureReason::Mutual);
        let write = self.hub.write().await;
        let proposal = self.hub.insert_begun(&write, things.journey, mentor.id, ended.0).await;
        let tandem = Tandem {
            id: new_id(),
            proposal_id: Some(proposal),
            journey_id: things.journey,
            mentor_id: mentor.id,
            started_on: ended.0,
            closed: Some(ended),
        };
        tandems::store::insert(&write, &tandem).await.unwrap();
        if left {
            let waiting = [things.waiting];
            let journeys = people::store::journeys_by_id(write.on(), Scope::Hub, &waiting).await.unwrap();
            let mut journey = journeys[0].clone();
            (journey.id, journey.person_id) = (new_id(), person.id);
            people::store::insert_journey(&write, &journey).await.unwrap();
        }
        write.commit().await.unwrap();
        let former = Former { person: person.id, tandem: tandem.id, proposal };
        self.former.insert(principal, former);
    }

    async fn add_account(&mut self, principal: Principal, places: &BTreeMap<Place, (Id, Option<Id>)>) {
        let Some(role) = principal.held() else { return };
        let write = self.hub.write().await;
        let email =
            format!("{}@hub.exemple.test", format!("{principal:?}").to_lowercase().replace(['(', ')'], "."));
        let identity = accounts::store::get_or_insert_identity(&write, &email).await.unwrap();
        let place = principal.place();
        let (organisation, branch) =
            place.map_or((None, None), |place| (Some(places[&place].0), places[&place].1));
        let things = place.map(|place| &self.things[&place]);
        let account = Account {
            id: new_id(),
            identity_id: Some(identity.id),
            name: place
                .map_or_else(|| format!("{principal:?}"), |place| format!("{}-Compte", place.canary())),
            role,
            organisation_id: organisation.filter(|_| role.is_partner_staff()),
            branch_id: branch.filter(|_| role == Role::Adviser),
            person_id: match role {
                _ if self.former.contains_key(&principal) => Some(self.former[&principal].person),
                Role::Mentor => things.map(|things| things.mentor_person),
                Role::Mentee => things.map(|things| things.mentee),
                _ => None,
            },
            accepted_at: Some(self.hub.app.now()),
            withdrawn_on: None,
        };
        accounts::store::insert(&write, &account).await.unwrap();
        write.commit().await.unwrap();
        self.accounts.insert(principal, account);
    }

    async fn add_upload_and_session(&mut self, place: Place) {
        let account = self.accounts[&Principal::Adviser(place)].clone();
        let bytes = include_bytes!("../../../data/import/modele_inscription_exemple.csv").to_vec();
        let (id, file_name) = (new_id(), format!("{}.csv", place.canary()));
        let write = self.hub.write().await;
        let upload = Upload { id, account_id: account.id, file_name, bytes };
        replace_upload(&write, upload).await.unwrap();
        let things = &self.things[&place];
        let arrival = Arrival {
            id: new_id(),
            origin: Origin { organisation_id: things.organisation, branch_id: things.branch },
            account_id: account.id,
            file_name: "mars.csv".to_owned(),
            arrived_on: write.today(),
            begun_at: None,
            stopped_at: None,
            told_on: None,
        };
        insert_arrival(&write, &arrival).await.unwrap();
        accounts::store::insert_session(&write, account.id, true, place.canary()).await.unwrap();
        write.commit().await.unwrap();
        let lines = accounts::store::list_sessions(&self.hub.app.db, &[account.id], self.hub.app.now())
            .await
            .unwrap();
        let things = self.things.get_mut(&place).unwrap();
        (things.upload, things.account, things.session) = (id, account.id, lines[0].id);
        things.arrival = arrival.id;
    }

    /// What comes next in each tandem.
    async fn find_steps(&mut self) {
        self.hub.settle().await;
        for things in self.things.values_mut() {
            let tandem = self.hub.literal(&things.tandem.simple().to_string());
            things.step =
                self.hub.keys(&format!("SELECT id FROM steps WHERE subject_id = {tandem}")).await[0];
        }
    }

    async fn add_openings(&self) {
        let person = self.things[&Place::A1].mentee;
        let write = self.hub.write().await;
        let follower = self.accounts[&Principal::Follower].id;
        accounts::store::save_follower(&write, person, Some(follower)).await.unwrap();
        let opener = self.accounts[&Principal::Opener].id;
        accounts::store::insert_opening(&write, opener, person, opening::Reason::Emergency).await.unwrap();
        write.commit().await.unwrap();
    }

    async fn run_a_round(&self) -> Id {
        let coordinator = self.client(Principal::Coordinator).await;
        let draft = coordinator.get("/rounds/new").await.form("Lancer le tour").submit().await;
        draft.is(StatusCode::OK);
        draft.path.trim_start_matches("/rounds/").parse().unwrap()
    }

    /// A new session of a principal, in the state that makes them who they are.
    pub async fn client(&self, principal: Principal) -> Client {
        let client = self.hub.visitor();
        let Some(account) = self.accounts.get(&principal) else { return client };
        let write = self.hub.write().await;
        let proven = principal != Principal::OwesProof;
        let token = accounts::store::insert_session(&write, account.id, proven, "un essai").await.unwrap();
        write.commit().await.unwrap();
        client.keep_cookie(session_cookie_name(false), &token);
        let key = self.hub.literal(&account.id.simple().to_string());
        let long_ago = "'2020-01-01 00:00:00+00:00'";
        let state = match principal {
            Principal::Expired => {
                format!("UPDATE sessions SET expires_at = {long_ago} WHERE account_id = {key}")
            }
            Principal::Withdrawn => {
                format!("UPDATE accounts SET withdrawn_on = '2020-01-01' WHERE id = {key}")
            }
            Principal::Deactivated => {
                let own = format!("SELECT identity_id FROM accounts WHERE id = {key}");
                format!("UPDATE identities SET deactivated_at = {long_ago} WHERE id IN ({own})")
            }
            _ => return client,
        };
        self.hub.sql(&state).await.unwrap();
        client
    }

    /// The closed tandem of somebody who was a mentor of the mentee of A0.
    pub fn closed_tandem(&self, principal: Principal) -> Id {
        self.former[&principal].tandem
    }

    /// Its proposal.
    pub fn closed_proposal(&self, principal: Principal) -> Id {
        self.former[&principal].proposal
    }

    /// The token of the link that a principal bears.
    pub fn token(&self, principal: Principal) -> Option<&str> {
        match principal {
            Principal::Bearer(link) => Some(&self.tokens[&link]),
            _ => None,
        }
    }

    /// The account of a principal.
    pub fn account(&self, principal: Principal) -> Option<&Account> {
        self.accounts.get(&principal)
    }
}
