//! A coordinator edits a draft: pins, refuses, excludes, runs again, asks why not.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::people::profile::Language;

use crate::support::TestHub;

/// A hub where two mentors could take the one who waits; the first lives nearer.
async fn with_two_mentors() -> TestHub {
    let hub = TestHub::new().await;
    hub.add_mentor("Blanche Lointaine", |person, mentor| {
        person.place_code = Some("13001".to_owned());
        mentor.profile.travel_km = 60;
    })
    .await;
    hub
}

#[tokio::test]
async fn a_round_proposes_the_better_of_two_mentors_and_names_the_other() {
    let page = with_two_mentors().await.run_a_round().await;
    page.says("1 tandem proposé")
        .says("Aucun autre ensemble ne forme plus de tandems")
        .says("Ariane Mistral")
        .says("Blanche Lointaine");
    assert_eq!(page.all(".proposal").len(), 1);
}

#[tokio::test]
async fn a_refused_pair_does_not_come_back_and_the_page_says_what_changed() {
    let page = with_two_mentors().await.run_a_round().await;
    let refused = page.form("Refuser cette fois").submit().await;
    refused.says("Binôme refusé");
    let again = refused.form("Calculer à nouveau").submit().await;
    again.says("Depuis le calcul précédent").says("Retiré : Ariane Mistral avec Basile Garrigue");
    again.says("Ajouté : Blanche Lointaine avec Basile Garrigue");
}

#[tokio::test]
async fn a_pinned_pair_stays_although_another_is_better() {
    let page = with_two_mentors().await.run_a_round().await;
    let other = page.follow("Blanche Lointaine").await;
    other.says("Former ce binôme coûterait");
    let pinned = other.form("Garder ce binôme").submit().await;
    let again = pinned.form("Calculer à nouveau").submit().await;
    again.says("Ajouté : Blanche Lointaine avec Basile Garrigue");
    let kept = again.form("Calculer à nouveau").submit().await;
    kept.says("Aucun binôme n’a changé");
}

#[tokio::test]
async fn two_people_excluded_for_good_meet_in_no_later_round() {
    let hub = with_two_mentors().await;
    hub.run_a_round().await.form("Ne jamais réunir").submit().await.says("plus jamais");
    let fresh = hub.run_a_round().await;
    assert!(fresh.all(".proposal-who").iter().all(|who| !who.contains("Ariane Mistral")));
    let pair = fresh.follow("Pourquoi pas un autre mentor").await;
    let search = pair.form("Chercher").fill("Nom d’un autre mentor", "ariane").submit().await;
    search.follow("Ariane Mistral").await.says("exclu définitivement");
}

#[tokio::test]
async fn somebody_without_a_mentor_is_told_why() {
    let hub = TestHub::new().await;
    hub.add_mentee("Cosme Dari", |person, _| {
        person.languages = [(Language::Dari, tandem::people::profile::Level::C2)].into();
    })
    .await;
    hub.run_a_round()
        .await
        .says("Sans mentor pour l’instant")
        .says("ne se débrouille dans une langue de la personne (niveau B1");
}

#[tokio::test]
async fn a_round_shown_again_is_the_same_although_people_changed_since() {
    let hub = with_two_mentors().await;
    let first = hub.run_a_round().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let before = coordinator.get(&first.path).await.main_html();
    hub.add_mentor("Clovis Nouveau", |_, mentor| mentor.capacity = 9).await;
    assert_eq!(coordinator.get(&first.path).await.main_html(), before);
}

#[tokio::test]
async fn weights_that_are_no_numbers_come_back_with_a_sentence() {
    let hub = TestHub::new().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let form = coordinator.get("/rounds/new").await.form("Lancer le tour").fill("Métier", "beaucoup");
    let page = form.submit().await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("écrivez un nombre entier de 0 à 100");
    assert_eq!(page.form("Lancer le tour").value("Métier"), "beaucoup");
}

#[tokio::test]
async fn a_draft_is_proposed_once() {
    let hub = TestHub::new().await;
    let draft = hub.run_a_round().await;
    let elsewhere = draft.client().get(&draft.path).await;
    draft.form("Proposer ces tandems").submit().await.says("1 proposition faite");
    elsewhere.form("Proposer ces tandems").submit().await.is(StatusCode::OK).says("C’est déjà fait");
    hub.enter(Role::Coordinator).await.get("/rounds/new").await.says("0 personne sans mentor proposé");
}

#[tokio::test]
async fn a_draft_older_than_one_that_was_proposed_leads_to_it() {
    let hub = TestHub::new().await;
    let older = hub.run_a_round().await;
    let newer = older.form("Calculer à nouveau").submit().await;
    newer.form("Proposer ces tandems").submit().await.says("1 proposition faite");
    let led = older.form("Proposer ces tandems").submit().await;
    led.says("un tour plus récent l’a déjà été");
    assert_eq!(led.path, newer.path);
    let outdated = older.client().get(&older.path).await;
    outdated.says("Ce tour est dépassé").follow("Ouvrir le tour proposé").await;
    assert!(outdated.all("#propose").is_empty());
}

#[tokio::test]
async fn a_draft_that_was_begun_is_completed_whatever_was_proposed_since() {
    let hub = TestHub::new().await;
    let older = hub.run_a_round().await;
    let newer = older.form("Calculer à nouveau").submit().await;
    newer.form("Proposer ces tandems").submit().await.says("1 proposition faite");
    // As if the older round had been interrupted after this pair.
    let key = hub.literal(&older.path.trim_start_matches("/rounds/").replace('-', ""));
    hub.sql(&format!("UPDATE proposals SET round_id = {key}")).await.unwrap();
    let begun = older.client().get(&older.path).await;
    begun.does_not_say("Ce tour est dépassé");
    begun.form("Proposer ces tandems").submit().await.says("1 proposition faite");
}

