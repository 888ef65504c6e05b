//! Those who work for the hub and for its partner: they come on working days, say that they go away or just do not come, and are back.
//!
//! Who is there is worked out here from what they did, and from the days on which people worked in France that year.

use std::collections::{BTreeMap, BTreeSet};

use tandem::accounts::access::Role;
use tandem::accounts::standing_in::Deputy;
use tandem::accounts::viewer::Viewer;
use tandem::acts::accounts::say_absence::{self, Said, Saying};
use tandem::db::Id;
use time::macros::date;
use time::{Date, Duration, Weekday};

use crate::acts::acting::as_by;
use crate::acts::steps::verbs::Chance;
use crate::support::TestHub;

/// The public holidays from September 2027 to September 2028 on which people would have worked.
const HOLIDAYS: [Date; 9] = [
    date!(2027 - 11 - 01),
    date!(2027 - 11 - 11),
    date!(2028 - 04 - 17),
    date!(2028 - 05 - 01),
    date!(2028 - 05 - 08),
    date!(2028 - 05 - 25),
    date!(2028 - 06 - 05),
    date!(2028 - 07 - 14),
    date!(2028 - 08 - 15),
];

/// Whether people work on a day.
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !HOLIDAYS.contains(&day)
}

/// Whether people work on a day, and did not before in its week.
pub fn begins_week(day: Date) -> bool {
    let monday = day - Duration::days(day.weekday().number_days_from_monday().into());
    let mut before = (0..(day - monday).whole_days()).map(|days| monday + Duration::days(days));
    is_working_day(day) && !before.any(is_working_day)
}

/// Somebody who works.
pub struct Member {
    pub account: Id,
    pub role: Role,
    pub email: String,
    deputy: Option<Id>,
    visited_on: Date,
    /// The days on which they said they are away, the last they said.
    said: Option<(Date, Date)>,
    /// The last day on which they do not come, without a word.
    unseen_until: Option<Date>,
    /// Since when they are away without a word.
    silent_since: Option<Date>,
}

impl Member {
    /// The last day on which somebody knew of them: they came, or had said that they would not.
    fn known_on(&self, day: Date) -> Date {
        let said = self.said.map(|(_, until)| until).filter(|until| *until < day);
        said.map_or(self.visited_on, |until| until.max(self.visited_on))
    }

    fn says_away(&self, day: Date) -> bool {
        self.said.is_some_and(|(from, until)| (from..=until).contains(&day))
    }
}

/// Everybody who works.
pub struct Team {
    pub members: Vec<Member>,
    /// How often somebody said that they go away, and how often somebody was away without a word.
    pub absences: [usize; 2],
}

impl Team {
    /// Two more coordinate, each the deputy of the other and one of them of whoever coordinates by default. All came on a day.
    pub async fn gather(hub: &TestHub, on: Date) -> Self {
        let nadege = hub.add_colleague("Nadège Câpre", Role::Coordinator).await;
        let luce = hub.add_colleague("Luce Sarriette", Role::Coordinator).await;
        let colette = hub.account_of(Role::Coordinator).await;
        let deputies: BTreeMap<Id, Id> = [(nadege, luce), (luce, nadege), (colette, nadege)].into();
        let mut members = Vec::new();
        for account in tandem::accounts::store::list(&hub.app.db).await.unwrap() {
            if !account.role.works_with_people() {
                continue;
            }
            let identity = account.identity_id.unwrap();
            let emails = tandem::accounts::store::list_emails(&hub.app.db, &[identity]).await.unwrap();
            let (account, role, email) = (account.id, account.role, emails[0].1.clone());
            let deputy = deputies.get(&account).copied();
            if deputy.is_some() {
                says(hub, account, deputy, None).await;
            }
            hub.visits(on, account).await;
            let (said, unseen_until, silent_since) = (None, None, None);
            members.push(Member {
                account,
                role,
                email,
                deputy,
                visited_on: on,
                said,
                unseen_until,
                silent_since,
            });
        }
        Self { members, absences: [0, 0] }
    }

    fn first(&self, role: Role) -> Id {
        let found = self.members.iter().filter(|member| member.role == role).map(|member| member.account);
        found.min().expect("each role has somebody")
    }

    /// Whoever coordinates what nobody was chosen for.
    pub fn by_default(&self) -> Id {
        self.first(Role::Coordinator)
    }

