//! A round of matching: all the waiting mentees, all the free places, and the best overall set of tandems.
//!
//! Hard rules first, then seven weighted criteria; as many tandems as possible above the floor of the round,
//! then the highest total score.
//! Each proposal comes with its reasons, and each mentee left out with an explanation. Nobody is matched by a machine
//! alone: a round produces a draft, a coordinator edits it, and both sides say yes or no.
//! Sex, origin, prestige and priority neighbourhood are not even loaded; once a round is done, `fairness` compares groups by them.
//! Owns the tables `rounds`, `round_decisions` and `exclusions`.

mod answer;
mod closeness;
pub mod criteria;
mod draft;
pub mod fairness;
pub mod floors;
mod forbidden;
pub mod inputs;
mod buckets;
pub mod by_hand;
pub mod left_out;
pub mod not_proposed;
pub mod pages;
mod pairs;
mod problem;
pub mod reasons;
pub mod reasons_bar;
pub mod round;
pub mod rules;
pub mod settings;
mod shortage;
pub mod store;

use crate::db::deeds;

deeds! {
    /// What is done to a round, in the journal.
    RoundDeed of "round" {
        Asked = "asked";
        Run = "run";
        Failed = "failed";
        Proposed = "proposed";
        Pinned = "pinned";
        Refused = "refused";
        DecisionTakenBack = "decision_taken_back";
    }
}
