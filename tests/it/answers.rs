//! A mentor, then a mentee, are asked by a message, and answer from it without an account.

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::acts::proposals::propose::{self, Proposing};
use tandem::db::Instant;
use tandem::proposals::proposal::{Party, Proposal, State, WithdrawalReason};
use tandem::state::{App, Clock};
use tandem::{people, worker};
use time::Duration;

use crate::problems::link_to_own_page;
use crate::support::{Page, TestHub};

/// A hub where one pair is proposed; the proposal, and the addresses of its mentor and its mentee.
pub async fn one_pair() -> (TestHub, Proposal, [String; 2]) {
    let hub = TestHub::new().await;
    let round = hub.run_a_round().await.path.trim_start_matches("/rounds/").parse().unwrap();
    let by = hub.by(Role::Coordinator).await;
    propose::run(&hub.app, &by, Proposing { round, least_score: 0 }).await.unwrap();
    let proposal = hub.pending_proposals().await.remove(0);
    let db = &hub.app.db;
    let mentor = people::store::find_mentor(db, Scope::Hub, proposal.mentor_id).await.unwrap().unwrap();
    let journey = people::store::find_journey(db, Scope::Hub, proposal.journey_id).await.unwrap().unwrap();
    let people =
        people::store::list_by_id(db, Scope::Hub, &[mentor.person_id, journey.person_id]).await.unwrap();
    let email = |id| people[&id].email.clone().unwrap();
    let emails = [email(mentor.person_id), email(journey.person_id)];
    (hub, proposal, emails)
}

/// What is due so many days later is done.
pub async fn tick(hub: &TestHub, days: i64) {
    let later = Instant::morning_of(hub.app.today() + Duration::days(days));
    let app = App { clock: Clock::Stopped(later), ..hub.app.clone() };
    worker::tick(&app, None).await.unwrap();
}

pub async fn has_mail(hub: &TestHub, email: &str, words: &str) -> bool {
    hub.mails_to(email).await.iter().any(|mail| mail.contains(words))
}

/// Whether somebody was written to about nothing but that no mentor is found for them yet.
async fn reads_of_no_proposal(hub: &TestHub, email: &str) -> bool {
    hub.mails_to(email).await.iter().all(|mail| mail.contains("nous n’en avons pas encore trouvé"))
}

async fn count_mails(hub: &TestHub, kind: &str) -> usize {
    hub.mails().await.iter().filter(|mail| mail.kind == kind).count()
}

/// The page of the last question to an address, whatever else was written there since.
pub async fn question(hub: &TestHub, email: &str) -> Page {
    let mails = hub.mails_to(email).await;
    let mut lines = mails.iter().rev().flat_map(|mail| mail.lines());
    let asks = |line: &str| {
        let starts = ["http://hub.test/answers/", "http://hub.test/signatures/"];
        starts.iter().any(|start| line.starts_with(start)) && !line.ends_with("/problems")
    };
    let link = lines.find(|line| asks(line));
    hub.visitor().get(link.unwrap().strip_prefix("http://hub.test").unwrap()).await
}

