//! The last place of a mentor is taken through every door at the same instant, from two copies of the hub: one has it, the others read
//! that there is none.
//!
//! Yeses come by the link of the mentee, by that of the mentor, and through whoever coordinates; an adviser notes none, but registers the
//! last signature on paper of pairs whose place is promised, which makes it a place that is taken. No act lets more yeses be awaited
//! than there are places, so that these are stored beside the acts: the count holds whatever is awaited.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use tandem::accounts::access::Role;
use tandem::acts::proposals::answer::{self, Answered, Answering};
use tandem::acts::settle;
use tandem::acts::tandems::sign::{self, Paper, Signed};
use tandem::db::{Id, Write};
use tandem::links::{self, NewLink, Uses};
use tandem::people::person::{Journey, Mentor, Person};
use tandem::proposals;
use tandem::proposals::link::{PATH, lasts, purpose_of};
use tandem::proposals::proposal::{Answer, Party, Proposal};
use tandem::settings::{self, Begins, Settings};
use tokio::sync::Barrier;

use crate::acts::acting::as_a;
use crate::acts::steps::verbs::Chance;
use crate::messages::HUB;
use crate::support::{Client, Origin, Page, TestHub, is_long};

/// How many acceptances there are at once.
const AT_ONCE: usize = 50;
/// How many of them are signatures, of pairs whose place is promised.
const ON_PAPER: usize = 5;

/// Within how many milliseconds those of one door come.
const WITHIN: usize = 60;
/// The start, in milliseconds, that those who follow a link have in half of the rounds: whoever is signed in reaches the place sooner.
const START: usize = 240;

/// How often.
fn rounds() -> usize {
    if is_long() { 500 } else { 6 }
}

/// Through which door somebody accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    /// The link of a message to one side.
    Link,
    Coordinator,
    Adviser,
}

/// A form that accepts.
struct Acceptance {
    door: Door,
    party: Party,
    path: String,
    fields: Vec<(&'static str, String)>,
}

impl Acceptance {
    /// Sends it a moment after all are ready, and says whether it is a yes for which there was a place. Otherwise the page says that there
    /// is none.
    async fn send(self, client: Client, all: Arc<Barrier>, moment: Duration) -> bool {
        let fields: Vec<(&str, &str)> =
            self.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        all.wait().await;
        tokio::time::sleep(moment).await;
        let page = client.post_from(Origin::Hub, &self.path, &fields).await;
        match self.door {
            Door::Link if page.status == StatusCode::OK => says_both_agree(&page),
            Door::Link => self.says_there_is_none(&page),
            Door::Coordinator if page.redirection().is_some() => true,
            Door::Coordinator => self.says_there_is_none(&page),
            Door::Adviser => {
                let to = page.redirection().unwrap_or_else(|| panic!("{}", page.text()));
                assert!(to.starts_with("/tandems/"), "{to}");
                false
            }
        }
    }

    fn says_there_is_none(&self, page: &Page) -> bool {
        let words = match (self.door, self.party) {
            (Door::Link, Party::Mentor) => "Vous n’avez plus de place",
            _ => "Ce mentor n’a plus de place",
        };
        page.is(StatusCode::UNPROCESSABLE_ENTITY).says(words);
        false
    }
}

fn says_both_agree(page: &Page) -> bool {
    page.says("Vous avez dit oui tous les deux");
    true
}

/// A mentor with one place besides those that are promised, and everybody who may be theirs.
struct LastPlace {
    hub: TestHub,
    mentor: Mentor,
    person: Person,
    mentees: Vec<(Person, Journey)>,
}

impl LastPlace {
    async fn new() -> Self {
        let hub = TestHub::new().await;
        let places = u8::try_from(ON_PAPER).unwrap() + 1;
        let (person, mentor) = hub.add_mentor("Fantine Vallon", |_, mentor| mentor.capacity = places).await;
        let mut mentees = Vec::new();
        for _ in 0..AT_ONCE {
            mentees.push(hub.add_mentee("Gontran Lavoir", |_, _| ()).await);
        }
        Self { hub, mentor, person, mentees }
    }

    /// Everything is as before the first round, and fifty may accept.
    async fn stage(&self, begins: Begins) -> Vec<Acceptance> {
        for table in ["signatures", "tandems", "links", "outbox", "jobs", "proposals"] {
            self.hub.sql(&format!("DELETE FROM {table}")).await.unwrap();
        }
        let mut acceptances = Vec::new();
        for (_, journey) in &self.mentees[..ON_PAPER] {
            acceptances.push(self.to_sign(journey).await);
        }
        let write = self.hub.write().await;
        for (number, (mentee, journey)) in self.mentees.iter().enumerate().skip(ON_PAPER) {
            acceptances.push(self.to_answer(&write, number, mentee, journey).await);
        }
        let settings = Settings { begins, ..Settings::default() };
        settings::store::save(&write, &Settings::default(), &settings).await.unwrap();
        settle::everything(&write).await.unwrap();
        write.commit().await.unwrap();
        acceptances
    }

