//! What comes next on the things that somebody reaches, with whose turn it is and whom it is about.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr};

use crate::accounts::access::Scope;
use crate::db::Id;
use crate::overview::steps::{StepLine, Subjects, label};
use crate::people::person::Person;
use crate::proposals::proposal::Party;
use crate::steps::store::{Reached, subject};
use crate::steps::{Call, Filter, OwnerKind, Step, Subject, SubjectKind};
use crate::{accounts, organisations, people, proposals, requests, steps, tandems};

/// The steps of the people of a scope, as a condition: those of their journeys, results, own answers, and tandems on either side, and
/// for who steers the hub those of the requests to join. The answer of the other side of a proposal is for those who follow that side;
/// of two people who both said yes, each sees that the other signs.
fn reached_steps(scope: Scope) -> Reached {
    if scope == Scope::Hub {
        return Reached::Everything;
    }
    let journeys = || subject().in_subquery(people::store::journeys_within(scope));
    let is_person = matches!(scope, Scope::Person(_));
    let signers = |party| match party {
        _ if is_person => proposals::store::ids_within(scope),
        Party::Mentor => proposals::store::ids_to_mentors_within(scope),
        Party::Mentee => proposals::store::ids_for_journeys_within(scope),
    };
    Reached::These(vec![
        (SubjectKind::Journey, journeys()),
        (SubjectKind::ResultContact, journeys()),
        (SubjectKind::AnswerMentor, subject().in_subquery(proposals::store::ids_to_mentors_within(scope))),
        (SubjectKind::AnswerMentee, subject().in_subquery(proposals::store::ids_for_journeys_within(scope))),
        (SubjectKind::SignatureMentor, subject().in_subquery(signers(Party::Mentor))),
        (SubjectKind::SignatureMentee, subject().in_subquery(signers(Party::Mentee))),
        (SubjectKind::Tandem, subject().in_subquery(tandems::store::ids_within(scope))),
    ])
}

/// The same, for steps found by their keys or by what they are about.
pub fn reached_by_key(scope: Scope) -> Reached {
    if scope == Scope::Hub {
        return Reached::Everything;
    }
    let journeys = || people::store::is_journey_within(subject(), scope);
    let of_mentor = || proposals::store::is_to_mentors_within(subject(), scope);
    let of_mentee = || proposals::store::is_for_journeys_within(subject(), scope);
    let is_person = matches!(scope, Scope::Person(_));
    let signer = |party| match party {
        _ if is_person => proposals::store::is_proposal_within(subject(), scope),
        Party::Mentor => of_mentor(),
        Party::Mentee => of_mentee(),
    };
    Reached::These(vec![
        (SubjectKind::Journey, journeys()),
        (SubjectKind::ResultContact, journeys()),
        (SubjectKind::AnswerMentor, of_mentor()),
        (SubjectKind::AnswerMentee, of_mentee()),
        (SubjectKind::SignatureMentor, signer(Party::Mentor)),
        (SubjectKind::SignatureMentee, signer(Party::Mentee)),
        (SubjectKind::Tandem, tandems::store::is_tandem_within(subject(), scope)),
    ])
}

fn reached(scope: Scope, filter: &Filter) -> Reached {
    if filter.subjects.is_some() { reached_by_key(scope) } else { reached_steps(scope) }
}

/// Some of the steps of a scope, the first due first.
pub async fn list_steps(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: &Filter,
    part: Range<usize>,
) -> Result<Vec<StepLine>, DbErr> {
    let steps = steps::store::list(db, &reached(scope, filter), filter, part).await?;
    lines_of(db, scope, steps).await
}

/// How many steps of a scope there are.
pub async fn count_steps(db: &impl ConnectionTrait, scope: Scope, filter: &Filter) -> Result<u64, DbErr> {
    steps::store::count(db, &reached(scope, filter), filter).await
}

/// How many steps of a scope there are of each kind.
pub async fn count_steps_by_kind(
    db: &impl ConnectionTrait,
    scope: Scope,
    filter: &Filter,
) -> Result<BTreeMap<SubjectKind, u64>, DbErr> {
    steps::store::count_by_kind(db, &reached(scope, filter), filter).await
}

