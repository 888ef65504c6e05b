//! Who may reach what. `routes` reads the router for the roles of the demonstration; `matrix` tries every route, for every
//! principal, on objects of every relation, against the table of rights and a golden file.

mod cells;
mod matrix;
mod routes;
mod world;
