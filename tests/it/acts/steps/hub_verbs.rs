//! Verbs of the hub itself: history is brought in, access is given and taken away.

use tandem::accounts::access::Role;
use tandem::accounts::messages::Hub;
use tandem::accounts::standing_in::Deputy;
use tandem::accounts::viewer::By;
use tandem::acts;
use tandem::acts::tandems::bring_in::PastTandem;
use tandem::db::new_id;
use tandem::follow_ups::meeting::{Meeting, Mode};
use tandem::jobs;
use tandem::outcomes::outcome::{Kind, Outcome, Source};
use tandem::people::person::Journey;
use tandem::state::{App, Clock};
use tandem::tandems::tandem::{ClosureReason, Tandem};
use tandem::worker;
use time::Duration;

use super::verbs::{COORDINATORS, Chance, Verb, details, need, origin, told};
use crate::acts::acting::as_by;
use crate::support::TestHub;

/// Somebody whose tandem ended before the hub existed comes with all that is known of them.
pub async fn bring_in(hub: &TestHub, chance: &mut Chance) -> String {
    let by = By::History;
    let origin = origin(hub, chance);
    let person = details().person(new_id(), origin, chance.day(hub, 400));
    let welcomed_on = hub.app.today().saturating_sub(Duration::days(390));
    let journey = Journey { welcomed_on, ..need(hub, chance).journey(new_id(), person.id, None) };
    let mentor = chance.key(hub, "SELECT id FROM mentors").await;
    let (began, met, ended) = (welcomed_on + Duration::days(20), Duration::days(30), Duration::days(90));
    let tandem = Tandem {
        id: new_id(),
        proposal_id: None,
        journey_id: journey.id,
        mentor_id: mentor,
        started_on: began,
        closed: Some((began + ended, ClosureReason::Unavailable)),
    };
    let meeting = Meeting {
        id: new_id(),
        tandem_id: tandem.id,
        held_on: began + met,
        minutes: 45,
        mode: Mode::InPerson,
        topic: None,
        next_on: None,
    };
    let outcome = Outcome {
        id: new_id(),
        journey_id: journey.id,
        kind: chance.one_of(&[Kind::Searching, Kind::NotKnown]),
        occurred_on: None,
        observed_on: chance.day(hub, 60).min(hub.app.today()),
        source: Source::FollowUp,
    };
    let past = PastTandem { tandem, meetings: vec![meeting] };
    told(
        as_by(hub, &by, async |write, by| {
            acts::people::bring_in::run(write, by, &person).await?;
            acts::people::bring_in_journey::run(write, by, &journey).await?;
            acts::tandems::bring_in::run(write, by, &past).await?;
            acts::outcomes::bring_in::run(write, by, &[outcome]).await?;
            acts::settle::everything(write).await
        })
        .await,
    )
}

pub async fn access(hub: &TestHub, chance: &mut Chance, verb: Verb) -> String {
    let by = By::Hub;
    match verb {
        Verb::Invite => {
            let inviting = acts::accounts::invite::Inviting {
                name: "Nadège Câpre".to_owned(),
                email: format!("{}@exemple.test", new_id().simple()),
                role: chance.one_of(&[Role::Coordinator, Role::HubResponsible]),
                place: None,
                hub: Hub { base_url: "http://hub.test", contact_email: "contact@hub.exemple.test" },
            };
            told(
                as_by(hub, &by, async |write, by| acts::accounts::invite::run(write, by, inviting).await)
                    .await,
            )
        }
        Verb::Withdraw => {
            let account = chance.key(hub, COORDINATORS).await;
            told(
                as_by(hub, &by, async |write, by| {
                    acts::accounts::withdraw_access::run(write, by, account).await
                })
                .await,
            )
        }
        Verb::NameDefault => {
            let account = chance.key(hub, COORDINATORS).await;
            told(
                as_by(hub, &by, async |write, by| {
                    acts::accounts::coordinate_by_default::run(write, by, account).await
                })
                .await,
            )
        }
        _ => {
            let identities = "SELECT identity_id AS id FROM accounts WHERE role = 'coordinator'";
            let identity = chance.key(hub, identities).await;
            told(
                as_by(hub, &by, async |write, by| acts::accounts::deactivate::run(write, by, identity).await)
                    .await,
            )
        }
    }
}

/// A night some days from now: those who went away and who are back are noted, and what is late goes to others.
pub async fn night(hub: &TestHub, chance: &mut Chance) -> String {
    let days = i64::try_from(chance.below(30)).unwrap();
    let now = hub.app.now().plus(Duration::days(days));
    let app = App { clock: Clock::Stopped(now), ..hub.app.clone() };
    let mut done = Vec::new();
    for kind in [acts::accounts::follow_absences::JOB, acts::steps::escalate::JOB] {
        let write = app.write(&By::Hub).await.unwrap();
        jobs::store::schedule(&write, kind, &new_id().to_string(), now).await.unwrap();
        write.commit().await.unwrap();
        done.push(worker::do_next(&app, None, &[kind]).await.map_err(|error| error.to_string()));
    }
    format!("{days} days later {done:?}")
}

/// Somebody says who stands in for them or when they are away, is back, or gives everything to somebody else.
pub async fn stand_in(hub: &TestHub, chance: &mut Chance, verb: Verb) -> String {
    let by = hub.by(Role::HubResponsible).await;
    let [account, other] = [chance.key(hub, COORDINATORS).await, chance.key(hub, COORDINATORS).await];
    match verb {
        Verb::SayAbsence => {
            let today = hub.app.today();
            let until = today + Duration::days(i64::try_from(chance.below(20)).unwrap());
            let saying = acts::accounts::say_absence::Saying {
                account,
                deputy: Deputy(Some(other).filter(|_| chance.below(3) > 0)),
                days: (chance.below(3) > 0).then_some((today, until)),
                seen: None,
            };
            told(
                as_by(hub, &by, async |write, by| acts::accounts::say_absence::run(write, by, saying).await)
                    .await,
            )
        }
        Verb::EndAbsence => {
            let absence = chance.key(hub, "SELECT id FROM absences WHERE ended_on IS NULL").await;
            told(
                as_by(hub, &by, async |write, by| {
                    acts::accounts::end_absence::run(write, by, account, absence).await
                })
                .await,
            )
        }
        _ => told(
            as_by(hub, &by, async |write, by| {
                acts::accounts::hand_over::run(write, by, account, other).await
            })
            .await,
        ),
    }
}
