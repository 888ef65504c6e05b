//! Mentors' free moments: nobody reads them before both said yes, and what somebody who knew them could gain is measured.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::acts::settle;
use tandem::db::{Id, Snapshot};
use tandem::overview::store::gather;
use tandem::people::profile::Availability;
use tandem::proposals;
use tandem::rounds::criteria::Weights;
use tandem::rounds::inputs::{Inputs, Pair};
use tandem::rounds::round::Round;

use crate::support::{Client, TestHub};

/// The words of every page to which links lead from one's own, and of their parts.
async fn everything_read(client: &Client) -> BTreeMap<String, String> {
    let mut read = BTreeMap::new();
    let mut waiting = vec!["/".to_owned(), "/me".to_owned(), "/account".to_owned()];
    while let Some(path) = waiting.pop() {
        if read.contains_key(&path) {
            continue;
        }
        let page = client.get(&path).await;
        let links = page.attributes("a[href^='/']", "href");
        waiting.extend(links.into_iter().map(|link| link.split('#').next().unwrap_or_default().to_owned()));
        read.insert(path, page.body);
    }
    read
}

#[tokio::test]
async fn a_mentee_reads_no_free_moment_of_a_mentor_before_the_two_agree_between_themselves() {
    let hub = TestHub::new().await;
    let thursday = Availability::from_code("thu-am").expect("a moment of the week");
    let (person, mentor) = hub
        .add_mentor("Blanche Lointaine", |_, mentor| {
            mentor.profile.availabilities.insert(thursday);
        })
        .await;
    let journey = hub.keys("SELECT id FROM journeys").await[0];
    let proposal = hub.suggestion(journey, mentor.id);
    let write = hub.write_settled().await;
    proposals::store::insert_proposals(&write, std::slice::from_ref(&proposal)).await.unwrap();
    settle::journeys(&write, &[journey]).await.unwrap();
    settle::proposals(&write, &[proposal.id]).await.unwrap();
    write.commit().await.unwrap();
    let (mentee, coordinator) = (hub.enter(Role::Mentee).await, hub.enter(Role::Coordinator).await);
    for answer in ["mentor", "mentee", ""] {
        let read = everything_read(&mentee).await;
        let says = |words: &str| read.values().filter(|body| body.to_lowercase().contains(words)).count();
        assert!(says("lundi soir") > 0, "their own moments are read: {:?}", read.keys());
        assert_eq!(says(&thursday.label()), 0, "before the yes of the {answer}");
        mentee.get(&format!("/people/{}", person.id)).await.is(StatusCode::NOT_FOUND);
        let fields = [("party", answer), (&format!("{answer}_answer"), "yes")];
        coordinator.post(&format!("/proposals/{}/answers", proposal.id), &fields).await;
    }
    assert!(
        everything_read(&mentee).await.values().any(|body| body.contains("Blanche Lointaine")),
        "in a tandem"
    );
}

/// The inputs of the demonstration's next round.
async fn demonstration() -> Inputs {
    let hub = TestHub::demo().await;
    let snapshots = Snapshot::begin_three(&hub.app.db).await.unwrap();
    gather(snapshots, &hub.app.secret, None, hub.app.today()).await.unwrap().sorted()
}

fn solved(inputs: &Inputs) -> Round {
    Round::run(inputs.clone(), Weights::default()).expect("the round is sound")
}

fn mentor_of(round: &Round, journey: Id) -> Option<Id> {
    round.pairs().find(|pair| pair.journey == journey).map(|pair| pair.mentor)
}

/// For each journey, the mentor with the highest score: whom somebody who knew every agenda would aim at.
fn favourites(scores: &BTreeMap<Pair, u16>) -> BTreeMap<Id, Id> {
    let mut best: BTreeMap<Id, (u16, Id)> = BTreeMap::new();
    for (pair, &score) in scores {
        let known = best.entry(pair.journey).or_insert((score, pair.mentor));
        if score > known.0 {
            *known = (score, pair.mentor);
        }
    }
    best.into_iter().map(|(journey, (_, mentor))| (journey, mentor)).collect()
}

/// How many tried, and how many of them gained or lost, judged by their true answers: somebody who is given a mentor without a true
/// moment in common has nothing.
#[derive(Default)]
struct Tries {
    tried: usize,
    gained: usize,
    lost: usize,
}

/// Everybody who is given another mentor than their favourite says they are free when `claim` tells, each alone.
fn lies(
    inputs: &Inputs,
    favourites: &BTreeMap<Id, Id>,
    claim: impl Fn(&BTreeSet<Availability>, &BTreeSet<Availability>) -> BTreeSet<Availability>,
) -> Tries {
    let round = solved(inputs);
    let truth: BTreeMap<Pair, u16> = round.scores().into_iter().collect();
    let worth = |journey, mentor: Option<Id>| {
        mentor.and_then(|mentor| truth.get(&Pair { journey, mentor })).copied().unwrap_or(0)
    };
    let mut tries = Tries::default();
    for (position, mentee) in inputs.mentees.iter().enumerate() {
        let (before, favourite) = (mentor_of(&round, mentee.id), favourites.get(&mentee.id).copied());
        let Some(favourite) = favourite.filter(|favourite| before != Some(*favourite)) else { continue };
        let agenda = inputs.mentors.iter().find(|mentor| mentor.id == favourite).expect("they are read");
        let mut lied = inputs.clone();
        lied.mentees[position].side.profile.availabilities =
            claim(&mentee.side.profile.availabilities, &agenda.side.profile.availabilities);
        let after = worth(mentee.id, mentor_of(&solved(&lied), mentee.id));
        let before = worth(mentee.id, before);
        tries.tried += 1;
        tries.gained += usize::from(after > before);
        tries.lost += usize::from(after < before);
    }
    tries
}

#[tokio::test]
async fn what_lying_about_free_moments_gains_is_what_the_documentation_says() {
    let inputs = demonstration().await;
    let documentation = include_str!("../../../docs/matching.md");
    let says = |what: &str, tries: &Tries| {
        let told = format!("| {what} | {} | {} | {} |", tries.tried, tries.gained, tries.lost);
        assert!(documentation.contains(&told), "docs/matching.md should say: {told}");
    };
    let allowed = favourites(&solved(&inputs).scores().into_iter().collect());
    let hiding = lies(&inputs, &allowed, |own, theirs| own & theirs);
    let mut free_always = inputs.clone();
    for mentee in &mut free_always.mentees {
        mentee.side.profile.availabilities = Availability::all().collect();
    }
    let wished = favourites(&solved(&free_always).scores().into_iter().collect());
    let claiming = lies(&inputs, &wished, |_, theirs| theirs.clone());
    says("hides the moments that their favourite does not have", &hiding);
    says("declares the moments of the mentor they wish for, true or not", &claiming);
}
