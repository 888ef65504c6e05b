//! A hub of one's own, with a few people in it or with the whole demonstration.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Router;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tandem::accounts::access::{Role, Rules};
use tandem::accounts::account::{Account, Session};
use tandem::accounts::rate_limit::Limits;
use tandem::accounts::viewer::{By, Viewer};
use tandem::acts::settle;
use tandem::db::{self, Actor, Id, Write, new_id};
use tandem::home::Notices;
use tandem::organisations::{Branch, Kind, Organisation};
use tandem::outside::openid::Providers;
use tandem::people::person::{Journey, Mentor, Person};
use tandem::people::profile::{Availability, Language, Level, Profile, Topic};
use tandem::router::router;
use tandem::state::{App, Clock};
use tandem::track::Track;
use tandem::web::{Proxies, session_cookie_name};
use tandem::{accounts, organisations, people};

use super::client::Client;
use super::database::{Content, Database, now, secret};
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

    /// A small hub whose visitors come over https.
    pub async fn over_https() -> Self {
        let mut hub = Self::new().await;
        hub.app.https = true;
        hub.router = router(hub.app.clone());
        hub
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

    /// A hub with its tables and nothing in them.
    pub async fn empty(demo: bool) -> Self {
        Self::open(Content::Tables, demo).await
    }

    /// The same hub, under another table of rights.
    pub fn obey(&mut self, rules: Rules) {
        self.app.rules = rules;
        self.router = router(self.app.clone());
    }

    /// A key as this engine's SQL writes it.
    pub fn literal(&self, key: &str) -> String {
        match self.app.db.get_database_backend() {
            sea_orm::DbBackend::Postgres => format!("'{key}'"),
            _ => format!("x'{key}'"),
        }
    }

    async fn open(content: Content, demo: bool) -> Self {
        let database = Database::new(content).await;
        let contact_email = "contact@hub.exemple.test".to_owned();
        let app = App {
            db: database.db.clone(),
            demo,
            https: false,
            base_url: "http://hub.test".to_owned(),
            clock: Clock::System,
            secret: secret(),
            rules: Rules::default(),
            limits: Limits::default(),
            proxies: Proxies::default(),
            providers: Providers::parse(PROVIDERS).unwrap(),
            texts: Default::default(),
            text_secret: Some("secret-of-replies".to_owned()),
            bounces: None,
            rehearses: false,
            contact_email,
            notices: Notices::default(),
            cache: Default::default(),
            openings: Default::default(),
            sending: None,
            only_shows: false,
            reader: None,
        };
        let router = router(app.clone());
        Self { app, router, organisations: Vec::new(), branches: Vec::new(), database: Arc::new(database) }
    }

    async fn with_a_few_people(demo: bool) -> Self {
        let mut hub = Self::open(Content::Tables, demo).await;
        let write = hub.write_settled().await;
        hub.add_organisations(&write).await;
        write.commit().await.unwrap();
        let (mentor, _) = hub.add_mentor("Ariane Mistral", |_, _| ()).await;
        let (mentee, _) = hub.add_mentee("Basile Garrigue", |_, _| ()).await;
        let write = hub.write_settled().await;
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
            let email = Self::email_of(role);
            let identity = accounts::store::get_or_insert_identity(&write, &email).await.unwrap();
            let account = Account {
                id: new_id(),
                identity_id: Some(identity.id),
                name: name.to_owned(),
                role,
                organisation_id: role.is_partner_staff().then(|| hub.partner()),
                branch_id: (role == Role::Adviser).then(|| hub.branch(0)),
                person_id: person,
                accepted_at: Some(now()),
                withdrawn_on: None,
            };
            accounts::store::insert(&write, &account).await.unwrap();
            if role == Role::Coordinator {
                accounts::store::save_default_coordinator(&write, account.id).await.unwrap();
            }
        }
        settle::everything(&write).await.unwrap();
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

    /// The same hub, served with what was changed in [`TestHub::app`].
    pub fn restarted(mut self) -> Self {
        self.router = router(self.app.clone());
        self
    }

    /// Another copy of this hub, over the same database.
    pub async fn another_copy(&self) -> Self {
        let app = App {
            db: db::open(&self.url()).await.unwrap(),
            cache: Default::default(),
            openings: Default::default(),
            ..self.app.clone()
        };
        Self {
            router: router(app.clone()),
            app,
            organisations: self.organisations.clone(),
            branches: self.branches.clone(),
            database: Arc::clone(&self.database),
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

    /// Opens a writing transaction of the hub itself, in which a test stores what it likes.
    pub async fn write(&self) -> Write {
        self.write_by_hand();
        self.write_settled().await
    }

    /// The same, for whoever settles what they store.
    pub async fn write_settled(&self) -> Write {
        Write::begin(&self.app.db, &self.app.secret, Actor::HUB, now()).await.unwrap()
    }

    /// Somebody who acts with the first account of a role, their second factor just given.
    pub async fn by(&self, role: Role) -> By {
        let account = accounts::store::find(&self.app.db, self.account_of(role).await).await.unwrap();
        let session = Session { id: new_id(), proven_at: Some(self.app.now()) };
        Viewer::new(account.map(|account| (account, session)), self.app.rules, self.app.now()).by()
    }

    /// Opens a writing transaction for whoever acts.
    pub async fn write_by(&self, by: &By) -> Write {
        self.app.write(by).await.unwrap()
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
            available_from: None,
            tracks: BTreeSet::from([Track::Employment]),
            profile: profile(),
        };
        change(&mut person, &mut mentor);
        let write = self.write_settled().await;
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
            coordinator_id: None,
            waits_from: None,
            profile: profile(),
        };
        change(&mut person, &mut journey);
        let write = self.write_settled().await;
        people::store::insert(&write, &person).await.unwrap();
        people::store::insert_journey(&write, &journey).await.unwrap();
        settle::journeys(&write, &[journey.id]).await.unwrap();
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
            email: Some(format!("{}@exemple.test", id.simple())),
            phone: None,
            channel: None,
            postal_address: None,
            stopped: Default::default(),
            postcode: Some("13013".to_owned()),
            place_code: Some("13213".to_owned()),
            birth_year: Some(1980),
            sex: None,
            in_qpv: None,
            organisation_id: self.organisations.get(1).copied().unwrap_or_else(new_id),
            branch_id: self.branches.first().copied(),
            registered_on: now().day().saturating_sub(time::Duration::days(30)),
            languages: [(Language::French, Level::C2)].into(),
            businesses: BTreeSet::new(),
        }
    }

    /// Runs a round over everybody who waits, and gives the page of its draft.
    pub async fn run_a_round(&self) -> Page {
        let coordinator = self.enter(Role::Coordinator).await;
        coordinator.get("/rounds/new").await.form("Lancer le tour").submit().await
    }

    /// The address of its database.
    pub fn url(&self) -> String {
        self.database.url()
    }

    /// Notes that a test writes beside the acts: what is stored then need not be settled.
    pub fn write_by_hand(&self) {
        self.database.write_by_hand();
    }

    async fn id(&self, query: &str) -> Id {
        let statement = sea_orm::Statement::from_string(self.app.db.get_database_backend(), query);
        let row = self.app.db.query_one_raw(statement).await.unwrap();
        row.unwrap_or_else(|| panic!("nothing answers {query}")).try_get("", "id").unwrap()
    }

    /// The key of a person.
    pub async fn person_named(&self, name: &str) -> Id {
        let (first, last) = name.split_once(' ').expect("a given and a family name");
        self.id(&format!("SELECT id FROM people WHERE first_name = '{first}' AND last_name = '{last}'")).await
    }

    /// The key of the first account of a role.
    pub async fn account_of(&self, role: Role) -> Id {
        self.id(&format!("SELECT id FROM accounts WHERE role = '{}' ORDER BY id", role.code())).await
    }

    /// The key of the identity of the first account of a role.
    pub async fn identity_of(&self, role: Role) -> Id {
        let sql =
            format!("SELECT identity_id AS id FROM accounts WHERE role = '{}' ORDER BY id", role.code());
        self.id(&sql).await
    }

    /// The key of the first session of the first account of a role.
    pub async fn session_of(&self, role: Role) -> Id {
        let of = format!("SELECT id FROM accounts WHERE role = '{}'", role.code());
        self.id(&format!("SELECT id FROM sessions WHERE account_id IN ({of})")).await
    }

    /// The path that enters as the first account of a role.
    pub async fn persona(&self, role: Role) -> String {
        format!("/personas/{}", self.account_of(role).await)
    }

    /// Gives an identity the role of a funder as well.
    pub async fn add_role(&self, identity: Id) -> Id {
        let account = Account {
            id: new_id(),
            identity_id: Some(identity),
            name: "Estelle Calanque".to_owned(),
            role: Role::Funder,
            organisation_id: None,
            branch_id: None,
            person_id: None,
            accepted_at: Some(now()),
            withdrawn_on: None,
        };
        let write = self.write().await;
        accounts::store::insert(&write, &account).await.unwrap();
        write.commit().await.unwrap();
        account.id
    }

    /// The hub's own organisation.
    pub fn hub_organisation(&self) -> Id {
        self.organisations[0]
    }

    /// The address with which an account of a role signs in.
    pub fn email_of(role: Role) -> String {
        format!("{}@hub.exemple.test", role.code())
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
        let write = self.write_settled().await;
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
