//! Inviting, withdrawing, and acting as one of several roles.

use axum::http::StatusCode;
use tandem::accounts::access::Role;

use crate::support::{Client, Page, TestHub};

async fn invite(by: &Client, email: &str, role: &str, place: &str) -> Page {
    let form = by.get("/access").await.form("Envoyer l’invitation");
    let form = form.fill("Prénom et nom", "Léontine Cade").fill("Adresse e-mail", email).fill("Rôle", role);
    if place.is_empty() {
        form.submit().await
    } else {
        form.fill("Structure ou antenne", place).submit().await
    }
}

/// Whoever was invited at an address accepts, in a browser of their own.
async fn accept(hub: &TestHub, email: &str) {
    hub.visitor().get(&hub.link_to(email).await).await.form("Accepter et me connecter").submit().await;
}

#[tokio::test]
async fn an_invited_adviser_enters_and_sees_their_branch() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::Responsible).await;
    invite(&responsible, "leontine@hub.exemple.test", "Conseil en structure", "Antenne du 3e")
        .await
        .says("L’invitation est partie");
    let (person, _) =
        hub.add_mentee("Firmin Lavande", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let (other, _) = hub.add_mentee("Gaspard Romarin", |_, _| ()).await;
    let visitor = hub.visitor();
    let link = hub.link_to("leontine@hub.exemple.test").await;
    visitor.get(&link).await.form("Accepter et me connecter").submit().await;
    visitor.post("/second-factor", &[]).await;
    visitor.get(&format!("/people/{}", person.id)).await.is(StatusCode::OK);
    visitor.get(&format!("/people/{}", other.id)).await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_responsible_gives_access_to_their_own_organisation_only() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::Responsible).await;
    responsible.get("/access").await.does_not_say("Colette Restanque").says("Désiré Cabanon");
    let hub_place = hub.hub_organisation().to_string();
    for (role, place) in [("coordinator", ""), ("adviser", hub_place.as_str()), ("hub_responsible", "")] {
        let fields = [("name", "X Y"), ("email", "x@hub.exemple.test"), ("role", role), ("place", place)];
        responsible.post("/access", &fields).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
    let coordinator = hub.account_of(Role::Coordinator).await;
    for what in ["withdrawal", "second-factor"] {
        responsible.post(&format!("/access/{coordinator}/{what}"), &[]).await.is(StatusCode::NOT_FOUND);
    }
    hub.enter(Role::Coordinator).await.get("/dashboard").await.is(StatusCode::OK);
}

#[tokio::test]
async fn a_withdrawn_access_is_closed_at_once_and_its_link_opens_nothing() {
    let hub = TestHub::new().await;
    let adviser = hub.enter(Role::Adviser).await;
    let responsible = hub.enter(Role::HubResponsible).await;
    let account = hub.account_of(Role::Adviser).await;
    responsible.post(&format!("/access/{account}/withdrawal"), &[]).await.says("est retiré");
    assert!(adviser.get("/mentees").await.asks_to_sign_in());
    let email = TestHub::email_of(Role::Adviser);
    hub.visitor().post("/sign-in/links", &[("email", &email)]).await;
    assert!(hub.mails_to(&email).await.is_empty());
}

#[tokio::test]
async fn nobody_withdraws_their_own_access() {
    let hub = TestHub::new().await;
    let own = hub.account_of(Role::HubResponsible).await;
    let responsible = hub.enter(Role::HubResponsible).await;
    let page = responsible.post(&format!("/access/{own}/withdrawal"), &[]).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY);
    responsible.get("/access").await.is(StatusCode::OK);
}

#[tokio::test]
async fn giving_access_asks_for_a_fresh_second_factor() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::HubResponsible).await;
    hub.sql("UPDATE sessions SET proven_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    responsible.get("/access").await.is(StatusCode::OK);
    let asked = invite(&responsible, "x@hub.exemple.test", "Financeur", "").await;
    assert!(asked.path.starts_with("/second-factor"), "{}", asked.path);
    assert!(hub.mails_to("x@hub.exemple.test").await.is_empty());
    asked.form("Confirmer").submit().await;
    invite(&responsible, "x@hub.exemple.test", "Financeur", "").await.says("L’invitation est partie");
}

#[tokio::test]
async fn who_holds_two_roles_acts_as_one_at_a_time() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::HubResponsible).await;
    invite(&responsible, &TestHub::email_of(Role::Mentor), "Financeur", "").await;
    accept(&hub, &TestHub::email_of(Role::Mentor)).await;
    let mentor = hub.enter(Role::Mentor).await;
    mentor.get("/results").await.is(StatusCode::NOT_FOUND);
    mentor.get("/account").await.form("Prendre ce rôle").submit().await;
    mentor.get("/results").await.is(StatusCode::OK);
    mentor.get("/me").await.does_not_say("Ariane Mistral");
}

