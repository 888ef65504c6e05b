//! A tandem: the pair that both accepted, from its first day to its closure and the reason of it, and the charter that both sign.
//!
//! Ending a tandem is without fault, and always has a reason. A tandem never has two mentors;
//! a journey never has two open tandems; a mentor never has more open tandems than places.
//! Owns the tables `tandems`, `charters` and `signatures`.

pub mod charter;
pub mod link;
pub mod messages;
pub mod pages;
pub mod step;
pub mod store;
pub mod tandem;