/// The step about a thing, if the scope reaches it and it is open.
pub async fn find_step_about(
    db: &impl ConnectionTrait,
    scope: Scope,
    subject: Subject,
) -> Result<Option<StepLine>, DbErr> {
    Ok(list_steps_about(db, scope, vec![subject]).await?.pop())
}

/// The steps about the answers to some proposals and the signatures that follow, the first due first.
pub async fn list_steps_of_answers(
    db: &impl ConnectionTrait,
    scope: Scope,
    proposals: &[Id],
) -> Result<Vec<StepLine>, DbErr> {
    list_steps_about(db, scope, subjects_of_answers(proposals)).await
}

/// The same, without whose turn it is and whom they are about.
pub async fn list_answers_due(
    db: &impl ConnectionTrait,
    scope: Scope,
    proposals: &[Id],
) -> Result<Vec<Step>, DbErr> {
    let subjects = subjects_of_answers(proposals);
    let every = 0..subjects.len();
    let filter = Filter { subjects: Some(subjects), ..Filter::default() };
    steps::store::list(db, &reached_by_key(scope), &filter, every).await
}

fn subjects_of_answers(proposals: &[Id]) -> Vec<Subject> {
    let sides = [
        SubjectKind::AnswerMentor,
        SubjectKind::AnswerMentee,
        SubjectKind::SignatureMentor,
        SubjectKind::SignatureMentee,
    ];
    proposals.iter().flat_map(|&id| sides.map(|kind| Subject { kind, id })).collect()
}

async fn list_steps_about(
    db: &impl ConnectionTrait,
    scope: Scope,
    subjects: Vec<Subject>,
) -> Result<Vec<StepLine>, DbErr> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let every = 0..subjects.len();
    list_steps(db, scope, &Filter { subjects: Some(subjects), ..Filter::default() }, every).await
}

/// The first due steps of each of some lists, with the names of all of them found at once.
pub async fn list_first_steps(
    db: &impl ConnectionTrait,
    scope: Scope,
    lists: &[Filter],
    most: usize,
) -> Result<Vec<StepLine>, DbErr> {
    let mut first = Vec::new();
    for filter in lists {
        first.extend(steps::store::list(db, &reached(scope, filter), filter, 0..most).await?);
    }
    lines_of(db, scope, first).await
}

/// The calls about some things within a scope, each with the name of whoever made it, newest first.
pub async fn list_named_calls(
    db: &impl ConnectionTrait,
    things: &BTreeSet<Id>,
) -> Result<Vec<(Call, String)>, DbErr> {
    let calls = steps::store::list_calls_about(db, things).await?;
    let accounts: Vec<Id> = calls.iter().map(|call| call.account_id).collect();
    // Those whose access was withdrawn since called all the same.
    let accounts = accounts::store::list_by_id(db, &accounts).await?;
    let name = |id| accounts.iter().find(|account| account.id == id).map(|account| account.name.clone());
    Ok(calls.into_iter().map(|call| (call, name(call.account_id).unwrap_or_default())).collect())
}

/// Whether a scope reaches a step.
pub async fn reaches_step(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<bool, DbErr> {
    Ok(steps::store::find(db, &reached_by_key(scope), id).await?.is_some())
}

/// The step of a key, if the scope reaches it.
pub async fn find_step(db: &impl ConnectionTrait, scope: Scope, id: Id) -> Result<Option<StepLine>, DbErr> {
    let found = steps::store::find(db, &reached_by_key(scope), id).await?;
    Ok(lines_of(db, scope, found.into_iter().collect()).await?.pop())
}

/// The steps about a person, the first due first: those of their journeys, with the results, and of the tandems and proposals on either
/// side.
pub(super) async fn list_steps_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    [journeys, tandems, proposals]: [&[Id]; 3],
) -> Result<Vec<StepLine>, DbErr> {
    let of = |kind| move |&id: &Id| Subject { kind, id };
    let mut subjects: Vec<Subject> = journeys.iter().map(of(SubjectKind::Journey)).collect();
    subjects.extend(journeys.iter().map(of(SubjectKind::ResultContact)));
    subjects.extend(tandems.iter().map(of(SubjectKind::Tandem)));
    subjects.extend(subjects_of_answers(proposals));
    list_steps_about(db, scope, subjects).await
}