#[tokio::test]
async fn a_least_score_that_is_none_comes_back_and_one_that_is_too_high_proposes_nothing() {
    let hub = TestHub::new().await;
    let draft = hub.run_a_round().await;
    let least = "Seulement à partir de ce score";
    let refused = draft.form("Proposer ces tandems").fill(least, "1001").submit().await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.all("#propose .field-wrong").len(), 1);
    let mut form = refused.form("Proposer ces tandems");
    assert_eq!(form.value(least), "1001");
    let nothing = form.fill(least, "1000").submit().await;
    nothing.says("0 proposition faite").does_not_say("Recueillez");
}

#[tokio::test]
async fn what_is_not_proposed_is_named_with_its_reason() {
    let hub = TestHub::new().await;
    let first = hub.run_a_round().await;
    let second = hub.run_a_round().await;
    first.form("Proposer ces tandems").submit().await.says("1 proposition faite");
    let page = second.form("Proposer ces tandems").submit().await;
    page.says("0 proposition faite").says("1 binôme n’a pas été proposé");
    page.says("Ce qui n’a pas été proposé").says("La personne a déjà une proposition en cours (1)");
    page.says("Ariane Mistral et Basile Garrigue");
}

#[tokio::test]
async fn what_a_side_left_blank_is_no_reason_for_a_pair() {
    let draft = with_two_mentors().await.run_a_round().await;
    let strongest = draft.all(".reasons-short");
    assert!(!strongest.is_empty());
    for reasons in strongest.iter().chain(&draft.all(".proposal details ol li")) {
        assert!(!reasons.contains("ne départage pas"), "{reasons}");
    }
    draft.says("Aucun secteur n’est indiqué");
}

#[tokio::test]
async fn a_pair_that_covers_no_need_is_flagged() {
    let hub = TestHub::new().await;
    hub.run_a_round().await.does_not_say("Aucun besoin couvert");
    hub.add_mentee("Casimir Garance", |_, journey| {
        journey.profile.topics = [tandem::people::profile::Topic::Network].into();
    })
    .await;
    hub.add_mentor("Clovis Pinède", |_, _| ()).await;
    let draft = hub.run_a_round().await;
    draft.says("Aucun besoin couvert").says("1 binôme ne couvre");
}

#[tokio::test]
async fn a_decision_is_about_a_journey_and_a_mentor_of_the_round() {
    let hub = TestHub::new().await;
    let (person, _) = hub.add_mentee("Casimir Garance", |_, _| ()).await;
    let (_, mentor) = hub.add_mentor("Delphine Sauge", |_, _| ()).await;
    let draft = hub.run_a_round().await;
    let (person, mentor) = (person.id.to_string(), mentor.id.to_string());
    let fields = [("journey", person.as_str()), ("mentor", mentor.as_str()), ("decision", "refused")];
    let answer = draft.client().post(&format!("{}/decisions", draft.path), &fields).await;
    answer.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn other_weights_show_their_effect_and_nothing_is_kept() {
    let hub = with_two_mentors().await;
    let draft = hub.run_a_round().await;
    let client = draft.client();
    let rounds = client.get("/rounds").await.main_html();
    let query = draft.attributes(".weight input[name]", "name").join("=7&") + "=100";
    let page = client.get(&format!("{}?{query}", draft.path)).await;
    page.says("Avec ces réglages").says("1 tandem (aucun changement)").says("Rien n’est gardé");
    assert_eq!(page.form("Calculer à nouveau").value("Façon de travailler"), "100");
    let part = client.get(&format!("{}/what-if?{query}", draft.path)).await;
    part.says("1 tandem (aucun changement)").says("0 personne changerait de mentor");
    assert_eq!(client.get("/rounds").await.main_html(), rounds);
}

#[tokio::test]
async fn weights_without_sense_are_told_instead_of_an_effect() {
    let draft = TestHub::new().await.run_a_round().await;
    let part = draft.client().get(&format!("{}/what-if?weight_trade=lourd", draft.path)).await;
    part.says("écrivez un nombre entier de 0 à 100");
}

#[tokio::test]
async fn the_page_says_what_refusing_a_pair_would_cost_and_who_would_move() {
    let page = with_two_mentors().await.run_a_round().await;
    let told = page.follow("Calculer ce que l’ensemble y perdrait").await;
    told.says("Refuser ce binôme coûterait").says("aucun tandem");
    told.says("Basile Garrigue aurait Blanche Lointaine (et non Ariane Mistral)");
}

#[tokio::test]
async fn the_page_says_with_whom_one_more_place_would_help() {
    let hub = TestHub::new().await;
    hub.add_mentee("Casimir Garance", |_, _| ()).await;
    hub.run_a_round().await.says("Où une place de plus aiderait").says("un tandem de plus");
}

#[tokio::test]
async fn the_fingerprint_of_a_round_is_folded_behind_its_proof() {
    let hub = TestHub::new().await;
    let draft = hub.run_a_round().await;
    let proof = draft.all("details#proof:not([open])").join(" ");
    assert!(proof.starts_with("Preuve du calcul") && proof.contains("Empreinte des données lues"), "{proof}");
    let fingerprint = draft.all("details#proof code").join(" ");
    assert!(fingerprint.len() == 12 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(draft.text().matches(&fingerprint).count(), 1, "it stands nowhere else");
    let list = draft.client().get("/rounds").await;
    list.does_not_say(&fingerprint).does_not_say("Empreinte");
}
