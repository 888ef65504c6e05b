//! Who asks, and for what.

use tandem::accounts::access::Role;

/// Where things are: organisation A has two branches and people of no branch; B has one branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    A0,
    A1,
    A,
    B0,
}

impl Place {
    pub const ALL: [Self; 4] = [Self::A0, Self::A1, Self::A, Self::B0];

    /// A word that everything of this place bears, and that nothing else does.
    pub fn canary(self) -> &'static str {
        match self {
            Self::A0 => "Zircon",
            Self::A1 => "Topaze",
            Self::A => "Rubis",
            Self::B0 => "Opale",
        }
    }

    pub fn is_in_a(self) -> bool {
        self != Self::B0
    }
}

/// What a cell's route names: things of a place, of its mentor rather than its mentee, or nothing that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    Of(Place),
    MentorOf(Place),
    /// The tandem that the mentee of A0 had with [`Principal::FormerMentor`], closed since, and her file.
    Closed,
    /// The same with [`Principal::LeftMentor`].
    Left,
    /// The link that the principal bears; for the others, one that nobody was sent.
    Link,
    Absent,
}

impl Object {
    pub const ALL: [Self; 6] = [
        Self::Of(Place::A0),
        Self::MentorOf(Place::A0),
        Self::Of(Place::A1),
        Self::Of(Place::A),
        Self::Of(Place::B0),
        Self::Absent,
    ];
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    Public,
    OwesProof,
    Expired,
    Withdrawn,
    Deactivated,
    /// Bears a link of this purpose, and is not signed in.
    Bearer(LinkFor),
    Mentee(Place),
    Mentor(Place),
    /// A mentor whose tandem with the mentee of A0 was closed.
    FormerMentor,
    /// Left as a mentor after a tandem with the mentee of A0, is accompanied, and enters as such.
    LeftMentor,
    Adviser(Place),
    /// Works in branch A0 and follows somebody of A1.
    Follower,
    /// Works in branch A0 and has opened somebody of A1 exceptionally.
    Opener,
    Responsible(Place),
    Coordinator,
    HubResponsible,
    Officer,
    Funder,
}

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkFor {
    SignIn,
    Invitation,
    PasswordReset,
    Request,
    Referral,
    AnswerMentor,
    AnswerMentee,
    SignatureMentor,
    SignatureMentee,
    OwnPage,
}

impl LinkFor {
    /// The path of its page.
    pub fn path(self) -> &'static str {
        match self {
            Self::SignIn => "/sign-in/links/{token}",
            Self::Invitation => "/invitations/{token}",
            Self::PasswordReset => "/password-resets/{token}",
            Self::Request => "/join/confirmations/{token}",
            Self::Referral => "/join/referrals/{token}",
            Self::AnswerMentor | Self::AnswerMentee => "/answers/{token}",
            Self::SignatureMentor | Self::SignatureMentee => "/signatures/{token}",
            Self::OwnPage => "/own/{token}",
        }
    }

    /// Whether it opens a route.
    pub fn opens(self, route: &str) -> bool {
        let asks = matches!(
            self,
            Self::AnswerMentor | Self::AnswerMentee | Self::SignatureMentor | Self::SignatureMentee
        );
        let reports = asks || self == Self::OwnPage;
        route == self.path()
            || (reports && route.strip_suffix("/problems") == Some(self.path()))
            || (asks && route.strip_suffix("/own") == Some(self.path()))
            || (self == Self::OwnPage && route.strip_suffix("/contact") == Some(self.path()))
            || (self == Self::OwnPage && route.strip_suffix("/question") == Some(self.path()))
            || (self == Self::Request && route.strip_suffix("/refusal") == Some(self.path()))
    }
}

impl Principal {
    pub const ALL: [Self; 31] = [
        Self::Public,
        Self::OwesProof,
        Self::Expired,
        Self::Withdrawn,
        Self::Deactivated,
        Self::Bearer(LinkFor::SignIn),
        Self::Bearer(LinkFor::Invitation),
        Self::Bearer(LinkFor::PasswordReset),
        Self::Bearer(LinkFor::Request),
        Self::Bearer(LinkFor::Referral),
        Self::Bearer(LinkFor::AnswerMentor),
        Self::Bearer(LinkFor::AnswerMentee),
        Self::Bearer(LinkFor::SignatureMentor),
        Self::Bearer(LinkFor::SignatureMentee),
        Self::Bearer(LinkFor::OwnPage),
        Self::Mentee(Place::A0),
        Self::Mentee(Place::B0),
        Self::Mentor(Place::A0),
        Self::Mentor(Place::B0),
        Self::FormerMentor,
        Self::LeftMentor,
        Self::Adviser(Place::A0),
        Self::Adviser(Place::A1),
        Self::Adviser(Place::A),
        Self::Adviser(Place::B0),
        Self::Follower,
        Self::Opener,
        Self::Responsible(Place::A),
        Self::Responsible(Place::B0),
        Self::Coordinator,
        Self::HubResponsible,
    ];
    pub const APART: [Self; 2] = [Self::Officer, Self::Funder];

    pub fn every() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().chain(Self::APART)
    }

    /// The role, as the guard should see it.
    pub fn role(self) -> Option<Role> {
        Some(match self {
            Self::Public
            | Self::OwesProof
            | Self::Expired
            | Self::Withdrawn
            | Self::Deactivated
            | Self::Bearer(_) => return None,
            Self::Mentee(_) | Self::LeftMentor => Role::Mentee,
            Self::Mentor(_) | Self::FormerMentor => Role::Mentor,
            Self::Adviser(_) | Self::Follower | Self::Opener => Role::Adviser,
            Self::Responsible(_) => Role::Responsible,
            Self::Coordinator => Role::Coordinator,
            Self::HubResponsible => Role::HubResponsible,
            Self::Officer => Role::Officer,
            Self::Funder => Role::Funder,
        })
    }

    /// The role of their account, whatever became of it.
    pub fn held(self) -> Option<Role> {
        match self {
            Self::Public | Self::Bearer(_) => None,
            Self::OwesProof => Some(Role::Coordinator),
            Self::Expired | Self::Withdrawn | Self::Deactivated => Some(Role::Adviser),
            other => other.role(),
        }
    }

    /// Where they are.
    pub fn place(self) -> Option<Place> {
        match self {
            Self::Mentee(place) | Self::Mentor(place) | Self::Adviser(place) | Self::Responsible(place) => {
                Some(place)
            }
            Self::Follower
            | Self::Opener
            | Self::Expired
            | Self::Withdrawn
            | Self::Deactivated
            | Self::FormerMentor
            | Self::LeftMentor => Some(Place::A0),
            _ => None,
        }
    }
}
