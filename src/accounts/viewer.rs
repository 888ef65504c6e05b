//! Who is looking, and who acts.

use time::Duration;

use super::access::{Access, Reach, Right, Role, Rules, Scope};
use super::account::{Account, Identity, Session};
use crate::db::{Actor, Id, Instant};

/// How long a second factor holds for what asks for it anew.
const FRESH: Duration = Duration::minutes(10);

/// Who is looking: somebody signed in, somebody who still owes a second factor, or the public.
#[derive(Clone, Debug)]
pub struct Viewer {
    signed: Option<(Account, Session)>,
    owes_proof: bool,
    reach: Option<Reach>,
    rules: Rules,
    at: Instant,
}

impl Viewer {
    /// The viewer of a session at an instant, or the public.
    pub fn new(signed: Option<(Account, Session)>, rules: Rules, at: Instant) -> Self {
        let owes_proof = signed
            .as_ref()
            .is_some_and(|(account, session)| account.role.is_professional() && session.proven_at.is_none());
        Self { signed, owes_proof, reach: None, rules, at }
    }

    /// The holder of an account, as if they were looking: for what the hub writes to them.
    pub fn of_account(account: Account, rules: Rules, at: Instant) -> Self {
        let session = Session { id: Id::nil(), proven_at: Some(at) };
        Self::new(Some((account, session)), rules, at)
    }

    /// The account signed in with.
    pub fn account(&self) -> Option<&Account> {
        self.signed.as_ref().map(|signed| &signed.0).filter(|_| !self.owes_proof)
    }

    /// The account and the session, whether or not a second factor is still owed.
    pub fn proving(&self) -> Option<(&Account, &Session)> {
        self.signed.as_ref().map(|(account, session)| (account, session))
    }

    /// Whether a first proof was given, and a second one is owed.
    pub fn owes_proof(&self) -> bool {
        self.owes_proof
    }

    /// Whether the second factor was given within ten minutes.
    pub fn is_fresh(&self) -> bool {
        let proven_at = self.signed.as_ref().and_then(|(_, session)| session.proven_at);
        proven_at.is_some_and(|proven_at| proven_at.plus(FRESH) > self.at)
    }

    /// Whether they may set this identity's second factor up. Enrolling the first one needs a pending proof; adding another needs a
    /// proof given in the last ten minutes, so that a stolen session never gives itself one of its own.
    pub fn may_enrol(&self, identity: &Identity) -> bool {
        let is_first = self.owes_proof() && !identity.has_second_factor();
        is_first || self.is_fresh()
    }

    /// The key of the account.
    pub fn id(&self) -> Option<Id> {
        self.account().map(|account| account.id)
    }

    /// What they do here.
    pub fn role(&self) -> Option<Role> {
        self.account().map(|account| account.role)
    }

    /// Whether they have a right, with anybody.
    pub fn may(&self, right: Right) -> bool {
        self.reach_of(right).is_some()
    }

    fn reach_of(&self, right: Right) -> Option<Reach> {
        self.rules.reach(self.role()?, right)
    }

    /// Whether they reach a route.
    pub fn is_admitted(&self, access: Access) -> bool {
        match access {
            Access::Proving => self.signed.is_some(),
            _ => self.rules.admit(self.role(), access),
        }
    }

    /// The same viewer, who sees no further than the rule of one right.
    pub fn narrowed_to(mut self, right: Right) -> Self {
        self.reach = self.reach_of(right);
        self
    }

    /// Whose people they see on this route: those of the right that the route declares, and nobody without one.
    pub fn scope(&self) -> Scope {
        match (self.account(), self.reach) {
            (Some(account), Some(reach)) => account.scope(reach, self.at),
            _ => Scope::Nobody,
        }
    }

    /// Whose people they see with another right than that of the route.
    pub fn scope_of(&self, right: Right) -> Scope {
        match (self.account(), self.reach_of(right)) {
            (Some(account), Some(reach)) => account.scope(reach, self.at),
            _ => Scope::Nobody,
        }
    }

    /// The same viewer, as somebody who acts.
    pub fn by(&self) -> By {
        By::Viewer(self.clone())
    }

    /// Whether they run the hub.
    pub fn coordinates(&self) -> bool {
        self.may(Right::Propose)
    }

    /// Whether they follow people: those of the hub and of its partners.
    pub fn is_staff(&self) -> bool {
        self.may(Right::EditPeople)
    }
}

/// Who acts: a visitor, the holder of a link, the hub, or history.
#[derive(Clone, Debug)]
pub enum By {
    /// Somebody who visits the hub, signed in or not.
    Viewer(Viewer),
    /// Whoever holds a link, by its key.
    Bearer(Id),
    /// An account that answers for somebody, on the telephone with them, by a link to what that person may do.
    Caller(Id),
    /// The hub itself: a job that is due, a command.
    Hub,
    /// What is brought in from before the hub: no message is sent about it.
    History,
}

impl By {
    /// Who the journal says it was.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Viewer(viewer) => viewer.id().map_or(Actor::VISITOR, Actor::account),
            Self::Bearer(link) => Actor { kind: "link", id: Some(*link) },
            Self::Caller(account) => Actor::account(*account),
            Self::Hub => Actor::HUB,
            Self::History => Actor::HISTORY,
        }
    }

    /// Whose people they may do something with, by the rule of a right; by a link, one has no right but what that link is for.
    pub fn scope(&self, right: Right) -> Scope {
        match self {
            Self::Viewer(viewer) => viewer.scope_of(right),
            Self::Bearer(_) | Self::Caller(_) => Scope::Nobody,
            Self::Hub | Self::History => Scope::Hub,
        }
    }

    /// The account they act with.
    pub fn account(&self) -> Option<&Account> {
        self.viewer()?.account()
    }

    /// The account and the session, whether or not a second factor is still owed.
    pub fn proving(&self) -> Option<(&Account, &Session)> {
        self.viewer()?.proving()
    }

    /// The identity they are signed in with, unless a second factor is still owed.
    pub fn identity_id(&self) -> Option<Id> {
        self.account()?.identity_id
    }

    /// Whether they gave their second factor within ten minutes.
    pub fn is_fresh(&self) -> bool {
        self.viewer().is_some_and(Viewer::is_fresh)
    }

    /// Whether they may set this identity's second factor up.
    pub fn may_enrol(&self, identity: &Identity) -> bool {
        self.viewer().is_some_and(|viewer| viewer.may_enrol(identity))
    }

    fn viewer(&self) -> Option<&Viewer> {
        match self {
            Self::Viewer(viewer) => Some(viewer),
            _ => None,
        }
    }
}
