//! What people and the hub do. Every change of state has its file here, under the noun it changes most.
//!
//! An act takes the transaction, who acts and what they say. It looks at what it decides on while nobody else can change it, decides
//! with the rules of the nouns, saves, and says what became of it; it knows no page and no clock. A *long act* reads a snapshot,
//! computes or waits outside any transaction, then opens its own short ones: its entry takes the whole hub, and no other act
//! calls it.

/// What comes next is settled once facts changed: the last thing that an act does.
pub mod settle;
/// A database is marked as what it is for.
pub mod hub;
/// An organisation or a branch is added.
pub mod organisations;
/// Somebody enters, proves who they are, and is given or refused access.
pub mod accounts;
/// The hub's responsible sets how the hub works.
pub mod settings;
/// Somebody asks to join, confirms their address, and is answered.
pub mod requests;
/// People, mentors and journeys are registered, edited and ended.
pub mod people;
/// A file of registrations is received and confirmed.
pub mod registrations;
/// A round is run, and a coordinator decides on its pairs.
pub mod rounds;
/// A pair is suggested, and both sides answer.
pub mod proposals;
/// The charter is signed; a tandem begins and ends.
pub mod tandems;
/// A meeting is noted.
pub mod follow_ups;
/// A problem is reported, and closed.
pub mod problems;
/// What became of somebody is noted.
pub mod outcomes;
/// Figures are published for those outside the hub.
pub mod publications;
/// What is stored is forgotten when its time is over, and the end of the journal leaves the database.
pub mod privacy;
/// A step is put off, a call about it is noted, and what is late goes to others.
pub mod steps;
/// The code of a letter leads to its link.
pub mod links;
/// Messages leave, or do not.
pub mod messages;
/// Work that is due is scheduled, and tried again.
pub mod jobs;
