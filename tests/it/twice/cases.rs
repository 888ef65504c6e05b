//! For each route that takes a form: a hub where it may be sent, who sends it, and what.

use tandem::accounts::access::Role;
use tandem::accounts::standing_in::{Absence, AbsenceReason};
use tandem::accounts::store;
use tandem::acts::hub::mark;
use tandem::db::{Id, Mark, new_id};

use super::pairs::{letters, of_pair};
use super::people::of_people;
use crate::accounts::second_factor::{by_link, code_now, secret_on};
use crate::accounts::sign_in::{PASSWORD, give_password};
use crate::support::{Client, Form, Page, Sent, TestHub};
use crate::tandems::{days_ago, own_tandem};
use crate::third_door::{self, referral_form};

/// A form about to be sent.
pub struct Case {
    pub hub: TestHub,
    pub client: Client,
    pub sent: Sent,
}

const LIST: &str = "Horodateur;Prénom;Nom;Adresse e-mail;Téléphone;Code postal;Commune;Né(e) le;Vous êtes;\
    Métier visé (ROME);Langues (niveau);Disponibilités;Combien de personnes pouvez-vous accompagner ?\n\
    01/02/2024 08:00;Rose;Thym;rose@exemple.test;;13013;Marseille;01/01/1965;Mentor;D1102;français C2;lundi soir;3\n";

/// The case of a route. A new route that takes a form has one here.
pub async fn case_of(path: &str) -> Case {
    let hub = match path {
        "/second-factor/codes"
        | "/second-factor/codes/confirmation"
        | "/second-factor/passkeys"
        | "/second-factor/passkeys/enrolment"
        | "/second-factor/passkeys/proof" => TestHub::outside_the_demonstration().await,
        _ => TestHub::new().await,
    };
    let noun = path.split('/').nth(1).unwrap_or_default();
    let (client, sent) = match noun {
        "sign-in" | "invitations" | "password-resets" | "personas" | "session" => entrance(&hub, path).await,
        "second-factor" => second_factor(&hub, path).await,
        "account" | "access" | "exceptional-openings" | "journal" => access(&hub, path).await,
        "people" => of_people(&hub, path).await,
        "arrivals" | "import" | "text" | "requests" | "join" | "organisations" => {
            registered(&hub, path).await
        }
        "settings" => set(&hub, path).await,
        "r" | "letters" => letters(&hub, path).await,
        "answers" | "signatures" | "charters" | "own" | "me" | "problems" => of_pair(&hub, path).await,
        "proposals" if path.ends_with("/question") => of_pair(&hub, path).await,
        _ => followed(&hub, path).await,
    };
    Case { hub, client, sent }
}

pub fn unknown(path: &str) -> ! {
    panic!("{path} takes a form: send it twice here")
}

/// A form that no page shows as it is sent here, with a key as pages give one.
fn by_hand(client: Client, path: &str, fields: &[(&str, &str)]) -> (Client, Sent) {
    let key = tandem::web::sent_form::form_key();
    let keyed: Vec<_> = std::iter::once(("form_key", key.as_str())).chain(fields.iter().copied()).collect();
    (client, Sent::new(path, &keyed))
}

/// The form of somebody who asks to join.
pub async fn join_form(hub: &TestHub, email: &str) -> Form {
    let form = hub.visitor().get("/join/mentor").await.form("Envoyer ma demande");
    let form = form.fill("Prénom", "Olive").fill("Nom", "Tapenade").fill("Adresse e-mail", email);
    form.fill("Commune ou arrondissement", "Aubagne").fill("Ce que vous pouvez", "Vingt ans de boulangerie")
}

async fn link_page(hub: &TestHub, ask: &str, role: Role) -> Page {
    let (visitor, email) = (hub.visitor(), TestHub::email_of(role));
    visitor.post(ask, &[("email", &email)]).await;
    visitor.get(&hub.link_to(&email).await).await
}

fn invitation(page: &Page) -> Form {
    let form = page.form("Envoyer l’invitation").fill("Prénom et nom", "Léontine Cade");
    form.fill("Adresse e-mail", "leontine@hub.exemple.test").fill("Rôle", "Coordination")
}

