//! A problem that one of a pair reports: through which doors, and what both read afterwards.

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::db::Id;
use tandem::links::{self, NewLink, Uses};
use tandem::people::link::{LASTS, PATH, PURPOSE};
use tandem::tandems::tandem::Tandem;
use tandem::{jobs, people};

use crate::answers::{one_pair, question};
use crate::support::{Client, Page, TestHub};
use crate::tandems::{open_tandem, own_tandem};

/// The path of a new link to the page of somebody who is in a tandem.
pub async fn own_link(hub: &TestHub, name: &str) -> String {
    if hub.keys("SELECT id FROM tandems").await.is_empty() {
        own_tandem(hub).await;
    }
    link_to_own_page(hub, name).await
}

/// The path of a new link to the page of somebody.
pub async fn link_to_own_page(hub: &TestHub, name: &str) -> String {
    let id = hub.person_named(name).await;
    let person = people::store::find(&hub.app.db, Scope::Hub, id).await.unwrap().unwrap();
    let new = NewLink {
        purpose: PURPOSE,
        subject: id,
        bearer: person.email.as_deref().unwrap(),
        path: PATH,
        lasts: LASTS,
        uses: Uses::UntilExpiry,
    };
    let write = hub.write_settled().await;
    let token = links::store::insert(&write, new).await.unwrap();
    write.commit().await.unwrap();
    format!("{PATH}/{token}")
}

/// The path of the form with which somebody notes a meeting of their tandem by such a link.
pub async fn note_link(hub: &TestHub, name: &str) -> String {
    let link = own_link(hub, name).await;
    format!("{link}/tandems/{}/meetings", hub.keys("SELECT id FROM tandems").await[0])
}

/// The tandem of the mentor and the mentee who may sign in, whose two people gave a number.
async fn with_numbers() -> (TestHub, Tandem) {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    for (name, phone) in [("Ariane", "06 39 98 00 01"), ("Basile", "06 39 98 00 02")] {
        let set = format!("phone = '{phone}', email = '{}@exemple.test'", name.to_lowercase());
        hub.sql(&format!("UPDATE people SET {set} WHERE first_name = '{name}'")).await.unwrap();
    }
    (hub, tandem)
}

/// How the other of a tandem is reached.
async fn contact_of(hub: &TestHub, name: &str) -> [String; 3] {
    let id = hub.person_named(name).await;
    let person = people::store::find(&hub.app.db, Scope::Hub, id).await.unwrap().unwrap();
    let phone = person.phone.unwrap();
    [phone.replace(' ', ""), phone, person.email.unwrap()]
}

/// Everything that somebody of a tandem may open, signed in and by their link.
async fn all_pages(hub: &TestHub, client: &Client, own: Id, tandem: Id, link: &str) -> Vec<Page> {
    let mut pages = Vec::new();
    for path in [
        "/me".to_owned(),
        "/account".to_owned(),
        "/problems/new".to_owned(),
        format!("/people/{own}"),
        format!("/people/{own}/messages"),
        format!("/people/{own}/readings"),
        format!("/tandems/{tandem}"),
    ] {
        pages.push(client.get(&path).await);
    }
    for path in [link.to_owned(), format!("{link}/problems")] {
        pages.push(hub.visitor().get(&path).await);
    }
    for page in &pages {
        page.is(StatusCode::OK);
    }
    pages
}

async fn is_anywhere(pages: &[Page], contact: &[String]) -> bool {
    pages.iter().any(|page| contact.iter().any(|one| page.body.contains(one.as_str())))
}

