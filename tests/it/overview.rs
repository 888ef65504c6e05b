//! The coordinator's day.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::db::{Id, Keys};
use tandem::overview::areas::{Area, area_of};
use tandem::overview::hints::missing;
use tandem::overview::store::{
    Wait, find_needs_by_area, find_supply, last_endings, list_longest_unmatched, matched_journeys,
    used_places,
};
use tandem::overview::supply::{Narrowed, Supply};
use tandem::people::person::{Journey, Mentor, Person, waits_since};
use tandem::tandems::tandem::{ClosureReason, Tandem};
use tandem::territories::need::Need;
use tandem::track::Track;
use tandem::{accounts, people, proposals, tandems};

use crate::support::{Page, TestHub};
use crate::tandems::own_tandem;

async fn day(hub: &TestHub) -> Page {
    let page = hub.enter(Role::Coordinator).await.get("/dashboard").await;
    page.is(StatusCode::OK);
    page
}

#[tokio::test]
async fn the_day_says_who_waits_and_asks_for_a_round() {
    let hub = TestHub::new().await;
    let page = day(&hub).await;
    page.says("1 personne attend une première rencontre")
        .says("Lancer un tour pour 1 personne sans mentor proposé")
        .says("Rien n’est en retard");
    page.says("Basile Garrigue").says("30 jours");
    page.follow("Préparer le tour").await.is(StatusCode::OK);
}

#[tokio::test]
async fn what_is_late_says_whose_turn_it_is_and_where_all_of_it_stands() {
    let hub = TestHub::new().await;
    hub.add_mentee("Côme Tardif", |_, journey| journey.welcomed_on -= time::Duration::days(1)).await;
    let page = day(&hub).await;
    page.says("Une chose est en retard, 2 personnes attendent").says("Trouver un mentor : Côme Tardif");
    page.says("Colette Restanque").says("2 choses sont à vous, dont 1 en retard");
    let late = page.follow("En retard : 1 accompagnement à faire avancer").await;
    late.is(StatusCode::OK).says("Côme Tardif").does_not_say("Basile Garrigue");
}

#[tokio::test]
async fn a_mentor_who_can_be_proposed_to_nobody_is_to_be_completed() {
    let hub = TestHub::new().await;
    let (person, _) =
        hub.add_mentor("Zélie Sanstemps", |_, mentor| mentor.profile.availabilities.clear()).await;
    let page = day(&hub).await;
    page.says("Compléter la fiche de Zélie Sanstemps : aucune disponibilité");
    assert_eq!(page.href("Ouvrir la fiche"), format!("/people/{}", person.id));
}

#[tokio::test]
async fn a_draft_is_read_again_before_another_round_is_run() {
    let hub = TestHub::new().await;
    hub.run_a_round().await.is(StatusCode::OK);
    let page = day(&hub).await;
    page.says("Relire le dernier tour : 1 tandem possible à proposer").says("À relire.");
    page.does_not_say("Lancer un tour");
    page.follow("Ouvrir le tour").await.is(StatusCode::OK);
}

#[tokio::test]
async fn everything_late_is_one_link_away() {
    let hub = TestHub::demo().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let page = coordinator.get("/dashboard").await;
    let number = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>().parse::<usize>();
    let mut late = 0;
    for href in page.attributes(".band h3 a", "href") {
        let list = coordinator.get(&href).await;
        late += number(&list.all(".table-head b")[0]).unwrap();
    }
    let lead = page.all(".lead").remove(0);
    let told = lead.split(". ").nth(1).and_then(|told| told.split(" choses").next()).map(number);
    assert_eq!(told, Some(Ok(late)), "{lead}");
    for href in page.attributes(".todo a", "href").into_iter().chain(page.attributes(".people a", "href")) {
        coordinator.get(&href).await.is(StatusCode::OK);
    }
}

