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
use crate::steps::SubjectKind;
use crate::web::{Frame, Viewer};

/// The page of a person about themselves.
#[derive(Template)]
#[template(path = "people/own.html")]
pub(super) struct OwnPage {
    page: Frame,
    id: Id,
    first_name: String,
    name: String,
    lead: String,
    steps: Vec<StepBand>,
    tandems: Vec<TandemLine>,
    journeys: Vec<JourneyPart>,
    mentor: Option<MentorPart>,
    story: Vec<StoryLine>,
    email: String,
    phone: String,
    facts: Vec<Fact>,
}

/// The page of somebody whom an organisation brought. It tells them no more than they may know yet.
pub(super) fn own_page(
    frame: Frame,
    dossier: Dossier,
    organisation: &str,
    viewer: &Viewer,
    today: Date,
) -> OwnPage {
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
        steps: steps(dossier, viewer, today),
        tandems: dossier.companions().map(|companion| tandem_line(&companion, reader, today)).collect(),
        journeys: journeys.map(|one| journey_part(dossier, one, reader, today)).collect(),
        mentor: dossier.mentor.as_ref().map(|mentor| mentor_part(dossier, mentor, reader, today)),
        story: story::of_person(dossier, organisation, viewer),
        email: person.email.clone().unwrap_or_default(),
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
