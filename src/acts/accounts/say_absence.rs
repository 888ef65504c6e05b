//! Somebody says who stands in for them, and on which days they are away; or whoever gives them access says so for them.

use time::Date;

use crate::accounts::access::{Right, Scope};
use crate::accounts::account::Account;
use crate::accounts::standing_in::{
    Absence, AbsenceError, AbsenceReason, Deputy, check_absence, may_stand_in,
};
use crate::accounts::store;
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::version::Version;

/// What somebody says.
#[derive(Clone, Debug)]
pub struct Saying {
    /// The account of whoever is away.
    pub account: Id,
    /// Who stands in for them from now on; with none, nobody in particular does.
    pub deputy: Deputy,
    /// The first and the last day on which they are away, if they are.
    pub days: Option<(Date, Date)>,
    /// The version that the form was filled from, if it says one.
    pub seen: Option<Version>,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is noted: what is theirs goes to others on the morning of the first day.
    Noted,
    /// Another deputy was chosen meanwhile: the one there is now.
    Changed(Deputy),
    /// The days are no absence.
    Refused(AbsenceError),
    /// This account does not work in the same house, or sees less.
    CannotStandIn,
}

/// Notes who stands in for somebody, and the days on which they are away.
pub async fn run(write: &Write, by: &By, saying: Saying) -> Result<Said, Error> {
    let Saying { account, deputy, days, seen } = saying;
    store::lock_coordination(write).await?;
    let account = find(write, by, account).await?;
    let before = store::find_deputy(write.on(), account.id).await?;
    if before.version().is_newer_than(seen.as_ref()) && deputy != before {
        return Ok(Said::Changed(before));
    }
    if let Some(id) = deputy.0 {
        let chosen = store::find(write.on(), id).await?;
        if !chosen.is_some_and(|chosen| may_stand_in(&account, &chosen)) {
            return Ok(Said::CannotStandIn);
        }
    }
    if let Some((from_on, until_on)) = days {
        if let Err(error) = check_absence(from_on, until_on, write.today()) {
            return Ok(Said::Refused(error));
        }
        let absence = Absence {
            id: write.new_id(),
            account_id: account.id,
            reason: AbsenceReason::Said,
            from_on,
            until_on: Some(until_on),
            handed_on: None,
            ended_on: None,
        };
        store::insert_absence(write, &absence).await?;
    }
    if deputy != before {
        store::save_deputy(write, account.id, &deputy).await?;
        settle::owners(write).await?;
    }
    Ok(Said::Noted)
}

/// The account that one says this of: one's own, or one whose access one gives; of somebody who works with people.
pub(super) async fn find(write: &Write, by: &By, account: Id) -> Result<Account, Error> {
    let own = by.account().filter(|own| own.id == account && by.scope(Right::EditPeople) != Scope::Nobody);
    let found = match own {
        Some(own) => Some(own.clone()),
        None => store::find_managed(write.on(), by.scope(Right::GiveAccess), account).await?,
    };
    let works = |account: &Account| account.role.works_with_people() && account.is_held();
    found.filter(works).ok_or(Error::NotFound)
}
