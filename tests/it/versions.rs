//! Two editors of one form: the second sees what the first saved, and nothing is erased silently.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::router::routes;

use crate::support::{Client, Form, Page, TestHub};

/// A form that replaces what is stored, and what each of two editors writes in it: field and words.
struct Edition {
    route: &'static str,
    button: &'static str,
    first: (&'static str, &'static str),
    second: (&'static str, &'static str),
}

/// Every form that carries the version it was filled from.
const EDITIONS: &[Edition] = &[
    Edition {
        route: "/account",
        button: "Enregistrer",
        first: ("Téléphone", "04 65 71 00 12"),
        second: ("Quand vous répondez", "le matin"),
    },
    Edition {
        route: "/account",
        button: "Noter ce remplacement",
        first: ("Qui remplace", "Honorine Aubagne"),
        second: ("Qui remplace", ""),
    },
    Edition {
        route: "/access/{account}",
        button: "Noter ce remplacement",
        first: ("Qui remplace", "Honorine Aubagne"),
        second: ("Qui remplace", ""),
    },
    Edition {
        route: "/people/{id}/edition",
        button: "Enregistrer la fiche",
        first: ("Année de naissance", "1971"),
        second: ("Prénom", "Ariana"),
    },
    Edition {
        route: "/people/{id}/contact",
        button: "Enregistrer",
        first: ("Adresse postale", "1 quai du Port"),
        second: ("Téléphone", "06 39 98 00 05"),
    },
    Edition {
        route: "/people/{id}/mentor",
        button: "Enregistrer cette offre",
        first: ("Combien de personnes", "3"),
        second: ("Distance acceptée", "42"),
    },
    Edition {
        route: "/people/{id}/adviser",
        button: "Désigner",
        first: ("Conseiller·ère qui suit", "Désiré Cabanon"),
        second: ("Conseiller·ère qui suit", ""),
    },
    Edition {
        route: "/journeys/{id}/edition",
        button: "Enregistrer ce besoin",
        first: ("Distance acceptée", "41"),
        second: ("Métiers", "D1102"),
    },
    Edition {
        route: "/journeys/{id}/edition",
        button: "Enregistrer ce besoin",
        first: ("Qui coordonne", "Honorine Aubagne"),
        second: ("Distance acceptée", "43"),
    },
    Edition {
        route: "/settings",
        button: "Enregistrer ces réglages",
        first: ("Deuxième relance", "8"),
        second: ("Qui signe les messages", "Colette Restanque"),
    },
    Edition {
        route: "/settings/charter",
        button: "Publier cette version",
        first: ("Texte de la charte", "Une charte"),
        second: ("Texte de la charte", "Une autre charte"),
    },
    Edition {
        route: "/settings/messages/{kind}",
        button: "Enregistrer ce texte",
        first: ("Salutation", "Bonjour à vous,"),
        second: ("Objet", "Votre lien pour entrer"),
    },
];

/// The path of a route with something that exists in the place of its key.
async fn path(hub: &TestHub, route: &str) -> String {
    let key = match route.split('/').nth(1) {
        Some("journeys") => hub.keys("SELECT id FROM journeys").await[0],
        Some("organisations") => hub.partner(),
        Some("access") => hub.account_of(Role::Coordinator).await,
        _ => hub.keys("SELECT person_id AS id FROM mentors ORDER BY id").await[0],
    };
    let route = route.replace("{account}", &key.to_string());
    route.replace("{id}", &key.to_string()).replace("{kind}", "sign_in")
}

/// Two who edit at once: on one's own page, oneself in two windows.
async fn editors(hub: &TestHub, edition: &Edition) -> (Client, Client) {
    let (one, other) = match edition.route {
        "/account" => (Role::Coordinator, Role::Coordinator),
        "/access/{account}" | "/settings" | "/settings/charter" | "/settings/messages/{kind}" => {
            (Role::HubResponsible, Role::HubResponsible)
        }
        _ => (Role::Coordinator, Role::HubResponsible),
    };
    (hub.enter(one).await, hub.enter(other).await)
}

fn fill(form: Form, (label, words): (&str, &str)) -> Form {
    form.fill(label, words)
}

/// The rows that tell both versions: field, what is stored, what was typed.
fn both(page: &Page) -> Vec<String> {
    page.all(".errors tbody tr")
}

#[tokio::test]
async fn the_second_editor_sees_what_the_first_saved_and_decides() {
    let hub = TestHub::new().await;
    for edition in EDITIONS {
        let (one, other) = editors(&hub, edition).await;
        let path = path(&hub, edition.route).await;
        let (first, second) = (one.get(&path).await, other.get(&path).await);
        fill(first.form(edition.button), edition.first).submit().await.is(StatusCode::OK);
        let beside = fill(second.form(edition.button), edition.second).submit().await;
        beside.is(StatusCode::UNPROCESSABLE_ENTITY).says("Quelqu’un d’autre a enregistré");
        let rows = both(&beside);
        let differ = if edition.first.0 == edition.second.0 { 1 } else { 2 };
        assert_eq!(rows.len(), differ, "{}: {rows:?}", edition.route);
        assert!(rows.iter().any(|row| row.contains(edition.first.1)), "{}: {rows:?}", edition.route);
        assert!(rows.iter().any(|row| row.contains(edition.second.1)), "{}: {rows:?}", edition.route);
        // What the first wrote is still stored, and what the second typed still in the form.
        let stored = one.get(&path).await.form(edition.button).value(edition.first.0);
        let typed = beside.form(edition.button).value(edition.second.0);
        let own = first.form(edition.button).value(edition.first.0);
        assert_ne!(stored, own, "{}", edition.route);
        assert!(
            edition.second.1.is_empty() || typed.contains(edition.second.1),
            "{}: {typed}",
            edition.route
        );
        // Sent again, it is a decision.
        beside.form(edition.button).submit().await.is(StatusCode::OK);
        let stored = one.get(&path).await.form(edition.button).value(edition.first.0);
        let is_one_field = edition.first.0 == edition.second.0 && !edition.second.1.is_empty();
        let decided = if is_one_field { edition.second.1 } else { own.as_str() };
        assert_eq!(stored, decided, "{}", edition.route);
    }
}

