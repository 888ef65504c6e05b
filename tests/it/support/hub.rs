//! A hub of one's own, with a few people in it or with the whole demonstration.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tandem::accounts::access::{Role, Rules};
use tandem::accounts::account::Account;
use tandem::accounts::brake::Limits;
use tandem::app::{App, router};
use tandem::db::{Id, Write, new_id};
use tandem::openid::Providers;
use tandem::organisations::{Branch, Kind, Organisation};
use tandem::people::person::{Journey, Mentor, Person};
use tandem::people::profile::{Availability, Language, Level, Profile, Topic, Track};
use tandem::secret::Secret;
use tandem::web::{Proxies, session_cookie_name};
use tandem::{accounts, organisations, people};

use super::client::Client;
use super::database::{Content, Database, now};
use super::page::Page;

/// A provider that never answers: nobody listens there.
const PROVIDERS: &str = "[[provider]]\nid = \"essai\"\nlabel = \"Fournisseur d’essai\"\n\
    issuer = \"http://127.0.0.1:9\"\nclient_id = \"hub\"\nclient_secret = \"secret\"\n";

/// A hub with its own database.
pub struct TestHub {
    /// What its requests share.
    pub app: App,
    router: Router,
    organisations: Vec<Id>,
    branches: Vec<Id>,
    database: Arc<Database>,
}

impl TestHub {
    /// A hub with one partner, its two branches, one account of each role, and a mentor and a mentee who wait.
    pub async fn new() -> Self {
        Self::with_a_few_people(true).await
    }

    /// The same, as it is served outside the demonstration.
    pub async fn outside_the_demonstration() -> Self {
        Self::with_a_few_people(false).await
    }

    /// The demonstration hub.
    pub async fn demo() -> Self {
        let mut hub = Self::open(Content::Demonstration, true).await;
        let mut all = organisations::store::list(&hub.app.db).await.unwrap();
        all.sort_by_key(|organisation| organisation.kind != Kind::Hub);
        hub.organisations = all.iter().map(|organisation| organisation.id).collect();
        let branches = organisations::store::list_branches(&hub.app.db).await.unwrap();
        let own = branches.iter().filter(|branch| branch.organisation_id == hub.partner());
        hub.branches = own.map(|branch| branch.id).collect();
        hub
    }

    async fn open(content: Content, demo: bool) -> Self {
        let database = Database::new(content).await;
        let contact_email = "contact@hub.exemple.test".to_owned();
        let app = App {
            db: database.db.clone(),
            demo,
            https: false,
            base_url: "http://hub.test".to_owned(),
            secret: Secret::fleeting().unwrap(),
            rules: Rules::default(),
            limits: Limits::default(),
            proxies: Proxies::default(),
            providers: Providers::parse(PROVIDERS).unwrap(),
            contact_email,
        };
        let router = router(app.clone());
        Self { app, router, organisations: Vec::new(), branches: Vec::new(), database: Arc::new(database) }
    }

    async fn with_a_few_people(demo: bool) -> Self {
        let mut hub = Self::open(Content::Tables, demo).await;
        let write = hub.write().await;
        hub.add_organisations(&write).await;
        write.commit().await.unwrap();
        let (mentor, _) = hub.add_mentor("Ariane Mistral", |_, _| ()).await;
        let (mentee, _) = hub.add_mentee("Basile Garrigue", |_, _| ()).await;
        let write = hub.write().await;
        for (name, role, person) in [
            ("Colette Restanque", Role::Coordinator, None),
            ("Honorine Aubagne", Role::HubResponsible, None),
            ("Ulysse Bastide", Role::Officer, None),
            ("Régine Cigale", Role::Responsible, None),
            ("Désiré Cabanon", Role::Adviser, None),
            ("Ariane Mistral", Role::Mentor, Some(mentor.id)),
            ("Basile Garrigue", Role::Mentee, Some(mentee.id)),
            ("Estelle Calanque", Role::Funder, None),
        ] {
            let email = format!("{}@hub.exemple.test", role.code());
            let identity = accounts::store::get_or_insert_identity(&write, &email).await.unwrap();
            let account = Account {
                id: new_id(),
                identity_id: Some(identity.id),
                name: name.to_owned(),
                role,
                organisation_id: role.is_partner_staff().then(|| hub.partner()),
                branch_id: (role == Role::Adviser).then(|| hub.branch(0)),
                person_id: person,
                withdrawn_on: None,
            };
            accounts::store::insert(&write, &account).await.unwrap();
        }
        write.commit().await.unwrap();
        hub
    }

