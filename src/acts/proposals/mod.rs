//! Acts on proposals.

pub mod answer;
pub(in crate::acts) mod ask;
pub(in crate::acts) mod ask_again;
pub mod conclude;
pub(in crate::acts) mod hold;
pub mod open_own_page;
pub mod open_question;
pub(in crate::acts) mod pairs;
pub mod propose;
pub mod pursue;
pub mod put_off;
pub mod remind;
pub mod take_back;
pub mod withdraw;
