//! What comes next on the things that somebody reaches, with whose turn it is and whom it is about.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr};
use time::Date;

use crate::accounts::access::Scope;
use crate::db::Id;
use crate::overview::steps::{Chosen, InHand, StepLine, Subjects, label};
use crate::people::person::Person;
use crate::proposals::proposal::Party;
use crate::steps::store::{Reached, subject};
use crate::steps::{Call, Filter, Owner, OwnerKind, Step, Subject, SubjectKind};
use crate::{accounts, organisations, people, problems, proposals, requests, steps, tandems};

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

/// The steps about the people that an organisation brought, or who live at a place, as a condition.
fn about_some(chosen: &Chosen) -> Reached {
    let of_organisation = chosen.organisation.map(|id| reached_steps(Scope::Organisation(id)));
    let at_place = chosen.place.as_ref().and_then(|place| {
        let at = people::store::Chosen { place: Some(place.clone()), ..people::store::Chosen::default() };
        let journeys = people::store::chosen_journeys(&at)?;
        let of_proposals = || subject().in_subquery(proposals::store::ids_for(journeys.clone()));
        Some(Reached::These(vec![
            (SubjectKind::Request, subject().in_subquery(requests::store::ids_at(place))),
            (SubjectKind::Journey, subject().in_subquery(journeys.clone())),
            (SubjectKind::ResultContact, subject().in_subquery(journeys.clone())),
            (SubjectKind::AnswerMentor, of_proposals()),
            (SubjectKind::AnswerMentee, of_proposals()),
            (SubjectKind::Tandem, subject().in_subquery(tandems::store::ids_of(journeys.clone()))),
        ]))
    });
    [of_organisation, at_place].into_iter().flatten().fold(Reached::Everything, Reached::and)
}

/// Some of the chosen steps of a scope, the first due first.
pub async fn list_chosen_steps(
    db: &impl ConnectionTrait,
    scope: Scope,
    chosen: &Chosen,
    part: Range<usize>,
) -> Result<Vec<StepLine>, DbErr> {
    let reached = reached_steps(scope).and(about_some(chosen));
    let steps = steps::store::list(db, &reached, &chosen.filter, part).await?;
    lines_of(db, scope, steps).await
}

/// How many of the chosen steps of a scope there are of each kind.
pub async fn count_chosen_steps(
    db: &impl ConnectionTrait,
    scope: Scope,
    chosen: &Chosen,
) -> Result<BTreeMap<SubjectKind, u64>, DbErr> {
    let reached = reached_steps(scope).and(about_some(chosen));
    steps::store::count_by_kind(db, &reached, &chosen.filter).await
}

/// What each account and organisation has in hand of the steps of a scope, by name.
pub async fn list_in_hand(
    db: &impl ConnectionTrait,
    scope: Scope,
    today: Date,
) -> Result<Vec<InHand>, DbErr> {
    let begun = Filter { begun_by: Some(today), ..Filter::default() };
    let counts = steps::store::count_by_owner(db, &reached_steps(scope), &begun, today).await?;
    let ids: Vec<Id> = counts.keys().map(|owner| owner.id).collect();
    let accounts = accounts::store::list_by_id(db, &ids).await?;
    let away = accounts::store::list_away(db, &ids).await?;
    let organisations = organisations::store::list(db).await?;
    let mut names: BTreeMap<Id, String> =
        accounts.into_iter().map(|account| (account.id, account.name)).collect();
    names.extend(organisations.into_iter().map(|organisation| (organisation.id, organisation.name)));
    let in_hand = |(owner, (steps, late)): (Owner, (u64, u64))| {
        let name = names.get(&owner.id).cloned()?;
        Some(InHand { owner, name, steps, late, is_away: away.contains(&owner.id) })
    };
    let mut all: Vec<InHand> = counts.into_iter().filter_map(in_hand).collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
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
        let name = |owner: Owner| names.get(&owner.id).cloned().unwrap_or_default();
        lines.extend(some.iter().map(|step| {
            let former = step.entrusted.map_or_else(String::new, |entrusted| name(entrusted.from));
            StepLine::new(step.clone(), [name(step.owner), former], &subjects)
        }));
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
    let reported = of(&[SubjectKind::Report]);
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
    if !reported.is_empty() {
        let sides = people::store::list_sides(db, problems::store::sides(scope, &reported)).await?;
        subjects.mentors.extend(sides.mentors);
        subjects.journeys.extend(sides.journeys);
        subjects.pairs.extend(problems::store::pairs(db, scope, &reported).await?);
    }
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
    let owners = steps.iter().flat_map(|step| [Some(step.owner), step.entrusted.map(|one| one.from)]);
    let of_accounts = owners.flatten().filter(|owner| owner.kind == OwnerKind::Account);
    let accounts: BTreeSet<Id> = of_accounts.map(|owner| owner.id).collect();
    let accounts: Vec<Id> = accounts.into_iter().collect();
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