#[tokio::test]
async fn lists_leave_with_an_organisations_responsible_only_after_a_fresh_second_factor() {
    let hub = TestHub::new().await;
    hub.add_mentee("=Cmd Formule", |person, _| person.first_name = "=1+1".to_owned()).await;
    for role in [Role::Adviser, Role::Coordinator, Role::HubResponsible, Role::Officer, Role::Funder] {
        hub.enter(role).await.get("/mentees.csv").await.is(StatusCode::NOT_FOUND);
    }
    let responsible = hub.enter(Role::Responsible).await;
    let file = responsible.get("/mentees.csv").await;
    assert!(file.body.contains("'=1+1;"), "{}", file.body);
    assert!(file.body.contains("Basile;Garrigue"), "{}", file.body);
    let noted = hub.texts("SELECT action AS text FROM journal WHERE action = 'exported'").await;
    assert_eq!(noted.len(), 2);
    hub.sql("UPDATE sessions SET proven_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    let asked = responsible.get("/mentees.csv").await;
    assert_eq!(asked.path, "/second-factor?next=%2Fmentees.csv");
}

#[tokio::test]
async fn changing_roles_proves_nothing_anew() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::HubResponsible).await;
    invite(&responsible, &TestHub::email_of(Role::HubResponsible), "Financeur", "").await;
    accept(&hub, &TestHub::email_of(Role::HubResponsible)).await;
    hub.sql("UPDATE sessions SET proven_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    let own = hub.account_of(Role::HubResponsible).await;
    responsible.post(&format!("/account/roles/{own}"), &[]).await.is(StatusCode::NOT_FOUND);
    responsible.get("/account").await.form("Prendre ce rôle").submit().await;
    responsible.get("/account").await.form("Prendre ce rôle").submit().await;
    let asked = invite(&responsible, "x@hub.exemple.test", "Financeur", "").await;
    assert!(asked.path.starts_with("/second-factor"), "{}", asked.path);
}

#[tokio::test]
async fn an_address_changes_with_a_fresh_second_factor_and_the_old_one_enters_no_more() {
    let hub = TestHub::new().await;
    let (person, _) = hub.add_mentee("Gaspard Romarin", |_, _| ()).await;
    let visitor = hub.visitor();
    visitor.post("/sign-in/links", &[("email", person.email.as_deref().unwrap())]).await;
    visitor.post(&hub.link_to(person.email.as_deref().unwrap()).await, &[]).await.is(StatusCode::OK);
    let adviser = hub.enter(Role::Adviser).await;
    let change = async || {
        let form = adviser.get(&format!("/people/{}/edition", person.id)).await.form("Enregistrer la fiche");
        form.fill("Adresse", "nouvelle@exemple.test").submit().await
    };
    hub.sql("UPDATE sessions SET proven_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    change().await.is(StatusCode::UNPROCESSABLE_ENTITY).says("donnez votre second facteur");
    adviser.post("/second-factor", &[]).await;
    change().await.says("La fiche est enregistrée");
    assert!(visitor.get("/account").await.asks_to_sign_in());
    assert!(
        hub.mails_to(person.email.as_deref().unwrap())
            .await
            .pop()
            .unwrap()
            .contains("ne permet plus de s’y connecter")
    );
    hub.visitor().post("/sign-in/links", &[("email", person.email.as_deref().unwrap())]).await;
    assert_eq!(hub.mails_to(person.email.as_deref().unwrap()).await.len(), 2);
}

#[tokio::test]
async fn an_invitation_is_shown_as_one_and_can_be_taken_back() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::HubResponsible).await;
    invite(&responsible, "leontine@hub.exemple.test", "Financeur", "").await.says("invitation envoyée");
    let link = hub.link_to("leontine@hub.exemple.test").await;
    let page = responsible.get("/access").await;
    page.form("Retirer cette invitation").submit().await.says("L’invitation de Léontine Cade est retirée");
    let refused = hub.visitor().get(&link).await;
    assert!(refused.says("Ce lien a été remplacé").all("main form").is_empty());
    refused.says("demandez-la à la personne qui vous a invité·e").does_not_say("Demandez-en un autre");
    hub.visitor().post(&link, &[]).await.is(StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_mentee_who_is_also_an_adviser_chooses_as_whom_she_enters() {
    let hub = TestHub::new().await;
    let (person, _) = hub.add_mentee("Gaspard Romarin", |_, _| ()).await;
    let email = person.email.as_deref().unwrap();
    let responsible = hub.enter(Role::Responsible).await;
    invite(&responsible, email, "Conseil en structure", "Antenne du 3e").await;
    accept(&hub, email).await;
    let visitor = hub.visitor();
    visitor.post("/sign-in/links", &[("email", email)]).await;
    let choice = visitor.get(&hub.link_to(email).await).await.form("Se connecter").submit().await;
    assert_eq!(choice.path, "/account/roles");
    choice.says("Accompagnement").says("Conseil en structure").says("Les amandiers");
    // The adviser's role came first; it owes a second factor, and hers as a mentee does not.
    assert_eq!(choice.follow("Prendre ce rôle").await.path, "/second-factor");
    let own = choice.form("Prendre ce rôle").submit().await;
    assert_eq!(own.heading(), "Bonjour Gaspard.");
}