#[tokio::test]
async fn two_yeses_and_two_signatures_from_messages_begin_a_tandem() {
    let (hub, _, [mentor, mentee]) = one_pair().await;
    assert!(hub.mails_to(&mentee).await.is_empty(), "the mentor is asked first");
    let asked = question(&hub, &mentor).await;
    asked.is(StatusCode::OK).says("Pourquoi vous deux").says("avant le");
    let answered = asked.form("Oui, je veux bien").submit().await;
    answered.is(StatusCode::OK).says("Vous avez dit oui.").says("répond à son tour avant le");
    // The link serves on, and says what is so.
    question(&hub, &mentor).await.says("Vous avez dit oui.").does_not_say("Oui, je veux bien");
    let asked = question(&hub, &mentee).await;
    asked.says("accepte d’être votre mentor").does_not_say(&mentor);
    asked.form("Oui, je veux bien").submit().await.says("Vous avez dit oui tous les deux");
    for (own, other) in [(&mentor, &mentee), (&mentee, &mentor)] {
        let to_sign = hub.mails_to(own).await.into_iter().find(|mail| mail.contains("signez la charte"));
        assert!(
            to_sign.expect("they are asked").contains(other.as_str()),
            "{own} learns how to reach {other}"
        );
    }
    let page = question(&hub, &mentor).await;
    page.says("Charte du mentorat").says("C’est désintéressé").says("Finalement non");
    page.form("Je signe cette charte").submit().await.says("signe à son tour avant le");
    question(&hub, &mentor).await.does_not_say("Je signe cette charte");
    let signed = question(&hub, &mentee).await.form("Je signe cette charte").submit().await;
    signed.says("Votre tandem").says("Se rencontrer une première fois").does_not_say("Finalement non");
    signed.follow("Ajouter à mon agenda").await.is(StatusCode::OK).says("BEGIN:VEVENT");
    for (own, other) in [(&mentor, &mentee), (&mentee, &mentor)] {
        let begun = hub.mails_to(own).await.into_iter().find(|mail| mail.contains("votre tandem avec"));
        assert!(begun.expect("they are told").contains(other.as_str()), "{own} learns how to reach {other}");
    }
    hub.enter(Role::Coordinator).await.get("/tandems").await.is(StatusCode::OK);
}

#[tokio::test]
async fn both_sign_on_their_own_pages_and_whoever_waits_reads_for_whom() {
    let (hub, proposal, [mentor, mentee]) = one_pair().await;
    for email in [&mentor, &mentee] {
        question(&hub, email).await.form("Oui, je veux bien").submit().await;
    }
    let own = hub.enter(Role::Mentor).await;
    let page = own.get("/me").await;
    page.says("Lisez et signez la charte").says("Nous attendons la signature de Basile");
    let charter = page.follow("Lire la charte").await;
    charter.says("À signer avant le").form("Je signe cette charte").submit().await.says("vous avez signé");
    own.get("/me").await.does_not_say("Lisez et signez la charte");
    let coordinator = hub.enter(Role::Coordinator).await;
    coordinator.get(&format!("/proposals/{}", proposal.id)).await.says("la charte est à signer");
    let page = coordinator.get(&format!("/charters/{}", proposal.id)).await;
    let form = page.form("Noter cette signature");
    let early = form.fill("Signée sur papier le", "2020-01-01").submit().await;
    early.is(StatusCode::UNPROCESSABLE_ENTITY).says("avant celui de la proposition");
    let form = page.form("Noter cette signature");
    let noted = form.fill("Signée sur papier le", &hub.app.today().to_string()).submit().await;
    noted.says("le tandem commence").says("signe la charte, sur papier");
}

#[tokio::test]
async fn finally_no_from_the_message_that_asks_to_sign() {
    let (hub, proposal, [mentor, mentee]) = one_pair().await;
    for email in [&mentor, &mentee] {
        question(&hub, email).await.form("Oui, je veux bien").submit().await;
    }
    let page = question(&hub, &mentee).await;
    let closed = page.form("Dire finalement non").tick("C’est trop loin").submit().await;
    closed.says("ne se fera pas").does_not_say("Je signe cette charte");
    assert_eq!(found(&hub, &proposal).await.state(), State::Declined);
}

#[tokio::test]
async fn a_charter_that_changes_while_it_is_read_is_shown_anew() {
    let (hub, _, [mentor, mentee]) = one_pair().await;
    for email in [&mentor, &mentee] {
        question(&hub, email).await.form("Oui, je veux bien").submit().await;
    }
    let read = question(&hub, &mentor).await;
    let page = hub.enter(Role::HubResponsible).await.get("/settings/charter").await;
    let form = page.form("Publier cette version").fill("Texte de la charte", "Une charte courte.");
    form.submit().await.says("La version 2 est en vigueur");
    let anew = read.form("Je signe cette charte").submit().await;
    anew.is(StatusCode::UNPROCESSABLE_ENTITY).says("vient de changer").says("Une charte courte.");
    anew.form("Je signe cette charte").submit().await.is(StatusCode::OK).says("Vous avez signé la charte");
}