    /// Who coordinates the journeys of a number: nobody was chosen for one in three.
    pub fn chosen(&self, number: usize) -> Option<Id> {
        let coordinate = self.members.iter().filter(|member| member.role == Role::Coordinator);
        let accounts: Vec<Id> = coordinate.map(|member| member.account).collect();
        let chosen = accounts[number % accounts.len()];
        (chosen != self.by_default()).then_some(chosen)
    }

    fn get(&self, account: Id) -> &Member {
        self.members.iter().find(|member| member.account == account).expect("they work here")
    }

    /// The night before a day: of those who have anything to do, who has not come for five working days is away.
    pub async fn dawn(&mut self, hub: &TestHub, day: Date) {
        let owned = "SELECT owner_id AS id FROM steps WHERE owner_kind = 'account' \
            UNION SELECT entrusted_from_id FROM steps WHERE entrusted_from_kind = 'account'";
        let owners: BTreeSet<Id> = hub.keys(owned).await.into_iter().collect();
        for member in &mut self.members {
            let mut missed = member.known_on(day) + Duration::DAY;
            let mut working_days = 0;
            while missed < day {
                working_days += usize::from(is_working_day(missed));
                missed += Duration::DAY;
            }
            let is_silent = working_days >= 5 && owners.contains(&member.account);
            if member.silent_since.is_none() && !member.says_away(day) && is_silent {
                member.silent_since = Some(day);
                self.absences[1] += 1;
            }
        }
    }

    /// Since when somebody is away, on the morning of a day.
    pub fn away_since(&self, account: Id, day: Date) -> Option<Date> {
        let member = self.get(account);
        let said = member.said.filter(|_| member.says_away(day));
        said.map(|(from, _)| from).or(member.silent_since)
    }

    pub fn is_there(&self, account: Id, day: Date) -> bool {
        self.away_since(account, day).is_none()
    }

    /// Who is responsible for the hub, if they are there.
    pub fn responsible(&self, day: Date) -> Option<Id> {
        Some(self.first(Role::HubResponsible)).filter(|account| self.is_there(*account, day))
    }

    /// Who does what an organisation is late with.
    pub fn above_partner(&self, day: Date) -> Option<Id> {
        let theirs = [self.first(Role::Responsible), self.by_default()];
        theirs.into_iter().find(|one| self.is_there(*one, day)).or_else(|| self.responsible(day))
    }

    /// Who does what is another's.
    pub fn in_place_of(&self, account: Id, day: Date) -> Option<Id> {
        let asked = self.get(account).deputy.into_iter().chain([self.by_default()]);
        let others = asked.filter(|one| self.is_there(*one, day)).chain(self.responsible(day));
        others.into_iter().find(|one| *one != account)
    }

    /// Who does what was given to somebody.
    pub fn taker(&self, account: Id, day: Date) -> Id {
        let other = self.away_since(account, day).and_then(|_| self.in_place_of(account, day));
        other.unwrap_or(account)
    }

    /// The evening of a day: who came, and who says that they go away, or will not come.
    pub async fn live(&mut self, hub: &TestHub, day: Date, chance: &mut Chance) {
        for member in &mut self.members {
            let is_unseen = member.unseen_until.is_some_and(|until| day <= until) || member.says_away(day);
            if is_unseen || !is_working_day(day) {
                continue;
            }
            hub.visits(day, member.account).await;
            (member.visited_on, member.silent_since) = (day, None);
            if member.said.is_some_and(|(_, until)| until > day) {
                continue;
            }
            let days = |least: i64, more: usize, chance: &mut Chance| {
                Duration::days(least + i64::try_from(chance.below(more)).unwrap())
            };
            match chance.below(30) {
                0 => {
                    let from = day + days(1, 4, chance);
                    let until = from + days(0, 15, chance);
                    says(hub, member.account, member.deputy, Some((from, until))).await;
                    member.said = Some((from, until));
                    self.absences[0] += 1;
                }
                1 => member.unseen_until = Some(day + days(5, 12, chance)),
                _ => {}
            }
        }
    }
}

async fn says(hub: &TestHub, account: Id, deputy: Option<Id>, days: Option<(Date, Date)>) {
    let found = tandem::accounts::store::find(&hub.app.db, account).await.unwrap().unwrap();
    let by = Viewer::of_account(found, hub.app.rules, hub.app.now()).by();
    let saying = Saying { account, deputy: Deputy(deputy), days, seen: None };
    let said = as_by(hub, &by, async |write, by| say_absence::run(write, by, saying).await).await;
    assert_eq!(said, Ok(Said::Noted));
}