/// Adds names to some steps of a scope.
pub(super) async fn lines_of(
    db: &impl ConnectionTrait,
    scope: Scope,
    steps: Vec<Step>,
) -> Result<Vec<StepLine>, DbErr> {
    let mut lines = Vec::new();
    // A statement takes at most 32,766 values on SQLite, and each selection is written twice.
    for some in steps.chunks(AT_ONCE) {
        for step in some {
            steps::store::read_what(step, |_| label(step, step.first_due_on))?;
        }
        let subjects = subjects(db, scope, some).await?;
        let names = owner_names(db, some, &subjects).await?;
        let name = |step: &Step| names.get(&step.owner.id).cloned().unwrap_or_default();
        lines.extend(some.iter().map(|step| StepLine::new(step.clone(), name(step), &subjects)));
    }
    Ok(lines)
}

const AT_ONCE: usize = 1000;

async fn subjects(db: &impl ConnectionTrait, scope: Scope, steps: &[Step]) -> Result<Subjects, DbErr> {
    let of = |kinds: &[SubjectKind]| -> Vec<Id> {
        let chosen = steps.iter().filter(|step| kinds.contains(&step.subject.kind));
        chosen.map(|step| step.subject.id).collect()
    };
    let journeys = of(&[SubjectKind::Journey, SubjectKind::ResultContact]);
    let proposals = of(&[
        SubjectKind::AnswerMentor,
        SubjectKind::AnswerMentee,
        SubjectKind::SignatureMentor,
        SubjectKind::SignatureMentee,
    ]);
    let tandems = of(&[SubjectKind::Tandem]);
    let journeys = people::store::journeys_by_id(db, scope, &journeys).await?;
    let mut subjects = Subjects::default();
    let sides = super::list_sides(db, scope, &tandems, &proposals).await?;
    subjects.mentors.extend(sides.mentors);
    subjects.journeys.extend(sides.journeys);
    let people: Vec<Id> = journeys.iter().map(|journey| journey.person_id).collect();
    let people = people::store::list_by_id(db, scope, &people).await?;
    subjects.journeys.extend(
        journeys.iter().filter_map(|journey| Some((journey.id, people.get(&journey.person_id)?.clone()))),
    );
    subjects.pairs.extend(tandems::store::pairs(db, scope, &tandems).await?);
    subjects.pairs.extend(proposals::store::pairs(db, scope, &proposals).await?);
    if steps.iter().any(|step| step.subject.kind == SubjectKind::Request) {
        let waiting = requests::store::list(db, scope).await?;
        subjects.requests.extend(waiting.into_iter().map(|request| (request.id, request)));
    }
    Ok(subjects)
}

async fn owner_names(
    db: &impl ConnectionTrait,
    steps: &[Step],
    subjects: &Subjects,
) -> Result<BTreeMap<Id, String>, DbErr> {
    let of_accounts = steps.iter().filter(|step| step.owner.kind == OwnerKind::Account);
    let accounts: Vec<Id> = of_accounts.map(|step| step.owner.id).collect();
    let accounts = accounts::store::list_by_id(db, &accounts).await?;
    let mut names: BTreeMap<Id, String> =
        accounts.into_iter().map(|account| (account.id, account.name)).collect();
    let organisations = organisations::store::list(db).await?;
    names.extend(organisations.into_iter().map(|organisation| (organisation.id, organisation.name)));
    // Whoever is asked, or leads a tandem, is one of the two people it is about.
    let people = subjects.mentors.values().chain(subjects.journeys.values());
    names.extend(people.map(|person: &Person| (person.id, person.name())));
    // A hub that is not founded yet.
    names.entry(Id::nil()).or_insert_with(|| "le hub".to_owned());
    Ok(names)
}