#[tokio::test]
async fn once_a_problem_is_reported_neither_reads_anywhere_how_to_reach_the_other() {
    let (hub, tandem) = with_numbers().await;
    let sides = [
        (Role::Mentor, "Ariane Mistral", "Basile Garrigue"),
        (Role::Mentee, "Basile Garrigue", "Ariane Mistral"),
    ];
    let mut readers = Vec::new();
    for (role, own, other) in sides {
        let (client, link) = (hub.enter(role).await, own_link(&hub, own).await);
        let (id, contact) = (hub.person_named(own).await, contact_of(&hub, other).await);
        let pages = all_pages(&hub, &client, id, tandem.id, &link).await;
        assert!(is_anywhere(&pages, &contact).await, "{own} reads how to reach {other}");
        readers.push((client, link, id, contact));
    }
    let form =
        readers[1].0.get(&format!("/tandems/{}", tandem.id)).await.follow("Signaler un problème").await;
    form.form("Envoyer")
        .submit()
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .says("Choisissez une des réponses");
    let form = form.form("Envoyer").tick("Des paroles ou des gestes déplacés");
    let told = form.fill("Dites-le avec vos mots", "Garrigue-Mots-Secrets").submit().await;
    told.is(StatusCode::OK)
        .says("Colette Restanque vous appelle")
        .says("ne sait pas que vous nous avez écrit");
    for (client, link, id, contact) in &readers {
        let pages = all_pages(&hub, client, *id, tandem.id, link).await;
        assert!(!is_anywhere(&pages, contact).await, "nobody reads it any more");
        let words = ["Secrets", "déplacés\u{a0}:", "signalement", "Signalement"];
        // The form itself lists what may be reported.
        let told = pages.iter().filter(|page| !page.path.contains("/problems")).map(|page| &page.body);
        let told: Vec<&String> = told.collect();
        assert!(words.iter().all(|word| told.iter().all(|page| !page.contains(word))));
        assert_eq!(
            told.iter().filter(|page| page.contains("Votre tandem est en pause")).count(),
            4,
            "all say why"
        );
        for mail in hub.mails_to(contact.last().unwrap()).await {
            assert!(!mail.contains("Secrets"));
        }
    }
}

