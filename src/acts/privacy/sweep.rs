//! Expired data are deleted, by the retentions of the register.

use crate::acts::messages::mark_unreachable;
use crate::db::{self, Write};
use crate::error::Error;
use crate::jobs::{self, Claim};
use crate::privacy::register::Retention;
use crate::requests::request::TO_CONFIRM_LETTER;
use crate::{accounts, links, mail, problems, registrations, requests, settings, tandems};

/// The kind of job that sweeps.
pub const JOB: &str = "sweep";
/// The key of the only job of this kind.
pub const KEY: &str = "hourly";

/// The interval between two sweeps.
const EVERY: time::Duration = time::Duration::HOUR;

/// Deletes expired data, and schedules the next sweep.
pub async fn run(write: &Write, claim: &Claim) -> Result<(), Error> {
    let before = |retention: Retention| write.now().plus(-retention.length());
    // First, since whoever has such an address is held before anything else is.
    for address in mail::store::list_old_unreachable(write.on(), before(Retention::OneYear)).await? {
        mark_unreachable::undo(write, &address).await?;
    }
    accounts::store::delete_expired(write).await?;
    accounts::store::delete_openings(write, before(Retention::ThreeYears)).await?;
    accounts::store::delete_list_readings(write, before(Retention::ThreeYears)).await?;
    accounts::store::delete_absences(write, before(Retention::OneYear)).await?;
    db::forget_forms(write, before(Retention::OneDay)).await?;
    links::store::delete_over(write, before(Retention::HalfAYear)).await?;
    registrations::store::delete_uploads(write, before(Retention::OneDay)).await?;
    let unconfirmed = before(Retention::UntilAnswered);
    requests::store::delete_unconfirmed(write, unconfirmed, write.now().plus(-TO_CONFIRM_LETTER)).await?;
    requests::store::delete_referrals(write, unconfirmed, before(Retention::HalfAYear).day()).await?;
    problems::store::delete_old(write, before(Retention::ThreeYears).day()).await?;
    mail::store::delete_old(write, before(Retention::OneYear)).await?;
    settings::store::forget(write, before(Retention::ThreeYears)).await?;
    settings::store::forget_words(write, before(Retention::ThreeYears)).await?;
    tandems::store::forget_issuers(write, before(Retention::ThreeYears)).await?;
    db::close_segment(write, write.now().plus(-time::Duration::days(31))).await?;
    db::forget_segments(write, before(Retention::ThreeYears)).await?;
    jobs::store::repeat(write, claim, write.now().plus(EVERY)).await?;
    Ok(())
}
