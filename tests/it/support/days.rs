//! The same hub on other days.

use tandem::accounts::access::Role;
use tandem::accounts::account::Account;
use tandem::accounts::viewer::By;
use tandem::acts::accounts::{follow_absences, sum_up};
use tandem::acts::jobs::schedule;
use tandem::acts::steps::escalate;
use tandem::db::{Id, Instant, new_id};
use tandem::state::{App, Clock};
use tandem::{accounts, worker};
use time::Date;

use super::TestHub;

impl TestHub {
    /// This hub at nine o'clock in Paris on a day.
    pub fn on(&self, day: Date) -> App {
        App { clock: Clock::Stopped(Instant::morning_of(day)), ..self.app.clone() }
    }

    /// What the hub does of itself for those who work with people is done as far as it is due by then.
    pub async fn morning(&self, day: Date) {
        let app = self.on(day);
        let write = app.write(&By::Hub).await.unwrap();
        schedule::run(&write).await.unwrap();
        write.commit().await.unwrap();
        for kind in [follow_absences::JOB, escalate::JOB, sum_up::JOB] {
            while worker::do_next(&app, None, &[kind]).await.unwrap().is_some() {}
        }
    }

    /// Somebody comes to the hub on a day.
    pub async fn visits(&self, day: Date, account: Id) {
        let write = self.on(day).write(&By::Hub).await.unwrap();
        accounts::store::insert_session(&write, account, true, "un essai").await.unwrap();
        write.commit().await.unwrap();
    }

    /// Adds an account of the hub, or of its partner, with an identity of its own.
    pub async fn add_colleague(&self, name: &str, role: Role) -> Id {
        let write = self.write_settled().await;
        let email = format!("{}@hub.exemple.test", new_id().simple());
        let identity = accounts::store::get_or_insert_identity(&write, &email).await.unwrap();
        let account = Account {
            id: new_id(),
            identity_id: Some(identity.id),
            name: name.to_owned(),
            role,
            organisation_id: role.is_partner_staff().then(|| self.partner()),
            branch_id: None,
            person_id: None,
            accepted_at: Some(write.now()),
            withdrawn_on: None,
        };
        accounts::store::insert(&write, &account).await.unwrap();
        write.commit().await.unwrap();
        account.id
    }
}
