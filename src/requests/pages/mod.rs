//! The forms with which one asks to join or refers somebody, the links that confirm it, and the list that coordinators answer.

mod confirmation;
mod join;
mod list;
mod referral;
mod typed;

use crate::accounts::access::Access::{self, With};
use crate::accounts::access::Right::SteerHub;
use crate::web::Routes;

/// The routes of requests.
pub fn routes() -> Routes {
    Routes::of("requests")
        .get("/join/referral", Access::Public, referral::show)
        .post("/join/referral", Access::Public, referral::refer)
        .get("/join/referrals/{token}", Access::Public, referral::show_progress)
        .post("/join/referrals/{token}", Access::Public, referral::confirm)
        .get("/join/{part}", Access::Public, join::show)
        .post("/join/{part}", Access::Public, join::ask)
        .get("/join/confirmations/{token}", Access::Public, confirmation::show)
        .post("/join/confirmations/{token}", Access::Public, confirmation::confirm)
        .post("/join/confirmations/{token}/refusal", Access::Public, confirmation::withdraw)
        .get("/requests", With(SteerHub), list::list)
        .post("/requests", With(SteerHub), list::set_aside)
        .post("/requests/confirmation", With(SteerHub), list::confirm_by_call)
}
