//! The entrance in place of a page: where it leads afterwards, and what becomes of a form whose session has ended.

use axum::http::{Method, StatusCode};
use tandem::accounts::access::Role;
use tandem::web::session_cookie_name;

use super::second_factor::{code_now, secret_on, set_up};
use super::sign_in::{PASSWORD, give_password};
use crate::support::{Client, Origin, Page, TestHub};

const ABSENT: &str = "019b0000-0000-7000-8000-000000000000";

/// Ends every session there is, as time does.
async fn end_sessions(hub: &TestHub) {
    hub.sql("UPDATE sessions SET expires_at = '2020-01-01 00:00:00+00:00'").await.unwrap();
}

/// Signs in with a password at a page of the entrance, with all that the page carries.
async fn sign_in_at(page: &Page, role: Role, password: &str) -> Page {
    let (email, kept) = (TestHub::email_of(role), kept_on(page));
    let next = page.attributes("main input[name=next]", "value").first().cloned().unwrap_or_default();
    let fields = [("email", email.as_str()), ("password", password), ("next", &next), ("kept", &kept)];
    page.client().post("/sign-in/password", &fields).await
}

fn kept_on(page: &Page) -> String {
    page.attributes("main input[name=kept]", "value").first().cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_page_that_is_not_public_leads_to_the_entrance_whether_it_exists_or_not() {
    let hub = TestHub::new().await;
    let person = hub.person_named("Basile Garrigue").await;
    let visitor = hub.visitor();
    for path in [
        "/dashboard".to_owned(),
        format!("/people/{person}"),
        format!("/people/{ABSENT}"),
        "/people/nobody".to_owned(),
        "/mentees?q=a&page=2".to_owned(),
        "/mentees.csv".to_owned(),
        "/nothing-at-all".to_owned(),
        "/rounds/../x".to_owned(),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let page = visitor.ask(method, &path, &[], &[]).await;
            page.is(StatusCode::SEE_OTHER);
            assert_eq!(page.redirection(), Some(tandem::web::with_query("/sign-in", &[("next", &path)])));
            assert_eq!(page.body, "");
        }
    }
}

