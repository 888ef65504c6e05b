//! Three hundred people who come to the hub in the course of a year, and what they do from day to day.

use std::collections::{BTreeMap, BTreeSet};

use tandem::accounts::access::Role;
use tandem::acts::follow_ups::note_meeting::{self, Noting};
use tandem::acts::proposals::answer::{self, Answering};
use tandem::acts::tandems::close::{self, Closing};
use tandem::acts::tandems::sign::{self, Paper};
use tandem::db::Id;
use tandem::follow_ups::meeting::Mode;
use tandem::people::person::{EndReason, Person};
use tandem::proposals::proposal::Party;
use tandem::tandems::tandem::{Aftermath, ClosureReason};
use time::{Date, Duration};

use super::checks::{PENDING, SIGNING};
use super::team::Team;
use crate::acts::acting::as_a;
use crate::acts::steps::verbs::Chance;
use crate::support::TestHub;

const MENTORS: usize = 110;
const MENTEES: usize = 190;
/// Over how many days the others come.
const YEAR: usize = 366;
/// How many mentees wait on the first day.
const WAITING: usize = 60;
/// How many came a year before, and are to be asked what became of it.
const BEFORE: usize = 8;

const FIRST_NAMES: [&str; 10] =
    ["Aubin", "Brune", "Cyprien", "Delphine", "Eudes", "Flavie", "Gildas", "Hermine", "Isaure", "Judicaël"];
const LAST_NAMES: [&str; 10] = [
    "Aubépine",
    "Bruyère",
    "Cistude",
    "Drosera",
    "Épicéa",
    "Fougère",
    "Genêt",
    "Houblon",
    "Iris",
    "Jonquille",
];

/// A reaction to a message: on a day, by its link.
type Reactions = BTreeMap<Date, Vec<String>>;

/// Somebody who came to the hub.
pub struct Known {
    pub person: Person,
    /// The key of the mentor or of the journey.
    pub part: Id,
    /// Who was chosen to coordinate the journey.
    pub coordinator: Option<Id>,
}

/// Who comes to the hub, and what each will do.
pub struct Population {
    /// Those who have come.
    pub people: Vec<Known>,
    arrivals: BTreeMap<Date, Vec<usize>>,
    reactions: Reactions,
    read: BTreeSet<Id>,
}

impl Population {
    /// The mentors are there on the first day, with some who wait; the others come day after day.
    pub async fn arrive(hub: &TestHub, first: Date, chance: &mut Chance) -> Self {
        let mut people = Vec::new();
        for number in 0..MENTORS {
            let (places, has_address) = (1 + chance.below(2), chance.below(20) > 0);
            let (person, mentor) = hub
                .add_mentor(&name(number), |person, mentor| {
                    mentor.capacity = u8::try_from(places).unwrap();
                    person.branch_id = Some(hub.branch(number % 2));
                    if !has_address {
                        person.email = None;
                    }
                })
                .await;
            people.push(Known { person, part: mentor.id, coordinator: None });
        }
        for number in 0..BEFORE {
            people.push(came_before(hub, MENTORS + MENTEES + number, first).await);
        }
        let mut arrivals: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
        for number in 0..MENTEES {
            let after = if number < WAITING { 0 } else { chance.below(YEAR) };
            let day = first + Duration::days(i64::try_from(after).unwrap());
            arrivals.entry(day).or_default().push(MENTORS + number);
        }
        Self { people, arrivals, reactions: Reactions::new(), read: BTreeSet::new() }
    }

    /// Those who come on a day are welcomed, each by somebody of the team.
    pub async fn welcome(&mut self, hub: &TestHub, team: &Team, day: Date) {
        for number in self.arrivals.remove(&day).unwrap_or_default() {
            let coordinator = team.chosen(number);
            let (person, journey) = hub
                .add_mentee(&name(number), |person, journey| {
                    journey.welcomed_on = day;
                    journey.coordinator_id = coordinator;
                    person.branch_id = Some(hub.branch(number % 2));
                })
                .await;
            self.people.push(Known { person, part: journey.id, coordinator });
        }
    }

    /// Whoever received a message decides whether and when to answer it.
    pub async fn read_messages(&mut self, hub: &TestHub, chance: &mut Chance) {
        let today = hub.app.today();
        for mail in hub.mails().await.iter().filter(|mail| mail.sent_at.is_some()) {
            if !self.read.insert(mail.id) {
                continue;
            }
            let answers = match mail.kind.as_str() {
                "proposal_asked" | "charter_to_sign" => chance.below(20) > 3,
                "proposal_reminder" | "charter_reminder" => chance.below(3) == 0,
                _ => false,
            };
            let text = mail.text(&hub.app.secret).unwrap();
            let link = text.lines().find_map(|line| line.strip_prefix("http://hub.test/"));
            if let Some(link) = link.filter(|_| answers) {
                let after = Duration::days(i64::try_from(chance.below(6)).unwrap());
                self.reactions.entry(today + after).or_default().push(format!("/{link}"));
            }
        }
    }

