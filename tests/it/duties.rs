//! Every duty of a mentor or mentee, by every channel: by mail, by text message, by letter, and on the telephone with somebody who
//! notes it for them. One test a cell of the table in docs/messages.md.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::people;
use tandem::people::person::Person;
use tokio::sync::Mutex;

use crate::letters::{followed, print_letters};
use crate::support::{Page, TestHub};
use crate::tandems::days_ago;

const MOBILES: [&str; 2] = ["+33639980001", "+33739980002"];
const LETTER: &str = "1 quai du Port\n13002 Marseille";

/// By what a person is reached, and does what is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Mail,
    Text,
    Letter,
    /// On the telephone with the adviser who follows them.
    Phone,
}

/// A hub with a mentor and a mentee who are reached by one channel alone.
struct Pair {
    hub: TestHub,
    by: By,
    /// The mentor, then the mentee.
    people: [Person; 2],
    /// The last code that each received by letter, by their name.
    codes: Mutex<BTreeMap<String, String>>,
}

impl Pair {
    /// Two people, proposed to each other: the mentor is asked.
    async fn proposed(by: By) -> Self {
        let hub = TestHub::new().await;
        hub.send_texts(100).await;
        let change = move |person: &mut Person, number: usize| match by {
            By::Mail => {}
            By::Text => (person.email, person.phone) = (None, Some(MOBILES[number].to_owned())),
            By::Letter => {
                (person.email, person.phone) = (None, None);
                person.postal_address = Some(LETTER.to_owned());
            }
            By::Phone => (person.email, person.phone) = (None, Some("+33491000000".to_owned())),
        };
        let (mentor, offer) = hub.add_mentor("Clovis Pinède", |person, _| change(person, 0)).await;
        let (mentee, journey) = hub.add_mentee("Honorine Sarriette", |person, _| change(person, 1)).await;
        let coordinator = hub.enter(Role::Coordinator).await;
        let path = format!("/journeys/{}/proposal", journey.id);
        coordinator.post(&path, &[("mentor", &offer.id.to_string())]).await.is(StatusCode::OK);
        Self { hub, by, people: [mentor, mentee], codes: Mutex::default() }
    }

    /// The same, who both said yes and signed.
    async fn in_tandem(by: By) -> Self {
        let pair = Self::proposed(by).await;
        for verb in ["Oui, je veux bien", "Je signe cette charte"] {
            for number in 0..2 {
                pair.question(number).await.form(verb).submit().await.is(StatusCode::OK);
            }
        }
        let open = tandem::tandems::store::count_open(&pair.hub.app.db, Scope::Hub).await.unwrap();
        assert_eq!(open, 1, "their tandem began");
        pair
    }

    /// The page that the last message to one of the two leads to; on the telephone, the page of their duty.
    async fn page(&self, number: usize) -> Page {
        let person = &self.people[number];
        let read = async |address: &str| self.hub.visitor().get(&self.hub.link_to(address).await).await;
        match self.by {
            By::Mail => read(person.email.as_deref().unwrap()).await,
            By::Text => read(MOBILES[number]).await,
            By::Letter => {
                let printed = print_letters(&self.hub).await;
                let mut last = self.codes.lock().await;
                last.extend(printed);
                followed(&self.hub, &last[&person.name()]).await
            }
            By::Phone => {
                let adviser = self.hub.enter(Role::Adviser).await;
                let call = adviser.get(&format!("/people/{}/call", person.id)).await;
                let agrees = format!("{} m’a dit oui", person.first_name);
                call.form("Noter ses réponses").tick(&agrees).submit().await
            }
        }
    }

    /// The page of what one of the two is to do, from what the last message leads to.
    async fn own_page(&self, number: usize) -> Page {
        let page = self.page(number).await;
        page.is(StatusCode::OK);
        if page.path.starts_with("/own/") { page } else { page.form("Voir ma page").submit().await }
    }

    async fn read(&self, number: usize) -> Person {
        let found = people::store::find(&self.hub.app.db, Scope::Hub, self.people[number].id).await;
        found.unwrap().unwrap()
    }

