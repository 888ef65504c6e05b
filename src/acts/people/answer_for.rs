//! Somebody who follows a person answers for them, on the telephone with them: the person agrees, the hub notes it and writes it to them,
//! and for an hour the page of their own duty is in the hands of whoever called, and of nobody else.

use crate::accounts::access::Right;
use crate::accounts::messages::Hub;
use crate::accounts::viewer::By;
use crate::acts::messages::send;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::links::{self, NewLink, Uses};
use crate::people;
use crate::people::consent::{Consent, How, Purpose};
use crate::people::deeds::PersonDeed;
use crate::people::link::{CALL_LASTS, PATH, PURPOSE};
use crate::people::messages::{AnsweredFor, answered_for};
use crate::people::reach::{Preference, recipient};

/// Notes that a person agrees that whoever acts answers for them; gives the path of the page of their own duty.
pub async fn run(write: &Write, by: &By, hub: Hub<'_>, person: Id) -> Result<String, Error> {
    let account = by.account().ok_or(Error::NotFound)?;
    let person = people::store::lock_person(write, by.scope(Right::AnswerFor), person).await?;
    let person = person.ok_or(Error::NotFound)?;
    let consent = Consent {
        id: write.new_id(),
        person_id: person.id,
        purpose: Purpose::AnswerFor,
        channel: Preference::Voice,
        how: How::Voice,
        account_id: Some(account.id),
        given_at: write.now(),
        // What they agreed to is this call, and no other.
        withdrawn_at: Some(write.now().plus(CALL_LASTS)),
    };
    people::store::insert_consent(write, &consent, PersonDeed::AgreedOnPhone).await?;
    let new = NewLink {
        purpose: PURPOSE,
        subject: person.id,
        bearer: "",
        path: PATH,
        lasts: CALL_LASTS,
        uses: Uses::UntilExpiry,
    };
    let token = links::store::insert_held(write, new, Some(account.id)).await?;
    let ways = people::store::find_ways(write.on(), [&person]).await?;
    if let Some(recipient) = recipient(&person, &ways) {
        let told = AnsweredFor {
            first_name: &person.first_name,
            caller: &account.name,
            on: write.today(),
            contact: hub.contact_email,
        };
        send::run(write, answered_for(recipient, &told)?.for_person(person.id)).await?;
    }
    Ok(links::address("", PATH, &token))
}