    /// What people do on a day.
    pub async fn live(&mut self, hub: &TestHub, day: Date, chance: &mut Chance) {
        for link in self.reactions.remove(&day).unwrap_or_default() {
            react(hub, &link, chance).await;
        }
        call_some(hub, day).await;
        meet(hub, day, chance).await;
        close_some(hub, day, chance).await;
    }
}

/// Somebody whose journey is over, and whose result the partner is to ask for by the first days.
async fn came_before(hub: &TestHub, number: usize, first: Date) -> Known {
    let days = i64::try_from(number % BEFORE).unwrap();
    let welcomed_on = first - Duration::days(400 - 5 * days);
    let (person, journey) = hub
        .add_mentee(&name(number), |person, journey| {
            person.registered_on = welcomed_on;
            journey.welcomed_on = welcomed_on;
            journey.ended = Some((welcomed_on + Duration::days(200), EndReason::GoalReached));
        })
        .await;
    Known { person, part: journey.id, coordinator: None }
}

fn name(number: usize) -> String {
    let (one, other, last) = (number % 10, number / 10 % 10, number / 100);
    let first = format!("{}-{}", FIRST_NAMES[one], FIRST_NAMES[other]);
    format!("{first} {}-{}", LAST_NAMES[other], LAST_NAMES[last])
}

/// Somebody opens the link of a message, and does what its page offers, if it still does.
async fn react(hub: &TestHub, link: &str, chance: &mut Chance) {
    let page = hub.visitor().get(link).await;
    let offers = |button: &str| page.all("button").iter().any(|text| text.contains(button));
    if offers("Oui, je veux bien") {
        if chance.below(4) > 0 {
            page.form("Oui, je veux bien").submit().await;
        } else {
            let reason = ["C’est trop loin", "Pas assez de temps en ce moment"][chance.below(2)];
            page.form("Dire non").tick(reason).submit().await;
        }
    } else if offers("Je signe") {
        page.form("Je signe").submit().await;
    }
}

/// Whoever coordinates calls the mentors who have no address, a week after they were to answer or to sign: they say yes, and sign on paper.
async fn call_some(hub: &TestHub, day: Date) {
    let week_ago = day - Duration::WEEK;
    let of_mentors = "mentor_id IN (SELECT mentors.id FROM mentors JOIN people ON people.id = person_id WHERE email IS NULL)";
    let asked =
        format!("{of_mentors} AND {PENDING} AND mentor_answer IS NULL AND mentor_asked_on <= '{week_ago}'");
    let party = Party::Mentor;
    for proposal in hub.keys(&format!("SELECT id FROM proposals WHERE {asked}")).await {
        let yes = Answering { proposal, party, agrees: true, refusal: None, reason: None };
        as_a(hub, Role::Coordinator, async |write, by| answer::run(write, by, hub.app.named(), yes).await)
            .await
            .unwrap();
    }
    let owed = format!(
        "SELECT proposal_id AS id FROM signatures WHERE {SIGNING} AND party = 'mentor' AND asked_on <= '{week_ago}' \
         AND proposal_id IN (SELECT id FROM proposals WHERE {of_mentors})"
    );
    for proposal in hub.keys(&owed).await {
        let paper = Paper { proposal, party, on: day };
        as_a(hub, Role::Coordinator, async |write, by| {
            sign::note_paper(write, by, hub.app.named(), paper).await
        })
        .await
        .unwrap();
    }
}

/// One tandem in fifteen meets on a day and notes it; one in eight never does.
async fn meet(hub: &TestHub, day: Date, chance: &mut Chance) {
    for tandem in hub.keys("SELECT id FROM tandems WHERE closed_on IS NULL ORDER BY id").await {
        if tandem.as_bytes()[15] % 8 != 0 && chance.below(15) == 0 {
            let (minutes, mode) = (60, Mode::InPerson);
            let noting = Noting {
                tandem,
                held_on: day,
                minutes,
                length_confirmed: false,
                mode,
                topic: None,
                next_on: None,
            };
            as_a(hub, Role::Coordinator, async |write, by| note_meeting::run(write, by, noting).await)
                .await
                .unwrap();
        }
    }
}

/// Tandems end in the course of time, most with their aim reached.
async fn close_some(hub: &TestHub, on: Date, chance: &mut Chance) {
    for tandem in hub.keys("SELECT id FROM tandems WHERE closed_on IS NULL ORDER BY id").await {
        if chance.below(120) == 0 {
            let (reason, aftermath) = match chance.below(3) {
                0 => (ClosureReason::Mutual, Aftermath::Waits),
                _ => (ClosureReason::GoalReached, Aftermath::Ends),
            };
            let closing = Closing { tandem, on, reason, aftermath };
            as_a(hub, Role::Coordinator, async |write, by| {
                close::run(write, by, hub.app.named(), closing).await
            })
            .await
            .unwrap();
        }
    }
}