    /// The page of the question to one of the two.
    async fn question(&self, number: usize) -> Page {
        let page = self.page(number).await;
        page.is(StatusCode::OK);
        if self.by != By::Phone {
            return page;
        }
        let verb = ["Répondre à la proposition", "Lire et signer la charte"];
        let verb = verb.into_iter().find(|verb| page.body.contains(verb)).expect("something is asked");
        page.form(verb).submit().await
    }
}

async fn answers(by: By) {
    let pair = Pair::proposed(by).await;
    let answered = pair.question(0).await.form("Oui, je veux bien").submit().await;
    answered.is(StatusCode::OK).says("Vous avez dit oui");
    let asked = pair.question(1).await.form("Dire non").tick("Plus besoin").submit().await;
    asked.is(StatusCode::OK).says("Vous avez dit non");
}

async fn waits(by: By) {
    let pair = Pair::proposed(by).await;
    let from = days_ago(&pair.hub, -30);
    let form = pair.question(0).await.form("Pas maintenant").fill("À partir de quel jour ?", &from);
    form.submit().await.is(StatusCode::OK).says("Ce n’est pas un non");
}

async fn signs(by: By) {
    let pair = Pair::in_tandem(by).await;
    let ways = pair.hub.texts("SELECT DISTINCT way AS text FROM signatures").await;
    assert_eq!(ways, [if by == By::Phone { "voice" } else { "link" }]);
}

async fn notes_a_meeting(by: By) {
    let pair = Pair::in_tandem(by).await;
    let page = pair.page(1).await;
    let path = format!("{}/tandems/{}/meetings", page.path, pair.hub.keys("SELECT id FROM tandems").await[0]);
    let form = page.client().get(&path).await;
    form.form("Noter cette rencontre").submit().await.is(StatusCode::OK).says("Merci, c’est noté");
    assert_eq!(pair.hub.keys("SELECT id FROM meetings").await.len(), 1);
}

async fn reports_a_problem(by: By) {
    let pair = Pair::in_tandem(by).await;
    let form = pair.page(1).await.follow("Signaler un problème").await;
    form.form("Envoyer").tick("Autre chose").submit().await.is(StatusCode::OK).says("vous appelle");
    assert_eq!(pair.hub.keys("SELECT id FROM problems").await.len(), 1);
}

async fn corrects_how_they_are_contacted(by: By) {
    let pair = Pair::proposed(by).await;
    let form = pair.own_page(0).await.follow("Changer comment le hub vous contacte").await;
    let form = form.form("Enregistrer").fill("Téléphone", "06 39 98 00 07");
    form.submit().await.is(StatusCode::OK).says("C’est noté");
    assert_eq!(pair.read(0).await.phone.as_deref(), Some("+33639980007"));
}

async fn objects_and_agrees(by: By) {
    let pair = Pair::proposed(by).await;
    let form = pair.own_page(0).await.follow("Changer comment le hub vous contacte").await;
    let form = form
        .form("Enregistrer")
        .tick("Plus d’appels")
        .tick("La vie du hub (rencontres, ateliers, invitations)");
    form.submit().await.is(StatusCode::OK).says("C’est noté");
    assert!(pair.read(0).await.stopped.voice.is_some());
    let how = if by == By::Phone { "voice" } else { "form" };
    let consents = "SELECT channel || ' ' || how AS text FROM consents WHERE purpose = 'hub_life' ORDER BY 1";
    assert_eq!(pair.hub.texts(consents).await, ["letter", "mail", "text"].map(|way| format!("{way} {how}")));
    let coordinator = pair.hub.enter(Role::Coordinator).await;
    let call = coordinator.get(&format!("/people/{}/call", pair.people[0].id)).await;
    call.says("Ne l’appelez pas");
}

macro_rules! duties {
    ($($duty:ident),+) => {
        mod by_mail { $(#[tokio::test] async fn $duty() { super::$duty(super::By::Mail).await; })+ }
        mod by_text { $(#[tokio::test] async fn $duty() { super::$duty(super::By::Text).await; })+ }
        mod by_letter { $(#[tokio::test] async fn $duty() { super::$duty(super::By::Letter).await; })+ }
        mod on_the_telephone { $(#[tokio::test] async fn $duty() { super::$duty(super::By::Phone).await; })+ }
    };
}

duties!(
    answers,
    waits,
    signs,
    notes_a_meeting,
    reports_a_problem,
    corrects_how_they_are_contacted,
    objects_and_agrees
);
