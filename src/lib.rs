//! Tandem: the platform of a mentoring hub.
//!
//! First what carries the hub, then its nouns in the order of the mentoring journey; a noun uses only those listed above
//! it. Last, what people and the hub do, and those who ask for it beside the pages.

pub mod calendar;
pub mod config;
pub mod contact;
pub mod error;
mod french;
pub mod guard;
pub mod measures;
pub mod router;
pub mod secret;
pub mod state;
pub mod track;
pub mod version;
mod vocabulary;
pub mod worker;

/// Opens the database, reads it, and writes it one transaction at a time with its journal.
pub mod db;
/// Every link that lets somebody act without a session.
pub mod links;
/// The queue of work that is due.
pub mod jobs;
/// Messages that wait to leave, and how they leave.
pub mod mail;
/// What comes next on every open thing: whose turn it is, and by when.
pub mod steps;
/// How much costly work is done at a time.
pub mod limits;
/// Clients of other machines.
pub mod outside;
/// What every page needs.
pub mod web;

/// The public pages.
pub mod home;
/// Where people live and what they do: municipalities, arrondissements, priority neighbourhoods, trades, sectors.
pub mod territories;
/// The hub, its partners and their branches.
pub mod organisations;
/// Who is signed in, with which role, and what that role may see.
pub mod accounts;
/// What the hub's responsible sets: delays, order of asking, hours, who signs.
pub mod settings;
/// Somebody who asks to join, until a coordinator answers.
pub mod requests;
/// A person, who may be a mentor and may go through journeys as a mentee.
pub mod people;
/// Spreadsheets of registrations, turned into people.
pub mod registrations;
/// Rounds: the best overall set of tandems for everybody who waits, with reasons.
pub mod rounds;
/// A pair that the hub suggests, until both sides have answered.
pub mod proposals;
/// The accepted pair, from its first day to its closure.
pub mod tandems;
/// A problem that one of a pair reports, until a coordinator has closed it.
pub mod problems;
/// Meetings, and what comes next.
pub mod follow_ups;
/// What came of it: work found, a business registered, still active, stopped, or not known.
pub mod outcomes;
/// What is stored of people, why, on what basis and for how long.
pub mod privacy;
/// Figures that those outside the hub read: computed at night, protected as a whole.
pub mod publications;
/// Figures over everything: reads everything, writes nothing.
pub mod reports;
/// Readings over several nouns: reads everything, writes nothing.
pub mod overview;

/// What people and the hub do.
pub mod acts;
/// What one may ask on the command line.
pub mod commands;
/// The demonstration hub.
pub mod demo;