#[tokio::test]
async fn every_page_counts_the_same_people_for_the_same_notion() {
    let hub = TestHub::demo().await;
    hub.run_a_round().await.form("Proposer ces tandems").submit().await.is(StatusCode::OK);
    let coordinator = hub.enter(Role::Coordinator).await;
    let figures = coordinator.get("/dashboard").await.all(".figure-value");
    let [waiting, unmatched] = [&figures[0], &figures[1]];
    assert_ne!(waiting, unmatched, "a proposal is not a meeting");
    for (state, count) in [("waiting", waiting), ("unmatched", unmatched)] {
        coordinator.get(&format!("/mentees?state={state}")).await.says(&format!("{count} personne"));
    }
    coordinator.get("/rounds/new").await.says(&format!("{unmatched} personne"));
    let sum = |body: &str, column: usize| {
        let cells = body.lines().skip(1).filter_map(|line| line.split(';').nth(column)?.parse::<u32>().ok());
        cells.sum::<u32>().to_string()
    };
    assert_eq!(&sum(&coordinator.get("/territory.csv").await.body, 2), unmatched);
    let results = coordinator.get("/results.csv").await.body;
    let tracks: Vec<&str> = results.lines().filter(|line| line.starts_with("Parcours")).collect();
    let of_tracks = tracks.iter().filter_map(|line| line.split(';').nth(3)?.parse::<u32>().ok()).sum::<u32>();
    assert_eq!(&of_tracks.to_string(), waiting, "{tracks:?}");
}

#[tokio::test]
async fn a_wait_begins_anew_when_a_tandem_ends_and_says_when_it_first_began() {
    let hub = TestHub::new().await;
    let (_, journey) = hub.add_mentee("Firmin Lavande", |_, _| ()).await;
    let (_, mentor) = hub.add_mentor("Zélie Olivette", |_, _| ()).await;
    let (_, proposed) = hub.add_mentee("Paul Proposé", |_, _| ()).await;
    let tandem = Tandem {
        id: tandem::db::new_id(),
        proposal_id: None,
        journey_id: journey.id,
        mentor_id: mentor.id,
        started_on: journey.welcomed_on,
        closed: Some((hub.app.today(), ClosureReason::Mutual)),
    };
    let write = hub.write().await;
    tandems::store::insert(&write, &tandem).await.unwrap();
    proposals::store::insert_proposals(&write, &[hub.suggestion(proposed.id, mentor.id)]).await.unwrap();
    write.commit().await.unwrap();
    hub.settle().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let list = coordinator.get("/mentees").await;
    let of = |name: &str| list.all("tbody tr").into_iter().find(|row| row.contains(name)).unwrap();
    assert!(
        of("Firmin Lavande").contains("depuis aujourd’hui, premier accueil depuis 4 semaines"),
        "{}",
        of("Firmin")
    );
    assert!(of("Basile Garrigue").contains("sans mentor proposé depuis 4 semaines"), "{}", of("Basile"));
    assert!(of("Paul Proposé").contains("proposition en cours depuis aujourd’hui"), "{}", of("Paul"));
    // Whoever waits longest comes first: not the one whose tandem ended today.
    let longest = coordinator.get("/dashboard").await.all(".people .person-name");
    assert_eq!(longest.last().map(String::as_str), Some("Firmin Lavande"), "{longest:?}");
}

#[tokio::test]
async fn a_step_is_put_off_and_a_call_noted_and_both_are_told_in_the_story() {
    let hub = TestHub::new().await;
    let (person, _) =
        hub.add_mentee("Côme Tardif", |_, journey| journey.welcomed_on -= time::Duration::days(1)).await;
    let client = hub.enter(Role::Coordinator).await;
    let file = format!("/people/{}", person.id);
    let step = client
        .get("/steps?view=late")
        .await
        .follow("Reporter, noter un appel : Trouver un mentor : Côme Tardif")
        .await;
    step.is(StatusCode::OK).says("En retard");
    let refused = step.form("Reporter").submit().await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says("Choisissez une des réponses proposées.");
    let yesterday = hub.app.today().previous_day().unwrap().to_string();
    let refused = refused.form("Reporter").tick("Je rappelle").fill("Au", &yesterday).submit().await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says("Choisissez un jour après aujourd’hui.");
    let soon = hub.app.today().saturating_add(time::Duration::days(3)).to_string();
    let done = refused.form("Reporter").tick("Je rappelle").fill("Au", &soon).submit().await;
    done.says("C’est reporté au").says("je rappelle").does_not_say("En retard");
    client.get("/steps?view=late").await.does_not_say("Côme Tardif");
    let called = done.form("Noter cet appel").tick("Message laissé").submit().await;
    called.says("L’appel est noté.").says("message laissé");
    let story = client.get(&file).await;
    story.says("Appel : message laissé").says("« Trouver un mentor » reporté au").says("Colette Restanque");
    story.says("Reportée le");
}

