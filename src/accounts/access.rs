//! What each role may do, and whose people it may do it with: one table, read by every route and every store.
//!
//! A route declares the right it needs; the guard finds the viewer's rule for it and narrows the viewer to that rule's
//! reach; the stores filter by that reach in SQL. Whoever has no rule, or whose reach does not include the object, is answered as
//! if it did not exist.

use serde::{Serialize, Serializer};

use crate::db::{Id, Instant};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// What somebody signed in does here.
    Role {
        Coordinator = "coordinator", "coordination du hub";
        HubResponsible = "hub_responsible", "responsable du hub";
        Officer = "officer", "protection des données";
        Responsible = "responsible", "responsable de structure";
        Adviser = "adviser", "conseil en structure";
        Mentor = "mentor", "mentor";
        Mentee = "mentee", "accompagnement";
        Funder = "funder", "financeur";
    }
}

vocabulary! {
    /// What somebody may be allowed to do.
    Right {
        SteerHub = "steer_hub", "voir la journée et le territoire du hub";
        SeePeople = "see_people", "voir les listes de personnes";
        OpenFiles = "open_files", "ouvrir le dossier d’une personne";
        EditPeople = "edit_people", "inscrire et corriger";
        ReadMessages = "read_messages", "lire ce que le hub écrit à une personne";
        PrintLetters = "print_letters", "imprimer les courriers du hub";
        ExportLists = "export_lists", "emporter une liste";
        OpenExceptionally = "open_exceptionally", "ouvrir exceptionnellement un dossier";
        Assign = "assign", "désigner qui suit une personne";
        Propose = "propose", "former les tandems et proposer";
        Answer = "answer", "répondre à une proposition qui vous est faite";
        CorrectOneself = "correct_oneself", "corriger comment le hub vous contacte";
        AnswerFor = "answer_for", "répondre pour quelqu’un, au téléphone avec cette personne";
        SeeTandems = "see_tandems", "voir la liste des tandems";
        CloseTandems = "close_tandems", "terminer un tandem";
        Sign = "sign", "signer la charte, ou noter qu’elle est signée";
        LogMeetings = "log_meetings", "noter une rencontre";
        ReportProblems = "report_problems", "signaler un problème";
        HandleProblems = "handle_problems", "lire et terminer les signalements";
        RecordOutcomes = "record_outcomes", "noter un résultat";
        FollowSteps = "follow_steps", "suivre ce qui est à faire";
        ReadNews = "read_news", "lire les nouvelles des personnes de sa structure";
        SeeFigures = "see_figures", "voir les résultats chiffrés";
        ExportFigures = "export_figures", "emporter les résultats chiffrés";
        SeeOrganisations = "see_organisations", "voir les structures";
        EditOrganisations = "edit_organisations", "ajouter des structures";
        GiveAccess = "give_access", "donner et retirer des accès";
        ReadJournal = "read_journal", "lire qui a ouvert un dossier";
        SearchJournal = "search_journal", "chercher dans le journal";
        ChooseSettings = "choose_settings", "régler le hub";
    }
}

/// Whose people a right covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everybody on the hub.
    Hub,
    /// The people one's organisation brought.
    Organisation,
    /// The people one's branch brought, and those one follows; the organisation's for whoever works in no branch.
    Branch,
    /// The same, and those opened exceptionally: for reading alone.
    BranchAndOpened,
    /// Oneself, and those one is in a tandem with.
    Own,
}

/// One line of the table: a role holds a right, up to a reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The role that holds the right.
    pub role: Role,
    /// The right.
    pub right: Right,
    /// The people with whom it may be used.
    pub reach: Reach,
}

macro_rules! rules {
    ($($role:ident, $reach:ident: $($right:ident)+;)+) => {
        &[$($(Rule { role: Role::$role, right: Right::$right, reach: Reach::$reach },)+)+]
    };
}

/// The hub's table of rules.
pub const RULES: &[Rule] = rules! {
    Coordinator, Hub: SteerHub SeePeople OpenFiles ReadMessages PrintLetters EditPeople AnswerFor Assign Propose SeeTandems CloseTandems Sign LogMeetings
        HandleProblems RecordOutcomes FollowSteps SeeFigures ExportFigures SeeOrganisations EditOrganisations;
    HubResponsible, Hub: SteerHub SeePeople OpenFiles ReadMessages PrintLetters EditPeople AnswerFor Assign Propose SeeTandems CloseTandems Sign LogMeetings
        HandleProblems RecordOutcomes FollowSteps SeeFigures ExportFigures SeeOrganisations EditOrganisations GiveAccess
        ChooseSettings;
    Officer, Hub: ReadJournal SearchJournal;
    Responsible, Organisation: SeePeople OpenFiles EditPeople AnswerFor ExportLists Assign SeeTandems CloseTandems Sign LogMeetings
        RecordOutcomes FollowSteps ReadNews SeeFigures ExportFigures SeeOrganisations GiveAccess;
    Adviser, Branch: SeePeople EditPeople AnswerFor OpenExceptionally SeeTandems CloseTandems Sign LogMeetings
        RecordOutcomes FollowSteps ReadNews SeeFigures ExportFigures SeeOrganisations;
    Adviser, BranchAndOpened: OpenFiles;
    Mentor, Own: OpenFiles ReadMessages Answer CorrectOneself Sign LogMeetings ReportProblems ReadJournal;
    Mentee, Own: OpenFiles ReadMessages Answer CorrectOneself Sign LogMeetings ReportProblems ReadJournal;
    Funder, Hub: SeeFigures ExportFigures;
};

