//! What the messages of a year tell to whom: nobody reads in a message what no page would show them.

use std::collections::{BTreeMap, BTreeSet};

use tandem::accounts::access::{Role, Scope};
use tandem::accounts::account::Account;
use tandem::db::Id;
use tandem::proposals::proposal::Party;
use tandem::proposals::store::find_proposal;

use super::people::{Known, Population};
use crate::support::TestHub;

/// Whom somebody may read of in a message.
#[derive(Default)]
struct Reach {
    /// By their first names.
    first_names: BTreeSet<Id>,
    /// By their family names and addresses.
    wholly: BTreeSet<Id>,
}

/// What is wrong with what messages tell.
pub async fn of_messages(hub: &TestHub, population: &Population) -> Vec<String> {
    let reaches = reaches(hub, population).await;
    let accounts = staff(hub).await;
    let mut wrong = Vec::new();
    for mail in hub.mails().await {
        let text = mail.text(&hub.app.secret).unwrap_or_default();
        let nobody = Reach::default();
        let account = accounts.get(&mail.recipient).map(|account| of_staff(account, population, &reaches));
        let of_person = mail.person_id.and_then(|id| reaches.get(&id));
        let reach = account.as_ref().or(of_person).unwrap_or(&nobody);
        for Known { person, .. } in &population.people {
            if mail.subject.contains(&person.first_name) || mail.subject.contains(&person.last_name) {
                wrong.push(format!("{}: {} stands in the subject", mail.kind, person.first_name));
            }
            if mail.person_id == Some(person.id) {
                continue;
            }
            let name = format!("{} {}", person.first_name, person.last_name);
            let address = person.email.as_deref().unwrap_or(&name);
            if (text.contains(&name) || text.contains(address)) && !reach.wholly.contains(&person.id) {
                wrong.push(format!("{} to {}: tells of {name}", mail.kind, mail.recipient));
            }
        }
        let known: BTreeSet<&str> = population
            .people
            .iter()
            .filter(|known| {
                reach.first_names.contains(&known.person.id) || mail.person_id == Some(known.person.id)
            })
            .map(|known| known.person.first_name.as_str())
            .collect();
        let told = population.people.iter().map(|known| known.person.first_name.as_str());
        let told: BTreeSet<&str> = told.filter(|first_name| text.contains(first_name)).collect();
        wrong.extend(
            told.difference(&known).map(|name| format!("{} to {}: names {name}", mail.kind, mail.recipient)),
        );
    }
    wrong
}

/// Those who work for the hub or a partner, by their address.
async fn staff(hub: &TestHub) -> BTreeMap<String, Account> {
    let accounts = tandem::accounts::store::list(&hub.app.db).await.unwrap();
    let mut by_address = BTreeMap::new();
    for account in accounts.into_iter().filter(|account| account.role.works_with_people()) {
        let identity = account.identity_id.as_slice();
        let emails = tandem::accounts::store::list_emails(&hub.app.db, identity).await.unwrap();
        by_address.insert(emails[0].1.clone(), account);
    }
    by_address
}

/// Whom the mentors and mentees know: those proposed to them, wholly after two yeses.
async fn reaches(hub: &TestHub, population: &Population) -> BTreeMap<Id, Reach> {
    let person_of: BTreeMap<Id, Id> =
        population.people.iter().map(|known| (known.part, known.person.id)).collect();
    let mut reaches: BTreeMap<Id, Reach> = BTreeMap::new();
    for id in hub.keys("SELECT id FROM proposals").await {
        let proposal = find_proposal(&hub.app.db, Scope::Hub, id).await.unwrap().unwrap();
        let sides = [(Party::Mentor, proposal.mentor_id), (Party::Mentee, proposal.journey_id)];
        for (own, other) in [(0, 1), (1, 0)] {
            let (Some(person), Some(counterpart)) =
                (person_of.get(&sides[own].1), person_of.get(&sides[other].1))
            else {
                continue;
            };
            let reach = reaches.entry(*person).or_default();
            if proposal.knows_of_it(sides[own].0) {
                reach.first_names.insert(*counterpart);
            }
            let agrees = |party: &Party| proposal.answer(*party).is_some_and(|answer| answer.agrees);
            if Party::ALL.iter().all(agrees) {
                reach.wholly.insert(*counterpart);
            }
        }
    }
    reaches
}

/// Whom those who work for the hub or a partner read of: the people of the pages that they reach, and whoever is in a tandem with one.
fn of_staff(account: &Account, population: &Population, reaches_of: &BTreeMap<Id, Reach>) -> Reach {
    let reaches = |known: &&Known| match account.role {
        Role::Coordinator | Role::HubResponsible => true,
        Role::Responsible => Some(known.person.organisation_id) == account.organisation_id,
        Role::Adviser => known.person.branch_id == account.branch_id,
        _ => false,
    };
    let mut reached: BTreeSet<Id> =
        population.people.iter().filter(reaches).map(|known| known.person.id).collect();
    let partners = reached.iter().filter_map(|id| reaches_of.get(id)).flat_map(|reach| &reach.wholly);
    let partners: Vec<Id> = partners.copied().collect();
    reached.extend(partners);
    Reach { first_names: reached.clone(), wholly: reached }
}
