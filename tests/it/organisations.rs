//! The hub's partners and their branches.

use axum::http::StatusCode;
use tandem::accounts::access::Role;

use crate::support::TestHub;

#[tokio::test]
async fn a_coordinator_adds_a_partner_and_its_branch() {
    let hub = TestHub::new().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let form = coordinator.get("/organisations").await.follow("Ajouter une structure").await;
    let form = form.form("Ajouter cette structure").fill("Nom de la structure", "Les Tilleuls");
    let partner = form.fill("Nature", "École").fill("Lieu du siège", "Aubagne").submit().await;
    partner.is(StatusCode::OK).says("Les Tilleuls est ajoutée").says("École · Aubagne");
    let form = partner.form("Ajouter cette antenne").fill("Nom de l’antenne", "La Ciotat");
    let branch = form.fill("Commune ou arrondissement", "La Ciotat").submit().await;
    branch.says("L’antenne La Ciotat est ajoutée à Les Tilleuls.");
    coordinator.get("/organisations").await.says("3 structures et 3 antennes").says("La Ciotat");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_what_was_typed_stays() {
    let hub = TestHub::new().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let form = coordinator.get("/organisations/new").await.form("Ajouter cette structure");
    let page = form.fill("Nom de la structure", "les AMANDIERS").submit().await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("Une structure porte déjà ce nom.");
    page.says("Choisissez une des réponses proposées.");
    assert_eq!(page.form("Ajouter cette structure").value("Nom de la structure"), "les AMANDIERS");
    let hub_again = [("name", "Un autre hub"), ("kind", "hub")];
    coordinator.post("/organisations", &hub_again).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    let path = format!("/organisations/{}", hub.partner());
    let form = coordinator.get(&path).await.form("Ajouter cette antenne");
    let page = form.fill("Nom de l’antenne", "antenne du 3E").submit().await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("Cette structure a déjà une antenne de ce nom.");
    coordinator.get("/organisations").await.says("2 structures et 2 antennes");
}

#[tokio::test]
async fn an_adviser_sees_the_figures_of_their_branch_only_and_adds_nothing() {
    let hub = TestHub::new().await;
    hub.add_mentor("Rémi Voisin", |person, _| person.branch_id = Some(hub.branch(1))).await;
    let adviser = hub.enter(Role::Adviser).await;
    let page = adviser.get("/organisations").await;
    page.is(StatusCode::OK).does_not_say("Ajouter");
    let rows = page.all("tbody tr");
    let row = |name: &str| rows.iter().find(|row| row.starts_with(name)).cloned().unwrap_or_default();
    assert!(row("Antenne du 13e").ends_with("1 1"), "{rows:?}");
    assert!(row("Antenne du 3e").ends_with("– –"), "{rows:?}");
    assert!(row("Les amandiers").ends_with("– –"), "{rows:?}");
    let own = adviser.get(&format!("/organisations/{}", hub.partner())).await;
    own.is(StatusCode::OK).does_not_say("Ajouter cette antenne");
    let coordinator = hub.enter(Role::Coordinator).await.get("/organisations").await;
    let all = coordinator.all("tbody tr");
    assert!(all.iter().any(|row| row.starts_with("Les amandiers") && row.ends_with("2 1")), "{all:?}");
}
