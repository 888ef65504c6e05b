//! Tandem: the platform of a mentoring hub.
//!
//! The nouns stand in the order of the mentoring journey. A noun uses only those listed above it;
//! `pages` may use any noun, and only `app` knows the pages.

pub mod app;
pub mod commands;
pub mod config;
pub mod db;
pub mod demo;
mod error;
mod french;
pub mod mail;
pub mod openid;
pub mod secret;
mod vocabulary;
pub mod web;

/// The public pages.
pub mod home;
/// Where people live and what they do: municipalities, arrondissements, priority neighbourhoods, trades, sectors.
pub mod territories;
/// The hub, its partners and their branches.
pub mod organisations;
/// Who is signed in, with which role, and what that role may see.
pub mod accounts;
/// Somebody who asks to join, until a coordinator answers.
pub mod requests;
/// A person, who may be a mentor and may go through journeys as a mentee.
pub mod people;
/// Rounds: the best overall set of tandems for everybody who waits, with reasons; proposals and their answers.
pub mod matching;
/// The accepted pair, from its first day to its closure.
pub mod tandems;
/// Meetings, and what comes next.
pub mod follow_ups;
/// What came of it: work found, a business registered, still active, stopped, or not known.
pub mod outcomes;
/// What is kept of people, why, on what basis and for how long.
pub mod privacy;
/// Figures over everything: reads everything, writes nothing.
pub mod reports;
/// What waits today, over everything: reads everything, writes nothing.
pub mod overview;