#[tokio::test]
async fn what_is_to_be_done_is_narrowed_by_whose_it_is_and_by_kind() {
    let hub = TestHub::demo().await;
    let adviser = hub.enter(Role::Adviser).await;
    let mine = adviser.get("/steps").await.says("Trouver un mentor").follow("À moi (").await;
    mine.says("Demander ce qu’est devenu").does_not_say("Trouver un mentor");
    let page = hub.enter(Role::Coordinator).await.get("/steps").await;
    page.is(StatusCode::OK).says("À faire").says("Page 1 sur");
    let second = page.follow("Suivante").await;
    second.says("Page 2 sur");
    assert_ne!(page.all(".todo li"), second.all(".todo li"));
    hub.enter(Role::Mentor).await.get("/steps").await.is(StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_noted_something_is_named_after_their_access_was_withdrawn() {
    let hub = TestHub::new().await;
    let (mentee, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let by = hub.by(Role::Adviser).await;
    let write = hub.write_by(&by).await;
    people::store::save_journey(&write, &journey).await.unwrap();
    write.commit().await.unwrap();
    let adviser = by.account().unwrap();
    let write = hub.write().await;
    accounts::store::save_withdrawal(&write, adviser.id, hub.app.today()).await.unwrap();
    write.commit().await.unwrap();
    let page = hub.enter(Role::Coordinator).await.get(&format!("/people/{}", mentee.id)).await;
    page.says("Besoin modifié").says(&adviser.name);
}

#[tokio::test]
async fn a_call_or_a_delay_that_comes_too_late_leads_to_where_the_step_led() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let list = coordinator.get("/steps?kind=tandem").await;
    let step = coordinator.get(&list.attributes("main a[href^='/steps/']", "href")[0]).await;
    let call = step.form("Noter cet appel").tick("La personne a répondu");
    let delay = step.form("Reporter").tick("Autre raison");
    let closure = coordinator.get(&format!("/tandems/{}/closure", tandem.id)).await;
    closure.form("Terminer ce tandem").tick("Plus assez de disponibilité").submit().await;
    // A delay without its day is not asked for what it lacks: there is nothing left to put off.
    for late in [call, delay] {
        let answer = late.submit().await;
        answer.is(StatusCode::OK).says("C’est déjà réglé : rien n’a été noté.");
        assert_eq!(answer.path, format!("/tandems/{}", tandem.id));
    }
    let path = step.path.clone();
    for led_to in ["", "//autre.test", "https://autre.test/", "/\\autre.test"] {
        let fields = [("result", "reached"), ("led_to", led_to)];
        coordinator.post(&format!("{path}/calls"), &fields).await.is(StatusCode::NOT_FOUND);
    }
}

/// Counted plainly, over everything loaded: what the counts in SQL must equal.
struct Plain {
    people: BTreeMap<Id, Person>,
    mentors: Vec<Mentor>,
    unmatched: Vec<Journey>,
    used: BTreeMap<Id, u32>,
}

impl Plain {
    async fn of(hub: &TestHub, scope: Scope) -> Self {
        let db = &hub.app.db;
        Self {
            people: people::store::everybody(db, scope).await.unwrap(),
            mentors: people::store::open_mentors(db, scope).await.unwrap(),
            unmatched: people::store::open_journeys(db, scope, matched_journeys(hub.app.today()))
                .await
                .unwrap(),
            used: used_places(db, Keys::All).await.unwrap(),
        }
    }

    fn place(&self, person: Id) -> Option<String> {
        self.people[&person].place_code.clone()
    }

    fn supply(&self, narrowed: Narrowed<'_>) -> Supply {
        let mut supply = Supply::default();
        let mut counted = BTreeSet::new();
        let keeps_trade =
            |trades: &BTreeSet<String>| narrowed.trade.is_none_or(|trade| trades.contains(trade));
        for journey in &self.unmatched {
            if narrowed.track.is_none_or(|track| track == journey.track)
                && keeps_trade(&journey.profile.trades)
                && counted.insert(journey.person_id)
            {
                supply.needs.entry(self.place(journey.person_id)).or_default().unmatched += 1;
            }
        }
        for mentor in &self.mentors {
            if narrowed.track.is_none_or(|track| mentor.tracks.contains(&track))
                && keeps_trade(&mentor.profile.trades)
            {
                let capacity = u32::from(mentor.capacity);
                let free = capacity.saturating_sub(self.used.get(&mentor.id).copied().unwrap_or(0));
                supply.capacity += capacity;
                supply.with_free += u32::from(free > 0);
                let offered = Need { unmatched: 0, places: free, mentors: 1 };
                supply.needs.entry(self.place(mentor.person_id)).or_default().add(offered);
            }
        }
        supply
    }
}

#[tokio::test]
async fn what_is_counted_in_the_database_is_what_is_there() {
    let hub = TestHub::demo().await;
    hub.run_a_round().await.form("Proposer ces tandems").submit().await.is(StatusCode::OK);
    // Somebody who waits twice is one person, counted in both tracks.
    let db = &hub.app.db;
    let mentor = people::store::open_mentors(db, Scope::Hub).await.unwrap().remove(0);
    hub.add_mentee("Deux Fois", |_, journey| journey.track = Track::Employment).await;
    let twice = hub.person_named("Deux Fois").await;
    let again = Journey {
        id: tandem::db::new_id(),
        track: Track::Creation,
        ..people::store::journeys_of(db, Scope::Hub, twice).await.unwrap().remove(0)
    };
    let write = hub.write().await;
    people::store::insert_journey(&write, &again).await.unwrap();
    let lacking = Mentor { tracks: BTreeSet::new(), capacity: 0, ..mentor };
    people::store::save_mentor(&write, &lacking).await.unwrap();
    write.commit().await.unwrap();

    let of_partner = Scope::Organisation(hub.partner());
    for scope in [Scope::Hub, of_partner] {
        let plain = Plain::of(&hub, scope).await;
        let trades = plain.mentors.iter().flat_map(|mentor| &mentor.profile.trades);
        let trades: BTreeSet<&str> = trades.take(9).map(String::as_str).collect();
        let tracks = Track::ALL.iter().map(|&track| Narrowed { track: Some(track), trade: None });
        let trades = trades.iter().map(|&trade| Narrowed { track: None, trade: Some(trade) });
        for narrowed in [Narrowed::default()].into_iter().chain(tracks).chain(trades) {
            let found = find_supply(db, scope, narrowed, hub.app.today()).await.unwrap();
            assert_eq!(found, plain.supply(narrowed), "{scope:?} {narrowed:?}");
        }
        let areas = find_needs_by_area(db, scope, hub.app.today()).await.unwrap();
        for &track in Track::ALL {
            let mut of_track: BTreeMap<Area, Need> = BTreeMap::new();
            for (place, need) in plain.supply(Narrowed { track: Some(track), trade: None }).needs {
                if let Some(area) = place.as_deref().and_then(area_of) {
                    of_track.entry(area).or_default().add(need);
                }
            }
            for (area, tracks) in &areas {
                assert_eq!(tracks[&track], of_track.get(area).copied().unwrap_or_default(), "{area} {track}");
            }
        }
        let lacks = |mentor: &&Mentor| !missing(&plain.people[&mentor.person_id], mentor).is_empty();
        let lacking: Vec<Id> = plain.mentors.iter().filter(lacks).map(|mentor| mentor.id).collect();
        let found = people::store::list_incomplete_mentors(db, scope, 1000).await.unwrap();
        assert_eq!(found, lacking);
    }
}

#[tokio::test]
async fn who_waits_longest_is_found_among_those_welcomed_first() {
    let hub = TestHub::demo().await;
    let db = &hub.app.db;
    let endings = last_endings(db, Scope::Hub, Keys::All).await.unwrap();
    let wait = |journey: &Journey| Wait {
        since: waits_since(journey.welcomed_on, endings.get(&journey.id).copied()),
        welcomed_on: journey.welcomed_on,
        journey: journey.id,
    };
    let unmatched =
        people::store::open_journeys(db, Scope::Hub, matched_journeys(hub.app.today())).await.unwrap();
    let mut plain: Vec<Wait> = unmatched.iter().map(wait).collect();
    plain.sort();
    for most in [1, 5, plain.len()] {
        let found = list_longest_unmatched(db, Scope::Hub, most, hub.app.today()).await.unwrap();
        assert_eq!(found, plain[..most]);
    }
}

#[tokio::test]
async fn a_count_of_the_day_follows_what_is_written_at_once() {
    let hub = TestHub::new().await;
    day(&hub).await.says("1 personne attend une première rencontre");
    hub.add_mentee("Une Autre", |_, _| {}).await;
    day(&hub).await.says("2 personnes attendent une première rencontre");
}
