//! What those who work are written to: how the week begins on its first working day, what is new on the others, and nothing while they are
//! away.

use std::collections::{BTreeMap, BTreeSet};

use tandem::accounts::access::Role;
use tandem::db::Id;
use tandem::steps::{Owner, Step, SubjectKind};
use time::{Date, Duration};

use super::people::Population;
use super::team::{Member, Team, begins_week, is_working_day};
use crate::support::TestHub;

/// The most things that a message names.
const MOST: usize = 5;

/// Who was there and had something to do, morning after morning.
#[derive(Default)]
pub struct Weeks {
    /// Those to whom a week is to begin with a message.
    expected: BTreeSet<(Date, Id)>,
    away: BTreeSet<(Date, Id)>,
    /// Those of the hub who owned nothing.
    idle: BTreeSet<(Date, Id)>,
}

impl Weeks {
    /// Notes who is there on a morning, and has something to do.
    pub async fn look(&mut self, hub: &TestHub, population: &Population, team: &Team, steps: &[Step]) {
        let today = hub.app.today();
        let late = late_tandems(hub, population, steps).await;
        for member in &team.members {
            let at = (today, member.account);
            if !team.is_there(member.account, today) {
                self.away.insert(at);
                continue;
            }
            let own = || steps.iter().filter(|step| step.owner == Owner::account(member.account));
            let nears = |step: &Step| step.due_on() < today + Duration::WEEK && step.since_on <= today;
            let has_something = own().any(nears)
                || match member.role {
                    Role::Responsible => !late.is_empty(),
                    Role::Adviser => late.contains(&Some(hub.branch(0))),
                    _ => false,
                };
            if begins_week(today) && has_something {
                self.expected.insert(at);
            }
            if own().next().is_none() && !matches!(member.role, Role::Responsible | Role::Adviser) {
                self.idle.insert(at);
            }
        }
    }

    /// What is wrong with the messages that were written, and how many of each kind there are.
    pub async fn of_messages(&self, hub: &TestHub, team: &Team) -> (Vec<String>, [usize; 2]) {
        let members: BTreeMap<&str, &Member> =
            team.members.iter().map(|member| (member.email.as_str(), member)).collect();
        let (mut wrong, mut written) = (Vec::new(), BTreeSet::new());
        let mut counts = [0, 0];
        for mail in hub.mails().await.iter().filter(|mail| ["monday", "digest"].contains(&mail.kind.as_str()))
        {
            let (day, member) = (mail.created_at.day(), members[mail.recipient.as_str()]);
            let at = (day, member.account);
            let mut is_wrong = |is_so: bool, what: &str| {
                if is_so {
                    wrong.push(format!("{day}, {} to {:?} {}: {what}", mail.kind, member.role, member.email));
                }
            };
            let is_monday = mail.kind == "monday";
            counts[usize::from(!is_monday)] += 1;
            is_wrong(is_monday != begins_week(day), "a week does not begin so");
            is_wrong(!is_working_day(day), "nobody works");
            is_wrong(self.away.contains(&at), "they are away");
            is_wrong(self.idle.contains(&at), "they have nothing to do");
            is_wrong(!written.insert(at), "the second of the day");
            is_wrong(mail.sent_at.is_none_or(|sent_at| sent_at.day() != day), "it did not leave that day");
            let text = mail.text(&hub.app.secret);
            let items = text.map_or(1, |text| text.matches("\n* ").count());
            is_wrong(!(1..=MOST).contains(&items), "too much or nothing");
        }
        for (day, account) in self.expected.difference(&written) {
            wrong.push(format!("{day}: nothing tells {account} how the week begins"));
        }
        (wrong, counts)
    }
}

/// The branches of the mentees whose tandems are late.
async fn late_tandems(hub: &TestHub, population: &Population, steps: &[Step]) -> BTreeSet<Option<Id>> {
    let today = hub.app.today();
    let is_late = |step: &&Step| step.subject.kind == SubjectKind::Tandem && step.due_on() < today;
    let late: BTreeSet<Id> = steps.iter().filter(is_late).map(|step| step.subject.id).collect();
    let branches: BTreeMap<Id, Option<Id>> =
        population.people.iter().map(|known| (known.part, known.person.branch_id)).collect();
    let journeys: Vec<Id> = branches.keys().copied().collect();
    let tandems = tandem::tandems::store::list_of_journeys(
        &hub.app.db,
        tandem::accounts::access::Scope::Hub,
        &journeys,
    );
    let tandems = tandems.await.unwrap();
    let late = tandems.iter().filter(|tandem| late.contains(&tandem.id));
    late.filter_map(|tandem| branches.get(&tandem.journey_id).copied()).collect()
}
