//! The things to do, in words.

use std::collections::BTreeMap;

use time::Date;

use crate::db::Id;
use crate::french;
use crate::overview::supply::Waiting;
use crate::overview::today::{Action, Couple, Missing, Owner, Thing, Unanswered};
use crate::people::person::Person;
use crate::proposals::proposal::Party;
use crate::tandems::tandem::Next;

/// A thing to do, as the page shows it.
pub struct ThingLine {
    /// What is to be done, in a sentence.
    pub what: String,
    /// The name of who does it.
    pub who: String,
    /// Before when, or since when it is late.
    pub before: String,
    /// Where one does it.
    pub href: String,
    /// The words of the link.
    pub verb: &'static str,
    /// Whether its day has passed.
    pub late: bool,
}

/// The journeys and the mentors whose names are needed.
pub fn parts(things: &[Thing], longest: &[Waiting]) -> (Vec<Id>, Vec<Id>) {
    let mut journeys: Vec<Id> = longest.iter().map(|waiting| waiting.journey).collect();
    let mut mentors = Vec::new();
    for thing in things {
        match &thing.action {
            Action::AskAfterTandem(couple, _) | Action::CollectAnswers(Unanswered { couple, .. }) => {
                journeys.push(couple.journey);
                mentors.push(couple.mentor);
            }
            Action::CompleteMentor(mentor, _) => mentors.push(*mentor),
            Action::ProposeRound(..) | Action::RunRound(_) | Action::AnswerRequests(_) => {}
        }
    }
    (journeys, mentors)
}

/// The people named on the page, by the key of their journey or of the mentor they are.
pub struct People(BTreeMap<Id, Person>);

impl People {
    /// The people of some journeys and mentors.
    pub fn new(people: BTreeMap<Id, Person>) -> Self {
        Self(people)
    }

    /// The person behind a journey or a mentor, by its key.
    pub fn get(&self, part: Id) -> Option<&Person> {
        self.0.get(&part)
    }

    fn name(&self, part: Id) -> String {
        self.get(part).map_or_else(|| "une personne retirée".to_owned(), Person::name)
    }

    fn names(&self, couple: Couple) -> String {
        format!("{} et {}", self.name(couple.journey), self.name(couple.mentor))
    }

    /// A thing to do in words, for the coordinator of a name.
    pub fn line(&self, thing: &Thing, coordinator: &str, today: Date) -> ThingLine {
        let late = thing.is_late(today);
        let (href, verb) = self.link(&thing.action);
        let day = french::day(&thing.due_on);
        ThingLine {
            what: self.sentence(&thing.action, today),
            who: match (thing.owner, &thing.action) {
                (Owner::Mentor, Action::AskAfterTandem(couple, _)) => self.name(couple.mentor),
                _ => coordinator.to_owned(),
            },
            before: if late { format!("depuis le {day}") } else { format!("avant le {day}") },
            href,
            verb,
            late,
        }
    }

    fn sentence(&self, action: &Action, today: Date) -> String {
        match action {
            Action::AskAfterTandem(couple, next) => self.ask_after(*couple, *next, today),
            Action::CollectAnswers(proposal) => self.collect(proposal),
            Action::ProposeRound(_, pairs) => format!(
                "Relire la dernière campagne\u{a0}: {} en brouillon",
                french::count(*pairs, "tandem possible", "tandems possibles")
            ),
            Action::AnswerRequests(waiting) => format!(
                "Répondre à {}",
                french::count(*waiting, "demande d’inscription", "demandes d’inscription")
            ),
            Action::RunRound(waiting) => format!(
                "Lancer une campagne d’appariement\u{a0}: {} un mentor",
                french::count(*waiting, "personne attend", "personnes attendent")
            ),
            Action::CompleteMentor(mentor, missing) => {
                let missing: Vec<&str> = missing.iter().map(|missing| Missing::label(*missing)).collect();
                format!("Compléter la fiche de {}\u{a0}: {}", self.name(*mentor), missing.join(", "))
            }
        }
    }

    fn ask_after(&self, couple: Couple, next: Next, today: Date) -> String {
        let names = self.names(couple);
        match next {
            Next::First(_) => {
                format!("Prendre des nouvelles de {names}\u{a0}: pas encore de première rencontre")
            }
            Next::Planned(day) => {
                let day = french::short_day(&day);
                format!("Noter la rencontre de {names}, prévue le {day}")
            }
            Next::Following(_) => {
                let met_on = next.due_on().saturating_sub(crate::tandems::tandem::LONGEST_SILENCE);
                let since = french::since(&met_on, &today);
                format!("Prendre des nouvelles de {names}\u{a0}: pas de rencontre {since}")
            }
        }
    }

    fn collect(&self, proposal: &Unanswered) -> String {
        let couple = proposal.couple;
        match proposal.awaited.as_slice() {
            [Party::Mentee] => format!("Recueillir la réponse de {}", self.name(couple.journey)),
            [Party::Mentor] => format!("Recueillir la réponse de {}", self.name(couple.mentor)),
            _ => format!("Recueillir les réponses de {}", self.names(couple)),
        }
    }

    fn link(&self, action: &Action) -> (String, &'static str) {
        match action {
            Action::AskAfterTandem(couple, _) => (format!("/tandems/{}", couple.id), "Ouvrir le tandem"),
            Action::CollectAnswers(proposal) => {
                (format!("/proposals/{}", proposal.couple.id), "Voir la proposition")
            }
            Action::ProposeRound(round, _) => (format!("/rounds/{round}"), "Ouvrir la campagne"),
            Action::AnswerRequests(_) => ("/requests".to_owned(), "Voir les demandes"),
            Action::RunRound(_) => ("/rounds/new".to_owned(), "Préparer la campagne"),
            Action::CompleteMentor(mentor, _) => {
                let href = self.get(*mentor).map(|person| format!("/people/{}", person.id));
                (href.unwrap_or_default(), "Ouvrir la fiche")
            }
        }
    }
}
