//! A round seen from outside: the same to the byte, the best there is, and never against a hard rule.

mod agendas;
mod best;
mod costs;
mod doors;
mod every_pair;
mod hubs;
mod last_place;
mod order;
mod proposals;
mod drafts;
mod rules;
mod settings;
