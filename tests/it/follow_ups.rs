//! Meetings noted by those who met, and who may read them.

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::db::Id;
use tandem::follow_ups;
use tandem::tandems::store::save_closure;
use tandem::tandems::tandem::{ClosureReason, Tandem};

use crate::support::{Page, TestHub};
use crate::tandems::{days_ago, open_tandem, own_tandem};

fn path(tandem: &Tandem) -> String {
    format!("/tandems/{}", tandem.id)
}

async fn page(hub: &TestHub, role: Role, tandem: &Tandem) -> Page {
    hub.enter(role).await.get(&path(tandem)).await
}

#[tokio::test]
async fn a_mentor_notes_a_meeting_and_the_mentee_reads_what_comes_next() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let form = page(&hub, Role::Mentor, &tandem).await.form("Noter cette rencontre");
    let noted = form
        .fill("Jour de la rencontre", &days_ago(&hub, 1))
        .fill("Durée, en minutes", "90")
        .tick("À distance")
        .fill("Sujet principal", "Entretien d’embauche")
        .fill("Jour de la prochaine rencontre", &days_ago(&hub, -7))
        .submit()
        .await;
    noted.says("est notée. La prochaine est prévue").says("1 rencontre").says("1 h 30");
    let read = page(&hub, Role::Mentee, &tandem).await;
    read.says("Rencontrez Ariane Mistral le jour convenu").says("Ariane Mistral s’en occupe");
    read.says("1 rencontre");
}

#[tokio::test]
async fn a_meeting_not_yet_held_comes_back_with_what_was_typed() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let form = page(&hub, Role::Mentee, &tandem).await.form("Noter cette rencontre");
    let form = form.fill("Jour de la rencontre", &days_ago(&hub, -1)).fill("Durée, en minutes", "25");
    let refused = form.submit().await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says("Une rencontre se note une fois tenue");
    assert_eq!(refused.form("Noter cette rencontre").value("Durée, en minutes"), "25");
    assert_eq!(refused.all(".field-wrong").len(), 1);
}

#[tokio::test]
async fn a_meeting_of_more_than_four_hours_is_asked_about_once() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let form = page(&hub, Role::Mentor, &tandem).await.form("Noter cette rencontre");
    let day = days_ago(&hub, 1);
    let asked = form.fill("Jour de la rencontre", &day).fill("Durée, en minutes", "300").submit().await;
    asked.is(StatusCode::UNPROCESSABLE_ENTITY).says("Une rencontre de 5 h : c’est bien cela ?");
    // Another length is asked about anew, whatever was ticked for the first.
    let other = asked.form("Noter cette rencontre").tick("Oui, cette rencontre a duré 5 h");
    let other = other.fill("Durée, en minutes", "590").submit().await;
    other.is(StatusCode::UNPROCESSABLE_ENTITY).says("Une rencontre de 9 h 50 : c’est bien cela ?");
    let noted = asked.form("Noter cette rencontre").tick("Oui, cette rencontre a duré 5 h").submit().await;
    noted.is(StatusCode::OK).says("est notée").says("5 h");
    // Four hours are not asked about, and more than ten are refused whatever is ticked.
    let form = page(&hub, Role::Mentee, &tandem).await.form("Noter cette rencontre");
    let usual = form.fill("Jour de la rencontre", &days_ago(&hub, 2)).fill("Durée, en minutes", "240");
    usual.submit().await.is(StatusCode::OK).says("est notée");
    let (path, day) = (format!("{}/meetings", path(&tandem)), days_ago(&hub, 3));
    let fields =
        [("held_on", day.as_str()), ("minutes", "601"), ("mode", "remote"), ("length_confirmed", "601")];
    let refused = hub.enter(Role::Mentee).await.post(&path, &fields).await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says("Écrivez un nombre entier de 1 à 600");
}

#[tokio::test]
async fn what_is_said_of_the_next_meeting_is_what_comes_next() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let note = async |held: i64, next: i64| {
        let form = page(&hub, Role::Mentor, &tandem).await.form("Noter cette rencontre");
        let form = form.fill("Jour de la rencontre", &days_ago(&hub, held));
        form.fill("Jour de la prochaine rencontre", &days_ago(&hub, next)).submit().await
    };
    let said = note(2, -10).await.all(".flash").join(" ");
    let next = said.split("La prochaine est prévue ").nth(1).unwrap_or_else(|| panic!("{said}")).to_owned();
    // An older meeting noted afterwards plans nothing: the day agreed on at the last one stays.
    let late = note(9, -3).await;
    late.is(StatusCode::OK).says(&format!("La prochaine est prévue {next}"));
}

#[tokio::test]
async fn a_meeting_that_both_note_at_once_counts_once() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let (mentor, mentee) = (hub.enter(Role::Mentor).await, hub.enter(Role::Mentee).await);
    let (path, day) = (format!("{}/meetings", path(&tandem)), days_ago(&hub, 2));
    let fields = [("held_on", day.as_str()), ("minutes", "60"), ("mode", "in_person")];
    let (one, other) = tokio::join!(mentor.post(&path, &fields), mentee.post(&path, &fields));
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::OK, StatusCode::UNPROCESSABLE_ENTITY]);
    let meetings = follow_ups::store::list_of(&hub.app.db, Scope::Hub, &[tandem.id]).await.unwrap();
    assert_eq!(meetings[&tandem.id].len(), 1);
}

