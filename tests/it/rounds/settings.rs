//! A floor, and who is served first: kept with the round, and obeyed.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use proptest::prelude::*;
use proptest::test_runner::Config;
use tandem::accounts::access::{Role, Scope};
use tandem::acts::settle;
use tandem::acts::tandems::close::{self, Closing};
use tandem::db::Snapshot;
use tandem::overview::store::gather;
use tandem::people::profile::Topic;
use tandem::proposals;
use tandem::proposals::proposal::{Answer, Party};
use tandem::rounds::inputs::Pair;
use tandem::rounds::round::{Extent, Round};
use tandem::rounds::settings::{Floor, Settings};
use tandem::rounds::store;
use tandem::tandems::tandem::{Aftermath, ClosureReason};
use time::Duration;

use super::hubs::{hub, settings};
use crate::support::{Page, TestHub};
use crate::tandems::own_tandem;

proptest! {
    #![proptest_config(Config { cases: 100, failure_persistence: None, ..Config::default() })]

    #[test]
    fn no_pair_is_under_the_floor_but_those_that_are_pinned(inputs in hub(12, 8), settings in settings()) {
        let round = Round::run(inputs, settings).expect("the round is sound");
        for proposed in round.draft().proposals {
            let pair = Pair { journey: proposed.journey, mentor: proposed.mentor };
            let pinned = round.inputs().pinned.contains(&pair);
            prop_assert!(pinned || settings.floor.is_reached(&proposed.reasons), "{proposed:?}");
        }
    }

    #[test]
    fn the_curve_says_what_each_floor_leaves(inputs in hub(10, 6), settings in settings()) {
        let round = Round::run(inputs.clone(), settings).expect("the round is sound");
        for at in round.floors().expect("each floor is solved") {
            let other = Settings { floor: at.floor, ..settings };
            let pairs = Round::run(inputs.clone(), other).expect("the round is sound").pairs().count();
            prop_assert_eq!(pairs, at.tandems as usize, "{:?}", at);
        }
    }

    #[test]
    fn who_waits_longest_comes_first_and_nobody_goes_without_for_it(inputs in hub(12, 6), settings in settings()) {
        let run = |settings: Settings| Round::run_over(inputs.clone(), settings, Extent::Whole).expect("sound");
        let anyhow = run(Settings { longest_first: None, ..settings });
        let round = run(settings);
        prop_assert_eq!(round.pairs().count(), anyhow.pairs().count());
        let served = |round: &Round| -> BTreeMap<Option<u8>, usize> {
            let waits: BTreeMap<_, _> =
                round.inputs().mentees.iter().map(|mentee| (mentee.id, mentee.waits_since)).collect();
            let mut served = BTreeMap::new();
            round.pairs().for_each(|pair| *served.entry(settings.class(waits[&pair.journey])).or_default() += 1);
            served
        };
        let first = |round: &Round| [1, 2, 3].map(|class| served(round).get(&Some(class)).copied().unwrap_or(0));
        prop_assert!(first(&round) >= first(&anyhow));
    }
}

async fn with_settings(hub: &TestHub, fields: &[(&str, &str)]) -> Page {
    let mut form = hub.enter(Role::Coordinator).await.get("/rounds/new").await.form("Lancer le tour");
    for (label, value) in fields {
        form = if *value == "yes" { form.tick(label) } else { form.fill(label, value) };
    }
    form.submit().await
}

#[tokio::test]
async fn a_floor_is_kept_with_the_round_and_shown_in_its_result() {
    let hub = TestHub::new().await;
    let page =
        with_settings(&hub, &[("Minimum de points", "990"), ("Au moins un besoin couvert", "yes")]).await;
    page.says("0 tandem proposé").says("minimum : 990 points et un besoin couvert");
    page.says("mais aucun binôme n’atteint le minimum de ce tour");
    assert!(page.all(".curve").len() == 1 && page.text().contains("Quel minimum choisir"));
    let id = page.path.trim_start_matches("/rounds/").parse().unwrap();
    let stored = store::find_round(&hub.app.db, Scope::Hub, id).await.unwrap().unwrap();
    assert_eq!(stored.settings.floor, Floor { points: 990, one_need: true });
    let mut form = page.form("Calculer à nouveau");
    assert_eq!(form.value("Minimum de points"), "990");
    form.fill("Minimum de points", "0").submit().await.says("1 tandem proposé");
}