async fn entrance(hub: &TestHub, path: &str) -> (Client, Sent) {
    let visitor = hub.visitor();
    let email = TestHub::email_of(Role::Adviser);
    match path {
        "/sign-in/links" => {
            let form = visitor.get("/sign-in").await.form("Recevoir un lien pour me connecter");
            form.fill("Votre adresse e-mail", &email).sent()
        }
        "/sign-in/links/{token}" => {
            link_page(hub, "/sign-in/links", Role::Mentee).await.form("Se connecter").sent()
        }
        "/sign-in/password" => {
            give_password(hub, Role::Adviser).await;
            by_hand(visitor, path, &[("email", &email), ("password", PASSWORD)])
        }
        "/sign-in/resumption" => by_hand(visitor, path, &[]),
        "/sign-in/providers/{provider}" => {
            visitor.get("/sign-in").await.form("Se connecter avec Fournisseur d’essai").sent()
        }
        "/invitations/{token}" => {
            let responsible = hub.enter(Role::HubResponsible).await;
            invitation(&responsible.get("/access").await).submit().await;
            let link = hub.link_to("leontine@hub.exemple.test").await;
            visitor.get(&link).await.form("Accepter et me connecter").sent()
        }
        "/password-resets" => by_hand(visitor, path, &[("email", &email)]),
        "/password-resets/{token}" => {
            give_password(hub, Role::Adviser).await;
            let page = link_page(hub, "/password-resets", Role::Adviser).await;
            page.form("Choisir ce mot de passe")
                .fill("Nouveau mot de passe", "quatre mots bien à part")
                .sent()
        }
        "/personas/{id}" => {
            visitor.get("/personas").await.form("Se connecter comme Colette Restanque").sent()
        }
        "/session/closure" => {
            hub.enter(Role::Coordinator).await.get("/dashboard").await.form("Se déconnecter").sent()
        }
        _ => unknown(path),
    }
}

async fn second_factor(hub: &TestHub, path: &str) -> (Client, Sent) {
    let client = by_link(hub, Role::Coordinator).await;
    match path {
        "/second-factor" => client.get(path).await.form("Confirmer").sent(),
        "/second-factor/codes" => {
            client.get("/second-factor/enrolment").await.form("Utiliser une application de codes").sent()
        }
        "/second-factor/codes/confirmation" => {
            let page = client.get("/second-factor/enrolment").await;
            let drawn = page.form("Utiliser une application de codes").submit().await;
            let code = code_now(&secret_on(&drawn));
            drawn.form("Confirmer ce code").fill("Le code à six chiffres", &code).sent()
        }
        "/second-factor/passkeys" => by_hand(client, path, &[("label", "Ma clé"), ("credential", "{}")]),
        "/second-factor/passkeys/enrolment" => by_hand(client, path, &[]),
        "/second-factor/passkeys/proof" => {
            add_passkeys(hub, Role::Coordinator).await;
            by_hand(client, path, &[])
        }
        _ => unknown(path),
    }
}

/// Two passkeys of the identity of a role, of which one may be removed; gives the key of one.
async fn add_passkeys(hub: &TestHub, role: Role) -> String {
    let identity = hub.literal(&hub.identity_of(role).await.simple().to_string());
    let credential = CREDENTIAL;
    let mut key = String::new();
    for _ in 0..2 {
        let id = new_id();
        key = id.to_string();
        let id = hub.literal(&id.simple().to_string());
        let values = format!("{id}, {identity}, 'Ma clé', '{credential}', '2026-01-01 00:00:00+00:00'");
        let columns = "id, identity_id, label, credential, created_at";
        hub.sql(&format!("INSERT INTO passkeys ({columns}) VALUES ({values})")).await.unwrap();
    }
    key
}

/// A passkey as it is stored, of which nobody has the other half.
const CREDENTIAL: &str = r#"{"cred":{"cred_id":"AAAA","cred":{"type_":"ES256","key":{"EC_EC2":{"curve":"SECP256R1","x":"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY","y":"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU"}}},"counter":0,"transports":null,"user_verified":true,"backup_eligible":false,"backup_state":false,"registration_policy":"required","extensions":{"cred_protect":"NotRequested","hmac_create_secret":"NotRequested","appid":"NotRequested","cred_props":"NotRequested"},"attestation":{"data":"None","metadata":"None"},"attestation_format":"none"}}"#;

