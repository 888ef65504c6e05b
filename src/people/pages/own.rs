//! What a mentor or a mentee reads of themselves: what comes next and whom to call, then, folded, what the hub holds of them.

use askama::Template;
use time::Date;

use super::person::{
    Fact, JourneyPart, MentorPart, TandemLine, facts, is_since, journey_part, lead, mentor_part, phone_of,
    tandem_line,
};
use crate::accounts::reader::Reader;
use crate::db::Id;
use crate::french;
use crate::overview::dossier::Dossier;
use crate::overview::steps::{StepBand, StepLine};
use crate::overview::story::{self, StoryLine};
use crate::people::step::What;
use crate::steps::{Subject, SubjectKind};
use crate::web::{Frame, Human, Link, Viewer};

const SIGN: &str = "Lire et signer la charte";

/// Through what somebody reads their own page.
pub(super) enum Door {
    /// Signed in.
    SignedIn,
    /// The link at this address.
    Link(String),
    /// The same, in the hands of whoever answers for them: how one reaches the other of a tandem is not theirs to read.
    Call(String),
}

impl Door {
    fn report_href(&self) -> String {
        match self {
            Self::SignedIn => "/problems/new".to_owned(),
            Self::Link(here) | Self::Call(here) => format!("{here}/problems"),
        }
    }

    /// Where they are led to what a step asks of them; none where the step itself says where.
    fn question(&self, asked: Subject) -> Option<Question> {
        let proposal = asked.id;
        let verb = match asked.kind {
            SubjectKind::AnswerMentor | SubjectKind::AnswerMentee => "Répondre à la proposition",
            SubjectKind::SignatureMentor | SubjectKind::SignatureMentee => SIGN,
            _ => return None,
        };
        match self {
            Self::SignedIn if verb == SIGN => None,
            Self::SignedIn => {
                Some(Question { action: format!("/proposals/{proposal}/question"), proposal, verb })
            }
            Self::Link(here) | Self::Call(here) => {
                Some(Question { action: format!("{here}/question"), proposal, verb })
            }
        }
    }

    fn note_href(&self, tandem: Id) -> String {
        match self {
            Self::SignedIn => format!("/tandems/{tandem}#note"),
            Self::Link(here) | Self::Call(here) => format!("{here}/tandems/{tandem}/meetings"),
        }
    }
}

/// A question to a person: the form that leads to where they answer it.
pub(super) struct Question {
    pub(super) action: String,
    pub(super) proposal: Id,
    pub(super) verb: &'static str,
}

/// What a person reads first: with whom, what is expected of whom and by when, and one thing to do about it.
pub(super) struct Duty {
    pub(super) tandems: Vec<TandemLine>,
    pub(super) steps: Vec<StepBand>,
    /// What they are asked, which goes before all else.
    pub(super) question: Option<Question>,
    /// The large button, where there is anybody to call or to write to.
    pub(super) button: Option<Link>,
    /// Where they report a problem; empty where they are in no pair.
    pub(super) report_href: String,
    /// Whether they may fetch what comes next in a tandem as a file for their agenda.
    pub(super) has_calendar: bool,
}

impl Duty {
    /// What a person, who may know all that is in the file, reads first.
    pub(super) fn new(
        dossier: &Dossier,
        viewer: &Viewer,
        human: Option<&Human>,
        door: &Door,
        today: Date,
    ) -> Self {
        let companions = dossier.companions();
        let reader = if matches!(door, Door::Call(_)) { Reader::Another } else { Reader::Oneself };
        let tandems: Vec<TandemLine> =
            companions.map(|companion| tandem_line(&companion, reader, today)).collect();
        let is_in_tandem = |line: &&StepLine| line.step.subject.kind == SubjectKind::Tandem;
        let button = dossier.steps.iter().find(is_in_tandem).and_then(|line| {
            let tandem = line.step.subject.id;
            if line.is_noted(today) {
                return Some(Link::new("Noter une rencontre", door.note_href(tandem)));
            }
            let here = format!("/tandems/{tandem}");
            tandems.iter().find(|other| other.href == here).and_then(reach)
        });
        let is_in_pair = !dossier.tandems.is_empty() || dossier.pending_proposals().next().is_some();
        let is_own = |line: &&StepLine| line.is_of(dossier.person.id);
        let question = dossier.steps.iter().filter(is_own).find_map(|line| door.question(line.step.subject));
        Self {
            question,
            steps: steps(dossier, viewer, today),
            // Whoever is to meet nobody calls the one who can tell them more.
            button: button.or_else(|| human.map(call)),
            report_href: if is_in_pair { door.report_href() } else { String::new() },
            has_calendar: matches!(door, Door::SignedIn),
            tandems,
        }
    }
}