#[tokio::test]
async fn the_curve_leads_to_what_each_floor_would_change() {
    let page = TestHub::new().await.run_a_round().await;
    page.says("Aucun minimum (celui de ce tour)");
    let rows = page.all("#floors ~ details tbody tr");
    let highest = &rows[rows.len() - 2];
    assert!(
        highest.contains("points") && highest.ends_with(" 0"),
        "the curve ends where no tandem is left: {rows:?}"
    );
    let href = page.attributes("#floors ~ details tbody a", "href")[rows.len() - 2].clone();
    let tried = page.client().get(href.trim_end_matches("#effect")).await;
    tried.says("Avec ces réglages").says("0 tandem (").says("1 personne sans mentor (+1)");
}

#[tokio::test]
async fn a_floor_that_is_none_comes_back_with_a_sentence() {
    let page = with_settings(&TestHub::new().await, &[("Minimum de points", "1001")]).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY)
        .says("« Minimum de points » : écrivez un nombre entier de 0 à 1000.");
}

#[tokio::test]
async fn a_pair_under_the_floor_is_told_as_such_and_may_be_kept() {
    let page = with_settings(&TestHub::new().await, &[("Minimum de points", "990")]).await;
    let pair = page.follow("Basile Garrigue").await;
    let search = pair.form("Chercher").fill("Nom d’un autre mentor", "Ariane").submit().await;
    let told = search.follow("Ariane Mistral").await;
    told.says("il n’atteint pas le minimum de ce tour : 990 points");
    let kept = told.form("Garder ce binôme").submit().await;
    kept.form("Calculer à nouveau").submit().await.says("1 tandem proposé");
}

#[tokio::test]
async fn the_last_place_goes_to_who_waited_longest_though_another_fits_better() {
    let hub = TestHub::new().await;
    let long_ago = hub.app.today() - Duration::days(400);
    hub.add_mentee("Casimir Garance", |person, journey| {
        person.registered_on = long_ago;
        journey.welcomed_on = long_ago;
        journey.profile.trades.clear();
    })
    .await;
    let who = |page: &Page| page.all(".proposal-who").join(" ");
    assert!(who(&hub.run_a_round().await).contains("Basile Garrigue"));
    let page = with_settings(&hub, &[("Les plus longues attentes d’abord", "yes")]).await;
    assert!(who(&page).contains("Casimir Garance"), "{}", who(&page));
    page.says("les plus longues attentes d’abord").says("1 tandem proposé");
    let other = page.follow("Basile Garrigue").await;
    let search = other.form("Chercher").fill("Nom d’un autre mentor", "Ariane").submit().await;
    search
        .follow("Ariane Mistral")
        .await
        .says("Une personne qui attend depuis plus longtemps perdrait sa place.");
}

#[tokio::test]
async fn a_wait_begins_again_when_a_tandem_ends_and_not_when_somebody_says_no() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let (_, refused) = hub.add_mentee("Casimir Garance", |_, _| ()).await;
    let today = hub.app.today();
    let mut proposal = hub.suggestion(refused.id, mentor.id);
    let no = Answer { agrees: false, on: today, refusal: None, reason: Some("trop loin".to_owned()) };
    proposal.take(Party::Mentor, no).unwrap();
    let by = hub.by(Role::Coordinator).await;
    let write = hub.write_by(&by).await;
    proposals::store::insert_proposals(&write, &[proposal]).await.unwrap();
    let closing =
        Closing { tandem: tandem.id, on: today, reason: ClosureReason::Mutual, aftermath: Aftermath::Waits };
    close::run(&write, &by, hub.app.named(), closing).await.unwrap();
    settle::journeys(&write, &[refused.id]).await.unwrap();
    write.commit().await.unwrap();
    let snapshots = Snapshot::begin_three(&hub.app.db).await.unwrap();
    let inputs = gather(snapshots, &hub.app.secret, None, hub.app.today()).await.unwrap();
    let waits: BTreeMap<_, _> = inputs.mentees.iter().map(|mentee| (mentee.id, mentee.waits_since)).collect();
    assert_eq!(waits, BTreeMap::from([(tandem.journey_id, today), (refused.id, refused.welcomed_on)]));
}

