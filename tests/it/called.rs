//! Whoever is written to nowhere is called: the lists, the steps and the rule say the same of whom.

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::db::{Id, Instant, Snapshot};
use tandem::people::person::Person;
use tandem::people::reach::{Preference, recipient};
use tandem::steps::{Owner, Step, SubjectKind};
use tandem::{mail, people, proposals};
use time::Duration;
use time::macros::datetime;

use crate::problems::link_to_own_page;
use crate::support::TestHub;

/// Somebody who has a mobile number alone.
fn only_mobile(person: &mut Person) {
    person.email = None;
    person.phone = Some("+33639980001".to_owned());
}

#[tokio::test]
async fn whom_nobody_can_write_to_is_to_be_called_as_the_list_and_the_rule_say() {
    let hub = TestHub::new().await;
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |_, mentor| mentor.capacity = 20).await;
    let changes: [fn(&mut Person); 11] = [
        |_| (),
        |person| person.email = None,
        only_mobile,
        |person| {
            only_mobile(person);
            person.phone = Some("+33491000000".to_owned());
        },
        |person| {
            only_mobile(person);
            person.phone = Some("+262692000000".to_owned());
        },
        |person| {
            only_mobile(person);
            person.stopped.text = Some(Instant::new(datetime!(2026-03-12 09:00 UTC)));
        },
        |person| {
            person.email = None;
            person.postal_address = Some("1 quai du Port\n13002 Marseille".to_owned());
        },
        |person| person.email = Some("partie@exemple.test".to_owned()),
        |person| {
            only_mobile(person);
            person.email = Some("partie@exemple.test".to_owned());
        },
        |person| person.channel = Some(Preference::Voice),
        |person| person.channel = Some(Preference::Text),
    ];
    let mut all = Vec::new();
    let write = hub.write_settled().await;
    mail::store::insert_unreachable(&write, "partie@exemple.test", "unknown 550").await.unwrap();
    write.commit().await.unwrap();
    for change in changes {
        let (person, journey) = hub.add_mentee("Honorine Sarriette", |person, _| change(person)).await;
        let mut proposal = hub.suggestion(journey.id, mentor.id);
        proposal.mentor_asked_on = None;
        proposal.mentee_asked_on = Some(hub.app.today());
        let write = hub.write().await;
        proposals::store::insert_proposals(&write, std::slice::from_ref(&proposal)).await.unwrap();
        write.commit().await.unwrap();
        all.push((person, proposal.id));
    }
    for most in [0, 10] {
        hub.send_texts(most).await;
        let asked_by = hub.app.today() - Duration::days(100);
        let sought = proposals::store::Sought {
            band: proposals::band::Band::ToCall,
            text: String::new(),
            order: proposals::band::Order::Closes,
            asked_by,
        };
        let listed = proposals::store::list_band(&hub.app.db, Scope::Hub, &sought, 0..1000).await.unwrap();
        let ways = people::store::find_ways(&hub.app.db, all.iter().map(|(person, _)| person)).await.unwrap();
        assert_eq!(ways.has_texts, most > 0);
        for (person, proposal) in &all {
            let is_listed = listed.iter().any(|one| one.id == *proposal);
            assert_eq!(is_listed, recipient(person, &ways).is_none(), "{most} {person:?}");
        }
    }
}

/// The step of a kind that there is one of.
async fn step(hub: &TestHub, kind: SubjectKind) -> Step {
    let of = Snapshot::begin(&hub.app.db).await.unwrap();
    let steps = tandem::steps::store::list_to_compare(&of).await.unwrap();
    let mut steps = steps.into_iter().filter(|step| step.subject.kind == kind);
    steps.next().expect("a step of this kind")
}

/// A mentor with a telephone alone, who is asked about somebody.
async fn asked(hub: &TestHub) -> (Person, Id) {
    let landline = |person: &mut Person| {
        person.email = None;
        person.phone = Some("+33491000000".to_owned());
    };
    asked_who(hub, landline).await
}

