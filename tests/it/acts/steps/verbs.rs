//! Verbs done to anybody by anybody, refusals included.

use tandem::accounts::access::Role;
use tandem::accounts::viewer::{By, Viewer};
use tandem::acts;
use tandem::acts::follow_ups::note_meeting::Noting;
use tandem::acts::outcomes::record::Recording;
use tandem::acts::people::{
    choose_coordinator, edit, end_journey, leave_as_mentor, offer_help, open_journey, register,
};
use tandem::acts::proposals::answer::Answering;
use tandem::acts::proposals::propose::Proposing;
use tandem::acts::proposals::withdraw::{self, Withdrawing};
use tandem::acts::requests::ask::Asking;
use tandem::acts::rounds::run::NewRound;
use tandem::acts::steps::{note_call, postpone};
use tandem::acts::tandems::close::Closing;
use tandem::acts::tandems::issue_charter;
use tandem::acts::tandems::sign::{self, Paper};
use tandem::db::new_id;
use tandem::follow_ups::meeting::Mode;
use tandem::organisations::Origin;
use tandem::outcomes::outcome::{Kind, Source};
use tandem::people::newcomer::{Details, Need, Newcomer, Offer, Part};
use tandem::people::person::EndReason;
use tandem::people::profile::{Availability, Language, Level, Profile, Topic};
use tandem::proposals::proposal::{Party, WithdrawalReason};
use tandem::requests::RequestedPart;
use tandem::requests::reach::Ways;
use tandem::steps::{CallResult, Reason};
use tandem::tandems::tandem::{Aftermath, ClosureReason};
use tandem::track::Track;
use tandem::worker;
use time::Duration;

pub use super::chance::Chance;
use super::hub_verbs;
use crate::acts::acting::as_by;
use crate::messages::HUB;
use crate::support::TestHub;

const PROFESSIONALS: &[Role] = &[
    Role::Coordinator,
    Role::Coordinator,
    Role::Coordinator,
    Role::HubResponsible,
    Role::Responsible,
    Role::Adviser,
    Role::Mentor,
];

/// What may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Ask,
    SetAside,
    Register,
    OpenJourney,
    EditJourney,
    EndJourney,
    OfferHelp,
    Leave,
    WithdrawProposal,
    Move,
    Propose,
    Answer,
    Sign,
    IssueCharter,
    Close,
    NoteMeeting,
    Record,
    BringIn,
    Invite,
    Withdraw,
    Deactivate,
    NameDefault,
    Choose,
    PutOff,
    Call,
    Tick,
    Night,
    SayAbsence,
    EndAbsence,
    HandOver,
}

/// Every verb, those of a tandem's life more often.
pub const VERBS: &[Verb] = &[
    Verb::Ask,
    Verb::SetAside,
    Verb::Register,
    Verb::Register,
    Verb::OpenJourney,
    Verb::EditJourney,
    Verb::EndJourney,
    Verb::OfferHelp,
    Verb::Leave,
    Verb::WithdrawProposal,
    Verb::Move,
    Verb::Propose,
    Verb::Propose,
    Verb::Answer,
    Verb::Answer,
    Verb::Answer,
    Verb::Answer,
    Verb::Sign,
    Verb::Sign,
    Verb::Sign,
    Verb::Sign,
    Verb::IssueCharter,
    Verb::Close,
    Verb::NoteMeeting,
    Verb::NoteMeeting,
    Verb::Record,
    Verb::Record,
    Verb::BringIn,
    Verb::Invite,
    Verb::Withdraw,
    Verb::Deactivate,
    Verb::NameDefault,
    Verb::Choose,
    Verb::Choose,
    Verb::PutOff,
    Verb::PutOff,
    Verb::Call,
    Verb::Tick,
    Verb::Night,
    Verb::Night,
    Verb::SayAbsence,
    Verb::EndAbsence,
    Verb::HandOver,
];

const ANY_PERSON: &str = "SELECT id FROM people";
const ANY_JOURNEY: &str = "SELECT id FROM journeys";
pub const COORDINATORS: &str = "SELECT id FROM accounts WHERE role IN ('coordinator', 'hub_responsible')";
const ANY_TANDEM: &str = "SELECT id FROM tandems";