/// How one reaches the other of a tandem; none where that is not to be known.
fn reach(tandem: &TandemLine) -> Option<Link> {
    let name = tandem.name.as_str();
    if !tandem.phone_href.is_empty() {
        return Some(Link::new(format!("Appeler {name}"), tandem.phone_href.clone()));
    }
    (!tandem.email.is_empty())
        .then(|| Link::new(format!("Écrire à {name}"), format!("mailto:{}", tandem.email)))
}

fn call(human: &Human) -> Link {
    if human.phone_href.is_empty() {
        Link::new("Écrire au hub", format!("mailto:{}", human.email))
    } else {
        Link::new(format!("Appeler {}", human.name), human.phone_href.clone())
    }
}

/// The page of a person about themselves.
#[derive(Template)]
#[template(path = "people/own.html")]
pub(super) struct OwnPage {
    page: Frame,
    id: Id,
    first_name: String,
    name: String,
    lead: String,
    duty: Duty,
    journeys: Vec<JourneyPart>,
    mentor: Option<MentorPart>,
    story: Vec<StoryLine>,
    email: String,
    /// That this address receives nothing any more; empty of any other.
    receives_nothing: String,
    phone: String,
    facts: Vec<Fact>,
}

/// The page of somebody whom an organisation brought. It tells them no more than they may know yet.
pub(super) fn own_page(
    frame: Frame,
    dossier: Dossier,
    (organisation, receives_nothing): (&str, String),
    viewer: &Viewer,
    today: Date,
) -> OwnPage {
    let coordinator = frame.human.clone();
    let dossier = &dossier.known_to_its_person();
    let person = &dossier.person;
    let reader = Reader::Oneself;
    let journeys = dossier.journeys.iter().rev();
    OwnPage {
        page: frame.titled("Mon espace"),
        id: person.id,
        first_name: person.first_name.clone(),
        name: person.name(),
        lead: lead(dossier),
        duty: Duty::new(dossier, viewer, coordinator.as_ref(), &Door::SignedIn, today),
        journeys: journeys.map(|one| journey_part(dossier, one, reader, today)).collect(),
        mentor: dossier.mentor.as_ref().map(|mentor| mentor_part(dossier, mentor, reader, today)),
        story: story::of_person(dossier, organisation, viewer),
        email: person.email.clone().unwrap_or_default(),
        receives_nothing,
        phone: phone_of(person).0,
        facts: facts(person, organisation, reader, today),
    }
}

/// What comes next for the person, theirs to do or not. A result is asked for by those who follow people.
fn steps(dossier: &Dossier, viewer: &Viewer, today: Date) -> Vec<StepBand> {
    let is_shown = |line: &&StepLine| {
        line.step.since_on <= today && line.step.subject.kind != SubjectKind::ResultContact
    };
    let band = |line: &StepLine| {
        let band = line.band_told(dossier.person.id, viewer, today);
        match line.step.subject.kind {
            SubjectKind::Journey if line.step.what == What::TakeStock.code() || !is_since(line) => {
                StepBand { href: String::new(), ..band }
            }
            SubjectKind::Journey => {
                let since = french::since(&line.step.since_on, &today);
                StepBand { what: format!("{}, {since}", band.what), href: String::new(), ..band }
            }
            _ => band,
        }
    };
    dossier.steps.iter().filter(is_shown).map(band).collect()
}
