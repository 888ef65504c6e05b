//! Somebody at the hub reminds a side.

use tandem::accounts::access::{Right, Role};
use tandem::accounts::viewer::By;
use tandem::acts::proposals::remind::{self, Reminded, Reminding};
use tandem::db::{Id, Write};
use tandem::error::Error;
use tandem::mail::messages::Nature;
use tandem::proposals::messages::KINDS;
use tandem::proposals::proposal::{Party, WithdrawalReason};
use tandem::proposals::store;
use time::Duration;

use super::{answered, found, yes};
use crate::acts::tandems::without;
use crate::answers::one_pair;
use crate::messages::HUB;
use crate::support::TestHub;

async fn reminded(hub: &TestHub, by: &By, proposal: Id, party: Party) -> Result<Reminded, Error> {
    let write: Write = hub.write_by(by).await;
    let reminded = remind::run(&write, by, HUB, Reminding { proposal, party }).await?;
    write.commit().await.unwrap();
    Ok(reminded)
}

/// As if the mentor had been asked so many days ago.
async fn asked_days_ago(hub: &TestHub, proposal: Id, days: i64) {
    let mut asked = found(hub, proposal).await;
    asked.mentor_asked_on = Some(hub.app.today() - Duration::days(days));
    let write = hub.write().await;
    store::save_asked(&write, &asked).await.unwrap();
    write.commit().await.unwrap();
}

async fn reminders(hub: &TestHub) -> usize {
    hub.mails().await.iter().filter(|mail| mail.kind == "proposal_reminder").count()
}

#[tokio::test]
async fn a_reminder_by_hand_is_a_reminder_once_a_day_and_only_while_an_answer_is_awaited() {
    let (hub, proposal, _) = one_pair().await;
    let by = hub.by(Role::Coordinator).await;
    let today = reminded(&hub, &by, proposal.id, Party::Mentor).await.unwrap();
    assert_eq!(today, Reminded::Today, "the question left today");
    asked_days_ago(&hub, proposal.id, 2).await;
    let unasked = reminded(&hub, &by, proposal.id, Party::Mentee).await.unwrap();
    assert_eq!(unasked, Reminded::NotAwaited);
    assert_eq!(reminded(&hub, &by, proposal.id, Party::Mentor).await.unwrap(), Reminded::Sent);
    assert_eq!(found(&hub, proposal.id).await.reminded_on.mentor, Some(hub.app.today()));
    assert_eq!(reminders(&hub).await, 1);
    let kind = KINDS.iter().find(|kind| kind.code == "proposal_reminder").unwrap();
    assert_eq!(kind.nature, Nature::Reminder);
    assert_eq!(reminded(&hub, &by, proposal.id, Party::Mentor).await.unwrap(), Reminded::Today);
    answered(&hub, &by, yes(proposal.id, Party::Mentor)).await.unwrap();
    let settled = reminded(&hub, &by, proposal.id, Party::Mentor).await.unwrap();
    assert_eq!(settled, Reminded::NotAwaited);
    let mut ended = found(&hub, proposal.id).await;
    assert!(ended.withdraw(hub.app.today(), WithdrawalReason::Mistake));
    assert_eq!(reminders(&hub).await, 1);
}

#[tokio::test]
async fn whoever_has_no_address_is_called_and_only_whoever_proposes_reminds() {
    let (hub, proposal, [mentor, _]) = one_pair().await;
    asked_days_ago(&hub, proposal.id, 2).await;
    for role in without(Right::Propose) {
        let refused = reminded(&hub, &hub.by(role).await, proposal.id, Party::Mentor).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{role}: {refused:?}");
    }
    hub.sql(&format!("UPDATE people SET email = NULL WHERE email = '{mentor}'")).await.unwrap();
    let by = hub.by(Role::Coordinator).await;
    assert_eq!(reminded(&hub, &by, proposal.id, Party::Mentor).await.unwrap(), Reminded::NoAddress);
    assert_eq!(reminders(&hub).await, 0);
}
