//! What is done to a request to join.

pub mod ask;
pub mod confirm;
pub mod confirm_by_call;
pub mod confirm_referral;
mod count;
pub mod refer;
pub mod send;
pub mod set_aside;
pub mod tell_referrer;
pub mod withdraw;
