//! A file of registrations, from its upload to the people it adds.

use axum::http::StatusCode;
use tandem::accounts::access::{Role, Scope};
use tandem::people::store;
use tandem::track::Track;

use super::counts;
use crate::support::{Client, Page, TestHub};

const MODEL: &str = "Horodateur;Prénom;Nom;Adresse e-mail;Téléphone;Code postal;Commune;Né(e) le;Vous êtes;\
    Métier visé (ROME);Langues (niveau);Disponibilités;Combien de personnes pouvez-vous accompagner ?";

/// A mentor, a mentee, and a line to correct.
fn list() -> String {
    let lines = [
        "01/02/2024 08:00;Rose;Thym;rose@exemple.test;;13013;Marseille;01/01/1965;Mentor;D1102;français C2;lundi soir;3",
        "02/02/2024 08:00;Pin;Parasol;pin@exemple.test;;13005;Marseille;01/01/1990;Mentoré;boulanger;français B2;samedi matin;",
        "03/02/2024 08:00;Cade;Genévrier;cade;;13013;Marseille;01/01/1970;Mentor;D1102;français C2;lundi soir;50",
    ];
    format!("{MODEL}\n{}\n", lines.join("\n"))
}

async fn upload(client: &Client, content: &[u8]) -> Page {
    let form = client.get("/import").await.form("Lire le fichier");
    form.attach("Fichier d’inscriptions", "mars.csv", content).submit().await
}

#[tokio::test]
async fn every_line_has_its_verdict_before_anything_is_added() {
    let hub = TestHub::new().await;
    let before = counts(&hub).await;
    let client = hub.enter(Role::Coordinator).await;
    let preview = upload(&client, list().as_bytes()).await;
    preview.is(StatusCode::OK).says("Fichier mars.csv , 3 lignes");
    preview.says("2 personnes seront ajoutées").says("1 ligne refusée").says("0 ligne déjà connue");
    assert_eq!(preview.all("tbody th"), ["Ligne 4", "Ligne 3", "Ligne 2"]);
    preview.says("Il manque le signe @").says("Sera ajoutée comme mentor, 3 places.");
    let refused = preview.follow("Refusées (1)").await;
    assert_eq!(refused.all("tbody th"), ["Ligne 4"]);
    assert_eq!(counts(&hub).await, before);
}

#[tokio::test]
async fn confirming_adds_the_sound_lines_with_what_the_file_does_not_say() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    let preview = upload(&client, list().as_bytes()).await;
    preview.says("jusqu’à 30 km").says("les trois parcours");
    let done = preview.form("Enregistrer 2 personnes").submit().await;
    done.is(StatusCode::OK).says("2 personnes sont maintenant sur le hub.");

    let db = &hub.app.db;
    let mentor = store::find_by_email(db, "rose@exemple.test").await.unwrap().unwrap();
    let mentor = store::mentor_of(db, Scope::Hub, mentor).await.unwrap().unwrap();
    assert_eq!((mentor.capacity, mentor.tracks.len()), (3, Track::ALL.len()));
    assert!(mentor.profile.in_person && mentor.profile.remote && mentor.profile.travel_km == 30);
    let mentee = store::find_by_email(db, "pin@exemple.test").await.unwrap().unwrap();
    let journeys = store::journeys_of(db, Scope::Hub, mentee).await.unwrap();
    assert_eq!(journeys.len(), 1);
    assert_eq!(journeys[0].welcomed_on, time::macros::date!(2024 - 02 - 02));
    assert_eq!(store::find_by_email(db, "cade").await.unwrap(), None);
}

#[tokio::test]
async fn the_same_file_twice_adds_nobody_twice() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    let earlier = upload(&client, list().as_bytes()).await;
    let first = upload(&client, list().as_bytes()).await;
    first.form("Enregistrer").submit().await.is(StatusCode::OK);
    let before = counts(&hub).await;
    earlier.form("Enregistrer").submit().await.says("vous en avez envoyé un autre depuis");
    first.form("Enregistrer").submit().await.says("C’est déjà fait");
    let (path, fields) =
        (first.form("Enregistrer").action().to_owned(), [("origin", hub.partner().to_string())]);
    let without_key = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    client.post(&path, &without_key).await.says("il est déjà enregistré");
    let third = upload(&client, list().as_bytes()).await;
    third.says("2 lignes déjà connues").says("Il n’y a personne à ajouter");
    assert_eq!(counts(&hub).await, before);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_told_in_a_sentence_and_changes_nothing() {
    let hub = TestHub::new().await;
    let before = counts(&hub).await;
    let client = hub.enter(Role::Coordinator).await;
    let too_large = vec![b'a'; 12_000_000];
    for (content, sentence) in [
        (&b""[..], "Ce fichier est vide."),
        (&b"%PDF-1.7 bonjour"[..], "enregistrez la liste au format"),
        (&b"une;deux\n1;2\n"[..], "Aucun titre de colonne"),
        (&too_large[..], "dépasse 10 Mo"),
    ] {
        upload(&client, content).await.is(StatusCode::UNPROCESSABLE_ENTITY).says(sentence);
    }
    assert_eq!(counts(&hub).await, before);
}

#[tokio::test]
async fn sending_no_file_asks_for_one() {
    let hub = TestHub::new().await;
    let client = hub.enter(Role::Coordinator).await;
    let page = client.get("/import").await.form("Lire le fichier").submit().await;
    page.is(StatusCode::UNPROCESSABLE_ENTITY).says("Choisissez d’abord un fichier.");
}

#[tokio::test]
async fn a_file_is_seen_and_confirmed_by_who_sent_it_only() {
    let hub = TestHub::new().await;
    let preview = upload(&hub.enter(Role::Coordinator).await, list().as_bytes()).await;
    let action = preview.form("Enregistrer").action().to_owned();
    let before = counts(&hub).await;
    let adviser = hub.enter(Role::Adviser).await;
    adviser.get(&preview.path).await.does_not_say("Rose Thym");
    adviser.post(&action, &[]).await.does_not_say("maintenant sur le hub");
    assert_eq!(counts(&hub).await, before);
}

#[tokio::test]
async fn an_adviser_imports_for_their_own_branch() {
    let hub = TestHub::new().await;
    let adviser = hub.enter(Role::Adviser).await;
    let preview = upload(&adviser, list().as_bytes()).await;
    preview.does_not_say("Structure qui a recueilli");
    preview.form("Enregistrer 2 personnes").submit().await.is(StatusCode::OK);
    adviser.get("/mentors").await.says("Rose Thym");
}