#[tokio::test]
async fn a_tandem_is_known_to_its_own_people_and_to_those_who_follow_them() {
    let hub = TestHub::new().await;
    own_tandem(&hub).await;
    let elsewhere = hub.branch(1);
    let (_, mentor) = hub.add_mentor("Clovis Pinède", |person, _| person.branch_id = Some(elsewhere)).await;
    let (_, journey) =
        hub.add_mentee("Honorine Sarriette", |person, _| person.branch_id = Some(elsewhere)).await;
    let other = open_tandem(&hub, &mentor, &journey).await;
    for role in [Role::Mentor, Role::Mentee, Role::Adviser, Role::Funder] {
        page(&hub, role, &other).await.is(StatusCode::NOT_FOUND);
        let day = days_ago(&hub, 1);
        let fields = [("held_on", day.as_str()), ("minutes", "60"), ("mode", "remote")];
        let sent = hub.enter(role).await.post(&format!("{}/meetings", path(&other)), &fields).await;
        sent.is(StatusCode::NOT_FOUND);
    }
    let meetings = follow_ups::store::list_of(&hub.app.db, Scope::Hub, &[other.id]).await.unwrap();
    assert!(meetings.is_empty());
    let list = hub.enter(Role::Adviser).await.get("/tandems").await;
    list.says("Basile Garrigue").does_not_say("Honorine Sarriette");
}

#[tokio::test]
async fn a_tandem_cannot_end_before_its_last_meeting() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    page(&hub, Role::Mentor, &tandem).await.form("Noter cette rencontre").submit().await.is(StatusCode::OK);
    let form = page(&hub, Role::Coordinator, &tandem).await.follow("Terminer ce tandem").await;
    let form = form.form("Terminer ce tandem").tick("Décision commune");
    let refused = form.fill("Dernier jour du tandem", &days_ago(&hub, 1)).submit().await;
    refused.is(StatusCode::UNPROCESSABLE_ENTITY).says("la clôture vient après la dernière rencontre");
}

#[tokio::test]
async fn the_two_people_read_each_others_contacts_while_the_tandem_is_open() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    hub.sql("UPDATE people SET phone = '+33639980011' WHERE first_name = 'Ariane'").await.unwrap();
    hub.sql("UPDATE people SET phone = '+33639980022' WHERE first_name = 'Basile'").await.unwrap();
    let path = format!("/tandems/{}", tandem.id);
    let sides = [
        (Role::Mentor, "Basile Garrigue", hub.person_named("Basile Garrigue").await, "22"),
        (Role::Mentee, "Ariane Mistral", hub.person_named("Ariane Mistral").await, "11"),
    ];
    let contacts = async |role: Role, other: Id, last_digits: &str| {
        let (client, email) = (hub.enter(role).await, format!("{}@exemple.test", other.simple()));
        let mut read = Vec::new();
        for page in ["/me", path.as_str(), "/account"] {
            let body = client.get(page).await.body;
            read.push(
                body.contains(&email)
                    || body
                        .replace(['\u{a0}', '\u{202f}', ' '], "")
                        .contains(&format!("399800{last_digits}")),
            );
        }
        read
    };
    for (role, name, other, digits) in sides {
        assert_eq!(contacts(role, other, digits).await, [true, true, false], "{role:?} reads {name}");
    }
    let mut tandem = tandem;
    tandem.closed = Some((hub.app.today(), ClosureReason::Mutual));
    let write = hub.write().await;
    save_closure(&write, &tandem).await.unwrap();
    write.commit().await.unwrap();
    for (role, name, other, digits) in sides {
        assert_eq!(contacts(role, other, digits).await, [false; 3], "{role:?} reads {name}");
        let client = hub.enter(role).await;
        client.get(&path).await.says(name);
        client.get("/me").await.says(name);
        client.get(&format!("/people/{other}")).await.is(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn whoever_left_as_a_mentor_sees_their_own_file_and_no_tandem_of_theirs() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let mentor = hub.person_named("Ariane Mistral").await;
    let key = hub.literal(&mentor.simple().to_string());
    // She is accompanied herself, and enters as such.
    hub.sql(&format!("UPDATE accounts SET role = 'mentee' WHERE person_id = {key}")).await.unwrap();
    let path = format!("/tandems/{}", tandem.id);
    let client = hub.visitor();
    let account = hub.keys(&format!("SELECT id FROM accounts WHERE person_id = {key}")).await[0];
    client.post(&format!("/personas/{account}"), &[]).await;
    client.get(&path).await.is(StatusCode::OK);
    hub.sql("UPDATE mentors SET left_on = joined_on").await.unwrap();
    client.get(&path).await.is(StatusCode::NOT_FOUND);
    client.get("/me").await.says("Vous avez quitté le hub").does_not_say("Basile Garrigue");
}