async fn access(hub: &TestHub, path: &str) -> (Client, Sent) {
    let client = hub.enter(Role::Adviser).await;
    let responsible = hub.enter(Role::HubResponsible).await;
    let adviser = hub.account_of(Role::Adviser).await;
    match path {
        "/account/password" => {
            let form = client.get("/account").await.form("Choisir ce mot de passe");
            form.fill("Nouveau mot de passe", "quatre mots bien à part").sent()
        }
        "/account/contact" => {
            let page = hub.enter(Role::Coordinator).await.get("/account").await;
            page.form("Enregistrer").fill("Téléphone", "04 65 71 00 12").sent()
        }
        "/account/providers/{provider}" => {
            client.get("/account").await.form("Lier mon compte Fournisseur d’essai").sent()
        }
        "/account/providers/{provider}/removal" => {
            let identity = hub.identity_of(Role::Adviser).await;
            let write = hub.write().await;
            store::insert_subject(&write, identity, "essai", "agent").await.unwrap();
            write.commit().await.unwrap();
            client.get("/account").await.form("Délier").sent()
        }
        "/account/recovery-codes" => by_hand(client, path, &[]),
        "/account/passkeys/{passkey}/removal" => {
            let key = add_passkeys(hub, Role::Adviser).await;
            by_hand(client, &format!("/account/passkeys/{key}/removal"), &[])
        }
        "/account/roles/{account}" => {
            hub.add_role(hub.identity_of(Role::Adviser).await).await;
            client.get("/account").await.form("Prendre ce rôle").sent()
        }
        "/account/sessions/closure" => {
            hub.enter(Role::Adviser).await;
            client.get("/account").await.form("Fermer toutes les autres").sent()
        }
        "/account/sessions/{session}/closure" => {
            hub.enter(Role::Adviser).await;
            client.get("/account").await.form("Fermer").sent()
        }
        "/account/absences" => {
            let page = hub.enter(Role::Coordinator).await.get("/account").await;
            page.form("Noter ce remplacement").fill("Qui remplace", "Honorine Aubagne").sent()
        }
        "/account/return" => by_hand(client, path, &[("absence", &absence(hub, adviser).await)]),
        "/access/{account}/absences" => {
            let page = responsible.get(&format!("/access/{adviser}")).await;
            page.form("Noter ce remplacement").fill("Qui remplace", "Régine Cigale").sent()
        }
        "/access/{account}/return" => {
            let id = absence(hub, adviser).await;
            by_hand(responsible, &format!("/access/{adviser}/return"), &[("absence", &id)])
        }
        "/access/{account}/hand-over" => {
            let page = responsible.get(&format!("/access/{adviser}")).await;
            page.form("Confier tout").fill("À qui", "Régine Cigale").sent()
        }
        "/access" => invitation(&responsible.get("/access").await).sent(),
        "/access/{account}/withdrawal" => by_hand(responsible, &format!("/access/{adviser}/withdrawal"), &[]),
        "/access/{account}/default-coordination" => {
            let own = hub.account_of(Role::HubResponsible).await;
            by_hand(responsible, &format!("/access/{own}/default-coordination"), &[])
        }
        "/access/{account}/second-factor" => {
            by_hand(responsible, &format!("/access/{adviser}/second-factor"), &[])
        }
        "/exceptional-openings" => {
            let elsewhere = Some(hub.branch(1));
            let (person, _) =
                hub.add_mentee("Firmin Lavande", |person, _| person.branch_id = elsewhere).await;
            let form = client.get(path).await.form("Ouvrir exceptionnellement");
            let form = form.fill("Adresse e-mail de la personne", &person.email.unwrap());
            form.tick("Une urgence").sent()
        }
        "/journal/search" => {
            let (person, _) = hub.add_mentee("Firmin Lavande", |_, _| ()).await;
            by_hand(hub.enter(Role::Officer).await, path, &[("email", &person.email.unwrap())])
        }
        _ => unknown(path),
    }
}