async fn asked_who(hub: &TestHub, change: fn(&mut Person)) -> (Person, Id) {
    let (clovis, mentor) = hub.add_mentor("Clovis Pinède", |person, _| change(person)).await;
    let (_, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let path = format!("/journeys/{}/proposal", journey.id);
    coordinator.post(&path, &[("mentor", &mentor.id.to_string())]).await.is(StatusCode::OK);
    (clovis, journey.id)
}

#[tokio::test]
async fn what_is_awaited_of_whoever_is_called_is_for_whoever_coordinates() {
    let hub = TestHub::new().await;
    let (clovis, journey) = asked(&hub).await;
    let colette = Owner::account(hub.account_of(Role::Coordinator).await);
    assert_eq!(step(&hub, SubjectKind::AnswerMentor).await.owner, colette);
    let coordinator = hub.enter(Role::Coordinator).await;
    coordinator.get("/steps?view=mine").await.says("Appeler le mentor pour sa réponse");
    // Whoever is chosen for the journey calls, and whoever does by default no more.
    let chosen = hub.add_colleague("Camille Salicorne", Role::Coordinator).await;
    let write = hub.write_settled().await;
    let by = tandem::accounts::viewer::By::Hub;
    tandem::acts::people::choose_coordinator::run(&write, &by, journey, Some(chosen)).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(step(&hub, SubjectKind::AnswerMentor).await.owner, Owner::account(chosen));
    assert_eq!(hub.unsettled().await, Vec::<String>::new());

    // With an address it is theirs to answer, and with a dead one again not.
    let edition = format!("/people/{}/edition", clovis.id);
    let form = coordinator.get(&edition).await.form("Enregistrer la fiche");
    form.fill("Adresse e-mail", "clovis@exemple.test").submit().await.is(StatusCode::OK);
    assert_eq!(step(&hub, SubjectKind::AnswerMentor).await.owner, Owner::person(clovis.id));
    let form = coordinator.get(&edition).await.form("Enregistrer la fiche");
    let form = form.fill("Comment cette personne préfère qu’on lui écrive", "De vive voix, au téléphone");
    form.submit().await.is(StatusCode::OK);
    assert_eq!(step(&hub, SubjectKind::AnswerMentor).await.owner, Owner::account(chosen));
    assert_eq!(hub.unsettled().await, Vec::<String>::new());
}

#[tokio::test]
async fn another_who_coordinates_by_default_calls_and_they_may_still_answer_themselves() {
    let hub = TestHub::new().await;
    asked_who(&hub, |person| person.channel = Some(Preference::Voice)).await;
    let other = hub.add_colleague("Camille Salicorne", Role::Coordinator).await;
    let by = hub.by(Role::HubResponsible).await;
    let write = hub.write_by(&by).await;
    tandem::acts::accounts::coordinate_by_default::run(&write, &by, other).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(step(&hub, SubjectKind::AnswerMentor).await.owner, Owner::account(other));
    assert_eq!(hub.unsettled().await, Vec::<String>::new());
    // By the link of their own page, given to them as they are called, it is theirs.
    let own = hub.visitor().get(&link_to_own_page(&hub, "Clovis Pinède").await).await;
    own.says("Dites-nous oui ou non").says("c’est à vous").does_not_say("Camille Salicorne s’en occupe");
    let question = own.form("Répondre à la proposition").submit().await;
    question.form("Oui, je veux bien").submit().await.is(StatusCode::OK);
    assert_eq!(hub.unsettled().await, Vec::<String>::new());
}

#[tokio::test]
async fn whoever_has_a_mobile_alone_is_called_while_the_hub_sends_no_text_or_they_want_none() {
    let hub = TestHub::new().await;
    let (clovis, _) = asked(&hub).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let form = coordinator.get(&format!("/people/{}/edition", clovis.id)).await.form("Enregistrer la fiche");
    form.fill("Téléphone", "06 39 98 00 01").submit().await.is(StatusCode::OK);
    let (own, called) = (Owner::person(clovis.id), Owner::account(hub.account_of(Role::Coordinator).await));
    let owner = async || step(&hub, SubjectKind::AnswerMentor).await.owner;
    assert_eq!(owner().await, called);
    let responsible = hub.enter(Role::HubResponsible).await;
    let texts = async |many: &str| {
        let form = responsible.get("/settings").await.form("Enregistrer ces réglages");
        let form = form.fill("SMS par structure et par mois", many);
        form.submit().await.is(StatusCode::OK);
    };
    texts("10").await;
    assert_eq!(owner().await, own);
    let contact = format!("/people/{}/contact", clovis.id);
    let form = async || coordinator.get(&contact).await.form("Enregistrer");
    form().await.tick("Plus de SMS").submit().await.is(StatusCode::OK);
    assert_eq!(owner().await, called);
    form().await.untick("Plus de SMS").submit().await.is(StatusCode::OK);
    assert_eq!(owner().await, own);
    texts("0").await;
    assert_eq!(owner().await, called);
    assert_eq!(hub.unsettled().await, Vec::<String>::new());
}