#[tokio::test]
async fn of_two_editors_at_once_one_saves_and_the_other_sees_it() {
    let hub = TestHub::new().await;
    hub.connected().await;
    for edition in EDITIONS {
        let (one, other) = editors(&hub, edition).await;
        let path = path(&hub, edition.route).await;
        let (first, second) = (one.get(&path).await, other.get(&path).await);
        // With the choice that is stored already, there is nothing to decide.
        let second_words = if edition.second.1.is_empty() { edition.first } else { edition.second };
        let (one, sent) = fill(first.form(edition.button), edition.first).sent();
        let (other, again) = fill(second.form(edition.button), second_words).sent();
        let first = tokio::spawn(async move { one.send_form(&sent).await.status });
        let second = tokio::spawn(async move { other.send_form(&again).await.status });
        let mut statuses = [first.await.unwrap(), second.await.unwrap()];
        statuses.sort();
        let expected = if second_words == edition.first {
            [StatusCode::SEE_OTHER, StatusCode::SEE_OTHER]
        } else {
            [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY]
        };
        assert_eq!(statuses, expected, "{}", edition.route);
    }
}

#[tokio::test]
async fn the_same_words_from_two_editors_are_no_dispute() {
    let hub = TestHub::new().await;
    for edition in EDITIONS {
        let (client, _) = editors(&hub, edition).await;
        let path = path(&hub, edition.route).await;
        let (first, second) = (client.get(&path).await, client.get(&path).await);
        fill(first.form(edition.button), edition.first).submit().await.is(StatusCode::OK);
        fill(second.form(edition.button), edition.first).submit().await.is(StatusCode::OK);
    }
}

#[tokio::test]
async fn two_who_make_somebody_a_mentor_see_each_other() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    let path = format!("/people/{}/mentor", hub.person_named("Basile Garrigue").await);
    let (first, second) = (client.get(&path).await, client.get(&path).await);
    let filled = |page: &Page, places: &str| {
        let form = page.form("Enregistrer cette offre").tick("Emploi").tick("Lundi soir");
        form.fill("Combien de personnes", places)
    };
    filled(&first, "2").submit().await.is(StatusCode::OK);
    let beside = filled(&second, "5").submit().await;
    beside.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(both(&beside), ["Combien de personnes à la fois 2 5"]);
}

#[tokio::test]
async fn a_day_is_the_same_however_it_is_typed() {
    let hub = TestHub::new().await;
    let (one, other) = (hub.enter(Role::Coordinator).await, hub.enter(Role::HubResponsible).await);
    let path = path(&hub, "/journeys/{id}/edition").await;
    let form =
        |page: &Page, day: &str| page.form("Enregistrer ce besoin").fill("Jour du premier accueil", day);
    let (first, second) = (one.get(&path).await, other.get(&path).await);
    form(&first, "01/03/2024").submit().await.is(StatusCode::OK);
    let same = form(&second, "1.3.2024").fill("Distance acceptée", "42").submit().await;
    same.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(both(&same).len(), 1, "{:?}", both(&same));
    let other_day = form(&second, "2.3.2024").submit().await;
    assert_eq!(both(&other_day), ["Jour du premier accueil 1er mars 2024 2 mars 2024"]);
}

#[tokio::test]
async fn an_adviser_who_may_not_say_who_brings_somebody_is_shown_no_difference_there() {
    let hub = TestHub::new().await;
    let (adviser, coordinator) = (hub.enter(Role::Adviser).await, hub.enter(Role::Coordinator).await);
    let path = path(&hub, "/people/{id}/edition").await;
    let page = adviser.get(&path).await;
    let form = coordinator.get(&path).await.form("Enregistrer la fiche");
    form.fill("Année de naissance", "1971").submit().await.is(StatusCode::OK);
    let beside = page.form("Enregistrer la fiche").fill("Prénom", "Ariana").submit().await;
    beside.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(both(&beside), ["Prénom Ariane Ariana", "Année de naissance 1971 1980"]);
}

#[tokio::test]
async fn every_form_that_carries_a_version_is_here() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::HubResponsible).await;
    let mut found = BTreeSet::new();
    for route in routes(true).list().iter().filter(|route| route.method == "GET") {
        let asked = path(&hub, route.path).await;
        let page = client.get(&asked).await;
        // One's own space leads a member of the hub to their account.
        if page.path == asked && !page.attributes("form[method=post] input[name=version]", "value").is_empty()
        {
            found.insert(route.path);
        }
    }
    let here: BTreeSet<&str> = EDITIONS.iter().map(|edition| edition.route).collect();
    assert_eq!(found, here);
    // A form that edits is named so, and says what it was filled from.
    let all = routes(true);
    let edits = all.list().iter().filter(|route| route.method == "POST" && route.path.ends_with("/edition"));
    for route in edits {
        assert!(here.contains(route.path), "{} carries no version", route.path);
    }
}