#[tokio::test]
async fn what_is_no_page_is_no_entrance() {
    let hub = TestHub::new().await;
    let visitor = hub.visitor();
    for path in
        ["/favicon.ico", "/robots.txt", "/.well-known/x", "/static/absent.css", "/apple-touch-icon.png"]
    {
        visitor.get_only(path).await.is(StatusCode::NOT_FOUND);
    }
    for headers in
        [[("accept", "application/json")], [("sec-fetch-mode", "cors")], [("sec-fetch-mode", "no-cors")]]
    {
        let known = visitor.ask(Method::GET, "/rounds/new", &headers, &[]).await;
        let unknown = visitor.ask(Method::GET, "/nothing", &headers, &[]).await;
        assert_eq!((known.status, &known.body), (StatusCode::UNAUTHORIZED, &unknown.body));
        visitor.ask(Method::POST, "/rounds", &headers, &[("a", "b")]).await.is(StatusCode::UNAUTHORIZED);
    }
    visitor.get_only("/nothing.json").await.is(StatusCode::UNAUTHORIZED);
    visitor.ask(Method::DELETE, "/rounds", &[], &[]).await.is(StatusCode::NOT_FOUND);
    visitor
        .ask(Method::GET, "/rounds", &[("sec-fetch-mode", "navigate")], &[])
        .await
        .is(StatusCode::SEE_OTHER);
    hub.enter(Role::Mentor).await.get("/rounds").await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_form_sent_without_a_session_tells_nothing_of_what_exists() {
    let hub = TestHub::new().await;
    let person = hub.person_named("Basile Garrigue").await;
    let client = hub.enter(Role::Coordinator).await;
    end_sessions(&hub).await;
    let mut answers = Vec::new();
    for path in
        [format!("/people/{person}/edition"), format!("/people/{ABSENT}/edition"), "/nothing/else".to_owned()]
    {
        for _ in 0..2 {
            let page = client.ask(Method::POST, &path, &[], &[("first_name", "Zoé")]).await;
            assert!(!kept_on(&page).is_empty());
            answers.push((page.status, page.plain_body()));
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0].0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn one_is_led_to_pages_of_the_hub_only() {
    let hub = TestHub::new().await;
    give_password(&hub, Role::Mentee).await;
    for next in [
        "https://ailleurs.test/",
        "//ailleurs.test",
        "/\\ailleurs.test",
        "\\\\ailleurs.test",
        "/a\\b",
        "/\tb",
        "/a\r\nset-cookie: a=b",
        "/é",
        "javascript:alert(1)",
        "me",
        "/sign-in",
        "/sign-in/links/abc",
        "/second-factor",
        "/personas",
        &format!("/{}", "a".repeat(1000)),
    ] {
        let asked = tandem::web::with_query("/sign-in", &[("next", next)]);
        let page = hub.visitor().get(&asked).await;
        assert_eq!(page.attributes("main input[name=next]", "value"), Vec::<String>::new(), "{next}");
        let email = TestHub::email_of(Role::Mentee);
        let fields = [("email", email.as_str()), ("password", PASSWORD), ("next", next)];
        let entered = hub.visitor().post_from(Origin::Hub, "/sign-in/password", &fields).await;
        assert_eq!(entered.redirection().as_deref(), Some("/me"), "{next}");
        let sealed = hub.app.secret.seal(next.as_bytes(), "page of a link").unwrap();
        let page = hub.visitor().get(&format!("/sign-in/links/abc?to={sealed}")).await;
        assert!(!page.body.contains("name=\"next\""), "{next}");
    }
}

#[tokio::test]
async fn every_way_in_goes_on_to_the_page_that_was_asked_for() {
    let hub = TestHub::new().await;
    let asked = "/rounds?page=1";
    // A persona.
    let page = hub.visitor().get(asked).await.follow("Essayer la démonstration").await;
    let page = page.form("Se connecter comme Colette Restanque").submit().await;
    assert_eq!(page.path, asked);
    // A link, opened in another browser.
    let visitor = hub.visitor();
    let form = visitor.get("/account?a=b").await.form("Recevoir un lien");
    form.fill("Votre adresse e-mail", &TestHub::email_of(Role::Mentee)).submit().await;
    let link = hub.link_to(&TestHub::email_of(Role::Mentee)).await;
    assert!(!link.contains("account") && link.contains("?to="), "{link}");
    let page = hub.visitor().get(&link).await;
    let page = page.form(&page.all("main form button")[0]).submit().await;
    assert_eq!(page.path, "/account?a=b");
}

#[tokio::test]
async fn a_password_and_a_second_factor_lead_on_too() {
    let hub = TestHub::outside_the_demonstration().await;
    give_password(&hub, Role::Coordinator).await;
    let (.., codes) = set_up(&hub, Role::Coordinator).await;
    let entrance = hub.visitor().get("/rounds/new").await;
    let owing = sign_in_at(&entrance, Role::Coordinator, PASSWORD).await;
    assert_eq!(owing.path, "/second-factor?next=%2Frounds%2Fnew");
    // Somebody who has yet to prove is led on as well.
    let asked = owing.client().get_only("/steps").await;
    assert_eq!(asked.redirection().as_deref(), Some("/second-factor?next=%2Fsteps"));
    let proven = owing.form("Confirmer").fill("Code à six chiffres", &codes[0]).submit().await;
    assert_eq!(proven.path, "/rounds/new");
}

#[tokio::test]
async fn whoever_sets_their_second_factor_up_is_led_on_afterwards() {
    let hub = TestHub::outside_the_demonstration().await;
    give_password(&hub, Role::Coordinator).await;
    let entrance = hub.visitor().get("/rounds/new").await;
    let page = sign_in_at(&entrance, Role::Coordinator, PASSWORD).await;
    let drawn = page.form("Utiliser une application de codes").submit().await;
    let form = drawn.form("Confirmer ce code").fill("Le code à six chiffres", &code_now(&secret_on(&drawn)));
    assert_eq!(form.submit().await.follow("J’ai noté mes codes").await.path, "/rounds/new");
}

#[tokio::test]
async fn whoever_chooses_a_role_is_led_on_afterwards() {
    let hub = TestHub::new().await;
    give_password(&hub, Role::Mentee).await;
    hub.add_role(hub.identity_of(Role::Mentee).await).await;
    let choice = sign_in_at(&hub.visitor().get("/results?year=2026").await, Role::Mentee, PASSWORD).await;
    assert_eq!(choice.path, "/account/roles?next=%2Fresults%3Fyear%3D2026");
    let other = choice.attributes("main form", "action").first().cloned();
    let next = choice.attributes("main input[name=next]", "value").first().cloned();
    assert_eq!(next.as_deref(), Some("/results?year=2026"));
    assert!(other.is_some_and(|action| action.starts_with("/account/roles/")));
}

/// The registration form of somebody, as a browser sends it.
const REGISTRATION: [(&str, &str); 9] = [
    ("form_key", "0123456789abcdef0123456789abcdef"),
    ("first_name", "Honorine"),
    ("last_name", "Garrigue & fils"),
    ("email", "honorine@exemple.test"),
    ("postcode", "13013"),
    ("welcomed_on", "31/02/2026"),
    ("topics", "interview"),
    ("availability", "mon-eve"),
    ("availability", "tue-eve"),
];

async fn register(client: &Client) -> Page {
    let referer = [("referer", "http://hub.test/people/new?as=mentee")];
    let sent = client.ask(Method::POST, "/people?as=mentee", &referer, &REGISTRATION).await;
    sent.is(StatusCode::UNAUTHORIZED).says("Votre session est terminée");
    sent
}

#[track_caller]
fn shows_the_registration(page: &Page) {
    page.is(StatusCode::OK).says("Rien n’a encore été envoyé");
    for (name, value) in
        REGISTRATION.iter().filter(|(name, _)| !["form_key", "topics", "availability"].contains(name))
    {
        assert_eq!(page.attributes(&format!("main input[name={name}]"), "value"), [*value], "{name}");
    }
    assert_eq!(page.attributes("main input[name=availability][checked]", "value"), ["mon-eve", "tue-eve"]);
    assert_ne!(page.attributes("main input[name=form_key]", "value"), ["0123456789abcdef0123456789abcdef"]);
}

async fn people(hub: &TestHub) -> usize {
    hub.texts("SELECT first_name AS text FROM people").await.len()
}

#[tokio::test]
async fn a_form_goes_through_a_password_a_second_factor_and_their_mistakes() {
    let hub = TestHub::outside_the_demonstration().await;
    give_password(&hub, Role::Coordinator).await;
    let (client, _, codes) = set_up(&hub, Role::Coordinator).await;
    end_sessions(&hub).await;
    let before = people(&hub).await;
    let entrance = register(&client).await;
    let wrong = sign_in_at(&entrance, Role::Coordinator, "autre chose").await;
    wrong.is(StatusCode::UNPROCESSABLE_ENTITY).says("Votre session est terminée");
    let owing = sign_in_at(&wrong, Role::Coordinator, PASSWORD).await;
    let wrong = owing.form("Confirmer").fill("Code à six chiffres", "000000").submit().await;
    wrong.is(StatusCode::UNPROCESSABLE_ENTITY);
    let page = wrong.form("Confirmer").fill("Code à six chiffres", &codes[0]).submit().await;
    shows_the_registration(&page);
    assert_eq!(people(&hub).await, before);
    client.get("/dashboard").await.is(StatusCode::OK);
}

#[tokio::test]
async fn a_form_waits_beside_a_link_that_is_opened_in_another_tab() {
    let hub = TestHub::outside_the_demonstration().await;
    let (client, _, codes) = set_up(&hub, Role::Coordinator).await;
    end_sessions(&hub).await;
    let (entrance, email) = (register(&client).await, TestHub::email_of(Role::Coordinator));
    let fields = [("email", email.as_str()), ("kept", &kept_on(&entrance))];
    let waiting = client.post("/sign-in/links", &fields).await;
    let resume = || waiting.form("Je suis connecté·e, reprendre");
    resume().submit().await.is(StatusCode::UNPROCESSABLE_ENTITY).says("pas encore connecté·e");
    client.post(&hub.link_to(&email).await, &[]).await;
    let owing = resume().submit().await;
    assert_eq!(owing.heading(), "Confirmer que c’est vous");
    shows_the_registration(&owing.form("Confirmer").fill("Code à six chiffres", &codes[0]).submit().await);
}

#[tokio::test]
async fn in_the_demonstration_a_form_comes_back_to_its_persona() {
    let hub = TestHub::demo().await;
    let entered =
        hub.visitor().get("/personas").await.form("Se connecter comme Camille Orsini").submit().await;
    let client = entered.client();
    // Browsers drop the cookie of a session when it ends: the device alone tells whose it was.
    client.keep_cookie(session_cookie_name(false), "");
    let cards = register(client).await.form("Reprendre comme une personne").submit().await;
    let page = cards.form("Se connecter comme Camille Orsini").submit().await;
    shows_the_registration(&page);
}

#[tokio::test]
async fn a_form_is_shown_to_whoever_filled_it_in_and_to_nobody_else() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    end_sessions(&hub).await;
    let kept = kept_on(&register(&client).await);
    let other = hub.enter(Role::HubResponsible).await;
    let refused = other.post("/sign-in/resumption", &[("kept", &kept)]).await;
    refused.says("avec un autre accès").does_not_say("honorine@exemple.test");
    assert!(!refused.body.contains("Garrigue &"));
    let same = hub.enter(Role::Coordinator).await;
    shows_the_registration(&same.post("/sign-in/resumption", &[("kept", &kept)]).await);
    // Nobody knows whose form this is.
    let unknown = register(&hub.visitor()).await;
    unknown.says("ne reconnaît pas ce navigateur");
    assert_eq!(kept_on(&unknown), "");
}

#[tokio::test]
async fn a_form_that_was_touched_comes_back_to_nobody() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    end_sessions(&hub).await;
    let kept = kept_on(&register(&client).await);
    let client = hub.enter(Role::Coordinator).await;
    for touched in
        [&kept[2..], &kept[..kept.len() - 2], "0", "é", &hub.app.secret.seal(b"{}", "autre").unwrap()]
    {
        let page =
            client.post("/sign-in/resumption", &[("kept", touched), ("next", "/people/new?as=mentee")]).await;
        page.says("n’a pas pu être repris");
        assert_eq!(page.path, "/people/new?as=mentee");
    }
}

#[tokio::test]
async fn what_cannot_be_kept_is_said() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    end_sessions(&hub).await;
    let long = "a".repeat(64 * 1024);
    let page = client.post_from(Origin::Hub, "/people?as=mentee", &[("first_name", &long)]).await;
    page.is(StatusCode::UNAUTHORIZED).says("trop long pour être gardé");
    assert_eq!(kept_on(&page), "");
    let media = "multipart/form-data; boundary=x".to_owned();
    let page = client.post_body("/import", media, b"--x--\r\n".to_vec()).await;
    page.is(StatusCode::UNAUTHORIZED).says("le fichier non plus");
    let page = client.post_from(Origin::Hub, "/account/password", &[("password", "quatre mots")]).await;
    page.is(StatusCode::UNAUTHORIZED).says("recommencez une fois connecté·e");
    assert_eq!(kept_on(&page), "");
}

