//! Somebody asks to join on a public page, confirms their address, and a coordinator answers.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::acts::jobs::schedule;
use tandem::acts::privacy::sweep;
use tandem::worker;

use crate::support::{Client, Form, Page, TestHub};

async fn form(visitor: &Client, email: &str) -> Form {
    let form = visitor.get("/join/mentor").await.form("Envoyer ma demande");
    let form = form.fill("Prénom", "Olive").fill("Nom", "Tapenade").fill("Adresse e-mail", email);
    form.fill("Commune ou arrondissement", "Aubagne").fill("Ce que vous pouvez", "Vingt ans de boulangerie")
}

async fn confirmed(hub: &TestHub, email: &str) -> Page {
    let visitor = hub.visitor();
    form(&visitor, email).await.submit().await.is(StatusCode::OK);
    visitor.get(&hub.link_to(email).await).await.form("Confirmer ma demande").submit().await
}

#[tokio::test]
async fn a_request_is_seen_once_its_address_is_confirmed() {
    let hub = TestHub::new().await;
    let (visitor, coordinator) = (hub.visitor(), hub.enter(Role::Coordinator).await);
    let sent = form(&visitor, "Olive@Exemple.test").await.submit().await;
    sent.is(StatusCode::OK).says("Un message vient de partir");
    let path = hub.link_to("olive@exemple.test").await;
    let page = visitor.get(&path).await;
    page.is(StatusCode::OK).says("Encore un geste");
    let empty = coordinator.get("/requests").await;
    empty.says("Aucune demande n’attend").follow("Revenir à ma journée").await.is(StatusCode::OK);
    coordinator.get("/dashboard").await.does_not_say("demande d’inscription");
    page.form("Confirmer ma demande")
        .submit()
        .await
        .is(StatusCode::OK)
        .says("Votre demande est arrivée")
        .says("avant le");
    page.form("Confirmer ma demande").submit().await.is(StatusCode::OK).says("Votre demande est arrivée");
    let list = coordinator.get("/dashboard").await.follow("Voir les demandes").await;
    list.says("Olive Tapenade").says("veut devenir mentor").says("Aubagne").says("Vingt ans de boulangerie");
    assert_eq!(list.all("h2").len(), 1);
}

#[tokio::test]
async fn registering_somebody_answers_their_request() {
    let hub = TestHub::new().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    confirmed(&hub, "olive@exemple.test").await;
    let page = coordinator.get("/requests").await.follow("Inscrire").await;
    let form =
        page.form("Enregistrer ce mentor").fill("Niveau de la langue 1", "C2").fill("Métiers", "D1102");
    let refused = form.fill("Combien de personnes", "99").submit().await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY);
    coordinator.get("/requests").await.says("Olive Tapenade");
    let mut form = refused.form("Enregistrer ce mentor").fill("Combien de personnes", "2");
    assert_eq!(form.value("Prénom"), "Olive");
    assert_eq!(form.value("Adresse e-mail"), "olive@exemple.test");
    let form = form.tick("Emploi").tick("Entretien d’embauche").tick("Lundi soir");
    form.submit().await.says("Olive Tapenade est maintenant sur le hub.").says("Aubagne");
    coordinator.get("/requests").await.says("Aucune demande n’attend");
    let again = hub.visitor().post(&hub.link_to("olive@exemple.test").await, &[]).await;
    again.is(StatusCode::UNPROCESSABLE_ENTITY).says("Ce lien ne fonctionne plus");
}

#[tokio::test]
async fn a_request_set_aside_is_forgotten() {
    let hub = TestHub::new().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    confirmed(&hub, "olive@exemple.test").await;
    let (page, elsewhere) = (coordinator.get("/requests").await, coordinator.get("/requests").await);
    page.form("Répondre que ce n’est pas possible")
        .submit()
        .await
        .says("sa demande est effacée.")
        .says("Aucune demande n’attend");
    elsewhere.form("Répondre que ce n’est pas possible").submit().await.says("Cette demande n’attend plus.");
    coordinator.post("/requests", &[("request", "n’importe quoi")]).await.says("n’attend plus");
}