/// The key of an absence that somebody announced for today.
async fn absence(hub: &TestHub, account_id: Id) -> String {
    let (write, id) = (hub.write_settled().await, new_id());
    let today = write.today();
    let absence = Absence {
        id,
        account_id,
        reason: AbsenceReason::Said,
        from_on: today,
        until_on: Some(today),
        handed_on: None,
        ended_on: None,
    };
    store::insert_absence(&write, &absence).await.unwrap();
    write.commit().await.unwrap();
    id.to_string()
}

async fn set(hub: &TestHub, path: &str) -> (Client, Sent) {
    let responsible = hub.enter(Role::HubResponsible).await;
    match path {
        "/settings" => {
            let form = responsible.get(path).await.form("Enregistrer ces réglages");
            form.fill("Fin sans réponse", "14").sent()
        }
        "/settings/charter" => {
            let form = responsible.get(path).await.form("Publier cette version");
            form.fill("Texte de la charte", "Une autre charte").sent()
        }
        "/settings/opening" => {
            let write = hub.write().await;
            mark::run(&write, Mark::Real).await.unwrap();
            write.commit().await.unwrap();
            responsible.get(path).await.form("Ouvrir le hub").sent()
        }
        "/settings/messages/{kind}" => {
            let form = responsible.get("/settings/messages/sign_in").await.form("Enregistrer ce texte");
            form.fill("Salutation", "Bonjour à vous,").sent()
        }
        "/settings/messages/{kind}/trial" => {
            responsible.get("/settings/messages/sign_in").await.form("M’envoyer ce message").sent()
        }
        "/settings/messages/{kind}/default" => {
            let form = responsible.get("/settings/messages/sign_in").await.form("Enregistrer ce texte");
            let edited = form.fill("Salutation", "Bonjour à vous,").submit().await;
            edited.form("Revenir au texte du hub").sent()
        }
        _ => unknown(path),
    }
}

async fn registered(hub: &TestHub, path: &str) -> (Client, Sent) {
    let client = hub.enter(Role::Coordinator).await;
    match path {
        "/organisations" => {
            let form = client.get("/organisations/new").await.form("Ajouter cette structure");
            form.fill("Nom de la structure", "Les Tilleuls").fill("Nature", "École").sent()
        }
        "/organisations/{id}/branches" => {
            let page = client.get(&format!("/organisations/{}", hub.partner())).await;
            let form = page.form("Ajouter cette antenne").fill("Nom de l’antenne", "La Ciotat");
            form.fill("Commune ou arrondissement", "La Ciotat").sent()
        }
        "/join/{part}" => join_form(hub, "olive@exemple.test").await.sent(),
        "/join/confirmations/{token}" => confirmation(hub).await.sent(),
        "/join/confirmations/{token}/refusal" => asked(hub).await.form("Retirer cette demande").sent(),
        "/join/referral" => referral_form(hub).await.sent(),
        "/join/referrals/{token}" => {
            let path = format!("/join/referrals/{}", third_door::token(hub).await);
            hub.visitor().get(&path).await.form("Confirmer cette orientation").sent()
        }
        "/requests/confirmation" => {
            join_form(hub, "").await.fill("Téléphone", "04 91 00 00 00").submit().await;
            client.get("/requests").await.form("Elle confirme au téléphone").sent()
        }
        "/requests" => {
            confirmation(hub).await.submit().await;
            client.get("/requests").await.form("Répondre que ce n’est pas possible").sent()
        }
        "/text/replies" => {
            by_hand(client, "/text/replies?secret=another", &[("from", "+33639980000"), ("text", "STOP")])
        }
        "/arrivals" | "/arrivals/told" => {
            import(&client).await.submit().await.form("Enregistrer 1 personne").submit().await;
            let page = client.get("/arrivals").await;
            let told = path == "/arrivals/told";
            page.form(if told { "Elles sont prévenues" } else { "Commencer les invitations" }).sent()
        }
        "/import" => import(&client).await.sent(),
        "/import/{id}/confirmation" => {
            import(&client).await.submit().await.form("Enregistrer 1 personne").sent()
        }
        _ => unknown(path),
    }
}

async fn confirmation(hub: &TestHub) -> Form {
    asked(hub).await.form("Confirmer ma demande")
}

/// The page of the link of a request.
async fn asked(hub: &TestHub) -> Page {
    join_form(hub, "olive@exemple.test").await.submit().await;
    hub.visitor().get(&hub.link_to("olive@exemple.test").await).await
}

