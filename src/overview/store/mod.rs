//! What is read over the tables of several nouns.

mod asked;
mod brought;
mod by_hand;
mod cards;
mod day;
mod dossier;
mod human;
mod known;
mod journal;
pub mod lately;
mod lists;
mod outdated;
mod places;
mod public_page;
mod round_inputs;
mod steps;
mod supply;
mod tandem_file;
mod waiting;

pub use asked::*;
pub use brought::*;
pub use by_hand::*;
pub use cards::*;
pub use day::*;
pub use dossier::*;
pub use human::*;
pub use known::*;
pub use lists::*;
pub use outdated::*;
pub use places::*;
pub use public_page::*;
pub use round_inputs::*;
pub use steps::*;
pub use supply::*;
pub use tandem_file::*;
pub use waiting::*;