/// Does one thing; says what became of it.
pub async fn act(hub: &TestHub, chance: &mut Chance, verb: Verb) -> String {
    let by = hub.by(chance.one_of(PROFESSIONALS)).await;
    let answer = match verb {
        Verb::Ask => ask(hub, chance).await,
        Verb::SetAside => {
            let request = chance.key(hub, "SELECT id FROM requests").await;
            told(
                as_by(hub, &by, async |write, by| acts::requests::set_aside::run(write, by, request).await)
                    .await,
            )
        }
        Verb::Register => register(hub, chance, &by).await,
        Verb::OpenJourney | Verb::EditJourney | Verb::EndJourney => journey(hub, chance, &by, verb).await,
        Verb::OfferHelp => {
            let person = chance.key(hub, ANY_PERSON).await;
            let offering = offer_help::Offering { person, offer: offer(hub, chance), seen: None };
            told(as_by(hub, &by, async |write, by| offer_help::run(write, by, offering).await).await)
        }
        Verb::Leave => {
            let leaving = leave_as_mentor::Leaving {
                person: chance.key(hub, "SELECT person_id AS id FROM mentors").await,
                on: chance.day(hub, 3),
                seen: hub
                    .keys("SELECT id FROM tandems UNION SELECT id FROM proposals")
                    .await
                    .into_iter()
                    .collect(),
            };
            told(
                as_by(hub, &by, async |write, by| {
                    leave_as_mentor::run(write, by, hub.app.named(), leaving).await
                })
                .await,
            )
        }
        Verb::WithdrawProposal => {
            let withdrawing = Withdrawing {
                proposal: chance.key(hub, "SELECT id FROM proposals").await,
                reason: chance.one_of(WithdrawalReason::ALL),
            };
            told(as_by(hub, &by, async |write, by| withdraw::run(write, by, withdrawing).await).await)
        }
        Verb::Move => move_person(hub, chance, &by).await,
        Verb::Propose => propose(hub, &by).await,
        Verb::Answer => {
            let answering = Answering {
                proposal: chance.key(hub, "SELECT id FROM proposals").await,
                party: chance.one_of(Party::ALL),
                agrees: chance.below(4) > 0,
                refusal: None,
                reason: Some("trop loin".to_owned()),
            };
            told(
                as_by(hub, &by, async |write, by| {
                    acts::proposals::answer::run(write, by, HUB, answering).await
                })
                .await,
            )
        }
        Verb::Sign => {
            let paper = Paper {
                proposal: chance.key(hub, "SELECT id FROM proposals").await,
                party: chance.one_of(Party::ALL),
                on: chance.day(hub, 3),
            };
            told(as_by(hub, &by, async |write, by| sign::note_paper(write, by, HUB, paper).await).await)
        }
        Verb::IssueCharter => {
            let text = format!("Une autre charte, la {}e", chance.below(1000));
            let by = hub.by(Role::HubResponsible).await;
            told(as_by(hub, &by, async |write, by| issue_charter::run(write, by, &text, None).await).await)
        }
        Verb::Close | Verb::NoteMeeting => tandem(hub, chance, &by, verb).await,
        Verb::Record => {
            let (kind, observed_on) = (chance.one_of(Kind::ALL), chance.day(hub, 40));
            let recording = Recording {
                journey: chance.key(hub, ANY_JOURNEY).await,
                kind,
                occurred_on: kind.is_event().then_some(observed_on),
                observed_on,
                source: Source::FollowUp,
            };
            told(
                as_by(hub, &by, async |write, by| acts::outcomes::record::run(write, by, recording).await)
                    .await,
            )
        }
        Verb::BringIn => hub_verbs::bring_in(hub, chance).await,
        Verb::Invite | Verb::Withdraw | Verb::Deactivate | Verb::NameDefault => {
            hub_verbs::access(hub, chance, verb).await
        }
        Verb::Choose => {
            let (journey, account) =
                (chance.key(hub, ANY_JOURNEY).await, chance.key(hub, COORDINATORS).await);
            let chosen = chance.below(4) > 0;
            told(
                as_by(hub, &by, async |write, by| {
                    choose_coordinator::run(write, by, journey, Some(account).filter(|_| chosen)).await
                })
                .await,
            )
        }
        Verb::PutOff | Verb::Call => step(hub, chance, &by, verb).await,
        Verb::Night => hub_verbs::night(hub, chance).await,
        Verb::SayAbsence | Verb::EndAbsence | Verb::HandOver => hub_verbs::stand_in(hub, chance, verb).await,
        Verb::Tick => told(worker::tick(&hub.app, None).await.map_err(|error| error.to_string())),
    };
    format!("{verb:?}: {answer}")
}

