//! The hub withdraws a proposal.

use crate::accounts::coordination::Coordinator;
use crate::mail::Recipient;
use crate::mail::messages::{
    Content, GREETING, Kind, Message, Nature, Paragraph, SHORT, SUBJECT, TO_TALK, TO_TALK_BY_MAIL, templates,
};
use crate::proposals::proposal::{Party, WithdrawalReason};

pub(super) const WITHDRAWN: Kind = Kind {
    code: "proposal_withdrawn",
    nature: Nature::News,
    paragraphs: &[
        // A subject is stored unsealed: no name stands there.
        Paragraph { name: SUBJECT, default: "La proposition de tandem est retirée", variables: &[] },
        Paragraph {
            name: SHORT,
            default: "La proposition de tandem avec {other} est retirée. Vous n’avez plus à y répondre.",
            variables: &["other"],
        },
        GREETING,
        Paragraph {
            name: "what",
            default: "La proposition de tandem avec {other} est retirée\u{a0}: {why}. Vous n’avez plus à y répondre.",
            variables: &["other", "why"],
        },
        TO_TALK,
        TO_TALK_BY_MAIL,
    ],
};

/// A proposal that the hub withdraws, as one side reads of it.
#[derive(Clone, Debug)]
pub struct Withdrawal<'a> {
    /// The side that is written to.
    pub party: Party,
    /// Their given name.
    pub first_name: &'a str,
    /// The given name of the other side: both have not agreed to know more of each other.
    pub other: &'a str,
    /// Why it is withdrawn.
    pub reason: WithdrawalReason,
    /// Who coordinates, and is called if they gave a number.
    pub coordinator: Option<&'a Coordinator>,
}

templates!(Withdrawal<'_>, "messages/proposals/withdrawal.txt", "messages/proposals/withdrawal.html");

impl Content for Withdrawal<'_> {
    fn kind(&self) -> &'static Kind {
        &WITHDRAWN
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("first_name", self.first_name.to_owned()),
            ("other", self.other.to_owned()),
            ("why", self.reason.told(self.party).to_owned()),
            ("what_follows", what_follows(self.reason, self.party).to_owned()),
            ("coordinator", self.coordinator.and_then(Coordinator::whom_to_call).unwrap_or_default()),
        ]
    }
}

/// The message to that side.
pub fn withdrawal(recipient: impl Into<Recipient>, withdrawal: &Withdrawal<'_>) -> askama::Result<Message> {
    Message::write(recipient, withdrawal)
}

fn what_follows(reason: WithdrawalReason, party: Party) -> &'static str {
    let goes_on = !matches!(reason, WithdrawalReason::JourneyEnded | WithdrawalReason::FoundAnother);
    match party {
        Party::Mentee if goes_on => "Nous continuons à chercher un mentor pour vous.",
        Party::Mentee | Party::Mentor => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::access::Role;
    use crate::accounts::coordination::Contact;
    use crate::contact::Phone;
    use crate::db::new_id;

    fn coordinator(phone: Option<&str>, hours: Option<&str>) -> Coordinator {
        let phone = phone.map(|phone| Phone::parse(phone).unwrap());
        Coordinator {
            id: new_id(),
            name: "Colette Restanque".to_owned(),
            role: Role::Coordinator,
            contact: Contact { phone, hours: hours.map(str::to_owned) },
            by_default_since: None,
        }
    }

    fn body(party: Party, reason: WithdrawalReason, coordinator: Option<&Coordinator>) -> String {
        let withdrawn = Withdrawal { party, first_name: "Olive", other: "Zoé", reason, coordinator };
        let message = withdrawal("olive@exemple.test".to_owned(), &withdrawn).unwrap();
        assert_eq!(message.subject(), "La proposition de tandem est retirée");
        message.text().to_owned()
    }

    #[test]
    fn each_side_reads_why_what_follows_and_whom_to_call() {
        let coordinator = coordinator(Some("04 65 71 00 01"), None);
        for &reason in WithdrawalReason::ALL {
            for &party in Party::ALL {
                let body = body(party, reason, Some(&coordinator));
                assert!(body.contains("avec Zoé est retirée"), "{body}");
                assert!(body.contains("appelez Colette Restanque au 04 65 71 00 01, ou"), "{body}");
            }
        }
        let to_mentee = body(Party::Mentee, WithdrawalReason::MentorLeft, None);
        assert!(to_mentee.contains("ce mentor a quitté le hub"), "{to_mentee}");
        assert!(to_mentee.contains("continuons à chercher"), "{to_mentee}");
        assert!(!body(Party::Mentor, WithdrawalReason::MentorLeft, None).contains("chercher"));
    }

    #[test]
    fn nobody_is_told_to_call_without_a_number() {
        let told =
            |coordinator: Option<&Coordinator>| body(Party::Mentor, WithdrawalReason::NoPlace, coordinator);
        for without in [None, Some(&coordinator(None, Some("le matin")))] {
            let body = told(without);
            assert!(body.contains("Pour en parler, répondez à ce message."), "{body}");
            assert!(!body.contains("appelez"), "{body}");
        }
        let body = told(Some(&coordinator(Some("04 65 71 00 01"), Some("le matin"))));
        assert!(body.contains("au 04 65 71 00 01 (le matin), ou"), "{body}");
    }
}