#[tokio::test]
async fn a_no_of_the_mentor_is_never_told_to_the_mentee() {
    let (hub, proposal, [mentor, mentee]) = one_pair().await;
    let asked = question(&hub, &mentor).await;
    asked
        .form("Dire non")
        .submit()
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .says("Choisissez une des réponses proposées");
    let answered = asked.form("Dire non").tick("Pas assez de temps en ce moment").submit().await;
    answered.is(StatusCode::OK).says("Vous avez dit non").says("Vous restez mentor");
    assert!(hub.mails_to(&mentee).await.is_empty());
    let found =
        tandem::proposals::store::find_proposal(&hub.app.db, Scope::Hub, proposal.id).await.unwrap().unwrap();
    assert!(!found.answer(Party::Mentor).unwrap().agrees);
}

#[tokio::test]
async fn a_no_of_the_mentee_frees_the_mentor_who_had_said_yes() {
    let (hub, _, [mentor, mentee]) = one_pair().await;
    question(&hub, &mentor).await.form("Oui, je veux bien").submit().await;
    let asked = question(&hub, &mentee).await;
    asked.form("Dire non").tick("C’est trop loin").submit().await.says("Nous continuons à chercher");
    assert!(!has_mail(&hub, &mentor, "ne se fera pas").await, "until the morning, a no can be taken back");
    tick(&hub, 4).await;
    let told = hub.mails_to(&mentor).await.into_iter().find(|mail| mail.contains("ne se fera pas")).unwrap();
    assert!(told.contains("ne se fera pas") && told.contains("Votre place est libre"), "{told}");
    question(&hub, &mentor).await.says("ne se fera pas").does_not_say("Oui, je veux bien");
}

#[tokio::test]
async fn nobody_reads_of_a_proposal_on_their_page_before_they_are_asked_nor_a_family_name_before_a_tandem() {
    let (hub, proposal, [mentor, mentee]) = one_pair().await;
    let own_page = async |role| hub.enter(role).await.get("/me").await;
    let waits = own_page(Role::Mentee).await;
    waits
        .says("Nous vous cherchons un mentor, depuis 4 semaines")
        .says("en attente d’une première rencontre");
    waits.does_not_say("Ariane").does_not_say("proposition").does_not_say("mentor proposé");
    own_page(Role::Mentor).await.says("un tandem avec Basile").does_not_say("Garrigue");
    question(&hub, &mentor).await.form("Oui, je veux bien").submit().await;
    let asked = own_page(Role::Mentee).await;
    asked.says("Le hub vous propose un tandem avec Ariane").says("Une proposition attend vos deux réponses");
    asked.says("Dites-nous oui ou non").does_not_say("Mistral");
    own_page(Role::Mentor).await.says("Vous répondez oui").does_not_say("Garrigue");
    // Whoever coordinates reads all of it.
    let person = hub.person_named("Basile Garrigue").await;
    let file = hub.enter(Role::Coordinator).await.get(&format!("/people/{person}")).await;
    file.says("Tandem proposé avec Ariane Mistral").says("Ariane Mistral répond oui");
    question(&hub, &mentee).await.form("Oui, je veux bien").submit().await;
    for email in [&mentor, &mentee] {
        question(&hub, email).await.form("Je signe cette charte").submit().await;
    }
    own_page(Role::Mentee).await.says("Le hub vous propose un tandem avec Ariane Mistral");
    assert_eq!(found(&hub, &proposal).await.state(), State::Begun);
}

