//! The figures: those of the files of the demonstration, and what those who pay may read.

use tandem::accounts::access::Role;

use crate::support::TestHub;

#[tokio::test]
async fn the_cohort_of_the_demonstration_is_counted_as_its_files_say() {
    let hub = TestHub::demo().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let page = coordinator.get("/results?year=2019").await;
    page.says("236 sur 580").says("74 sur 278").says("194 sur 250");
    let file = coordinator.get("/results.csv?year=2019").await;
    assert!(file.header("content-type").starts_with("text/csv"));
    for line in [
        "Parcours;Emploi;580;0;0;580;236;580;49;",
        "Parcours;Création;278;0;0;278;0;0;0;74;278;18;",
        "Parcours;Jeune entreprise;250;0;0;250;0;0;0;0;0;0;194;250;11",
    ] {
        assert!(file.body.contains(line), "{line} is not in\n{}", file.body);
    }
}

#[tokio::test]
async fn everybody_welcomed_waits_is_in_a_tandem_or_has_ended() {
    let hub = TestHub::demo().await;
    let file = hub.enter(Role::Coordinator).await.get("/results.csv").await;
    let lines: Vec<Vec<&str>> = file.body.lines().skip(1).map(|line| line.split(';').collect()).collect();
    assert!(lines.len() > 20);
    let mut totals = std::collections::BTreeMap::new();
    for cells in &lines {
        let figures: Vec<u32> = cells[2..6].iter().map(|cell| cell.parse().unwrap()).collect();
        assert_eq!(figures[0], figures[1] + figures[2] + figures[3], "{cells:?}");
        *totals.entry(cells[0]).or_insert(0) += figures[0];
    }
    assert_eq!(totals.len(), 3);
    assert!(totals.values().all(|total| *total == totals["Parcours"]), "{totals:?}");
}

#[tokio::test]
async fn an_adviser_counts_the_people_of_their_branch() {
    let hub = TestHub::demo().await;
    let file = hub.enter(Role::Adviser).await.get("/results.csv").await;
    let branches: Vec<&str> = file.body.lines().filter(|line| line.starts_with("Antenne;")).collect();
    assert_eq!(branches.len(), 1, "{branches:?}");
    assert!(branches[0].starts_with("Antenne;Marseille 13e;"), "{branches:?}");
}

#[tokio::test]
async fn a_funder_reads_no_name_and_opens_no_file() {
    let hub = TestHub::demo().await;
    hub.publish().await;
    let page = hub.enter(Role::Funder).await.get("/results").await;
    assert!(page.all("tbody tr").len() > 10);
    assert!(page.attributes("main a[href^='/people']", "href").is_empty());
}

#[tokio::test]
async fn a_funder_cannot_subtract_one_period_from_another() {
    let hub = TestHub::demo().await;
    hub.publish().await;
    let funder = hub.enter(Role::Funder).await;
    let (all, year) = (funder.get("/results").await, funder.get("/results?year=2019").await);
    assert_eq!(all.all("main td"), year.all("main td"));
    all.does_not_say("Premiers accueils de 2019");
}

#[tokio::test]
async fn every_figure_leads_to_its_definition() {
    let hub = TestHub::demo().await;
    hub.publish().await;
    let funder = hub.enter(Role::Funder).await;
    let links = funder.get("/results").await.attributes(".figure-more a", "href");
    assert_eq!(links.len(), 4);
    let definitions = funder.get("/results/definitions").await;
    for link in links {
        let (_, place) = link.split_once('#').unwrap();
        assert_eq!(definitions.attributes(&format!("#{place}"), "id"), [place]);
    }
}

#[tokio::test]
async fn a_hub_without_anybody_of_a_year_ago_says_so() {
    let page = TestHub::new().await.enter(Role::Coordinator).await.get("/results").await;
    page.says("Moins d’un an de recul").does_not_say("sur 0");
}
