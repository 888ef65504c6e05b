//! The links of the world, one of each purpose.

use axum::http::StatusCode;
use tandem::accounts;
use tandem::accounts::account::Account;
use tandem::accounts::link::Purpose;
use tandem::db::new_id;
use tandem::links::{self, NewLink, Uses};
use tandem::people;
use tandem::proposals::proposal::Party;

use super::principals::{LinkFor, Place, Principal};
use super::world::World;
use crate::third_door;

impl World {
    /// A link of each purpose: what the bearer may do is what it is for.
    pub(super) async fn add_links(&mut self) {
        let asked = [
            ("first_name", "Olive"),
            ("last_name", "Tapenade"),
            ("email", "olive@exemple.test"),
            ("place", "13213"),
        ];
        self.hub.visitor().post("/join/mentor", &asked).await.is(StatusCode::OK);
        let link = self.hub.link_to("olive@exemple.test").await;
        let token = link.strip_prefix("/join/confirmations/").unwrap().to_owned();
        self.tokens.insert(LinkFor::Request, token);
        let requests = self.hub.keys("SELECT id FROM requests WHERE referred = FALSE").await;
        self.request = requests[0];
        let referral = third_door::token(&self.hub).await;
        self.tokens.insert(LinkFor::Referral, referral);
        let write = self.hub.write().await;
        for (link, purpose, principal) in [
            (LinkFor::SignIn, Purpose::SignIn, Principal::Mentee(Place::A0)),
            (LinkFor::PasswordReset, Purpose::PasswordReset, Principal::Adviser(Place::A1)),
        ] {
            let identity = self.accounts[&principal].identity_id.unwrap();
            let identity = accounts::store::find_identity(write.on(), identity).await.unwrap().unwrap();
            let token = accounts::store::insert_link(&write, &identity, purpose).await.unwrap();
            self.tokens.insert(link, token);
        }
        let (answer, sign) = (self.things[&Place::A0].proposal, self.things[&Place::A0].signing);
        let (answered, signed) = (tandem::proposals::link::PATH, tandem::tandems::link::PATH);
        for (link, party, purpose, path, proposal) in [
            (LinkFor::AnswerMentor, Party::Mentor, "answer_mentor", answered, answer),
            (LinkFor::AnswerMentee, Party::Mentee, "answer_mentee", answered, answer),
            (LinkFor::SignatureMentor, Party::Mentor, "signature_mentor", signed, sign),
            (LinkFor::SignatureMentee, Party::Mentee, "signature_mentee", signed, sign),
        ] {
            let of_side = match party {
                Party::Mentor => "SELECT m.person_id FROM proposals p JOIN mentors m ON m.id = p.mentor_id",
                Party::Mentee => "SELECT j.person_id FROM proposals p JOIN journeys j ON j.id = p.journey_id",
            };
            let of_side =
                format!("{of_side} WHERE p.id = {}", self.hub.literal(&proposal.simple().to_string()));
            let asked = format!("SELECT email AS text FROM people WHERE id IN ({of_side})");
            let bearer = self.hub.texts(&asked).await.remove(0);
            let new = NewLink {
                purpose,
                subject: proposal,
                bearer: &bearer,
                path,
                lasts: time::Duration::days(15),
                uses: Uses::UntilExpiry,
            };
            self.tokens.insert(link, links::store::insert(&write, new).await.unwrap());
        }
        let things = &self.things[&Place::A0];
        let own = format!(
            "SELECT email AS text FROM people WHERE id = {}",
            self.hub.literal(&things.mentor_person.simple().to_string())
        );
        let new = NewLink {
            purpose: people::link::PURPOSE,
            subject: things.mentor_person,
            bearer: &self.hub.texts(&own).await.remove(0),
            path: people::link::PATH,
            lasts: people::link::LASTS,
            uses: Uses::UntilExpiry,
        };
        self.tokens.insert(LinkFor::OwnPage, links::store::insert(&write, new).await.unwrap());
        let like = &self.accounts[&Principal::Adviser(Place::A0)];
        let identity = accounts::store::get_or_insert_identity(&write, "invitee@exemple.test").await.unwrap();
        let account =
            Account { id: new_id(), identity_id: Some(identity.id), accepted_at: None, ..like.clone() };
        accounts::store::insert(&write, &account).await.unwrap();
        let token = accounts::store::insert_invitation(&write, &identity, account.id).await.unwrap();
        self.tokens.insert(LinkFor::Invitation, token);
        write.commit().await.unwrap();
    }
}
