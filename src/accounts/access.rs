//! What each role may reach, and whose people it may see.

use serde::Serialize;

use crate::db::Id;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What somebody signed in does here.
    Role {
        Coordinator = "coordinator", "coordination du hub";
        Adviser = "adviser", "conseil en structure";
        Mentor = "mentor", "mentor";
        Mentee = "mentee", "accompagnement";
        Funder = "funder", "financeur";
    }
}

/// Who may reach a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Everybody, signed in or not.
    Public,
    /// Everybody, in the demonstration only; elsewhere the route does not exist.
    Demonstration,
    /// Everybody signed in.
    SignedIn,
    /// Those who follow people, and the people themselves.
    Concerned,
    /// Coordinators and advisers.
    Staff,
    /// Coordinators.
    Coordination,
    /// Coordinators, advisers and funders: figures, never a person's file.
    Figures,
}

impl Access {
    /// The roles let through; the public is let through only by [`Access::Public`] and [`Access::Demonstration`].
    pub fn roles(self) -> &'static [Role] {
        match self {
            Self::Public | Self::Demonstration | Self::SignedIn => Role::ALL,
            Self::Concerned => &[Role::Coordinator, Role::Adviser, Role::Mentor, Role::Mentee],
            Self::Staff => &[Role::Coordinator, Role::Adviser],
            Self::Coordination => &[Role::Coordinator],
            Self::Figures => &[Role::Coordinator, Role::Adviser, Role::Funder],
        }
    }

    /// Whether somebody with this role (`None`: not signed in) is let through.
    pub fn admits(self, role: Option<Role>) -> bool {
        match role {
            None => matches!(self, Self::Public | Self::Demonstration),
            Some(role) => self.roles().contains(&role),
        }
    }
}

/// Whose people somebody sees. Every store function that touches people filters by it in SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everybody on the hub.
    Hub,
    /// The people one organisation brought.
    Organisation(Id),
    /// The people one branch brought.
    Branch(Id),
    /// One person, and those in a tandem with them.
    Person(Id),
    /// Nobody.
    Nobody,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_reaches_public_routes_only() {
        assert!(Access::Public.admits(None));
        for access in
            [Access::SignedIn, Access::Concerned, Access::Staff, Access::Coordination, Access::Figures]
        {
            assert!(!access.admits(None), "{access:?}");
        }
    }

    #[test]
    fn a_funder_never_reaches_a_person() {
        assert!(Access::Figures.admits(Some(Role::Funder)));
        assert!(!Access::Concerned.admits(Some(Role::Funder)));
        assert!(!Access::Staff.admits(Some(Role::Funder)));
    }
}
