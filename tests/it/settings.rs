//! The pages of what the hub's responsible sets.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::settings::store::read;

use crate::support::{Page, TestHub};

#[tokio::test]
async fn the_responsible_sets_a_delay_and_the_page_tells_it() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::HubResponsible).await;
    let page = responsible.get("/dashboard").await.follow("Réglages").await;
    page.is(StatusCode::OK).says("Après la question. Sans réglage : 10.").does_not_say("Ce qui a changé");
    let form = page.form("Enregistrer ces réglages").fill("Fin sans réponse", "14");
    let saved =
        form.fill("Qui signe", "Colette Restanque").fill("À quel numéro", "0465710001").submit().await;
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
        ("Fin sans réponse", "5", "La proposition se termine après la deuxième relance."),
        ("Fin sans réponse", "dix", "Écrivez un nombre entier de 1 à 90."),
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

#[tokio::test]
async fn the_words_of_a_message_are_changed_seen_tried_and_given_back() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::HubResponsible).await;
    let list = responsible.get("/settings").await.follow("Changer les textes des messages").await;
    let page = list.follow("Notre réponse à votre demande").await;
    page.is(StatusCode::OK)
        .says("Bonjour Zoé,")
        .says("Ici, le hub remplace {first_name} par « Zoé ».")
        .does_not_say("Revenir au texte du hub");
    let typed = |page: &Page, button: &str| page.form(button).fill("Salutation", "Chère {first_name},");
    let seen = typed(&page, "Voir ce que cela donne").submit().await;
    seen.is(StatusCode::OK).says("Chère Zoé,").says("sans être enregistré");
    responsible.get(&page.path).await.says("Bonjour Zoé,");

    let saved = typed(&seen, "Enregistrer ce texte").submit().await;
    saved.is(StatusCode::OK).says("Ce texte est enregistré").says("Chère Zoé,");
    responsible.get("/settings/messages").await.says("modifié le");
    let tried = saved.form("M’envoyer ce message").submit().await;
    tried.says("Ce message part à hub_responsible@hub.exemple.test, marqué comme un essai.");
    let mails = hub.mails().await;
    assert_eq!(mails.last().unwrap().subject, "[Essai] Notre réponse à votre demande");
    let text = hub.mails_to(&TestHub::email_of(Role::HubResponsible)).await.pop().unwrap();
    assert!(text.starts_with("Ceci est un essai") && text.contains("\n\nChère Zoé,\n\n"), "{text}");

    let restored = tried.form("Revenir au texte du hub").submit().await;
    restored.says("Ce message a de nouveau le texte du hub.").says("Bonjour Zoé,");
}

#[tokio::test]
async fn words_that_the_hub_cannot_fill_are_refused_with_a_sentence() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::HubResponsible).await;
    let path = "/settings/messages/request_declined";
    for (label, words, sentence) in [
        ("Salutation", "Bonjour,", "Gardez {first_name} : c’est le hub qui le remplace."),
        ("Salutation", "{first_name} {last_name}", "Ici, le hub ne sait pas remplacer {last_name}."),
        ("Objet", "Bonjour {first_name}", "Ici, le hub ne sait pas remplacer {first_name}."),
        ("Conseil", "Une { seule", "Une accolade ne sert qu’à entourer ce que le hub remplace."),
        ("Conseil", " ", "Écrivez ce paragraphe, ou revenez au texte du hub."),
    ] {
        for button in ["Enregistrer ce texte", "Voir ce que cela donne"] {
            let page = responsible.get(path).await.form(button).fill(label, words).submit().await;
            page.is(StatusCode::UNPROCESSABLE_ENTITY).says(sentence);
        }
    }
    responsible.get("/settings/messages/nothing").await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn messages_leave_in_the_words_and_the_name_that_were_chosen() {
    let hub = TestHub::new().await;
    let responsible = hub.enter(Role::HubResponsible).await;
    let form = responsible.get("/settings/messages/sign_in").await.form("Enregistrer ce texte");
    form.fill("Salutation", "Bonjour à <b>vous</b>,").submit().await.is(StatusCode::OK);
    let form = responsible.get("/settings").await.form("Enregistrer ces réglages");
    let form = form.fill("Qui signe", "Colette Restanque").fill("À quel numéro", "04 65 71 00 01");
    form.submit().await.is(StatusCode::OK);
    let email = TestHub::email_of(Role::Mentor);
    hub.visitor().post("/sign-in/links", &[("email", &email)]).await;
    let text = hub.mails_to(&email).await.pop().unwrap();
    assert!(text.starts_with("Bonjour à <b>vous</b>,\n"), "{text}");
    assert!(text.contains("-- \nColette Restanque, pour le hub du mentorat, 04 65 71 00 01\n"), "{text}");
    let html = hub.mails().await.pop().unwrap().html(&hub.app.secret).unwrap();
    assert!(!html.contains("<b>"), "{html}");
}

#[tokio::test]
async fn an_error_does_not_hide_what_somebody_else_saved_meanwhile() {
    let hub = TestHub::new().await;
    let page = hub.enter(Role::HubResponsible).await.get("/settings").await;
    let wrong = page.form("Enregistrer ces réglages").fill("Fin sans réponse", "mille").submit().await;
    page.form("Enregistrer ces réglages").fill("Deuxième relance", "8").submit().await.is(StatusCode::OK);
    let mended = wrong.form("Enregistrer ces réglages").fill("Fin sans réponse", "20").submit().await;
    mended.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!mended.all(".errors tbody tr").is_empty(), "both versions are shown");
}
