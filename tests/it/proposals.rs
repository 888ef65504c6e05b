//! The proposals as a day's work, on pages.

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::proposals::band::{Band, Order};
use tandem::proposals::proposal::{Answer, Party, Proposal, Refusal, WithdrawalReason};
use tandem::proposals::refusals::{Grouping, Said, Tally};
use tandem::proposals::store::{self, Sought, count_band, count_refusals, list_band};
use time::Duration;

use crate::answers::one_pair;
use crate::support::TestHub;

fn sought(hub: &TestHub, band: Band, text: &str) -> Sought {
    let asked_by = hub.app.today() - Duration::days(7);
    Sought { band, text: text.to_owned(), order: Order::Closes, asked_by }
}

/// Proposals in every state: to a mentor who was asked today and to one asked eight days ago, with a yes, two, a no, and withdrawn.
async fn a_day(hub: &TestHub) -> Vec<Proposal> {
    let today = hub.app.today();
    let yes = || Some(Answer { agrees: true, on: today, refusal: None, reason: None });
    let no = || Some(Answer { agrees: false, on: today, refusal: Some(Refusal::TooFar), reason: None });
    let mut made = Vec::new();
    for (at, name) in ["Aube", "Brume", "Cirrus", "Dune", "Ecume", "Foehn"].into_iter().enumerate() {
        let (_, mentor) = hub.add_mentor(&format!("{name} Mentor"), |_, mentor| mentor.capacity = 2).await;
        let (_, journey) = hub.add_mentee(&format!("{name} Accompagnée"), |_, _| ()).await;
        let mut one = hub.suggestion(journey.id, mentor.id);
        one.mentor_asked_on = Some(if at == 1 { today - Duration::days(8) } else { today });
        match at {
            2 => (one.mentor, one.mentee_asked_on) = (yes(), Some(today)),
            3 => (one.mentor, one.mentee, one.mentee_asked_on) = (yes(), yes(), Some(today)),
            4 => one.mentor = no(),
            5 => one.withdrawn = Some((today, WithdrawalReason::NoAnswer)),
            _ => {}
        }
        made.push(one);
    }
    let write = hub.write_settled().await;
    store::insert_proposals(&write, &made).await.unwrap();
    tandem::acts::settle::everything(&write).await.unwrap();
    write.commit().await.unwrap();
    made
}

#[tokio::test]
async fn every_proposal_is_in_its_band() {
    let hub = TestHub::new().await;
    let made = a_day(&hub).await;
    for (band, wanted) in [
        (Band::ToCall, vec![1]),
        (Band::OneYes, vec![2]),
        (Band::Pending, vec![1, 0, 2]),
        (Band::TwoYes, vec![3]),
        (Band::No, vec![4]),
        (Band::Over, vec![5]),
    ] {
        let wanted: Vec<_> = wanted.into_iter().map(|at: usize| made[at].id).collect();
        let sought = sought(&hub, band, "");
        let listed = list_band(&hub.app.db, Scope::Hub, &sought, 0..9).await.unwrap();
        assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), wanted, "{band}");
        assert_eq!(count_band(&hub.app.db, Scope::Hub, &sought).await.unwrap(), wanted.len(), "{band}");
        for order in Order::ALL {
            let ordered = Sought { order: *order, ..sought.clone() };
            let listed = list_band(&hub.app.db, Scope::Hub, &ordered, 0..9).await.unwrap();
            assert_eq!(listed.len(), wanted.len(), "{band} {order}");
        }
    }
    for (text, count) in [("brume", 1), ("MENTOR cirrus", 1), ("accompagnee", 3), ("personne", 0)] {
        let sought = sought(&hub, Band::Pending, text);
        assert_eq!(count_band(&hub.app.db, Scope::Hub, &sought).await.unwrap(), count, "{text}");
    }
}

#[tokio::test]
async fn whoever_has_no_address_is_to_be_called_at_once() {
    let hub = TestHub::new().await;
    let made = a_day(&hub).await;
    hub.sql("UPDATE people SET email = NULL WHERE search_name LIKE '%cirrus%'").await.unwrap();
    let sought = sought(&hub, Band::ToCall, "");
    let listed = list_band(&hub.app.db, Scope::Hub, &sought, 0..9).await.unwrap();
    assert_eq!(listed.iter().map(|one| one.id).collect::<Vec<_>>(), [made[1].id, made[2].id]);
}

