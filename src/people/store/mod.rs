//! The tables of people: persons, the mentors and the journeys they are in.
//!
//! Every function that reads people takes the viewer's scope and filters by it in SQL.

mod answering;
mod consents;
mod counts;
mod journeys;
mod lists;
mod mentors;
mod persons;
mod rows;
mod settling;
mod sides;
mod supply;
mod ways;

pub use answering::*;
pub use consents::*;
pub use counts::*;
pub use journeys::*;
pub use lists::*;
pub use mentors::*;
pub use persons::*;
pub use rows::{
    ids_within, is_among_journeys, is_among_mentors, is_journey_within, is_mentor_within, journeys_within,
    kind,
};
pub use settling::*;
pub use sides::*;
pub use supply::*;
pub use ways::*;
