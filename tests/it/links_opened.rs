//! Mail programs and scanners open the links of messages, follow what they find there, and try again: that changes nothing and spends
//! nothing, and the link then serves whoever it is for.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use sea_orm::DbBackend;
use tandem::accounts::access::Role;
use tandem::accounts::link::Purpose;
use tandem::privacy::columns::REGISTER;
use tandem::proposals::proposal::Party;
use tandem::requests::request;
use tandem::{people, proposals, tandems};

use crate::answers::one_pair;
use crate::problems::link_to_own_page;
use crate::support::{Page, TestHub};

/// How those who open links say who they are.
const SCANNERS: [&[(&str, &str)]; 4] = [
    &[("user-agent", "Mozilla/5.0 (Windows NT 10.0) Safe Links"), ("accept", "*/*")],
    &[("user-agent", "Barracuda Sentinel (EE)"), ("accept", "text/html"), ("purpose", "prefetch")],
    &[("user-agent", "Mozilla/5.0 (iPhone) AppleWebKit"), ("sec-purpose", "prefetch;prerender")],
    &[("user-agent", "facebookexternalhit/1.1"), ("x-purpose", "preview"), ("range", "bytes=0-524287")],
];

/// Every cell of every table, row by row.
async fn cells(hub: &TestHub) -> BTreeMap<&'static str, Vec<String>> {
    let is_sqlite = hub.app.db.get_database_backend() == DbBackend::Sqlite;
    let mut cells = BTreeMap::new();
    for (table, columns) in REGISTER {
        let cell = |(name, _): &(&str, _)| match is_sqlite {
            true => format!("COALESCE(hex({name}), '-')"),
            false => format!("COALESCE(CAST({name} AS text), '-')"),
        };
        let row = columns.iter().map(cell).collect::<Vec<_>>().join(" || '|' || ");
        cells.insert(*table, hub.texts(&format!("SELECT {row} AS text FROM {table} ORDER BY 1")).await);
    }
    cells
}

/// Opens a link as scanners do, with whatever it leads to and whatever stands on its page; nothing of the hub is another afterwards.
async fn scanned(hub: &TestHub, link: &str) {
    let before = cells(hub).await;
    for round in 0..10 {
        for method in [Method::GET, Method::HEAD] {
            let page = opened(hub, method.clone(), link, SCANNERS[round % SCANNERS.len()]).await;
            assert_eq!(page.status, StatusCode::OK, "{method} {link}");
        }
    }
    let page = opened(hub, Method::GET, link, SCANNERS[0]).await;
    let found: BTreeSet<String> = page.attributes("a[href^='/']", "href").into_iter().collect();
    for href in found {
        opened(hub, Method::GET, &href, SCANNERS[1]).await;
    }
    for (table, rows) in cells(hub).await {
        assert_eq!(rows, before[table], "opening {link} changed {table}");
    }
}

async fn opened(hub: &TestHub, method: Method, link: &str, headers: &[(&str, &str)]) -> Page {
    let visitor = hub.visitor();
    let mut page = visitor.ask(method.clone(), link, headers, &[]).await;
    for _ in 0..5 {
        let Some(to) = page.redirection() else { break };
        page = visitor.ask(method.clone(), &to, headers, &[]).await;
    }
    page
}

/// What every link that there is, is for.
fn purposes() -> BTreeSet<String> {
    let of_accounts = Purpose::ALL.iter().map(|purpose| purpose.code());
    let of_sides = Party::ALL
        .iter()
        .flat_map(|&party| [proposals::link::purpose_of(party), tandems::link::purpose_of(party)]);
    let all = of_accounts.chain(of_sides).chain([request::PURPOSE, people::link::PURPOSE]);
    all.map(str::to_owned).collect()
}

#[tokio::test]
async fn scanners_that_open_a_link_change_nothing_and_it_serves_whoever_it_is_for() {
    let (hub, _, [mentor, mentee]) = one_pair().await;
    let adviser = TestHub::email_of(Role::Adviser);
    let asked = hub.visitor().get("/sign-in").await.form("Recevoir un lien pour me connecter");
    asked.fill("Votre adresse e-mail", &adviser).submit().await;
    let link = hub.link_to(&adviser).await;
    scanned(&hub, &link).await;
    let entered = hub.visitor().get(&link).await.form("Se connecter").submit().await;
    assert_eq!(entered.path, "/second-factor", "it served its reader");

    let asked = hub.visitor().get("/password-resets").await.form("Recevoir un lien");
    asked.fill("Votre adresse e-mail", &adviser).submit().await;
    let link = hub.link_to(&adviser).await;
    scanned(&hub, &link).await;
    let form = hub.visitor().get(&link).await.form("Choisir ce mot de passe");
    let chosen = form.fill("Nouveau mot de passe", "quatre mots sans rapport").submit().await;
    chosen.says("Votre mot de passe est changé");

    let form = hub.enter(Role::HubResponsible).await.get("/access").await.form("Envoyer l’invitation");
    let form =
        form.fill("Prénom et nom", "Léontine Cade").fill("Adresse e-mail", "leontine@hub.exemple.test");
    form.fill("Rôle", "Coordination").submit().await.says("L’invitation est partie");
    let link = hub.link_to("leontine@hub.exemple.test").await;
    scanned(&hub, &link).await;
    hub.visitor().get(&link).await.form("Accepter et me connecter").submit().await.is(StatusCode::OK);

    let form = hub.visitor().get("/join/mentor").await.form("Envoyer ma demande");
    let form = form.fill("Prénom", "Olive").fill("Nom", "Tapenade").fill("Commune", "Aubagne");
    let form = form.fill("Adresse e-mail", "olive@exemple.test");
    form.fill("Ce que vous pouvez", "Vingt ans de boulangerie").submit().await.is(StatusCode::OK);
    let link = hub.link_to("olive@exemple.test").await;
    scanned(&hub, &link).await;
    hub.visitor().get(&link).await.form("Confirmer").submit().await.is(StatusCode::OK);
    hub.enter(Role::Coordinator).await.get("/requests").await.says("Olive Tapenade");

    let link = link_to_own_page(&hub, "Ariane Mistral").await;
    scanned(&hub, &link).await;
    let question = hub.visitor().get(&link).await.form("Répondre à la proposition").submit().await;
    question.is(StatusCode::OK).says("Oui, je veux bien");

    for email in [&mentor, &mentee] {
        let link = hub.link_to(email).await;
        scanned(&hub, &link).await;
        hub.visitor().get(&link).await.form("Oui, je veux bien").submit().await.is(StatusCode::OK);
    }
    for email in [&mentor, &mentee] {
        let link = hub.link_to(email).await;
        scanned(&hub, &link).await;
        hub.visitor().get(&link).await.form("Je signe cette charte").submit().await.is(StatusCode::OK);
    }
    assert_eq!(hub.keys("SELECT id FROM tandems WHERE closed_on IS NULL").await.len(), 1);

    let made = hub.texts("SELECT DISTINCT purpose AS text FROM links").await;
    assert_eq!(made.into_iter().collect::<BTreeSet<_>>(), purposes(), "a link of each kind was opened");
}
