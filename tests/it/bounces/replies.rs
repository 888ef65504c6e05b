//! A reply to a message reaches whoever coordinates for the person it is for.

use tandem::accounts::access::Role;
use tandem::accounts::store::list_emails;
use tandem::mail;

use super::{at_clovis, propose, send, telling};
use crate::messages::sign_in;
use crate::support::TestHub;

/// Where replies to each letter that was taken go.
async fn replies_to(hub: &TestHub) -> Vec<String> {
    let (post, told) = telling("", "");
    send(hub, &post).await;
    told.try_iter().filter_map(|line| Some(line.strip_prefix("Reply-To: ")?.to_owned())).collect()
}

#[tokio::test]
async fn a_reply_goes_to_whoever_coordinates_the_journey_that_a_message_is_about() {
    let hub = TestHub::new().await;
    let chosen = hub.add_colleague("Camille Salicorne", Role::Coordinator).await;
    let account = tandem::accounts::store::find(&hub.app.db, chosen).await.unwrap().unwrap();
    let emails = list_emails(&hub.app.db, account.identity_id.as_slice()).await.unwrap();
    for (coordinator, email) in
        [(None, TestHub::email_of(Role::Coordinator)), (Some(chosen), emails[0].1.clone())]
    {
        let (_, mentor) = hub.add_mentor("Clovis Pinède", |person, _| at_clovis(person)).await;
        let (_, journey) =
            hub.add_mentee("Honorine Sarriette", |_, journey| journey.coordinator_id = coordinator).await;
        propose(&hub, journey.id, mentor.id).await;
        assert_eq!(replies_to(&hub).await, [email]);
        hub.sql("UPDATE outbox SET person_id = NULL").await.unwrap();
    }
}

#[tokio::test]
async fn a_reply_to_what_is_for_no_mentor_or_mentee_goes_to_the_hub() {
    let hub = TestHub::new().await;
    let write = hub.write_settled().await;
    mail::push(&write, sign_in("ada@hub.test", "ab")).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(replies_to(&hub).await, ["contact@hub.test"]);
}
