//! What the hub wrote to people.

use tandem::mail::{self, Mail};

use super::TestHub;

impl TestHub {
    /// What the outbox holds, the first first.
    pub async fn mails(&self) -> Vec<Mail> {
        let mut mails = mail::list(&self.app.db, u64::from(u16::MAX)).await.unwrap();
        mails.sort_by_key(|mail| mail.id);
        mails
    }

    /// The texts of the messages to an address, the first first.
    pub async fn mails_to(&self, email: &str) -> Vec<String> {
        let mut mails = self.mails().await;
        mails.retain(|mail| mail.recipient == email);
        mails.iter().map(|mail| mail.text(&self.app.secret).expect("the text is kept")).collect()
    }

    /// The path of the last link sent to an address.
    pub async fn link_to(&self, email: &str) -> String {
        let mails = self.mails_to(email).await;
        let mut lines = mails.iter().rev().flat_map(|mail| mail.lines());
        let link = lines.find_map(|line| line.strip_prefix("http://hub.test/"));
        format!("/{}", link.unwrap_or_else(|| panic!("no link was sent to {email}")))
    }
}
