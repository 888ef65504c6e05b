//! What comes next: each act settles it, and people put it off or note a call.

mod any_order;
mod chance;
mod escalating;
mod hub_verbs;
mod invariants;
mod putting_off;
pub mod verbs;