#[tokio::test]
async fn nobody_reads_on_their_page_that_the_other_said_no() {
    let (hub, _, [mentor, mentee]) = one_pair().await;
    let own_page = async |role| hub.enter(role).await.get("/me").await;
    // Before the mentee is asked, they read nothing.
    let asked = question(&hub, &mentor).await.form("Dire non").tick("C’est trop loin").submit().await;
    let waits = own_page(Role::Mentee).await;
    waits.says("Nous vous cherchons un mentor, depuis 4 semaines").does_not_say("Ariane");
    waits.does_not_say("ne se fera pas");
    own_page(Role::Mentor).await.says("Vous répondez non à la proposition");
    asked.form("Changer ma réponse").submit().await.form("Oui, je veux bien").submit().await;
    // Who says no reads so, and the other that nothing comes of it.
    question(&hub, &mentee).await.form("Dire non").tick("C’est trop loin").submit().await;
    own_page(Role::Mentee).await.says("Vous répondez non à la proposition");
    let told = own_page(Role::Mentor).await;
    told.says("La proposition de tandem avec Basile ne se fera pas").says("Vous répondez oui");
    told.does_not_say("répond non").does_not_say("Garrigue");
}

#[tokio::test]
async fn the_reason_chosen_by_the_link_is_read_by_whoever_coordinates() {
    let (hub, proposal, [mentor, _]) = one_pair().await;
    let coordinator = hub.enter(Role::Coordinator).await;
    let list = coordinator.get("/proposals").await;
    list.says("Non d’Ariane").says("pas encore demandé").does_not_say("Oui de Basile");
    let page = coordinator.get(&format!("/proposals/{}", proposal.id)).await;
    page.says("Le mentor l’apprend par un message").says("Retirer et prévenir le mentor");
    page.does_not_say("Les deux personnes").does_not_say("prévenir les deux");
    let form = question(&hub, &mentor).await.form("Dire non").tick("C’est trop loin");
    form.fill("Un mot de plus", "Sans voiture").submit().await;
    let said = "c’est trop loin (« Sans voiture »)";
    coordinator.get("/proposals?band=no").await.says(said).does_not_say("sans raison notée");
    coordinator.get(&page.path).await.says(said).does_not_say("sans raison notée");
}

#[tokio::test]
async fn a_link_that_leads_nowhere_says_so_and_changes_nothing() {
    let (hub, _, [mentor, _]) = one_pair().await;
    let link = hub.link_to(&mentor).await;
    let visitor = hub.visitor();
    visitor.get("/answers/0123456789abcdef").await.is(StatusCode::OK).says("ne fonctionne plus");
    let sent = visitor.post("/answers/0123456789abcdef", &[("answer", "yes")]).await;
    sent.is(StatusCode::UNPROCESSABLE_ENTITY).says("ne fonctionne plus");
    for _ in 0..3 {
        visitor.get(&link).await.is(StatusCode::OK);
    }
    let old = "UPDATE links SET expires_at = '2020-01-01 00:00:00+00:00'";
    hub.sql(old).await.unwrap();
    visitor.get(&link).await.says("ne fonctionne plus");
    let found = hub.pending_proposals().await.remove(0);
    assert!(found.answer(Party::Mentor).is_none());
}