    /// Both said yes to each other, and the mentor signed.
    async fn to_sign(&self, journey: &Journey) -> Acceptance {
        let hub = &self.hub;
        let on = hub.app.today();
        let proposal = hub.suggestion(journey.id, self.mentor.id);
        let write = hub.write().await;
        proposals::store::insert_proposals(&write, std::slice::from_ref(&proposal)).await.unwrap();
        write.commit().await.unwrap();
        for party in [Party::Mentor, Party::Mentee] {
            let yes = Answering { proposal: proposal.id, party, agrees: true, refusal: None, reason: None };
            let answered =
                as_a(hub, Role::Coordinator, async |write, by| answer::run(write, by, HUB, yes).await).await;
            assert!(matches!(answered, Ok(Answered::Pending | Answered::ToSign)), "{answered:?}");
        }
        let paper = Paper { proposal: proposal.id, party: Party::Mentor, on };
        let signed =
            as_a(hub, Role::Coordinator, async |write, by| sign::note_paper(write, by, HUB, paper).await);
        assert_eq!(signed.await, Ok(Signed::Done));
        Acceptance {
            door: Door::Adviser,
            party: Party::Mentee,
            path: format!("/charters/{}", proposal.id),
            fields: vec![("party", Party::Mentee.code().to_owned()), ("mentee_signed_on", on.to_string())],
        }
    }

    /// One side said yes, and the other is asked: the mentee, but one time in four the mentor.
    async fn to_answer(
        &self,
        write: &Write,
        number: usize,
        mentee: &Person,
        journey: &Journey,
    ) -> Acceptance {
        let on = self.hub.app.today();
        let yes = Some(Answer { agrees: true, on, refusal: None, reason: None });
        let asked = Proposal {
            mentor_asked_on: Some(on),
            mentee_asked_on: Some(on),
            ..self.hub.suggestion(journey.id, self.mentor.id)
        };
        let (party, person, proposal) = if number.is_multiple_of(4) {
            (Party::Mentor, &self.person, Proposal { mentee: yes, ..asked })
        } else {
            (Party::Mentee, mentee, Proposal { mentor: yes, ..asked })
        };
        proposals::store::insert_proposals(write, std::slice::from_ref(&proposal)).await.unwrap();
        if number.is_multiple_of(2) {
            let token = links::store::insert(write, link(proposal.id, party, person, on)).await.unwrap();
            let fields = vec![("answer", "yes".to_owned())];
            return Acceptance { door: Door::Link, party, path: format!("{PATH}/{token}"), fields };
        }
        let answer = if party == Party::Mentor { "mentor_answer" } else { "mentee_answer" };
        let fields = vec![("party", party.code().to_owned()), (answer, "yes".to_owned())];
        Acceptance {
            door: Door::Coordinator,
            party,
            path: format!("/proposals/{}/answers", proposal.id),
            fields,
        }
    }

    /// How many tandems the mentor has, how many more are to be signed, and how many have no second answer.
    async fn counts(&self) -> [usize; 3] {
        let count = async |query: &str| self.hub.keys(query).await.len();
        let agreed = "mentor_answer = 'yes' AND mentee_answer = 'yes'";
        [
            count("SELECT id FROM tandems WHERE closed_on IS NULL").await,
            count(&format!("SELECT id FROM proposals WHERE begun_on IS NULL AND {agreed}")).await,
            count("SELECT id FROM proposals WHERE mentor_answer IS NULL OR mentee_answer IS NULL").await,
        ]
    }
}

fn link(proposal: Id, party: Party, person: &Person, on: time::Date) -> NewLink<'_> {
    NewLink {
        purpose: purpose_of(party),
        subject: proposal,
        bearer: person.email.as_deref().unwrap(),
        path: PATH,
        lasts: lasts(on, on),
        uses: Uses::UntilExpiry,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_acceptances_through_all_doors_one_has_the_last_place() {
    let own = LastPlace::new().await;
    let copies = [&own.hub, &own.hub.another_copy().await];
    let mut clients = Vec::new();
    for copy in copies {
        copy.connected().await;
        clients.push([copy.visitor(), copy.enter(Role::Coordinator).await, copy.enter(Role::Adviser).await]);
    }
    let mut chance = Chance(20_261_126);
    let mut by_door = [0, 0];
    for round in 0..rounds() {
        // At the second yes and at the second signature, in turn.
        let begins = if round % 2 == 0 { Begins::Signatures } else { Begins::SecondYes };
        let all = Arc::new(Barrier::new(AT_ONCE));
        let acceptances = own.stage(begins).await;
        let start = if round % 4 < 2 { 0 } else { START };
        let sent = acceptances.into_iter().enumerate().map(|(number, acceptance)| {
            let of_copy = &clients[(number + round) / 2 % 2];
            let door = acceptance.door;
            let client = of_copy[door as usize].clone();
            let after = if door == Door::Link { 0 } else { start };
            let moment = Duration::from_millis((after + chance.below(WITHIN)) as u64);
            (door, tokio::spawn(acceptance.send(client, Arc::clone(&all), moment)))
        });
        let mut won = Vec::new();
        for (door, sent) in sent.collect::<Vec<_>>() {
            won.extend(sent.await.unwrap().then_some(door));
        }
        assert_eq!(won.len(), 1, "round {round}: {won:?}");
        by_door[usize::from(won[0] == Door::Coordinator)] += 1;
        let begun = usize::from(begins == Begins::SecondYes);
        let others = AT_ONCE - ON_PAPER - 1;
        assert_eq!(own.counts().await, [ON_PAPER + begun, 1 - begun, others], "round {round}");
        assert_eq!(own.hub.unsettled().await, Vec::<String>::new(), "round {round}");
        let write = own.hub.write().await;
        let settings = Settings { begins, ..Settings::default() };
        settings::store::save(&write, &settings, &Settings::default()).await.unwrap();
        write.commit().await.unwrap();
    }
    println!(
        "{} rounds: won by {} links, and {} times by whoever coordinates",
        rounds(),
        by_door[0],
        by_door[1]
    );
    assert!(!is_long() || by_door.into_iter().all(|won| won > rounds() / 50), "either door is open");
    copies[1].app.db.close().await.unwrap();
}
