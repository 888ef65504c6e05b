//! A list leaves as a file, once it is noted whose files it takes away.

use tandem::accounts::access::Role;
use tandem::acts::people::export;

use crate::acts::acting::{NOT_FOUND, count};
use crate::support::TestHub;

const NOTED: &str = "SELECT object_id AS id FROM journal WHERE action = 'exported'";

#[tokio::test]
async fn whose_files_leave_is_noted_person_by_person() {
    let hub = TestHub::new().await;
    let hub_itself = hub.hub_organisation();
    hub.add_mentor("Zoé Calanque", |person, _| {
        (person.organisation_id, person.branch_id) = (hub_itself, None);
    })
    .await;
    hub.add_mentor("Rémi Parti", |_, mentor| mentor.left_on = Some(mentor.joined_on)).await;
    let (fanny, journey) = hub.add_mentee("Fanny Une", |_, _| ()).await;
    let write = hub.write().await;
    let (id, track) = (tandem::db::new_id(), tandem::track::Track::Creation);
    let again = tandem::people::person::Journey { id, track, ..journey };
    tandem::people::store::insert_journey(&write, &again).await.unwrap();
    write.commit().await.unwrap();
    let by = hub.by(Role::Responsible).await;

    let mentors = export::mentors(&hub.app, &by).await.unwrap();
    let names: Vec<String> = mentors.iter().map(|(person, _)| person.name()).collect();
    assert_eq!(names, ["Ariane Mistral"]);
    assert_eq!(hub.keys(NOTED).await, [mentors[0].0.id]);

    let mentees = export::mentees(&hub.app, &by).await.unwrap();
    assert_eq!(mentees.len(), 3);
    // Fanny has two journeys, and is noted once.
    let noted = hub.keys(NOTED).await;
    assert_eq!((noted.len(), noted.iter().filter(|&&id| id == fanny.id).count()), (3, 1));
}

#[tokio::test]
async fn who_may_not_take_a_list_away_gets_none_and_nothing_is_noted() {
    let hub = TestHub::new().await;
    for role in [Role::Coordinator, Role::Adviser, Role::Officer, Role::Mentor, Role::Funder] {
        let by = hub.by(role).await;
        let answers = [
            export::mentors(&hub.app, &by).await.map(|_| ()),
            export::mentees(&hub.app, &by).await.map(|_| ()),
        ];
        for answer in answers {
            assert_eq!(answer.map_err(|error| error.to_string()), Err(NOT_FOUND.to_owned()), "{role:?}");
        }
    }
    assert_eq!(count(&hub, NOTED).await, 0);
}