async fn found(hub: &TestHub, proposal: &Proposal) -> Proposal {
    let found = tandem::proposals::store::find_proposal(&hub.app.db, Scope::Hub, proposal.id).await;
    found.unwrap().unwrap()
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_reminded_of_twice_then_closed() {
    let (hub, proposal, [mentor, mentee]) = one_pair().await;
    for (day, reminders) in [(1, 0), (3, 1), (4, 1), (7, 2), (9, 2)] {
        tick(&hub, day).await;
        assert_eq!(count_mails(&hub, "proposal_reminder").await, reminders, "after {day} days");
    }
    assert!(has_mail(&hub, &mentor, "Nous n’avons pas encore votre réponse").await);
    // The link of a reminder serves as the first one does.
    question(&hub, &mentor).await.says("Oui, je veux bien");
    tick(&hub, 10).await;
    let closed = found(&hub, &proposal).await;
    assert_eq!(closed.withdrawn.map(|(_, reason)| reason), Some(WithdrawalReason::NoAnswer));
    assert!(reads_of_no_proposal(&hub, &mentee).await, "whoever was not asked reads nothing of it");
    question(&hub, &mentor).await.does_not_say("Oui, je veux bien");
}

#[tokio::test]
async fn whoever_answers_is_not_reminded() {
    let (hub, _, [mentor, _]) = one_pair().await;
    question(&hub, &mentor).await.form("Oui, je veux bien").submit().await;
    tick(&hub, 3).await;
    assert!(!has_mail(&hub, &mentor, "Nous n’avons pas encore votre réponse").await);
}

#[tokio::test]
async fn a_no_is_taken_back_until_somebody_else_is_asked() {
    let (hub, proposal, [mentor, mentee]) = one_pair().await;
    let asked = question(&hub, &mentor).await;
    let answered = asked.form("Dire non").tick("C’est trop loin").submit().await;
    let again = answered.form("Changer ma réponse").submit().await;
    again.says("Oui, je veux bien");
    assert_eq!(found(&hub, &proposal).await.state(), State::Pending);
    again.form("Dire non").tick("C’est trop loin").submit().await;
    tick(&hub, 5).await;
    question(&hub, &mentor).await.does_not_say("Changer ma réponse");
    assert!(reads_of_no_proposal(&hub, &mentee).await);
}

#[tokio::test]
async fn a_yes_becomes_a_no_while_the_other_has_not_said_yes() {
    let (hub, proposal, [mentor, mentee]) = one_pair().await;
    let answered = question(&hub, &mentor).await.form("Oui, je veux bien").submit().await;
    answered.form("Dire finalement non").tick("Pas assez de temps en ce moment").submit().await;
    assert_eq!(found(&hub, &proposal).await.state(), State::Declined);
    question(&hub, &mentee).await.says("ne se fera pas").does_not_say("Oui, je veux bien");
}

#[tokio::test]
async fn after_a_no_the_next_best_mentor_is_asked_on_the_next_working_morning() {
    let hub = TestHub::new().await;
    for name in ["Aube Soir", "Ventôse Clair", "Prairial Doux", "Thermidor Bleu"] {
        hub.add_mentor(name, |_, _| {}).await;
    }
    let round = hub.run_a_round().await.path.trim_start_matches("/rounds/").parse().unwrap();
    let by = hub.by(Role::Coordinator).await;
    propose::run(&hub.app, &by, Proposing { round, least_score: 0 }).await.unwrap();
    let mut asked = Vec::new();
    for number in 0..6 {
        let Some(proposal) = hub.pending_proposals().await.into_iter().next() else { break };
        let write = hub.write_by(&by).await;
        let (agrees, refusal) = (false, Some(tandem::proposals::proposal::Refusal::NoTime));
        let answering = tandem::acts::proposals::answer::Answering {
            proposal: proposal.id,
            party: Party::Mentor,
            agrees,
            refusal,
            reason: None,
        };
        tandem::acts::proposals::answer::run(&write, &by, hub.app.named(), answering).await.unwrap();
        write.commit().await.unwrap();
        asked.push(proposal);
        tick(&hub, 4 * (number + 1)).await;
    }
    let of_journey = |journey| asked.iter().filter(move |proposal| proposal.journey_id == journey);
    for proposal in &asked {
        let mentors: std::collections::BTreeSet<_> =
            of_journey(proposal.journey_id).map(|one| one.mentor_id).collect();
        assert_eq!(
            mentors.len(),
            of_journey(proposal.journey_id).count(),
            "nobody is asked twice for somebody"
        );
        assert!(mentors.len() <= 3, "two after the first at most");
    }
    assert!(asked.iter().any(|proposal| proposal.follows_id.is_some()), "somebody was asked next");
}

#[tokio::test]
async fn whoever_waits_for_three_weeks_is_told_honestly_once() {
    let hub = TestHub::new().await;
    let today = hub.app.today();
    let (waits, _) = hub.add_mentee("Nivôse Gris", |_, journey| journey.welcomed_on = today).await;
    let email = waits.email.unwrap();
    for (day, told) in [(20, false), (21, true), (40, true)] {
        tick(&hub, day).await;
        assert_eq!(
            has_mail(&hub, &email, "nous n’en avons pas encore trouvé").await,
            told,
            "after {day} days"
        );
    }
    assert_eq!(hub.mails_to(&email).await.len(), 1, "once");
}

/// The question to a mentor, who says no.
async fn a_no_of_the_mentor(hub: &TestHub, mentor: &str) -> Page {
    let asked = question(hub, mentor).await;
    asked.form("Dire non").tick("C’est trop loin").submit().await
}

#[tokio::test]
async fn a_no_is_not_taken_back_once_something_stands_against_the_pair() {
    for against in [
        "UPDATE mentors SET left_on = joined_on",
        "UPDATE mentors SET capacity = 0",
        "INSERT INTO exclusions (id, mentor_id, person_id, decided_on) \
         SELECT p.id, p.mentor_id, j.person_id, p.proposed_on FROM proposals p JOIN journeys j ON j.id = p.journey_id",
    ] {
        let (hub, proposal, [mentor, _]) = one_pair().await;
        let answered = a_no_of_the_mentor(&hub, &mentor).await;
        hub.sql(against).await.unwrap();
        answered.form("Changer ma réponse").submit().await.does_not_say("Oui, je veux bien");
        assert_eq!(found(&hub, &proposal).await.state(), State::Declined, "{against}");
    }
}

#[tokio::test]
async fn a_link_serves_whoever_has_the_address_it_was_sent_to() {
    let (hub, proposal, [mentor, _]) = one_pair().await;
    let asked = question(&hub, &mentor).await;
    let moved = format!("UPDATE people SET email = 'ailleurs@exemple.test' WHERE email = '{mentor}'");
    hub.sql(&moved).await.unwrap();
    question(&hub, &mentor).await.says("ne fonctionne plus");
    asked.form("Oui, je veux bien").submit().await.says("ne fonctionne plus");
    assert!(found(&hub, &proposal).await.answer(Party::Mentor).is_none());
}

#[tokio::test]
async fn whoever_has_no_address_is_called_and_not_closed_for_silence() {
    let (hub, proposal, [mentor, _]) = one_pair().await;
    hub.sql(&format!("UPDATE people SET email = NULL WHERE email = '{mentor}'")).await.unwrap();
    tick(&hub, 12).await;
    assert_eq!(found(&hub, &proposal).await.state(), State::Pending);
}

#[tokio::test]
async fn whoever_is_asked_answers_and_signs_from_their_own_page_too() {
    let (hub, proposal, [mentor, mentee]) = one_pair().await;
    let names = ["Ariane Mistral", "Basile Garrigue"];
    let client = hub.enter(Role::Mentor).await;
    let asked = client.get("/me").await.form("Répondre à la proposition").submit().await;
    asked.says("Pourquoi vous deux").form("Oui, je veux bien").submit().await.says("Vous avez dit oui.");
    client.get("/me").await.does_not_say("Répondre à la proposition");
    let again = client.post(&format!("/proposals/{}/question", proposal.id), &[]).await;
    again.says("rien n’est attendu de vous");

    let open = async |name: &str, verb: &str| {
        hub.visitor().get(&link_to_own_page(&hub, name).await).await.form(verb).submit().await
    };
    open(names[1], "Répondre à la proposition").await.form("Oui, je veux bien").submit().await;
    for name in names {
        let page = open(name, "Lire et signer la charte").await;
        page.form("Je signe cette charte").submit().await.is(StatusCode::OK);
    }
    for email in [&mentor, &mentee] {
        assert!(has_mail(&hub, email, "votre tandem avec").await, "their tandem begins");
    }
}

#[tokio::test]
async fn nobody_opens_the_question_that_a_proposal_is_to_somebody_else_or_to_themselves_before_they_are_asked()
 {
    let (hub, proposal, _) = one_pair().await;
    let links = hub.keys("SELECT id FROM links").await.len();
    // The mentor is asked first.
    let client = hub.enter(Role::Mentee).await;
    client.post(&format!("/proposals/{}/question", proposal.id), &[]).await.is(StatusCode::NOT_FOUND);
    let link = link_to_own_page(&hub, "Basile Garrigue").await;
    let id = proposal.id.to_string();
    let page = hub.visitor().post(&format!("{link}/question"), &[("proposal", id.as_str())]).await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(hub.keys("SELECT id FROM links").await.len(), links + 1, "their own page, and nothing else");
}
