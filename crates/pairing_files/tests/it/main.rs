//! Files of people and their criteria, from end to end.

mod comparisons;
mod optimum;
mod places;
mod refusals;
mod results;
mod support;
