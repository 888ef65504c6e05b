//! What the two of a pair send, signed in, by their links or by the codes of their letters.

use tandem::accounts::access::Role;

use super::cases::unknown;
use crate::letters::{code_on, one_waits};
use crate::problems::{link_to_own_page, note_link, own_link};
use crate::support::{Client, Page, Sent, TestHub};
use crate::tandems::{days_ago, own_tandem};

/// The proposals to which the mentee, who is asked second, said yes.
const ACCEPTED: &str = "SELECT id FROM proposals WHERE mentee_answer = 'yes'";

/// The page on which a mentor is asked, from the message.
async fn question_to_mentor(hub: &TestHub) -> Page {
    hub.run_a_round().await.form("Proposer ces tandems").submit().await;
    let asked = hub.mails().await.into_iter().find(|mail| mail.kind == "proposal_asked");
    let email = asked.expect("a mentor is asked").recipient;
    hub.visitor().get(&hub.link_to(&email).await).await
}

/// The page on which a mentor signs the charter, from the message, once both said yes.
async fn charter_to_mentor(hub: &TestHub) -> Page {
    let asked = question_to_mentor(hub).await;
    asked.form("Oui, je veux bien").submit().await;
    let mails = hub.mails().await;
    let email = |kind: &str| mails.iter().rfind(|mail| mail.kind == kind).unwrap().recipient.clone();
    let (mentor, mentee) = (mails.iter().find(|mail| mail.kind == "proposal_asked"), email("proposal_asked"));
    let asked = hub.visitor().get(&hub.link_to(&mentee).await).await;
    asked.form("Oui, je veux bien").submit().await;
    hub.visitor().get(&hub.link_to(&mentor.unwrap().recipient).await).await
}

/// What whoever prints letters sends, and whoever receives one.
pub async fn letters(hub: &TestHub, path: &str) -> (Client, Sent) {
    one_waits(hub).await;
    let client = hub.enter(Role::Coordinator).await;
    let list = client.get("/letters").await;
    if path == "/letters" {
        return list.form("Préparer 1 courrier").sent();
    }
    let sheets = list.form("Préparer 1 courrier").submit().await;
    match path {
        "/letters/posted" => client.get("/letters").await.form("C’est posté").sent(),
        "/letters/return" => client.get("/letters").await.form("Les remettre dans la pile").sent(),
        "/r" => hub.visitor().get("/r").await.form("Continuer").fill("Code", &code_on(&sheets)).sent(),
        _ => unknown(path),
    }
}

pub async fn of_pair(hub: &TestHub, path: &str) -> (Client, Sent) {
    match path {
        "/answers/{token}" => question_to_mentor(hub).await.form("Oui, je veux bien").sent(),
        "/answers/{token}/own" => question_to_mentor(hub).await.form("Voir ma page").sent(),
        "/signatures/{token}/own" => charter_to_mentor(hub).await.form("Voir ma page").sent(),
        "/me/contact" => hub
            .enter(Role::Mentor)
            .await
            .get("/me/contact")
            .await
            .form("Enregistrer")
            .tick("Plus de courriers")
            .sent(),
        "/own/{token}/contact" => {
            let page = hub.visitor().get(&own_link(hub, "Basile Garrigue").await).await;
            let form = page.follow("Changer comment le hub vous contacte").await.form("Enregistrer");
            form.tick("Plus de courriers").sent()
        }
        "/answers/{token}/taking-back" => {
            let asked = question_to_mentor(hub).await;
            let answered = asked.form("Dire non").tick("Pas assez de temps en ce moment").submit().await;
            answered.form("Changer ma réponse").sent()
        }
        "/signatures/{token}" => charter_to_mentor(hub).await.form("Je signe cette charte").sent(),
        "/signatures/{token}/refusal" => {
            let form = charter_to_mentor(hub).await.form("Dire finalement non");
            form.tick("Pas assez de temps en ce moment").sent()
        }
        "/charters/{id}" => {
            charter_to_mentor(hub).await;
            let proposal = hub.keys(ACCEPTED).await[0];
            let page = hub.enter(Role::Mentor).await.get(&format!("/charters/{proposal}")).await;
            page.form("Je signe cette charte").sent()
        }
        "/problems" => {
            let tandem = own_tandem(hub).await;
            let page = hub.enter(Role::Mentee).await.get(&format!("/tandems/{}", tandem.id)).await;
            page.follow("Signaler un problème").await.form("Envoyer").tick("Autre chose").sent()
        }
        "/own/{token}/problems" => {
            let page = hub.visitor().get(&own_link(hub, "Basile Garrigue").await).await;
            page.follow("Signaler un problème").await.form("Envoyer").tick("Autre chose").sent()
        }
        "/own/{token}/tandems/{id}/meetings" => {
            let page = hub.visitor().get(&note_link(hub, "Basile Garrigue").await).await;
            page.form("Noter cette rencontre").fill("Jour de la rencontre", &days_ago(hub, 1)).sent()
        }
        "/proposals/{id}/question" => {
            question_to_mentor(hub).await;
            hub.enter(Role::Mentor).await.get("/me").await.form("Répondre à la proposition").sent()
        }
        "/own/{token}/question" => {
            question_to_mentor(hub).await;
            let page = hub.visitor().get(&link_to_own_page(hub, "Ariane Mistral").await).await;
            page.form("Répondre à la proposition").sent()
        }
        "/signatures/{token}/problems" => {
            let page = charter_to_mentor(hub).await;
            page.follow("Signaler un problème").await.form("Envoyer").tick("Autre chose").sent()
        }
        "/answers/{token}/problems" => {
            let page = question_to_mentor(hub).await;
            page.follow("Signaler un problème").await.form("Envoyer").tick("Autre chose").sent()
        }
        "/problems/{id}/closure" => {
            let tandem = own_tandem(hub).await.id.to_string();
            hub.enter(Role::Mentee).await.post("/problems", &[("pair", &tandem), ("kind", "other")]).await;
            let problem = hub.keys("SELECT id FROM problems").await[0];
            let page = hub.enter(Role::Coordinator).await.get(&format!("/problems/{problem}")).await;
            page.form("Terminer le signalement").tick("Le problème est réglé").sent()
        }
        _ => unknown(path),
    }
}