#[tokio::test]
async fn a_known_and_an_unknown_address_are_answered_in_the_same_bytes() {
    let hub = TestHub::new().await;
    hub.add_mentee("Lila Panisse", |person, _| person.email = Some("lila@exemple.test".to_owned())).await;
    let visitor = hub.visitor();
    let mut bodies = Vec::new();
    for email in ["lila@exemple.test", "personne@exemple.test"] {
        let page = form(&visitor, email).await.submit().await;
        bodies.push((page.status, page.body.clone()));
        assert_eq!(hub.mails_to(email).await.len(), 1);
    }
    assert_eq!(bodies[0], bodies[1]);
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_nothing_leaves() {
    let hub = TestHub::new().await;
    let page = form(&hub.visitor(), "olive").await.fill("Nom", " ").submit().await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("2 réponses sont à corriger").says("Il manque le signe @");
    page.says("Écrivez votre nom.");
    let mut form = page.form("Envoyer ma demande");
    assert_eq!(form.value("Ce que vous pouvez"), "Vingt ans de boulangerie");
    assert!(hub.mails_to("olive").await.is_empty());
    hub.visitor().get("/join/nobody").await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_address_gets_five_messages_and_no_more() {
    let hub = TestHub::new().await;
    for _ in 0..8 {
        let page = form(&hub.visitor(), "olive@exemple.test").await.submit().await;
        page.is(StatusCode::OK).says("Un message vient de partir");
    }
    assert_eq!(hub.mails_to("olive@exemple.test").await.len(), 5);
}

#[tokio::test]
async fn a_link_of_last_week_confirms_nothing_and_its_request_is_forgotten() {
    let hub = TestHub::new().await;
    form(&hub.visitor(), "olive@exemple.test").await.submit().await;
    hub.sql("UPDATE requests SET asked_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
    hub.sql("UPDATE links SET expires_at = '2020-01-08 00:00:00+00:00'").await.unwrap();
    let page = hub.visitor().post(&hub.link_to("olive@exemple.test").await, &[]).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("Ce lien ne fonctionne plus");
    form(&hub.visitor(), "autre@exemple.test").await.submit().await;
    sweep(&hub).await;
    hub.sql("UPDATE requests SET confirmed_at = asked_at").await.unwrap();
    let list = hub.enter(Role::Coordinator).await.get("/requests").await;
    list.says("autre@exemple.test").does_not_say("olive@exemple.test");
}

/// What has expired is removed, as every hour.
async fn sweep(hub: &TestHub) {
    let write = hub.write().await;
    schedule::run(&write).await.unwrap();
    write.commit().await.unwrap();
    let (kind, done) = worker::do_next(&hub.app, None, &[sweep::JOB]).await.unwrap().expect("it is due");
    assert_eq!((kind.as_str(), done), (sweep::JOB, worker::Done::Succeeded));
}

#[tokio::test]
async fn when_nothing_leaves_because_of_the_network_the_page_says_so() {
    let hub = TestHub::new().await;
    let visitor = hub.visitor();
    for number in 0..30 {
        let sent = form(&visitor, &format!("olive{number}@exemple.test")).await.submit().await;
        sent.is(StatusCode::OK).says("Un message vient de partir");
    }
    let refused = form(&visitor, "olive30@exemple.test").await.submit().await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says("Rien n’est parti. Réessayez dans");
    assert_eq!(hub.mails_to("olive30@exemple.test").await.len(), 0);
}

/// A form of somebody without a mail address.
async fn without_mail(hub: &TestHub) -> Form {
    form(&hub.visitor(), "").await
}

#[tokio::test]
async fn whoever_has_a_mobile_number_and_no_mail_confirms_by_text_message() {
    let hub = TestHub::new().await;
    hub.send_texts(100).await;
    let sent = without_mail(&hub).await.fill("Téléphone", "06 39 98 00 01").submit().await;
    sent.is(StatusCode::OK).says("Un SMS part au numéro");
    let mails = hub.mails().await;
    assert_eq!((mails.len(), mails[0].channel.as_str()), (1, "text"));
    let page = hub.visitor().get(&hub.link_to("+33639980001").await).await;
    let confirmed = page.form("Confirmer ma demande").submit().await;
    confirmed.is(StatusCode::OK).says("Votre demande est arrivée").says("avant le");
    assert!(!confirmed.body.contains("type=\"email\""), "nobody is asked for a mail address on the way");
    let coordinator = hub.enter(Role::Coordinator).await;
    coordinator.get("/requests").await.says("06 39 98 00 01");
    coordinator.get("/requests").await.form("Répondre que ce n’est pas possible").submit().await;
    assert_eq!(hub.mails().await.last().unwrap().channel, "text", "the answer takes the same way");
}

#[tokio::test]
async fn whoever_gives_only_a_postal_address_confirms_by_the_code_of_a_letter() {
    let hub = TestHub::new().await;
    let postal = "1 quai du Port\n13002 Marseille";
    let sent = without_mail(&hub).await.fill("Adresse postale", postal).submit().await;
    sent.is(StatusCode::OK).says("Un courrier part");
    let coordinator = hub.enter(Role::Coordinator).await;
    coordinator.get("/requests").await.says("Aucune demande n’attend");
    let sheets = coordinator.get("/letters").await.form("Préparer 1 courrier").submit().await;
    sheets.says("Olive Tapenade").says("1 quai du Port").says("Confirmer ma demande");
    let code = crate::letters::code_on(&sheets);
    let page = hub.visitor().get("/r").await.form("Continuer").fill("Code", &code).submit().await;
    page.form("Confirmer ma demande").submit().await.says("Votre demande est arrivée");
    coordinator.get("/requests").await.says("1 quai du Port, 13002 Marseille");
}

#[tokio::test]
async fn whoever_wants_to_be_called_is_seen_at_once_and_the_call_confirms() {
    let hub = TestHub::new().await;
    let form = form(&hub.visitor(), "olive@exemple.test").await.tick("Je préfère qu’on m’appelle");
    let refused = form.submit().await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says("Pour être appelé, écrivez un numéro");
    let form = refused.form("Envoyer ma demande").fill("Téléphone", "04 91 00 00 00");
    form.submit().await.is(StatusCode::OK).says("vous appelle dans les 5 jours");
    assert!(hub.mails().await.is_empty());
    let coordinator = hub.enter(Role::Coordinator).await;
    let list = coordinator.get("/requests").await;
    list.says("À appeler").says("personne n’a encore confirmé");
    assert_eq!(
        hub.texts("SELECT what AS text FROM steps WHERE subject_kind = 'request'").await,
        ["call_request"]
    );
    let list = list.form("Elle confirme au téléphone").submit().await;
    list.says("la personne confirme sa demande").does_not_say("n’a encore confirmé");
    assert_eq!(
        hub.texts("SELECT what AS text FROM steps WHERE subject_kind = 'request'").await,
        ["answer_request"]
    );
    let mut form = list.follow("Inscrire").await.form("Enregistrer ce mentor");
    assert_eq!(
        (form.value("Téléphone"), form.value("Comment cette personne préfère")),
        ("+33491000000".to_owned(), "voice".to_owned())
    );
    assert!(hub.unsettled().await.is_empty());
}

#[tokio::test]
async fn whoever_is_to_be_called_waits_for_the_call_however_long_and_a_letter_for_a_month() {
    let hub = TestHub::new().await;
    without_mail(&hub).await.fill("Téléphone", "04 91 00 00 00").submit().await;
    let postal = "1 quai du Port\n13002 Marseille";
    without_mail(&hub).await.fill("Adresse postale", postal).submit().await;
    form(&hub.visitor(), "olive@exemple.test").await.submit().await;
    let ago = async |days: i64| {
        let asked_at = hub.app.now().plus(-time::Duration::days(days)).seconds();
        let asked_at = time::OffsetDateTime::from_unix_timestamp(asked_at).unwrap();
        let date = asked_at.date();
        hub.sql(&format!("UPDATE requests SET asked_at = '{date} 00:00:00+00:00'")).await.unwrap();
        hub.sql("UPDATE jobs SET due_at = '2020-01-01 00:00:00+00:00' WHERE kind = 'sweep'").await.unwrap();
        sweep(&hub).await;
        let mut ways = hub.texts("SELECT way AS text FROM requests").await;
        ways.sort();
        ways
    };
    assert_eq!(ago(8).await, ["letter", "voice"]);
    assert_eq!(ago(31).await, ["voice"]);
}

#[tokio::test]
async fn a_request_is_withdrawn_by_its_link_before_it_is_confirmed_and_after() {
    let hub = TestHub::new().await;
    form(&hub.visitor(), "olive@exemple.test").await.submit().await;
    let page = hub.visitor().get(&hub.link_to("olive@exemple.test").await).await;
    page.form("Retirer cette demande").submit().await.says("votre demande est effacée");
    confirmed(&hub, "agathe@exemple.test").await.form("Non, effacer cette demande").submit().await;
    assert!(hub.keys("SELECT id FROM requests").await.is_empty());
}
