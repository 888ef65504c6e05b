//! Whoever is written to nowhere is called: the lists, the steps and the rule say the same of whom.

use tandem::accounts::access::Scope;
use tandem::db::Instant;
use tandem::people::person::Person;
use tandem::people::reach::{Preference, recipient};
use tandem::{mail, people, proposals};
use time::Duration;
use time::macros::datetime;

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
            person.text_stopped_at = Some(Instant::new(datetime!(2026-03-12 09:00 UTC)));
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
