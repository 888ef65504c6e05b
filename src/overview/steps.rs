//! What comes next, as pages and commands say it: in words, with whose turn it is and whom it is about.

use std::collections::{BTreeMap, BTreeSet};

use time::Date;

use crate::accounts::access::{Right, Scope};
use crate::accounts::account::Account;
use crate::accounts::viewer::Viewer;
use crate::db::Id;
use crate::french;
use crate::people::person::Person;
use crate::requests::Request;
use crate::steps::{Because, Filter, Owner, OwnerKind, Postponement, Step, SubjectKind};
use crate::{outcomes, people, problems, proposals, requests, tandems};

/// The order in which things are shown: what is nearest to people first.
pub const NEAREST_FIRST: [SubjectKind; 9] = [
    SubjectKind::Report,
    SubjectKind::Request,
    SubjectKind::AnswerMentor,
    SubjectKind::AnswerMentee,
    SubjectKind::SignatureMentor,
    SubjectKind::SignatureMentee,
    SubjectKind::Tandem,
    SubjectKind::Journey,
    SubjectKind::ResultContact,
];

/// Whose steps are somebody's own: those of their account, and in a partner those of their organisation.
pub fn own(account: &Account) -> BTreeSet<Owner> {
    let organisation = account.organisation_id.filter(|_| account.role.is_partner_staff());
    let mut own = BTreeSet::from([Owner::account(account.id)]);
    own.extend(organisation.map(Owner::organisation));
    own
}

/// Which steps are listed, and about whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Which steps.
    pub filter: Filter,
    /// About the people that an organisation brought.
    pub organisation: Option<Id>,
    /// About those who live at a place; of a pair, the mentee.
    pub place: Option<String>,
}

/// What one account or organisation has in hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InHand {
    /// Whose it is.
    pub owner: Owner,
    /// Their name.
    pub name: String,
    /// How many steps there are.
    pub steps: u64,
    /// How many of them are late.
    pub late: u64,
    /// Whether others do what is theirs.
    pub is_away: bool,
}

/// A step with its names.
#[derive(Clone, Debug)]
pub struct StepLine {
    /// The step.
    pub step: Step,
    /// The name of whoever's turn it is.
    pub owner: String,
    /// The name of whoever's turn it was, where it is somebody else's for now.
    pub former_owner: String,
    /// The mentor it is about.
    pub mentor: Option<Person>,
    /// The mentee it is about.
    pub mentee: Option<Person>,
    /// Who asked to join.
    pub request: Option<Request>,
}

/// What steps are about: whoever is behind the keys.
#[derive(Clone, Debug, Default)]
pub struct Subjects {
    /// The person behind each mentor.
    pub mentors: BTreeMap<Id, Person>,
    /// The person behind each journey.
    pub journeys: BTreeMap<Id, Person>,
    /// The mentor and the journey of each tandem, proposal and problem.
    pub pairs: BTreeMap<Id, (Id, Id)>,
    /// The requests to join.
    pub requests: BTreeMap<Id, Request>,
}

impl StepLine {
    /// A step of some things.
    pub fn new(step: Step, [owner, former_owner]: [String; 2], subjects: &Subjects) -> Self {
        let id = step.subject.id;
        let pair = subjects.pairs.get(&id);
        let journey = pair.map_or(id, |(_, journey)| *journey);
        Self {
            owner,
            former_owner,
            mentor: pair.and_then(|(mentor, _)| subjects.mentors.get(mentor)).cloned(),
            mentee: subjects.journeys.get(&journey).cloned(),
            request: subjects.requests.get(&id).cloned(),
            step,
        }
    }

