//! The pages of what the hub's responsible sets.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::settings::store::read;

use crate::support::TestHub;

#[tokio::test]
async fn the_responsible_sets_a_delay_and_the_page_tells_it() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::HubResponsible).await;
    let page = responsible.get("/dashboard").await.follow("Réglages").await;
    page.is(StatusCode::OK).says("Sans réglage : 10 jours.").does_not_say("Ce qui a changé");
    let form = page.form("Enregistrer ces réglages").fill("Sans réponse", "14");
    let saved = form.fill("Qui signe", "Colette Restanque").fill("À quel numéro", "0465710001").submit().await;
    saved.is(StatusCode::OK).says("Vos réglages sont enregistrés.").says("Ce qui a changé");
    saved.says("10 jours, devenu 14 jours").says("le hub, devenu Colette Restanque").says("Honorine Aubagne");
    assert_eq!(saved.form("Enregistrer ces réglages").value("À quel numéro"), "04 65 71 00 01");
    assert_eq!(read(&hub.app.db).await.unwrap().answer_days, 14);
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::HubResponsible).await;
    let refused = async |label: &str, value: &str| {
        let form = responsible.get("/settings").await.form("Enregistrer ces réglages");
        form.fill(label, value).submit().await
    };
    for (label, value, sentence) in [
        ("Première relance", "7", "La deuxième relance vient après la première."),
        ("Sans réponse", "5", "La proposition se termine après la deuxième relance."),
        ("Sans réponse", "dix", "Écrivez un nombre entier de 1 à 90."),
        ("Dernier message", "9", "Laissez au moins 4 heures"),
        ("À quel numéro", "04 65 71 00 01", "Dites à qui est ce numéro, ou effacez-le."),
        ("À quel numéro", "12", "numéro"),
    ] {
        let page = refused(label, value).await;
        page.is(StatusCode::UNPROCESSABLE_ENTITY).says(sentence);
        assert_eq!(page.form("Enregistrer ces réglages").value(label), value, "what was typed stays");
    }
}

#[tokio::test]
async fn a_reason_that_is_unticked_is_offered_no_more() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::HubResponsible).await;
    let page = responsible.get("/settings").await;
    let all = page.attributes("input[name=refusals]", "value");
    assert_eq!(page.attributes("input[name=refusals][checked]", "value"), all, "all are offered at first");
    let saved = page.form("Enregistrer ces réglages").untick("Plus besoin").submit().await;
    saved.is(StatusCode::OK).says("aucune, devenu plus besoin");
    assert!(!read(&hub.app.db).await.unwrap().offers("found"));
}