#[tokio::test]
async fn a_need_that_no_pair_covers_is_told_before_anything_is_proposed() {
    let hub = TestHub::new().await;
    hub.add_mentee("Casimir Garance", |_, journey| journey.profile.topics = [Topic::Network].into()).await;
    hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let draft = hub.run_a_round().await;
    let sections = draft.all("main section h2");
    assert_eq!(sections.first().map(String::as_str), Some("À regarder"), "{sections:?}");
    draft.says("1 binôme ne couvre aucun besoin exprimé");
    let asked = draft.attributes("#propose form", "data-confirm").join(" ");
    assert!(asked.contains("1\u{a0}binôme ne couvre aucun besoin exprimé"), "{asked}");
    assert!(draft.all(".proposal")[0].contains("Casimir Garance"), "it comes first");
    let proposals = draft.form("Proposer ces tandems").submit().await;
    proposals.follow("et Casimir Garance").await.says("Aucun besoin couvert");
    proposals.follow("et Basile Garrigue").await.does_not_say("Aucun besoin couvert");
}

#[tokio::test]
async fn what_is_not_said_stands_apart_with_its_points_wherever_reasons_are_shown() {
    let hub = TestHub::new().await;
    hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let draft = hub.run_a_round().await;
    let stands_apart = |page: &Page| {
        let lists = page.all(".reasons-list");
        let (said, unsaid) = (&lists[0], &lists[1]);
        assert!(!said.contains("Secteur") && !said.contains("Façon de travailler"), "{said}");
        assert!(unsaid.contains("Secteur") && unsaid.contains("Façon de travailler"), "{unsaid}");
        page.says("pour ce qui n’est pas dit").says("n’est pas une raison");
    };
    stands_apart(&draft);
    draft.says("Pas dit, compté à moitié");
    let other = draft.all(".proposal-who").join(" ");
    let other = if other.contains("Ariane Mistral") { "Clovis Pinède" } else { "Ariane Mistral" };
    stands_apart(&draft.follow(other).await);
    let proposals = draft.form("Proposer ces tandems").submit().await;
    stands_apart(&proposals.follow("et Basile Garrigue").await);
}

#[tokio::test]
async fn the_page_says_whether_another_set_is_as_good() {
    let hub = TestHub::new().await;
    hub.run_a_round().await.says("Aucun autre ensemble n’est aussi bon.");
    hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    hub.run_a_round().await.says("D’autres ensembles sont aussi bons : 1 personne y aurait un autre mentor");
}

#[tokio::test]
async fn groups_are_compared_and_no_mean_is_given_of_a_few() {
    let hub = TestHub::new().await;
    for number in 0..12 {
        hub.add_mentee(&format!("Basile Garrigue{number}"), |person, _| {
            person.sex = Some(tandem::people::person::Sex::Female);
        })
        .await;
    }
    let page = hub.run_a_round().await.follow("sert-il tout le monde autant").await;
    let rows = page.all("tbody tr");
    let women = rows.iter().find(|row| row.starts_with("Femmes")).expect("a line of women");
    assert!(
        women.starts_with("Femmes 12") && women.contains("0 trop peu") && women.contains("jour"),
        "{women}"
    );
    let unsaid = rows.iter().find(|row| row.starts_with("Non dit")).expect("a line of those who did not say");
    assert!(unsaid.starts_with("Non dit 1") && unsaid.ends_with("trop peu"), "{unsaid}");
    let means = page.all("td[data-label='Score moyen']");
    assert!(
        means.len() > 6 && means.iter().all(|mean| mean == "trop peu"),
        "one tandem makes no mean: {means:?}"
    );
    for label in ["Sexe", "Quartier prioritaire", "Commune", "Français", "Parcours", "Rencontres à distance"]
    {
        assert!(page.all("h2").iter().any(|heading| heading == label), "{label}");
    }
}
