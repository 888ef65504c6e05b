//! The lists of mentors and mentees.

use tandem::accounts::access::Role;
use tandem::people::person::EndReason;
use tandem::people::profile::Availability;
use tandem::people::store;
use tandem::tandems::{self, tandem::Tandem};
use tandem::track::Track;

use crate::support::TestHub;

/// The names on the lines of a list, in order.
async fn names(hub: &TestHub, path: &str) -> Vec<String> {
    hub.enter(Role::Coordinator).await.get(path).await.all("tbody th a")
}

#[tokio::test]
async fn a_name_is_found_by_its_words_in_any_order_and_without_accents() {
    let hub = TestHub::new().await;
    hub.add_mentor("Zoé Châtaigne-Rey", |_, _| ()).await;
    for typed in ["zoe", "CHATAIGNE+rey", "rey+zo%C3%A9"] {
        assert_eq!(names(&hub, &format!("/mentors?q={typed}")).await, ["Zoé Châtaigne-Rey"], "{typed}");
    }
    assert!(names(&hub, "/mentors?q=zoe+mistral").await.is_empty());
}

#[tokio::test]
async fn a_search_of_thousands_of_words_is_answered() {
    let hub = TestHub::new().await;
    let typed = "mistral+".repeat(7_500);
    assert_eq!(names(&hub, &format!("/mentors?q={typed}")).await, ["Ariane Mistral"]);
}

#[tokio::test]
async fn beyond_the_last_page_is_the_last() {
    let hub = TestHub::new().await;
    for page in ["2", "9223372036854775807", "18446744073709551615", "99999999999999999999", "-1"] {
        assert_eq!(names(&hub, &format!("/mentors?page={page}")).await, ["Ariane Mistral"], "{page}");
        assert_eq!(names(&hub, &format!("/mentees?page={page}")).await, ["Basile Garrigue"], "{page}");
    }
}

#[tokio::test]
async fn marseille_stands_for_its_arrondissements() {
    let hub = TestHub::new().await;
    hub.add_mentor("Zoé Aubagne", |person, _| person.place_code = Some("13005".to_owned())).await;
    assert_eq!(names(&hub, "/mentors?place=13055").await, ["Ariane Mistral"]);
    assert_eq!(names(&hub, "/mentors?place=13213").await, ["Ariane Mistral"]);
    assert_eq!(names(&hub, "/mentors?place=13005").await, ["Zoé Aubagne"]);
}

#[tokio::test]
async fn a_trade_is_typed_as_people_say_it_and_shown_with_its_name() {
    let hub = TestHub::new().await;
    let baker = |codes: &mut tandem::people::profile::Profile| codes.trades = ["D1102".to_owned()].into();
    hub.add_mentor("Zoé Fournil", |_, mentor| baker(&mut mentor.profile)).await;
    let client = hub.enter(Role::Coordinator).await;
    let page = client.get("/mentors?trade=boulang%C3%A8re").await;
    assert_eq!(page.all("tbody th a"), ["Zoé Fournil"]);
    page.says("Métier : Boulangerie - viennoiserie (D1102)");
    let without = page.follow("Métier : Boulangerie").await;
    assert_eq!(without.all("tbody th a"), ["Ariane Mistral", "Zoé Fournil"]);
    client.get("/mentors?trade=qsdfgh").await.says("Aucun métier ne répond à « qsdfgh »");
}

#[tokio::test]
async fn every_filter_narrows_and_together_they_narrow_more() {
    let hub = TestHub::new().await;
    let sunday = Availability::from_code("sun-eve").unwrap();
    hub.add_mentor("Zoé Dimanche", |person, mentor| {
        person.organisation_id = hub.partner();
        mentor.profile.availabilities = [sunday].into();
        mentor.tracks = [Track::Creation].into();
    })
    .await;
    assert_eq!(names(&hub, "/mentors?availability=sun-eve").await, ["Zoé Dimanche"]);
    assert_eq!(names(&hub, "/mentors?track=creation").await, ["Zoé Dimanche"]);
    assert!(names(&hub, "/mentors?track=employment&availability=sun-eve").await.is_empty());
    let path = format!("/mentors?organisation={}&track=creation", hub.partner());
    assert_eq!(names(&hub, &path).await, ["Zoé Dimanche"]);
}