pub fn told<T: std::fmt::Debug>(answer: Result<T, String>) -> String {
    format!("{answer:?}")
}

async fn ask(hub: &TestHub, chance: &mut Chance) -> String {
    let visitor = Viewer::new(None, hub.app.rules, hub.app.now()).by();
    let email = format!("{}@exemple.test", new_id().simple());
    let asking = Asking {
        part: RequestedPart::Mentee,
        first_name: "Olive".to_owned(),
        last_name: "Tapenade".to_owned(),
        ways: Ways { email: Some(email.clone()), ..Ways::default() },
        prefers_call: false,
        place_code: "13005".to_owned(),
        words: String::new(),
        network: &email,
        base_url: "http://hub.test",
    };
    let asked =
        as_by(hub, &visitor, async |write, by| acts::requests::ask::run(write, by, asking).await).await;
    if chance.below(4) == 0 {
        return told(asked);
    }
    let token = hub.link_to(&email).await.rsplit('/').next().unwrap().to_owned();
    told(as_by(hub, &visitor, async |write, by| acts::requests::confirm::run(write, by, &token).await).await)
}

fn profile() -> Profile {
    Profile {
        trades: ["D1106".to_owned()].into(),
        topics: [Topic::Interview].into(),
        availabilities: Availability::all().collect(),
        in_person: true,
        remote: true,
        travel_km: 20,
        ..Profile::default()
    }
}

fn offer(hub: &TestHub, chance: &mut Chance) -> Offer {
    let left_on = (chance.below(5) == 0).then(|| chance.day(hub, 3));
    let capacity = u8::try_from(chance.below(4)).unwrap();
    Offer {
        capacity,
        left_on,
        available_from: None,
        tracks: Track::ALL.iter().copied().collect(),
        profile: profile(),
    }
}

pub fn need(hub: &TestHub, chance: &mut Chance) -> Need {
    Need {
        track: chance.one_of(Track::ALL),
        welcomed_on: chance.day(hub, 500),
        waits_from: None,
        profile: profile(),
    }
}

pub fn origin(hub: &TestHub, chance: &mut Chance) -> Origin {
    let own = Origin { organisation_id: hub.hub_organisation(), branch_id: None };
    let branch = Origin { organisation_id: hub.partner(), branch_id: Some(hub.branch(0)) };
    chance.one_of(&[own, branch, branch])
}

pub fn details() -> Details {
    Details {
        first_name: "Olive".to_owned(),
        last_name: "Tapenade".to_owned(),
        email: Some(format!("{}@exemple.test", new_id().simple())),
        phone: None,
        shares_address: false,
        is_address_right: false,
        channel: None,
        postal_address: None,
        postcode: None,
        place_code: Some("13213".to_owned()),
        birth_year: None,
        sex: None,
        in_qpv: None,
        languages: [(Language::French, Level::C2)].into(),
        businesses: Default::default(),
    }
}

async fn register(hub: &TestHub, chance: &mut Chance, by: &By) -> String {
    let part = if chance.yes() {
        Part::Journey(need(hub, chance))
    } else {
        Part::Mentor(Offer { left_on: None, ..offer(hub, chance) })
    };
    let registered_on = hub.app.today();
    let newcomer = Newcomer { details: details(), origin: origin(hub, chance), registered_on, part };
    let answers = chance.yes();
    let request = chance.key(hub, "SELECT id FROM requests").await;
    let registering = register::Registering { newcomer, request: Some(request).filter(|_| answers) };
    told(as_by(hub, by, async |write, by| register::run(write, by, registering).await).await)
}