#[tokio::test]
async fn answers_are_noted_in_place_and_one_goes_on_in_the_list() {
    let hub = TestHub::new().await;
    a_day(&hub).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let list = coordinator.get("/proposals").await;
    list.is(StatusCode::OK).says("À appeler (1)").says("pas de réponse aux relances").says("Brume Mentor");
    list.does_not_say("Cirrus Mentor");
    let list = coordinator.get("/proposals?band=pending&q=aube").await;
    let noted = list.form("Oui d’Aube Mentor").submit().await;
    noted.says("Réponse notée").says("Un oui sur deux (1)").says("Oui, le");
    assert!(noted.path.starts_with("/proposals?"), "{}", noted.path);
    let list = coordinator.get("/proposals?band=one_yes&q=cirrus").await;
    list.form("Noter ce non").submit().await.says("Réponse notée");
    coordinator.get("/proposals?band=no").await.says("Déclinée");
}

#[tokio::test]
async fn a_reminder_is_read_before_it_leaves() {
    let (hub, proposal, [mentor, _]) = one_pair().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let page = coordinator.get(&format!("/proposals/{}/reminder?party=mentor", proposal.id)).await;
    page.says("Nous attendons votre réponse").says("Nous n’avons pas encore votre réponse").says(&mentor);
    let before = hub.mails().await.len();
    page.form("Envoyer cette relance").submit().await.says("Un message est déjà parti aujourd’hui");
    assert_eq!(hub.mails().await.len(), before);
    let none = coordinator.get(&format!("/proposals/{}/reminder?party=mentee", proposal.id)).await;
    none.says("Aucun message ne peut partir").does_not_say("Envoyer cette relance");
}

#[tokio::test]
async fn a_pair_by_hand_is_seen_side_by_side_before_it_is_proposed() {
    let hub = TestHub::new().await;
    hub.add_mentor("Clovis Pinède", |_, mentor| mentor.capacity = 1).await;
    hub.add_mentor("Fantine Vallon", |_, mentor| mentor.capacity = 0).await;
    let (person, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let page = coordinator.get(&format!("/people/{}", person.id)).await;
    let page = page.follow("Proposer un mentor à la main").await;
    let found = page.form("Chercher").fill("Nom du mentor", "vallon").submit().await;
    let full = found.follow("Fantine Vallon").await;
    full.says("Ce mentor n’a plus de place.").does_not_say("Proposer ce tandem");
    let found = full.form("Chercher").fill("Nom du mentor", "pinede").submit().await;
    let both = found.follow("Clovis Pinède").await;
    both.says("points sur 1 000").says("Les règles fermes").does_not_say("plus de place");
    both.form("Proposer ce tandem").submit().await.says("La proposition est faite");
    let later = coordinator.get(&format!("/journeys/{}/proposal", journey.id)).await;
    later.says("La personne a déjà une proposition en cours");
}

#[tokio::test]
async fn reasons_are_counted_by_side_and_group_and_silence_apart() {
    let hub = TestHub::new().await;
    a_day(&hub).await;
    let today = hub.app.today();
    let count =
        async |since, by| Tally::by_group(&count_refusals(&hub.app.db, Scope::Hub, since, by).await.unwrap());
    let [(None, total)] = &count(today, None).await[..] else { panic!("one group") };
    assert_eq!(total.refusals(None), 1);
    assert_eq!(total.of(Party::Mentor, Said::No(Some(Refusal::TooFar))), 1);
    assert_eq!((total.of(Party::Mentor, Said::Nothing), total.of(Party::Mentee, Said::Nothing)), (1, 0));
    for &grouping in Grouping::ALL {
        let groups = count(today, Some(grouping)).await;
        assert_eq!(groups.iter().map(|(_, tally)| tally.refusals(None)).sum::<u32>(), 1, "{grouping}");
    }
    assert_eq!(count(today + Duration::days(1), None).await, []);
    let coordinator = hub.enter(Role::Coordinator).await;
    let page = coordinator.get("/proposals/refusals?months=3").await;
    page.is(StatusCode::OK).says("C’est trop loin").says("Pas de réponse").does_not_say("Ecume Mentor");
    for role in [Role::Adviser, Role::Funder, Role::Mentor] {
        hub.enter(role).await.get("/proposals/refusals").await.is(StatusCode::NOT_FOUND);
    }
}