    /// What is to be done, in words.
    pub fn what(&self, today: Date) -> &'static str {
        label(&self.step, today).unwrap_or_default()
    }

    /// The same, as one of those it is about reads it.
    pub fn told(&self, own: Id, today: Date) -> String {
        let other = self.other_told(own);
        let other = other.unwrap_or_else(|| "l’autre personne".to_owned());
        let code = self.step.what.as_str();
        let told = match self.step.subject.kind {
            SubjectKind::Journey => people::step::What::from_code(code).map(|what| what.told().to_owned()),
            SubjectKind::AnswerMentor | SubjectKind::AnswerMentee => {
                let is_own = self.is_of(own);
                proposals::step::What::from_code(code)
                    .map(|what| if is_own { what.told(&other) } else { what.awaited(&other) })
            }
            SubjectKind::SignatureMentor | SubjectKind::SignatureMentee => {
                let is_own = self.is_of(own);
                tandems::step::Signing::from_code(code)
                    .map(|what| if is_own { what.told(&other) } else { what.awaited(&other) })
            }
            SubjectKind::Tandem => {
                let has_passed = self.step.first_due_on < today;
                tandems::step::What::from_code(code).map(|what| what.told(has_passed, &other))
            }
            SubjectKind::Request | SubjectKind::ResultContact | SubjectKind::Report => None,
        };
        told.unwrap_or_else(|| self.what(today).to_owned())
    }

    /// The name of the other of a pair, as one of them reads it: before there is a tandem, nobody learns more than a given name.
    fn other_told(&self, own: Id) -> Option<String> {
        let other = [&self.mentor, &self.mentee].into_iter().flatten().find(|person| person.id != own)?;
        Some(match self.step.subject.kind {
            SubjectKind::AnswerMentor | SubjectKind::AnswerMentee => other.first_name.clone(),
            SubjectKind::SignatureMentor | SubjectKind::SignatureMentee => other.first_name.clone(),
            _ => other.name(),
        })
    }

    /// By when, in words.
    pub fn when(&self, today: Date) -> String {
        when(&self.step, today)
    }

    /// Whom it is about: one name, or both of a pair.
    pub fn about(&self) -> String {
        if let Some(request) = &self.request {
            return format!("{} {}", request.first_name, request.last_name);
        }
        let names: Vec<String> =
            [&self.mentor, &self.mentee].into_iter().flatten().map(Person::name).collect();
        names.join(" et ")
    }

    /// The page on which a viewer does it; empty where it is not theirs to do.
    pub fn href(&self, viewer: &Viewer) -> String {
        let id = self.step.subject.id;
        let is_theirs = match self.step.subject.kind {
            SubjectKind::Request => viewer.may(Right::SteerHub),
            SubjectKind::AnswerMentor | SubjectKind::AnswerMentee => viewer.coordinates(),
            SubjectKind::SignatureMentor | SubjectKind::SignatureMentee => {
                let is_person = matches!(viewer.scope_of(Right::Sign), Scope::Person(_));
                viewer.may(Right::Sign) && (!is_person || self.is_own(viewer))
            }
            SubjectKind::Tandem => true,
            SubjectKind::Report => viewer.may(Right::HandleProblems),
            SubjectKind::Journey | SubjectKind::ResultContact => viewer.is_staff(),
        };
        if !is_theirs {
            return String::new();
        }
        match self.step.subject.kind {
            SubjectKind::Request => "/requests".to_owned(),
            SubjectKind::Journey => {
                self.mentee.as_ref().map_or_else(String::new, |mentee| format!("/people/{}", mentee.id))
            }
            SubjectKind::AnswerMentor | SubjectKind::AnswerMentee => format!("/proposals/{id}"),
            SubjectKind::SignatureMentor | SubjectKind::SignatureMentee => {
                format!("/charters/{id}")
            }
            SubjectKind::Tandem => format!("/tandems/{id}"),
            SubjectKind::ResultContact => format!("/journeys/{id}/outcomes"),
            SubjectKind::Report => format!("/problems/{id}"),
        }
    }

    /// Whether a person does it themselves, even where somebody calls them for it.
    pub fn is_of(&self, person: Id) -> bool {
        let side = match self.step.subject.kind {
            SubjectKind::AnswerMentor | SubjectKind::SignatureMentor => &self.mentor,
            SubjectKind::AnswerMentee | SubjectKind::SignatureMentee => &self.mentee,
            _ => return self.step.owner == Owner::person(person),
        };
        side.as_ref().is_some_and(|side| side.id == person)
    }

    /// Whether it is the viewer's own to do, as one of those it is about.
    fn is_own(&self, viewer: &Viewer) -> bool {
        let own = viewer.account().and_then(|account| account.person_id);
        own.is_some_and(|own| self.is_of(own))
    }

    /// Whether it is done by noting a meeting: the two of a tandem have met before, and the day they agreed on has come.
    pub fn is_noted(&self, today: Date) -> bool {
        let has_met = self.step.what != tandems::step::What::MeetFirst.code();
        let comes_later =
            self.step.what == tandems::step::What::HoldPlanned.code() && self.step.first_due_on > today;
        self.step.subject.kind == SubjectKind::Tandem && has_met && !comes_later
    }

    /// The words of the link to that page.
    pub fn verb(&self) -> &'static str {
        match self.step.subject.kind {
            SubjectKind::Request => "Voir les demandes",
            SubjectKind::Journey => "Ouvrir la fiche",
            SubjectKind::AnswerMentor | SubjectKind::AnswerMentee => "Ouvrir la proposition",
            SubjectKind::SignatureMentor | SubjectKind::SignatureMentee => "Lire la charte",
            SubjectKind::Tandem => "Ouvrir le tandem",
            SubjectKind::ResultContact => "Noter la réponse",
            SubjectKind::Report => "Lire le signalement",
        }
    }

    /// The step as a band of a page, with whom it is about.
    pub fn band(&self, viewer: &Viewer, today: Date) -> StepBand {
        let about = self.about();
        let what = self.what(today);
        StepBand {
            what: if about.is_empty() { what.to_owned() } else { format!("{what}\u{a0}: {about}") },
            ..self.band_on_its_page(viewer, today)
        }
    }

    /// The same on the page of what it is about, which need not say so again.
    pub fn band_on_its_page(&self, viewer: &Viewer, today: Date) -> StepBand {
        StepBand {
            what: self.what(today).to_owned(),
            who: self.owner.clone(),
            when: self.when(today),
            href: self.href(viewer),
            verb: self.verb(),
            late: self.step.is_late(today),
            more_href: if viewer.may(Right::FollowSteps) {
                format!("/steps/{}", self.step.id)
            } else {
                String::new()
            },
            postponed: self.step.postponed.map(|postponed| reported(&postponed)).unwrap_or_default(),
            entrusted: self.entrusted(),
        }
    }

    /// To whom it was entrusted, since when and why; empty where it is whose it would be.
    pub fn entrusted(&self) -> String {
        let Some(entrusted) = self.step.entrusted else { return String::new() };
        let former = &self.former_owner;
        let why = match entrusted.because {
            Because::Absent => format!("{former} n’est pas là"),
            Because::Late => format!("c’était en retard chez {former}"),
            Because::VeryLate => format!("c’était en retard depuis longtemps chez {former}"),
        };
        format!("Confié à {} depuis le {}, car {why}", self.owner, french::short_day(&entrusted.on))
    }

    /// The same on a page of one of those it is about: it says what they do, and who does the rest.
    pub fn band_told(&self, own: Id, viewer: &Viewer, today: Date) -> StepBand {
        let who = if self.is_of(own) {
            "c’est à vous".to_owned()
        } else {
            format!("{} s’en occupe", self.owner)
        };
        let postponed = self.step.postponed.map(|postponed| {
            format!("Reporté le {}\u{a0}: {}", french::short_day(&postponed.on), postponed.reason.told())
        });
        StepBand {
            what: self.told(own, today),
            who,
            postponed: postponed.unwrap_or_default(),
            entrusted: String::new(),
            ..self.band_on_its_page(viewer, today)
        }
    }
}

