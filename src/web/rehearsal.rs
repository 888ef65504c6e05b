//! The band that says on every page of the staff that the hub is in rehearsal.

/// The hub is in rehearsal, and whoever looks works for it or a partner.
#[derive(Clone, Copy, Debug)]
pub struct Rehearsal {
    /// Whether they may open it.
    pub may_open: bool,
}
