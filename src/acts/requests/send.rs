//! An account registers people whom the hub knows by others: whoever coordinates is asked, and the account is not told.

use std::collections::BTreeMap;

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::people::newcomer::{Newcomer, Part};
use crate::requests::reach::{Way, Ways};
use crate::requests::{Request, RequestedPart, store};

/// Stores a request for each of some people, whose addresses are held; one that waits already is not asked for twice.
pub async fn run(write: &Write, by: &By, people: &[Newcomer]) -> Result<(), Error> {
    let account = by.account().ok_or(Error::NotFound)?.id;
    if by.scope(Right::EditPeople) == Scope::Nobody {
        return Err(Error::NotFound);
    }
    let by_address =
        people.iter().filter_map(|newcomer| Some((newcomer.details.email.as_deref()?, newcomer)));
    let mut left: BTreeMap<&str, &Newcomer> = by_address.collect();
    let emails: Vec<&str> = left.keys().copied().collect();
    for waiting in store::list_sent(write, account, &emails).await? {
        left.remove(waiting.as_str());
    }
    let mut sent: Vec<Id> = Vec::with_capacity(left.len());
    for (email, newcomer) in left {
        let request = Request {
            id: write.new_id(),
            part: match newcomer.part {
                Part::Mentor(_) => RequestedPart::Mentor,
                Part::Journey(_) => RequestedPart::Mentee,
            },
            first_name: newcomer.details.first_name.clone(),
            last_name: newcomer.details.last_name.clone(),
            track: None,
            ways: Ways { email: Some(email.to_owned()), ..Ways::default() },
            way: Way::Mail,
            place_code: newcomer.details.place_code.clone(),
            words: String::new(),
            asked_at: write.now(),
            confirmed_at: Some(write.now()),
            is_referred: false,
            sent_by: Some(account),
        };
        store::insert(write, &request).await?;
        sent.push(request.id);
    }
    settle::requests(write, &sent).await
}