/// A step as a band of a page shows it.
#[derive(Clone, Debug)]
pub struct StepBand {
    /// What is to be done, in words.
    pub what: String,
    /// The name of whoever's turn it is.
    pub who: String,
    /// By when, in words.
    pub when: String,
    /// Where the viewer does it; empty where it is not theirs to do.
    pub href: String,
    /// The words of that link.
    pub verb: &'static str,
    /// Whether its day has passed.
    pub late: bool,
    /// Where the viewer puts it off and notes a call; empty for those who do not follow it.
    pub more_href: String,
    /// That it was put off, and why; empty when it was not.
    pub postponed: String,
    /// To whom it was entrusted, since when and why; empty when it was not.
    pub entrusted: String,
}

impl StepBand {
    /// The same for somebody who may or may not put it off.
    pub fn followed(self, follows: bool) -> Self {
        if follows { self } else { Self { more_href: String::new(), ..self } }
    }
}

/// That a step was put off, and why.
fn reported(postponed: &Postponement) -> String {
    format!("Reportée le {}\u{a0}: {}", french::short_day(&postponed.on), postponed.reason.label())
}

/// So many things of a kind, in words.
pub fn count_of(kind: SubjectKind, count: u64) -> String {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let (one, many) = match kind {
        SubjectKind::Request => ("demande à répondre", "demandes à répondre"),
        SubjectKind::Journey => ("accompagnement à faire avancer", "accompagnements à faire avancer"),
        SubjectKind::AnswerMentor => ("réponse de mentor attendue", "réponses de mentors attendues"),
        SubjectKind::AnswerMentee => {
            ("réponse de personne accompagnée attendue", "réponses de personnes accompagnées attendues")
        }
        SubjectKind::SignatureMentor => ("signature de mentor attendue", "signatures de mentors attendues"),
        SubjectKind::SignatureMentee => {
            ("signature de personne accompagnée attendue", "signatures de personnes accompagnées attendues")
        }
        SubjectKind::Tandem => ("tandem à suivre", "tandems à suivre"),
        SubjectKind::ResultContact => ("résultat à demander", "résultats à demander"),
        SubjectKind::Report => ("signalement à traiter", "signalements à traiter"),
    };
    french::count(count, one, many)
}