#[tokio::test]
async fn both_read_the_same_pause_whoever_reported() {
    let mut seen = Vec::new();
    for reporter in [Role::Mentor, Role::Mentee] {
        let (hub, tandem) = with_numbers().await;
        let fields = [("pair", tandem.id.to_string()), ("kind", "safety".to_owned())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        hub.enter(reporter).await.post("/problems", &fields).await.is(StatusCode::OK);
        let pages =
            [hub.enter(Role::Mentor).await.get("/me").await, hub.enter(Role::Mentee).await.get("/me").await];
        seen.push(pages.map(|page| page.text()));
    }
    assert_eq!(seen[0], seen[1], "a page tells who reported");
}

#[tokio::test]
async fn whoever_coordinates_is_told_within_a_minute_and_closes_it() {
    let (hub, tandem) = with_numbers().await;
    let link = own_link(&hub, "Basile Garrigue").await;
    let form = hub.visitor().get(&link).await.follow("Signaler un problème").await.form("Envoyer");
    let form = form
        .tick("Je ne me sens pas en sécurité")
        .fill("Dites-le avec vos mots", "Il attend devant chez moi");
    form.submit().await.is(StatusCode::OK).says("Merci de nous l’avoir dit");
    let email = TestHub::email_of(Role::Coordinator);
    let mail = hub.mails().await.into_iter().find(|mail| mail.kind == "problem_reported").unwrap();
    assert_eq!((mail.recipient.as_str(), mail.held_at), (email.as_str(), None));
    let key = mail.id.to_string();
    let due =
        jobs::store::list_due(&hub.app.db, tandem::mail::JOB, std::slice::from_ref(&key)).await.unwrap();
    assert!(
        due[&key] <= hub.app.now() && !mail.nature().unwrap().is_begun_by_hub(),
        "it leaves at once, at any hour"
    );
    assert!(!mail.subject.contains("Garrigue") && !mail.subject.contains("Mistral"), "{}", mail.subject);
    let text = mail.text(&hub.app.secret).unwrap();
    assert!(text.contains("Basile Garrigue") && !text.contains("devant chez moi"), "{text}");
    let coordinator = hub.enter(Role::Coordinator).await;
    coordinator.get("/steps").await.says("Appeler les deux personnes, puis terminer le signalement");
    let page = coordinator.get(&hub.link_to(&email).await).await;
    page.says("Basile Garrigue l’a écrit le").says("Il attend devant chez moi").says("cachées pour les deux");
    coordinator.get(&format!("/tandems/{}", tandem.id)).await.says("à traiter");
    let form =
        page.form("Terminer le signalement").tick("Le problème est réglé").tick("Rendre leurs coordonnées");
    let closed = form.submit().await;
    closed.says("retrouvent leurs coordonnées").says("Terminé le").does_not_say("Terminer le signalement");
    let tandem = hub.enter(Role::Mentee).await.get(&format!("/tandems/{}", tandem.id)).await;
    tandem.says(&contact_of(&hub, "Ariane Mistral").await[2]).does_not_say("en pause");
}

#[tokio::test]
async fn nobody_but_the_hub_s_coordinators_reads_what_was_reported() {
    let (hub, tandem) = with_numbers().await;
    let fields =
        [("pair", tandem.id.to_string()), ("kind", "money".to_owned()), ("words", "Mots-Secrets".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    hub.enter(Role::Mentor).await.post("/problems", &fields).await.is(StatusCode::OK);
    let problem = hub.keys("SELECT id FROM problems").await[0];
    for role in [Role::Coordinator, Role::HubResponsible] {
        hub.enter(role).await.get(&format!("/problems/{problem}")).await.says("Mots-Secrets");
    }
    for role in [Role::Responsible, Role::Adviser, Role::Officer, Role::Funder, Role::Mentor, Role::Mentee] {
        let client = hub.enter(role).await;
        client.get_only(&format!("/problems/{problem}")).await.is(StatusCode::NOT_FOUND);
        let page = client.get_only(&format!("/tandems/{}", tandem.id)).await;
        page.does_not_say("à traiter").does_not_say("Secrets");
    }
}

#[tokio::test]
async fn a_side_that_is_asked_reports_from_the_same_message() {
    let hub = TestHub::new().await;
    hub.run_a_round().await.form("Proposer ces tandems").submit().await;
    let asked = hub.mails().await.into_iter().find(|mail| mail.kind == "proposal_asked").unwrap();
    let text = asked.text(&hub.app.secret).unwrap();
    let reports = text.lines().find(|line| line.ends_with("/problems")).expect("the message says where");
    let path = reports.strip_prefix("http://hub.test").unwrap();
    let form = hub.visitor().get(path).await.form("Envoyer").tick("Autre chose");
    form.submit().await.is(StatusCode::OK).says("vous appelle");
    assert_eq!(hub.keys("SELECT id FROM problems").await.len(), 1);
}

#[tokio::test]
async fn whoever_says_yes_after_a_report_is_not_told_of_numbers_that_nobody_gave() {
    let (hub, _, [mentor, mentee]) = one_pair().await;
    let asked = question(&hub, &mentor).await;
    let path = asked.attributes("main a[href$='/problems']", "href").remove(0);
    hub.visitor().get(&path).await.form("Envoyer").tick("Autre chose").submit().await.is(StatusCode::OK);
    asked.form("Oui, je veux bien").submit().await.is(StatusCode::OK);
    let receipt = question(&hub, &mentee).await.form("Oui, je veux bien").submit().await;
    receipt.says("Vous avez dit oui tous les deux").says("est en pause").does_not_say("coordonnées");
}

#[tokio::test]
async fn a_link_that_is_unknown_expired_of_another_purpose_or_of_a_former_address_says_the_same() {
    let (hub, _) = with_numbers().await;
    let visitor = hub.visitor();
    let unknown = visitor.get("/own/0123456789abcdef").await;
    unknown.is(StatusCode::OK).says("ne fonctionne plus");
    let [own, expired, changed] = [(), (), ()].map(|()| own_link(&hub, "Basile Garrigue"));
    let (own, expired) = (own.await, expired.await);
    let shown = visitor.get(&own).await;
    shown.is(StatusCode::OK).says("Bonjour Basile.").says("Ariane Mistral").says("Appeler Ariane Mistral");
    let hash = links::token_hash(PURPOSE, expired.rsplit('/').next().unwrap());
    hub.sql(&format!(
        "UPDATE links SET expires_at = '2020-01-01 00:00:00+00:00' WHERE token_hash = '{hash}'"
    ))
    .await
    .unwrap();
    let changed = changed.await;
    let foreign = own.replace("/own/", "/answers/");
    for dead in [expired.clone(), format!("{expired}/problems"), format!("{foreign}/problems")] {
        let page = visitor.get(&dead).await;
        let like = if dead.ends_with("/problems") {
            visitor.get("/own/0123456789abcdef/problems").await
        } else {
            visitor.get("/own/0123456789abcdef").await
        };
        assert_eq!((page.status, page.plain_body()), (like.status, like.plain_body()), "{dead}");
    }
    hub.sql("UPDATE people SET email = 'autre@exemple.test' WHERE first_name = 'Basile'").await.unwrap();
    for dead in [&own, &changed] {
        assert_eq!(visitor.get(dead).await.plain_body(), unknown.plain_body());
        let sent = visitor.post(&format!("{dead}/problems"), &[("kind", "other")]).await;
        sent.is(StatusCode::UNPROCESSABLE_ENTITY).says("ne fonctionne plus");
    }
    assert!(hub.keys("SELECT id FROM problems").await.is_empty());
}

#[tokio::test]
async fn opening_ones_page_by_its_link_changes_nothing_and_leads_to_signing_in_for_the_rest() {
    let (hub, tandem) = with_numbers().await;
    let link = own_link(&hub, "Ariane Mistral").await;
    let (visitor, lines) = (hub.visitor(), "SELECT object_id AS id FROM journal");
    let before = hub.keys(lines).await.len();
    for _ in 0..5 {
        let page = visitor.get_only(&link).await;
        page.is(StatusCode::OK).says("Rencontrez Basile Garrigue une première fois").says("c’est à vous");
        assert!(page.cookies().is_empty());
    }
    assert_eq!(hub.keys(lines).await.len(), before);
    let used = hub.texts("SELECT CAST(used_at AS text) AS text FROM links WHERE used_at IS NOT NULL").await;
    assert!(used.is_empty());
    assert!(visitor.get_only(&format!("/tandems/{}", tandem.id)).await.asks_to_sign_in());
}

#[tokio::test]
async fn a_person_s_page_of_messages_says_what_became_of_each() {
    let hub = TestHub::new().await;
    hub.run_a_round().await.form("Proposer ces tandems").submit().await;
    let person = hub.person_named("Ariane Mistral").await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let page = coordinator.get(&format!("/people/{person}/messages")).await;
    page.says("Nous vous proposons un tandem").says("En attente").says("1 message");
    hub.sql("UPDATE outbox SET dropped_at = created_at, dropped_reason = 'day_over', body = '', html = ''")
        .await
        .unwrap();
    page.client().get(&page.path).await.says("Pas envoyé").says("Son dernier jour est passé");
    let own = hub.enter(Role::Mentor).await;
    own.get("/me").await.follow("Ce que le hub vous a écrit").await.says("Nous vous proposons un tandem");
    let other = hub.person_named("Basile Garrigue").await;
    own.get_only(&format!("/people/{other}/messages")).await.is(StatusCode::NOT_FOUND);
    hub.enter(Role::Adviser)
        .await
        .get_only(&format!("/people/{person}/messages"))
        .await
        .is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_meeting_is_noted_by_the_link_once_a_day_and_in_one_s_own_tandem_only() {
    let (hub, tandem) = with_numbers().await;
    let link = note_link(&hub, "Basile Garrigue").await;
    let page = hub.visitor().get(&link).await;
    let noted = page.form("Noter cette rencontre").submit().await;
    noted.is(StatusCode::OK).says("est notée").follow("Revenir à ma page").await.says("Noter une rencontre");
    let again = page.form("Noter cette rencontre").submit().await;
    again.says("n’a été pris en compte qu’une fois");
    let again = hub.visitor().get(&link).await.form("Noter cette rencontre").submit().await;
    again.is(StatusCode::UNPROCESSABLE_ENTITY).says("Une rencontre est déjà notée ce jour-là.");
    assert_eq!(hub.keys("SELECT id FROM meetings").await.len(), 1);
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let (_, journey) = hub.add_mentee("Célia Romarin", |_, _| ()).await;
    let foreign = open_tandem(&hub, &mentor, &journey).await;
    let foreign = link.replace(&tandem.id.to_string(), &foreign.id.to_string());
    let page = hub.visitor().get(&foreign).await;
    let unknown = hub.visitor().get(&format!("/own/0123456789abcdef/tandems/{}/meetings", tandem.id)).await;
    assert_eq!(page.says("ne fonctionne plus").plain_body(), unknown.plain_body());
}