#[tokio::test]
async fn a_form_that_comes_back_late_still_shows_both_sides() {
    let hub = TestHub::new().await;
    let (mentee, _) = hub.add_mentee("Gaspard Romarin", |_, _| ()).await;
    let path = format!("/people/{}/edition", mentee.id);
    let client = hub.enter(Role::Coordinator).await;
    let form = client.get(&path).await.form("Enregistrer la fiche").fill("Prénom", "Gaspardin");
    let (client, sent) = form.sent();
    let other = hub.enter(Role::HubResponsible).await.get(&path).await.form("Enregistrer la fiche");
    other.fill("Prénom", "Gaspardine").submit().await.says("La fiche est enregistrée");
    end_sessions(&hub).await;
    let kept = kept_on(&client.send_form(&sent).await);
    let client = hub.enter(Role::Coordinator).await;
    let page = client.post("/sign-in/resumption", &[("kept", &kept)]).await;
    page.is(StatusCode::OK);
    assert_eq!(page.attributes("main input[name=first_name]", "value"), ["Gaspardin"]);
    let late = page.form("Enregistrer la fiche").submit().await;
    late.is(StatusCode::UNPROCESSABLE_ENTITY).says("Gaspardine").says("Gaspardin");
}

/// Whatever asks for a secret has a name that is never kept.
#[test]
fn every_secret_of_a_form_has_a_name_that_is_never_kept() {
    const NEVER_KEPT: [&str; 3] = ["password", "code", "credential"];
    let mut secrets = 0;
    for folder in std::fs::read_dir("templates").unwrap() {
        let folder = folder.unwrap().path();
        for file in std::fs::read_dir(&folder).into_iter().flatten() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap_or_default();
            for line in text.lines().filter(|line| !line.contains("macro")) {
                let is_secret = ["kind=\"password\"", "type=\"password\"", "one-time-code"]
                    .iter()
                    .any(|sign| line.contains(sign));
                if is_secret {
                    secrets += 1;
                    let named = NEVER_KEPT.iter().any(|name| {
                        line.contains(&format!("(\"{name}\"")) || line.contains(&format!("name=\"{name}\""))
                    });
                    assert!(named, "{line}");
                }
            }
        }
    }
    assert!(secrets >= 5, "{secrets}");
}
