//! Where people live and meet, and what they do for a living: the words both sides of a tandem are placed in.
//!
//! The metropolis has 92 municipalities (two of them in other departments), the 16 arrondissements of
//! Marseille and its priority neighbourhoods; trades are those of ROME, sectors those of NAF rev. 2.
//! All of it is reference data embedded in the program, read once, never written: this noun owns no table.
//! It never guesses: where a postcode serves several municipalities or a name fits several, somebody chooses.

pub mod districts;
pub mod drawn;
pub mod geography;
mod index;
pub mod map;
pub mod need;
pub mod pages;
pub mod places;
mod points;
pub mod sectors;
mod table;
pub mod text;
pub mod trades;