    async fn add_organisations(&mut self, write: &Write) {
        for (name, kind) in [("La maison du mentorat", Kind::Hub), ("Les amandiers", Kind::Association)] {
            let place_code = Some("13055".to_owned());
            let organisation = Organisation { id: new_id(), name: name.to_owned(), kind, place_code };
            organisations::store::insert(write, &organisation).await.unwrap();
            self.organisations.push(organisation.id);
        }
        for (name, place) in [("Antenne du 13e", "13213"), ("Antenne du 3e", "13203")] {
            let (organisation_id, place_code) = (self.partner(), place.to_owned());
            let branch = Branch { id: new_id(), organisation_id, name: name.to_owned(), place_code };
            organisations::store::insert_branch(write, &branch).await.unwrap();
            self.branches.push(branch.id);
        }
    }

    /// The partner of a small hub.
    pub fn partner(&self) -> Id {
        self.organisations[1]
    }

    /// A branch of that partner: 0, where the adviser works, or 1.
    pub fn branch(&self, number: usize) -> Id {
        self.branches[number]
    }

    /// Opens a writing transaction of the hub itself.
    pub async fn write(&self) -> Write {
        Write::begin(&self.app.db, None, now()).await.unwrap()
    }

    /// Adds a mentor whom the rules allow with [`TestHub::add_mentee`], but for what is changed.
    pub async fn add_mentor(
        &self,
        name: &str,
        change: impl FnOnce(&mut Person, &mut Mentor),
    ) -> (Person, Mentor) {
        let mut person = self.person(name);
        let mut mentor = Mentor {
            id: new_id(),
            person_id: person.id,
            capacity: 1,
            joined_on: person.registered_on,
            left_on: None,
            tracks: BTreeSet::from([Track::Employment]),
            profile: profile(),
        };
        change(&mut person, &mut mentor);
        let write = self.write().await;
        people::store::insert(&write, &person).await.unwrap();
        people::store::insert_mentor(&write, &mentor).await.unwrap();
        write.commit().await.unwrap();
        (person, mentor)
    }

    /// Adds somebody who waits for a mentor in the employment track, but for what is changed.
    pub async fn add_mentee(
        &self,
        name: &str,
        change: impl FnOnce(&mut Person, &mut Journey),
    ) -> (Person, Journey) {
        let mut person = self.person(name);
        let mut journey = Journey {
            id: new_id(),
            person_id: person.id,
            track: Track::Employment,
            welcomed_on: person.registered_on,
            ended: None,
            profile: profile(),
        };
        change(&mut person, &mut journey);
        let write = self.write().await;
        people::store::insert(&write, &person).await.unwrap();
        people::store::insert_journey(&write, &journey).await.unwrap();
        write.commit().await.unwrap();
        (person, journey)
    }

    fn person(&self, name: &str) -> Person {
        let (first, last) = name.split_once(' ').expect("a given and a family name");
        let id = new_id();
        Person {
            id,
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            email: format!("{}@exemple.test", id.simple()),
            phone: None,
            postcode: Some("13013".to_owned()),
            place_code: Some("13213".to_owned()),
            birth_year: Some(1980),
            sex: None,
            in_qpv: None,
            organisation_id: self.partner(),
            branch_id: self.branches.first().copied(),
            registered_on: now().day().saturating_sub(time::Duration::days(30)),
            languages: [(Language::French, Level::C2)].into(),
            businesses: BTreeSet::new(),
        }
    }

    /// Runs a round over everybody who waits, and gives the page of its draft.
    pub async fn run_a_round(&self) -> Page {
        let coordinator = self.enter(Role::Coordinator).await;
        coordinator.get("/rounds/new").await.form("Lancer la campagne").submit().await
    }

    /// Makes every second factor given so far older.
    pub async fn age_proofs(&self, by: time::Duration) {
        let (db, given) = (&self.app.db, self.app.now().plus(-by));
        let backend = db.get_database_backend();
        let sql = match backend {
            DbBackend::Postgres => "UPDATE sessions SET proven_at = $1",
            _ => "UPDATE sessions SET proven_at = ?",
        };
        db.execute_raw(Statement::from_sql_and_values(backend, sql, [given.into()])).await.unwrap();
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Client {
        Client::new(self.router.clone(), Arc::clone(&self.database))
    }

    /// Somebody signed in with the first account of a role.
    pub async fn enter(&self, role: Role) -> Client {
        let accounts = accounts::store::list(&self.app.db).await.unwrap();
        let account = accounts.iter().find(|account| account.role == role).expect("each role has an account");
        let write = self.write().await;
        let token = accounts::store::insert_session(&write, account.id, true, "un essai").await.unwrap();
        write.commit().await.unwrap();
        let client = self.visitor();
        client.keep_cookie(session_cookie_name(false), &token);
        client
    }
}

fn profile() -> Profile {
    let moment = |code| Availability::from_code(code).expect("a moment of the week");
    Profile {
        trades: BTreeSet::from(["D1106".to_owned()]),
        topics: BTreeSet::from([Topic::Interview]),
        availabilities: BTreeSet::from([moment("mon-eve"), moment("sat-am")]),
        in_person: true,
        remote: true,
        travel_km: 10,
        ..Profile::default()
    }
}