async fn journey(hub: &TestHub, chance: &mut Chance, by: &By, verb: Verb) -> String {
    let journey = chance.key(hub, ANY_JOURNEY).await;
    match verb {
        Verb::OpenJourney => {
            let person = chance.key(hub, ANY_PERSON).await;
            let opening = open_journey::Opening { person, need: need(hub, chance) };
            told(as_by(hub, by, async |write, by| open_journey::run(write, by, opening).await).await)
        }
        Verb::EditJourney => {
            let editing = acts::people::edit_journey::Editing {
                journey,
                need: need(hub, chance),
                coordinator: None,
                seen: None,
            };
            told(
                as_by(hub, by, async |write, by| acts::people::edit_journey::run(write, by, editing).await)
                    .await,
            )
        }
        _ => {
            let (on, reason) = (chance.day(hub, 5), chance.one_of(EndReason::ALL));
            let ending = end_journey::Ending { journey, on, reason };
            told(as_by(hub, by, async |write, by| end_journey::run(write, by, ending).await).await)
        }
    }
}

async fn move_person(hub: &TestHub, chance: &mut Chance, by: &By) -> String {
    let person = chance.key(hub, ANY_PERSON).await;
    let moved = chance.yes();
    let editing = edit::Editing {
        person,
        details: details(),
        origin: Some(origin(hub, chance)).filter(|_| moved),
        hub: hub.app.named(),
        seen: None,
    };
    told(as_by(hub, by, async |write, by| edit::run(write, by, editing).await).await)
}

async fn propose(hub: &TestHub, by: &By) -> String {
    let asked = NewRound::default();
    let round = match acts::rounds::run::run(&hub.app, by, asked).await {
        Ok(round) => round,
        Err(error) => return error.to_string(),
    };
    told(
        acts::proposals::propose::run(&hub.app, by, Proposing { round, least_score: 0 })
            .await
            .map_err(|error| error.to_string()),
    )
}

async fn tandem(hub: &TestHub, chance: &mut Chance, by: &By, verb: Verb) -> String {
    let tandem = chance.key(hub, ANY_TANDEM).await;
    let on = chance.day(hub, 2);
    if verb == Verb::Close {
        let (reason, aftermath) = (chance.one_of(ClosureReason::ALL), chance.one_of(Aftermath::ALL));
        let closing = Closing { tandem, on, reason, aftermath };
        return told(
            as_by(hub, by, async |write, by| {
                acts::tandems::close::run(write, by, hub.app.named(), closing).await
            })
            .await,
        );
    }
    let planned = chance.yes();
    let next_on = Some(on.saturating_add(Duration::days(14))).filter(|_| planned);
    let noting = Noting {
        tandem,
        held_on: on,
        minutes: 60,
        length_confirmed: false,
        mode: Mode::Remote,
        topic: None,
        next_on,
    };
    told(as_by(hub, by, async |write, by| acts::follow_ups::note_meeting::run(write, by, noting).await).await)
}

async fn step(hub: &TestHub, chance: &mut Chance, by: &By, verb: Verb) -> String {
    let step = chance.key(hub, "SELECT id FROM steps").await;
    let to = hub.app.today().saturating_add(Duration::days(i64::try_from(chance.below(64)).unwrap()));
    if verb == Verb::PutOff {
        let postponing = postpone::Postponing { step, to, reason: chance.one_of(Reason::ALL) };
        return told(as_by(hub, by, async |write, by| postpone::run(write, by, postponing).await).await);
    }
    let again = chance.yes();
    let result = chance.one_of(CallResult::ALL);
    let calling = note_call::Calling { step, result, again_on: Some(to).filter(|_| again) };
    told(as_by(hub, by, async |write, by| note_call::run(write, by, calling).await).await)
}
