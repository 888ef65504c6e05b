//! A hub with two partners, and in every place the same things, each with a name that must not be seen elsewhere.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::accounts::account::Account;
use tandem::accounts::{self, opening};
use tandem::db::{Id, new_id};
use tandem::follow_ups::meeting::{Meeting, Mode};
use tandem::organisations::{self, Branch, Kind, Organisation};
use tandem::registrations::store::{Upload, insert_upload};
use tandem::tandems::tandem::Tandem;
use tandem::web::session_cookie_name;
use tandem::{follow_ups, people, proposals, tandems};

use crate::support::{Client, TestHub};

/// Where things are: organisation A has two branches and people of no branch; B has one branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    A0,
    A1,
    A,
    B0,
}

impl Place {
    pub const ALL: [Self; 4] = [Self::A0, Self::A1, Self::A, Self::B0];

    /// A word that everything of this place bears, and that nothing else does.
    pub fn canary(self) -> &'static str {
        match self {
            Self::A0 => "Zircon",
            Self::A1 => "Topaze",
            Self::A => "Rubis",
            Self::B0 => "Opale",
        }
    }

    pub fn is_in_a(self) -> bool {
        self != Self::B0
    }
}

/// What a cell's route names: things of a place, of its mentor rather than its mentee, or nothing that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    Of(Place),
    MentorOf(Place),
    Absent,
}

impl Object {
    pub const ALL: [Self; 6] = [
        Self::Of(Place::A0),
        Self::MentorOf(Place::A0),
        Self::Of(Place::A1),
        Self::Of(Place::A),
        Self::Of(Place::B0),
        Self::Absent,
    ];
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    Public,
    OwesProof,
    Expired,
    Withdrawn,
    Deactivated,
    Mentee(Place),
    Mentor(Place),
    Adviser(Place),
    /// Works in branch A0 and follows somebody of A1.
    Follower,
    /// Works in branch A0 and has opened somebody of A1 exceptionally.
    Opener,
    Responsible(Place),
    Coordinator,
    HubResponsible,
    Officer,
    Funder,
}

impl Principal {
    pub const ALL: [Self; 19] = [
        Self::Public,
        Self::OwesProof,
        Self::Expired,
        Self::Withdrawn,
        Self::Deactivated,
        Self::Mentee(Place::A0),
        Self::Mentee(Place::B0),
        Self::Mentor(Place::A0),
        Self::Mentor(Place::B0),
        Self::Adviser(Place::A0),
        Self::Adviser(Place::A1),
        Self::Adviser(Place::A),
        Self::Adviser(Place::B0),
        Self::Follower,
        Self::Opener,
        Self::Responsible(Place::A),
        Self::Responsible(Place::B0),
        Self::Coordinator,
        Self::HubResponsible,
    ];
    pub const APART: [Self; 2] = [Self::Officer, Self::Funder];

    pub fn every() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().chain(Self::APART)
    }

    /// The role, as the guard should see it.
    pub fn role(self) -> Option<Role> {
        Some(match self {
            Self::Public | Self::OwesProof | Self::Expired | Self::Withdrawn | Self::Deactivated => {
                return None;
            }
            Self::Mentee(_) => Role::Mentee,
            Self::Mentor(_) => Role::Mentor,
            Self::Adviser(_) | Self::Follower | Self::Opener => Role::Adviser,
            Self::Responsible(_) => Role::Responsible,
            Self::Coordinator => Role::Coordinator,
            Self::HubResponsible => Role::HubResponsible,
            Self::Officer => Role::Officer,
            Self::Funder => Role::Funder,
        })
    }

    /// The role of their account, whatever became of it.
    fn held(self) -> Option<Role> {
        match self {
            Self::Public => None,
            Self::OwesProof => Some(Role::Coordinator),
            Self::Expired | Self::Withdrawn | Self::Deactivated => Some(Role::Adviser),
            other => other.role(),
        }
    }

    /// Where they are.
    pub fn place(self) -> Option<Place> {
        match self {
            Self::Mentee(place) | Self::Mentor(place) | Self::Adviser(place) | Self::Responsible(place) => {
                Some(place)
            }
            Self::Follower | Self::Opener | Self::Expired | Self::Withdrawn | Self::Deactivated => {
                Some(Place::A0)
            }
            _ => None,
        }
    }
}

/// The keys of the things of a place.
#[derive(Clone, Debug)]
pub struct Things {
    pub mentee: Id,
    pub mentor_person: Id,
    pub journey: Id,
    pub waiting: Id,
    pub tandem: Id,
    pub proposal: Id,
    pub upload: Id,
    pub account: Id,
    pub session: Id,
    pub organisation: Id,
}

pub struct World {
    pub hub: TestHub,
    pub things: BTreeMap<Place, Things>,
    accounts: BTreeMap<Principal, Account>,
    pub round: Id,
}

impl World {
    pub async fn new() -> Self {
        let hub = TestHub::empty(false).await;
        let mut world = Self { hub, things: BTreeMap::new(), accounts: BTreeMap::new(), round: new_id() };
        let places = world.add_organisations().await;
        for (place, (organisation, branch)) in &places {
            world.add_things(*place, *organisation, *branch).await;
        }
        for principal in Principal::every() {
            world.add_account(principal, &places).await;
        }
        for place in Place::ALL {
            world.add_upload_and_session(place).await;
        }
        world.add_openings().await;
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
        let tandem = Tandem {
            id: new_id(),
            proposal_id: None,
            journey_id: journey.id,
            mentor_id: mentor.id,
            started_on: today.saturating_sub(time::Duration::days(20)),
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
        let write = self.hub.write().await;
        tandems::store::insert(&write, &tandem).await.unwrap();
        follow_ups::store::insert(&write, &meeting).await.unwrap();
        proposals::store::insert_proposals(&write, std::slice::from_ref(&proposal)).await.unwrap();
        write.commit().await.unwrap();
        let things = Things {
            mentee: mentee.id,
            mentor_person: mentor_person.id,
            journey: journey.id,
            waiting: waiting.id,
            tandem: tandem.id,
            proposal: proposal.id,
            upload: new_id(),
            account: new_id(),
            session: new_id(),
            organisation,
        };
        self.things.insert(place, things);
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
                Role::Mentor => things.map(|things| things.mentor_person),
                Role::Mentee => things.map(|things| things.mentee),
                _ => None,
            },
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
        insert_upload(&write, &upload).await.unwrap();
        accounts::store::insert_session(&write, account.id, true, place.canary()).await.unwrap();
        write.commit().await.unwrap();
        let lines = accounts::store::list_sessions(&self.hub.app.db, &[account.id], self.hub.app.now())
            .await
            .unwrap();
        let things = self.things.get_mut(&place).unwrap();
        (things.upload, things.account, things.session) = (id, account.id, lines[0].id);
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
        let draft = coordinator.get("/rounds/new").await.form("Lancer la campagne").submit().await;
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

    /// The account of a principal.
    pub fn account(&self, principal: Principal) -> Option<&Account> {
        self.accounts.get(&principal)
    }
}
