//! The map of who waits against places left.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::track::Track;

use crate::support::TestHub;

#[tokio::test]
async fn the_map_the_table_and_the_file_say_the_same() {
    let hub = TestHub::new().await;
    hub.add_mentee("Côme Tourelle", |person, _| person.place_code = Some("13001".to_owned())).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let page = coordinator.get("/territory").await;
    page.is(StatusCode::OK);
    let labels = page.attributes("svg.map a", "aria-label");
    assert_eq!(labels.len(), 91 + 1 + 16, "Marseille leads to its inset");
    let of = |name: &str| labels.iter().find(|label| label.starts_with(name)).cloned().unwrap_or_default();
    assert_eq!(
        of("Aix-en-Provence"),
        "Aix-en-Provence\u{a0}: 1 personne sans mentor proposé, aucune place libre"
    );
    assert_eq!(of("Marseille 13e"), "Marseille 13e\u{a0}: 1 personne sans mentor proposé, 1 place libre");
    assert_eq!(page.all("svg.map path.map-2").len(), 1, "one place lacks in Aix");
    assert_eq!(page.all("svg.map path.map-1").len(), 2, "Marseille 13e is drawn on the map and in its inset");
    assert_eq!(page.all("tbody tr").len(), 91 + 16);
    assert!(page.all("tbody tr")[0].starts_with("Aix-en-Provence 1 0 0"), "{}", page.all("tbody tr")[0]);
    let file = coordinator.get("/territory.csv").await;
    assert!(file.body.contains("\n13001;Aix-en-Provence;1;0;0;"), "{}", file.body);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(!file.body.contains("Tourelle"));
}

#[tokio::test]
async fn a_place_leads_to_the_people_who_wait_there() {
    let hub = TestHub::new().await;
    hub.add_mentee("Côme Tourelle", |person, _| person.place_code = Some("13001".to_owned())).await;
    let page = hub.enter(Role::Coordinator).await.get("/territory").await;
    let there = page.follow("Aix-en-Provence").await;
    there.is(StatusCode::OK).says("Côme Tourelle").does_not_say("Basile Garrigue");
}

#[tokio::test]
async fn filters_narrow_the_map_and_can_be_taken_away() {
    let hub = TestHub::new().await;
    hub.add_mentee("Côme Tourelle", |person, journey| {
        person.place_code = Some("13001".to_owned());
        journey.track = Track::Creation;
        journey.profile.trades = ["D1102".to_owned()].into();
    })
    .await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let form = coordinator.get("/territory").await.form("Filtrer");
    let page = form.fill("Parcours", "Création").fill("Métier", "boulanger").submit().await;
    assert_eq!(page.all("svg.map path:not(.map-0)").len(), 1);
    page.says("Parcours : création").says("Métier : Boulangerie - viennoiserie");
    assert!(page.href("Aix-en-Provence").ends_with("place=13001&state=unmatched&track=creation&trade=D1102"));
    let wider = page.follow("Parcours : création").await;
    assert_eq!(wider.path, "/territory?trade=boulanger");
    let lost = coordinator.get("/territory?trade=zzzz").await;
    lost.says("Aucun métier ne porte ce nom");
}

#[tokio::test]
async fn where_nobody_waits_is_folded() {
    let hub = TestHub::new().await;
    hub.add_mentee("Côme Tourelle", |person, _| person.place_code = Some("13001".to_owned())).await;
    let page = hub.enter(Role::Coordinator).await.get("/territory").await;
    page.says("2 communes et arrondissements où quelqu’un est sans mentor proposé");
    page.says("105 communes et arrondissements où personne n’est sans mentor proposé");
    assert_eq!(page.all("details.folded tbody tr").len(), 105);
}

#[tokio::test]
async fn heads_sort_the_table_both_ways() {
    let hub = TestHub::new().await;
    let page = hub.enter(Role::Coordinator).await.get("/territory").await;
    let first = |page: &crate::support::Page| {
        page.all("details.folded tbody th").first().cloned().unwrap_or_default()
    };
    let largest = page.follow("Population").await;
    assert_eq!(first(&largest), "Aix-en-Provence");
    let smallest = largest.follow("Population").await;
    assert_eq!(first(&smallest), "Saint-Antonin-sur-Bayon");
    assert_eq!(smallest.attributes("th[aria-sort]", "aria-sort"), ["ascending"]);
}

#[tokio::test]
async fn somebody_from_elsewhere_is_counted_beside_the_map() {
    let hub = TestHub::new().await;
    hub.add_mentee("Côme Lointain", |person, _| person.place_code = None).await;
    let page = hub.enter(Role::Coordinator).await.get("/territory").await;
    page.says(
        "Hors de la métropole, ou lieu non précisé : 1 personne sans mentor proposé, aucune place libre.",
    );
}