async fn import(client: &Client) -> Form {
    let form = client.get("/import").await.form("Lire le fichier");
    form.attach("Fichier d’inscriptions", "mars.csv", LIST.as_bytes())
}

async fn followed(hub: &TestHub, path: &str) -> (Client, Sent) {
    let client = hub.enter(Role::Coordinator).await;
    let journey = hub.keys("SELECT id FROM journeys").await[0];
    match path {
        "/journeys/{id}/edition" => {
            let page = client.get(&format!("/journeys/{journey}/edition")).await;
            page.form("Enregistrer ce besoin").fill("Distance acceptée", "42").sent()
        }
        "/journeys/{id}/end" => {
            let form = client.get(&format!("/journeys/{journey}/end")).await.form("Terminer ce parcours");
            form.tick("A quitté le territoire").sent()
        }
        "/journeys/{id}/outcomes" => {
            let page = client.get(&format!("/journeys/{journey}/outcomes")).await;
            let form = page.form("Noter cette situation").tick("Emploi durable");
            form.tick("La personne elle-même").fill("Jour où cela s’est produit", &days_ago(hub, 2)).sent()
        }
        "/rounds" => client.get("/rounds/new").await.form("Lancer le tour").sent(),
        "/rounds/{id}/decisions" => hub.run_a_round().await.form("Refuser cette fois").sent(),
        "/rounds/{id}/exclusions" => hub.run_a_round().await.form("Ne jamais réunir").sent(),
        "/rounds/{id}/proposals" => hub.run_a_round().await.form("Proposer ces tandems").sent(),
        "/proposals/{id}/answers" => {
            let list = hub.run_a_round().await.form("Proposer ces tandems").submit().await;
            let page = list.follow("Ariane Mistral et Basile Garrigue").await;
            let fields = [("party", "mentor"), ("mentor_answer", "yes")];
            by_hand(page.client().clone(), &format!("{}/answers", page.path), &fields)
        }
        "/journeys/{id}/proposal" => {
            let mentor = hub.keys("SELECT id FROM mentors").await[0].to_string();
            by_hand(client, &format!("/journeys/{journey}/proposal"), &[("mentor", mentor.as_str())])
        }
        "/proposals/{id}/reminder" => {
            let list = hub.run_a_round().await.form("Proposer ces tandems").submit().await;
            let page = list.follow("Ariane Mistral et Basile Garrigue").await;
            // On the day somebody is asked, they are not reminded.
            let asked_on = hub.app.today() - time::Duration::days(2);
            hub.sql(&format!("UPDATE proposals SET mentor_asked_on = '{asked_on}'")).await.unwrap();
            by_hand(page.client().clone(), &format!("{}/reminder", page.path), &[("party", "mentor")])
        }
        "/proposals/{id}/withdrawal" => {
            let list = hub.run_a_round().await.form("Proposer ces tandems").submit().await;
            let page = list.follow("Ariane Mistral et Basile Garrigue").await;
            let fields = [("withdrawal", "mistake")];
            by_hand(page.client().clone(), &format!("{}/withdrawal", page.path), &fields)
        }
        "/steps/{step}/calls" => {
            let step = hub.keys("SELECT id FROM steps").await[0];
            by_hand(client, &format!("/steps/{step}/calls"), &[("result", "reached")])
        }
        "/steps/{step}/postponement" => {
            let step = hub.keys("SELECT id FROM steps").await[0];
            let tomorrow = hub.app.today().next_day().unwrap().to_string();
            let fields = [("reason", "call_back"), ("to", tomorrow.as_str())];
            by_hand(client, &format!("/steps/{step}/postponement"), &fields)
        }
        "/tandems/{id}/closure" => {
            let tandem = own_tandem(hub).await;
            let page = client.get(&format!("/tandems/{}/closure", tandem.id)).await;
            page.form("Terminer ce tandem").tick("Objectif atteint").sent()
        }
        "/tandems/{id}/meetings" => {
            let tandem = own_tandem(hub).await;
            let page = hub.enter(Role::Mentor).await.get(&format!("/tandems/{}", tandem.id)).await;
            page.form("Noter cette rencontre").fill("Jour de la rencontre", &days_ago(hub, 1)).sent()
        }
        _ => unknown(path),
    }
}