/// A table of rules. The hub's own is [`RULES`]; tests take one rule out and see it missed.
#[derive(Clone, Copy, Debug)]
pub struct Rules(pub &'static [Rule]);

impl Default for Rules {
    fn default() -> Self {
        Self(RULES)
    }
}

impl Rules {
    /// The reach of a right for a role; `None` when the role does not hold it.
    pub fn reach(self, role: Role, right: Right) -> Option<Reach> {
        self.0.iter().find(|rule| rule.role == role && rule.right == right).map(|rule| rule.reach)
    }

    /// Whether somebody with this role (`None`: not signed in) reaches a route.
    pub fn admit(self, role: Option<Role>, access: Access) -> bool {
        match access {
            Access::Public | Access::Demonstration => true,
            Access::Proving => false,
            Access::SignedIn => role.is_some(),
            Access::Professional => role.is_some_and(Role::is_professional),
            Access::Fresh(right) | Access::With(right) => {
                role.is_some_and(|role| self.reach(role, right).is_some())
            }
        }
    }
}

impl Role {
    /// Whether it works for the hub, a partner or a funder: a second factor is then required.
    pub fn is_professional(self) -> bool {
        !matches!(self, Self::Mentor | Self::Mentee)
    }

    /// Whether it works with people, at the hub or for a partner: it has something to do, and somebody may stand in for it.
    pub fn works_with_people(self) -> bool {
        matches!(self, Self::Coordinator | Self::HubResponsible) || self.is_partner_staff()
    }

    /// Whether it works for a partner: how many files such an account opens is bounded.
    pub fn is_partner_staff(self) -> bool {
        matches!(self, Self::Responsible | Self::Adviser)
    }
}

/// Who may reach a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, signed in or not.
    Public,
    /// Everybody, in the demonstration only; elsewhere the route does not exist.
    Demonstration,
    /// Those who gave a first proof of who they are and owe a second one, and whoever is signed in.
    Proving,
    /// Everybody signed in.
    SignedIn,
    /// Everybody signed in who works for the hub, a partner or a funder.
    Professional,
    /// Those who have a right.
    With(Right),
    /// Those who have a right, after giving their second factor again.
    Fresh(Right),
}

impl Access {
    /// The roles let through by the hub's table.
    pub fn roles(self) -> Vec<Role> {
        let everybody = matches!(self, Self::Proving);
        let admitted = |role: &Role| everybody || Rules::default().admit(Some(*role), self);
        Role::ALL.iter().copied().filter(admitted).collect()
    }

    /// Whether one reaches it without being signed in.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Public | Self::Demonstration)
    }
}

impl Serialize for Access {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Public => "public",
            Self::Demonstration => "demonstration",
            Self::Proving => "proving",
            Self::SignedIn => "signed_in",
            Self::Professional => "professional",
            Self::With(right) | Self::Fresh(right) => right.code(),
        })
    }
}

/// Whose people somebody sees. Every store function that touches people filters by it in SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everybody on the hub.
    Hub,
    /// The people one organisation brought.
    Organisation(Id),
    /// The people one branch brought, and those an account follows; those it has opened exceptionally where that counts.
    Branch {
        /// The branch that brought them.
        branch: Id,
        /// The account that follows them or has opened their files.
        account: Id,
        /// The instant at which an exceptional opening must still hold; `None` where an opening gives nothing, which is wherever
        /// something is written.
        opened_at: Option<Instant>,
    },
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
        for access in [Access::SignedIn, Access::Professional, Access::Proving] {
            assert!(!Rules::default().admit(None, access), "{access:?}");
        }
        for &right in Right::ALL {
            assert!(!Rules::default().admit(None, Access::With(right)), "{right:?}");
        }
        assert!(Rules::default().admit(None, Access::Public));
    }

    #[test]
    fn neither_a_funder_nor_the_officer_ever_opens_a_file() {
        for role in [Role::Funder, Role::Officer] {
            for right in [Right::OpenFiles, Right::SeePeople, Right::ExportLists] {
                assert_eq!(Rules::default().reach(role, right), None, "{role:?} {right:?}");
            }
        }
    }

    #[test]
    fn what_is_opened_exceptionally_is_read_and_nothing_else() {
        let widened = RULES.iter().filter(|rule| rule.reach == Reach::BranchAndOpened);
        assert!(widened.map(|rule| rule.right).eq([Right::OpenFiles]));
    }

    #[test]
    fn no_role_has_a_right_twice() {
        for rule in RULES {
            let same = RULES.iter().filter(|other| other.role == rule.role && other.right == rule.right);
            assert_eq!(same.count(), 1, "{rule:?}");
        }
    }
}
