//! What is done to a person, to the mentor they are and to their journeys.

mod origin;

pub mod answer_for;
pub mod assign_adviser;
pub mod bring_in;
pub mod bring_in_journey;
pub mod bring_in_mentor;
pub mod choose_coordinator;
pub mod edit;
pub mod edit_contact;
pub mod edit_journey;
pub mod end_journey;
pub mod export;
pub(in crate::acts) mod follow_reach;
pub mod leave_as_mentor;
pub mod offer_help;
pub mod open_journey;
pub mod register;
pub mod stop_contact;
pub mod tell_honestly;
pub(in crate::acts) mod use_own_link;

pub(in crate::acts) use origin::check_origin;
