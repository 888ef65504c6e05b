//! Who may reach what. `routes` reads the router for the roles of the demonstration; `matrix` tries every route, for every
//! principal, on objects of every relation, with real fields, against the table of rights and a golden file; `bodies` are those fields, `naming`
//! what they may name; `kept_forms`, what becomes of
//! them when the session ended meanwhile; `times`, how long it takes to say that something is not there.

mod bearers;
mod bodies;
mod cells;
mod kept_forms;
mod matrix;
mod naming;
mod principals;
mod routes;
mod times;
mod world;
