//! What those who follow people send about one of them.

use tandem::accounts::access::Role;

use super::cases::unknown;
use crate::support::{Client, Sent, TestHub};

pub async fn of_people(hub: &TestHub, path: &str) -> (Client, Sent) {
    let client = hub.enter(Role::Coordinator).await;
    let person = hub.person_named("Basile Garrigue").await;
    match path {
        "/people" => {
            let form = client.get("/people/new?as=mentor").await.form("Enregistrer ce mentor");
            let form = form.fill("Prénom", "Olive").fill("Nom", "Tapenade");
            let form = form.fill("Adresse e-mail", "olive@exemple.test").fill("Niveau de la langue 1", "C2");
            form.tick("Emploi").tick("Lundi soir").sent()
        }
        "/people/{id}/edition" => {
            let form = client.get(&format!("/people/{person}/edition")).await.form("Enregistrer la fiche");
            form.fill("Téléphone", "06 12 34 56 78").sent()
        }
        "/people/{id}/adviser" => {
            let form = client.get(&format!("/people/{person}/adviser")).await.form("Désigner");
            form.fill("Conseiller·ère qui suit cette personne", "Désiré Cabanon").sent()
        }
        "/people/{id}/call" => {
            let form = client.get(&format!("/people/{person}/call")).await.form("Noter ses réponses");
            form.tick("Basile m’a dit oui").sent()
        }
        "/people/{id}/contact" => {
            let form = client.get(&format!("/people/{person}/contact")).await.form("Enregistrer");
            form.tick("Plus de courriers").sent()
        }
        "/people/{id}/departure" => {
            let mentor = hub.person_named("Ariane Mistral").await;
            client.get(&format!("/people/{mentor}/departure")).await.form("Noter ce départ").sent()
        }
        "/people/{id}/mentor" => {
            let form = client.get(&format!("/people/{person}/mentor")).await.form("Enregistrer cette offre");
            form.tick("Emploi").tick("Lundi soir").sent()
        }
        "/people/{id}/journeys" => {
            let mentor = hub.person_named("Ariane Mistral").await;
            let page = client.get(&format!("/people/{mentor}/journeys/new")).await;
            page.form("Ouvrir ce parcours").tick("Emploi").tick("Lundi soir").sent()
        }
        _ => unknown(path),
    }
}
