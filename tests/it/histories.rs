//! Those who left, and those whose access was withdrawn, stay named in what they did.

use axum::http::StatusCode;
use tandem::accounts::access::Role;

use crate::support::TestHub;
use crate::tandems::own_tandem;

#[tokio::test]
async fn a_coordinator_whose_access_was_withdrawn_is_named_in_the_stories() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let mentee = hub.person_named("Basile Garrigue").await;
    let coordinator = hub.enter(Role::Coordinator).await;
    // They call, put off, correct the file, and close the tandem.
    let steps = coordinator.get("/steps").await.attributes("main a[href^='/steps/']", "href");
    let step = coordinator.get(&steps[0]).await;
    step.form("Noter cet appel").tick("La personne a répondu").submit().await.says("L’appel est noté");
    let form = coordinator.get(&format!("/people/{mentee}/edition")).await.form("Enregistrer la fiche");
    form.fill("Année de naissance", "1981").submit().await.says("La fiche est enregistrée");
    let closure = coordinator.get(&format!("/tandems/{}/closure", tandem.id)).await;
    closure.form("Terminer ce tandem").tick("Plus assez de disponibilité").submit().await.is(StatusCode::OK);
    let account = hub.account_of(Role::Coordinator).await;
    let responsible = hub.enter(Role::HubResponsible).await;
    responsible.post(&format!("/access/{account}/withdrawal"), &[]).await.says("est retiré");
    assert_eq!(coordinator.get("/steps").await.path, "/sign-in?next=%2Fsteps", "the session ended");
    let tandem_page = format!("/tandems/{}", tandem.id);
    let person_page = format!("/people/{mentee}");
    for role in [Role::HubResponsible, Role::Adviser, Role::Mentor, Role::Mentee] {
        let client = hub.enter(role).await;
        let story = client.get(&tandem_page).await.all(".story li").join("\n");
        assert!(story.contains("tandem se termine"), "{role:?}: {story}");
        assert!(story.contains("noté par Colette Restanque"), "{role:?}: {story}");
    }
    for role in [Role::HubResponsible, Role::Adviser, Role::Mentee] {
        let story = hub.enter(role).await.get(&person_page).await.all(".story li").join("\n");
        let told: Vec<&str> = story.lines().filter(|line| line.contains("Colette Restanque")).collect();
        // The mentee reads of their own file and tandem.
        for what in [["Fiche modifiée", "fiche"], ["Clôture du tandem", "se termine"]] {
            let is_told = |line: &&str| what.iter().any(|words| line.contains(words));
            assert!(told.iter().any(is_told), "{role:?}, {what:?}: {story}");
        }
    }
    // Who read the file, as the officer and the person read it.
    for role in [Role::Officer, Role::Mentee] {
        hub.enter(role).await.get(&format!("{person_page}/readings")).await.says("Colette Restanque");
    }
}

#[tokio::test]
async fn a_mentor_who_left_stays_named_in_the_stories_of_others() {
    let hub = TestHub::new().await;
    let tandem = own_tandem(&hub).await;
    let (mentor, mentee) =
        (hub.person_named("Ariane Mistral").await, hub.person_named("Basile Garrigue").await);
    let coordinator = hub.enter(Role::Coordinator).await;
    let departure = coordinator.get(&format!("/people/{mentor}/departure")).await;
    let seen = departure.attributes("input[name=seen]", "value");
    assert_eq!(seen.len(), 1);
    let today = hub.app.today().to_string();
    let fields = [("on", today.as_str()), ("seen", seen[0].as_str())];
    let left = coordinator.post(&format!("/people/{mentor}/departure"), &fields).await;
    left.says("Le départ d’Ariane Mistral est noté");
    for role in [Role::Coordinator, Role::Adviser, Role::Mentee] {
        let client = hub.enter(role).await;
        let person = client.get(&format!("/people/{mentee}")).await;
        person.is(StatusCode::OK).says("tandem avec Ariane Mistral").does_not_say("quelqu’un");
        let page = client.get(&format!("/tandems/{}", tandem.id)).await;
        page.is(StatusCode::OK).says("Ariane Mistral").does_not_say("quelqu’un");
    }
    coordinator.get("/tandems?state=closed").await.says("Ariane Mistral et Basile Garrigue");
}
