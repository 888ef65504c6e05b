//! A mail server refuses an address.

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::{calendar, mail, worker};
use time::Duration;

use super::{at_clovis, mail_to, propose, send, server};
use crate::support::TestHub;

const GONE: &str = "550 5.1.1 <clovis@exemple.test>: Recipient address rejected: User unknown";

#[tokio::test]
async fn an_address_that_its_server_refuses_is_written_to_no_more_and_said_so_until_it_is_corrected() {
    let hub = TestHub::new().await;
    let (clovis, mentor) = hub.add_mentor("Clovis Pinède", |person, _| at_clovis(person)).await;
    let (_, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    propose(&hub, journey.id, mentor.id).await;
    send(&hub, &server("clovis", GONE)).await;
    let refused = mail_to(&hub, &clovis).await;
    assert_eq!(refused.last_error.as_deref(), Some("unknown 5.1.1"));
    assert!(refused.given_up_at.is_some(), "the same address would be refused again");

    let coordinator = hub.enter(Role::Coordinator).await;
    let page = coordinator.get(&format!("/people/{}", clovis.id)).await;
    page.says("Cette adresse ne reçoit plus rien depuis le");
    coordinator.get(&format!("/people/{}/messages", clovis.id)).await.says("Pas arrivé");
    let list = coordinator.get("/proposals").await;
    list.says("À appeler (1)").says("son adresse ne reçoit plus rien").says("04 91 00 00 01");
    list.does_not_say("Relancer");

    // Saving the file for something else leaves it so; saying that it is right does not.
    let edition = format!("/people/{}/edition", clovis.id);
    let form = coordinator.get(&edition).await;
    form.says("ne reçoit plus rien").form("Enregistrer la fiche").submit().await.is(StatusCode::OK);
    coordinator.get("/proposals").await.says("À appeler (1)");
    let form = coordinator.get(&edition).await.form("Enregistrer la fiche").tick("Cette adresse est juste");
    form.submit().await.is(StatusCode::OK).does_not_say("ne reçoit plus rien");
    coordinator.get("/proposals").await.says("À appeler (0)").says("Relancer");
}

#[tokio::test]
async fn another_address_is_written_to_and_the_first_again_once_it_is_typed_again() {
    let hub = TestHub::new().await;
    let (clovis, mentor) = hub.add_mentor("Clovis Pinède", |person, _| at_clovis(person)).await;
    let (_, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    propose(&hub, journey.id, mentor.id).await;
    send(&hub, &server("clovis", GONE)).await;
    let coordinator = hub.enter(Role::Coordinator).await;
    for email in ["clovis.pinede@exemple.test", "clovis@exemple.test"] {
        let form = coordinator.get(&format!("/people/{}/edition", clovis.id)).await;
        let form = form.form("Enregistrer la fiche").fill("Adresse e-mail", email);
        form.submit().await.is(StatusCode::OK).says(email).does_not_say("ne reçoit plus rien");
        coordinator.get("/proposals").await.says("À appeler (0)");
        // What the dead one was asked is asked again where it arrives, once.
        let asked = hub.mails().await.into_iter().filter(|mail| mail.kind == "proposal_asked");
        let to: Vec<String> = asked.map(|mail| mail.recipient).collect();
        assert_eq!(to, ["clovis@exemple.test", "clovis.pinede@exemple.test"]);
    }
}

#[tokio::test]
async fn a_server_that_refuses_the_hub_or_the_letter_makes_nobody_unreachable() {
    for reply in ["550 5.7.1 Message rejected due to policy", "552 5.2.2 Mailbox full", "450 4.2.1 Try again"]
    {
        let hub = TestHub::new().await;
        let (clovis, mentor) = hub.add_mentor("Clovis Pinède", |person, _| at_clovis(person)).await;
        let (_, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
        propose(&hub, journey.id, mentor.id).await;
        send(&hub, &server("clovis", reply)).await;
        let waiting = mail_to(&hub, &clovis).await;
        assert!(waiting.given_up_at.is_none() && waiting.last_error.is_some(), "{reply}: {waiting:?}");
        assert_eq!(
            hub.texts("SELECT address AS text FROM unreachable_addresses").await,
            Vec::<String>::new()
        );
    }
}

#[tokio::test]
async fn what_waits_for_an_address_that_receives_nothing_is_dropped_and_another_way_is_taken() {
    let hub = TestHub::new().await;
    let (clovis, mentor) = hub
        .add_mentor("Clovis Pinède", |person, mentor| {
            at_clovis(person);
            mentor.capacity = 3;
        })
        .await;
    let mut journeys = Vec::new();
    for name in ["Honorine Sarriette", "Basile Lavande", "Zoé Garrigue"] {
        journeys.push(hub.add_mentee(name, |_, _| ()).await.1.id);
    }
    for journey in &journeys[..2] {
        propose(&hub, *journey, mentor.id).await;
    }
    send(&hub, &server("clovis", GONE)).await;
    // The second waits for another day, since one message a day leaves to a mentor.
    let app = hub.on(calendar::next_working_morning(hub.app.now()).day() + Duration::days(7));
    while worker::do_next(&app, Some(&server("", "")), &[mail::JOB]).await.unwrap().is_some() {}
    let mut mails = hub.mails().await;
    mails.retain(|mail| mail.person_id == Some(clovis.id));
    let reasons: Vec<_> = mails.iter().map(|mail| (mail.sent_at, mail.dropped_reason.as_deref())).collect();
    assert_eq!(reasons, [(None, None), (None, Some("unreachable"))]);

    let coordinator = hub.enter(Role::Coordinator).await;
    let form = coordinator.get(&format!("/people/{}/edition", clovis.id)).await.form("Enregistrer la fiche");
    form.fill("Adresse postale", "1 quai du Port\n13002 Marseille").submit().await.is(StatusCode::OK);
    propose(&hub, journeys[2], mentor.id).await;
    assert_eq!(mail_to(&hub, &clovis).await.channel, "letter");
}

#[tokio::test]
async fn what_was_refused_is_asked_at_once_by_another_way() {
    let hub = TestHub::new().await;
    let (clovis, mentor) = hub
        .add_mentor("Clovis Pinède", |person, _| {
            at_clovis(person);
            person.postal_address = Some("1 quai du Port\n13002 Marseille".to_owned());
        })
        .await;
    let (_, journey) = hub.add_mentee("Honorine Sarriette", |_, _| ()).await;
    propose(&hub, journey.id, mentor.id).await;
    send(&hub, &server("clovis", GONE)).await;
    let letter = mail_to(&hub, &clovis).await;
    assert_eq!((letter.channel.as_str(), letter.kind.as_str()), ("letter", "proposal_asked"));
    let link = hub.link_to(&letter.recipient).await;
    hub.visitor().get(&link).await.form("Oui, je veux bien").submit().await.is(StatusCode::OK);
    hub.enter(Role::Coordinator).await.get("/proposals").await.says("À appeler (0)");
}