/// What is to be done, in the words of the noun that says so; none for a code that it does not know, which no step that is read has.
pub fn label(step: &Step, today: Date) -> Option<&'static str> {
    let code = step.what.as_str();
    if step.owner.kind != OwnerKind::Person
        && let Some(called) = called(step.subject.kind)
    {
        return Some(called);
    }
    match step.subject.kind {
        SubjectKind::Request => requests::step::What::from_code(code).map(requests::step::What::label),
        SubjectKind::Journey => people::step::What::from_code(code).map(people::step::What::label),
        SubjectKind::AnswerMentor | SubjectKind::AnswerMentee => {
            proposals::step::What::from_code(code).map(proposals::step::What::label)
        }
        SubjectKind::SignatureMentor | SubjectKind::SignatureMentee => {
            tandems::step::Signing::from_code(code).map(tandems::step::Signing::label)
        }
        SubjectKind::Tandem => tandems::step::What::from_code(code).map(|what| {
            // The day agreed on stays the same when the step is put off.
            if step.first_due_on < today { what.label_once_passed() } else { what.label() }
        }),
        SubjectKind::ResultContact => outcomes::step::What::from_code(code).map(outcomes::step::What::label),
        SubjectKind::Report => problems::step::What::from_code(code).map(problems::step::What::label),
    }
}

/// What is to be done about somebody's answer or signature while the hub cannot write to them.
fn called(kind: SubjectKind) -> Option<&'static str> {
    Some(match kind {
        SubjectKind::AnswerMentor => "Appeler le mentor pour sa réponse",
        SubjectKind::AnswerMentee => "Appeler la personne accompagnée pour sa réponse",
        SubjectKind::SignatureMentor => "Appeler le mentor pour sa signature",
        SubjectKind::SignatureMentee => "Appeler la personne accompagnée pour sa signature",
        _ => return None,
    })
}

/// By when, in words: a day agreed on is that day, any other is a last day, and one that has passed is what it was.
pub fn when(step: &Step, today: Date) -> String {
    let day = french::day(&step.due_on());
    if step.is_late(today) {
        return format!("c’était pour le {day}");
    }
    let is_planned = step.what == tandems::step::What::HoldPlanned.code() && step.postponed.is_none();
    if is_planned { day } else { format!("au plus tard le {day}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_there_is_has_its_place_in_the_order() {
        assert!(SubjectKind::ALL.iter().all(|kind| NEAREST_FIRST.contains(kind)));
    }
}