#[tokio::test]
async fn a_list_without_answer_says_what_to_do() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    let page = client.get("/mentors?q=personne").await;
    page.says("0 mentor").says("Aucun mentor ne répond à tous ces filtres.");
    assert_eq!(page.follow("Retirer les filtres").await.path, "/mentors");
}

#[tokio::test]
async fn mentees_are_listed_by_where_they_stand() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Zoé Tandem", |_, _| ()).await;
    let (_, paired) = hub.add_mentee("Paul Apparié", |_, _| ()).await;
    let (_, ended) = hub.add_mentee("Fanny Terminée", |_, _| ()).await;
    let write = hub.write().await;
    let tandem = Tandem {
        id: tandem::db::new_id(),
        proposal_id: None,
        journey_id: paired.id,
        mentor_id: mentor.id,
        started_on: paired.welcomed_on,
        closed: None,
    };
    tandems::store::insert(&write, &tandem).await.unwrap();
    store::save_end(&write, ended.id, ended.welcomed_on, EndReason::Moved).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(names(&hub, "/mentees?state=unmatched").await, ["Basile Garrigue"]);
    // Whoever is in a tandem waits as long as the two have not met.
    assert_eq!(names(&hub, "/mentees?state=waiting").await, ["Basile Garrigue", "Paul Apparié"]);
    assert_eq!(names(&hub, "/mentees?state=paired").await, ["Paul Apparié"]);
    assert_eq!(names(&hub, "/mentees?state=ended").await, ["Fanny Terminée"]);
    assert_eq!(names(&hub, "/mentees").await, ["Basile Garrigue", "Fanny Terminée", "Paul Apparié"]);
    let client = hub.enter(Role::Coordinator).await;
    client.get("/mentees?state=waiting").await.says("depuis 4 semaines");
    client.get("/mentors?q=tandem").await.says("1 sur 1 place prise");
}

#[tokio::test]
async fn mentees_are_sorted_by_name_or_by_day_of_welcome() {
    let hub = TestHub::new().await;
    let (_, _) = hub
        .add_mentee("Zacharie Ancien", |_, journey| {
            journey.welcomed_on = journey.welcomed_on.saturating_sub(time::Duration::days(9));
        })
        .await;
    assert_eq!(names(&hub, "/mentees").await, ["Basile Garrigue", "Zacharie Ancien"]);
    assert_eq!(names(&hub, "/mentees?order=-name").await, ["Zacharie Ancien", "Basile Garrigue"]);
    assert_eq!(names(&hub, "/mentees?order=welcome").await, ["Zacharie Ancien", "Basile Garrigue"]);
    assert_eq!(names(&hub, "/mentees?order=-welcome").await, ["Basile Garrigue", "Zacharie Ancien"]);
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page_without_missing_anybody() {
    let hub = TestHub::demo().await;
    let client = hub.enter(Role::Coordinator).await;
    let mut page = client.get("/mentors").await;
    page.says("260 mentors").says("page 1 sur 7");
    let mut met = page.all("tbody th a").len();
    while page.all(".pagination a").iter().any(|link| link.contains("Suivante")) {
        page = page.follow("Suivante").await;
        met += page.all("tbody th a").len();
    }
    assert_eq!(met, 260);
}

#[tokio::test]
async fn a_mentor_who_left_is_listed_apart() {
    let hub = TestHub::new().await;
    hub.add_mentor("Zoé Partie", |_, mentor| mentor.left_on = Some(mentor.joined_on)).await;
    assert_eq!(names(&hub, "/mentors").await, ["Ariane Mistral"]);
    assert_eq!(names(&hub, "/mentors?state=left").await, ["Zoé Partie"]);
}
