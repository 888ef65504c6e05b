//! A mentor proposed by hand: both people side by side, with the hard rules and the points that a round would give.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

use crate::acts;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::overview::store::{JourneyByHand, find_by_hand, find_journey_by_hand};
use crate::people::person::{Mentor, Person};
use crate::people::profile::Profile;
use crate::people::store::{Filter, find_mentors, list_mentors};
use crate::people::words;
use crate::rounds::by_hand::ByHand;
use crate::rounds::inputs::Pair;
use crate::rounds::not_proposed::Obstacle;
use crate::rounds::reasons::covers_no_need;
use crate::rounds::reasons_bar::Reasons;
use crate::rounds::rules::{Refusal, Rule};
use crate::state::App;
use crate::web::{self, Context, Fields, Frame, Viewer, redirect_with, with_query};

/// The most mentors listed for a name.
const FOUND_SHOWN: usize = 10;

/// The query of the page: a mentor to look at, or a name to search for.
#[derive(Default, Deserialize)]
pub struct ByHandQuery {
    mentor: Option<Id>,
    #[serde(default)]
    q: String,
}

struct FoundMentor {
    name: String,
    what: String,
    href: String,
}

/// One of the two, as the other is compared with them.
struct Side {
    title: &'static str,
    href: String,
    name: String,
    facts: Vec<(&'static str, String)>,
}

/// A mentor beside the mentee.
struct Verdict {
    mentor: Id,
    side: Side,
    /// Why the pair cannot be proposed, beside the rules; empty when it can.
    obstacle: String,
    /// Each hard rule, and why it is broken; empty when it is passed.
    rules: Vec<(&'static str, &'static str)>,
    is_possible: bool,
    score: u32,
    reasons: Reasons,
    covers_no_need: bool,
}

#[derive(Template)]
#[template(path = "proposals/by_hand.html")]
struct ByHandPage {
    page: Frame,
    id: Id,
    mentee: Side,
    /// Why nobody may be proposed; empty when somebody may.
    obstacle: String,
    q: String,
    searched: bool,
    found: Vec<FoundMentor>,
    verdict: Option<Verdict>,
    refused: String,
}

/// Shows the mentee, the mentors of a name, and the mentor that was chosen.
pub async fn show(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    Query(query): Query<ByHandQuery>,
) -> Result<Response, Error> {
    let (page, people) = page(&app, &viewer, frame, id, query).await?;
    web::file_page(&page, &people)
}

/// The page, and the people whose files it shows.
async fn page(
    app: &App,
    viewer: &Viewer,
    frame: Frame,
    id: Id,
    query: ByHandQuery,
) -> Result<(ByHandPage, Vec<Id>), Error> {
    let (scope, today) = (viewer.scope(), app.today());
    let about = find_journey_by_hand(&app.db, scope, id, today).await?.ok_or(Error::NotFound)?;
    let chosen = match query.mentor {
        Some(mentor) => {
            let found = find_by_hand(&app.db, scope, (&about, mentor), &app.secret, today).await?;
            Some(found.ok_or(Error::NotFound)?)
        }
        None => None,
    };
    let people = std::iter::once(about.person.id).chain(chosen.as_ref().map(|(_, person, ..)| person.id));
    let people = people.collect();
    let name = about.person.name();
    let page = ByHandPage {
        page: frame
            .titled("Proposer un mentor à la main")
            .lit("/mentees")
            .under(name, format!("/people/{}", about.person.id)),
        id,
        mentee: side(
            "Personne accompagnée",
            &about.person,
            &about.journey.profile,
            about.journey.track.label().to_owned(),
        ),
        obstacle: about.obstacle.map(sentence).unwrap_or_default(),
        searched: !query.q.trim().is_empty(),
        found: search(app, viewer, &query.q, id).await?,
        q: query.q,
        verdict: chosen.map(|chosen| verdict(&about, chosen)),
        refused: String::new(),
    };
    Ok((page, people))
}

fn sentence(obstacle: Obstacle) -> String {
    format!("{}.", french::capitalised(obstacle.label()))
}

fn side(title: &'static str, person: &Person, profile: &Profile, tracks: String) -> Side {
    let names = |codes: Vec<String>| codes.join("\u{a0}; ");
    let facts = [
        ("Parcours", french::capitalised(&tracks)),
        ("Lieu", words::home(person)),
        ("Métiers", names(profile.trades.iter().map(|code| words::trade(code)).collect())),
        ("Secteurs", names(profile.sectors.iter().map(|code| words::sector(code)).collect())),
        ("Aide", words::topics(&profile.topics)),
        ("Langues", words::languages(&person.languages)),
        ("Moments libres", words::availabilities(&profile.availabilities)),
        ("Se rencontrer", words::meeting(profile)),
    ];
    Side {
        title,
        href: format!("/people/{}", person.id),
        name: person.name(),
        facts: facts.into_iter().filter(|(_, text)| !text.is_empty()).collect(),
    }
}

fn verdict(
    about: &JourneyByHand,
    (mentor, person, obstacle, by_hand): (Mentor, Person, Option<Obstacle>, ByHand),
) -> Verdict {
    let rule = |&(rule, is_passed): &(Rule, bool)| {
        let why = if is_passed { "" } else { Refusal { rule }.sentence() };
        (rule.label(), why)
    };
    Verdict {
        mentor: mentor.id,
        side: side("Mentor", &person, &mentor.profile, words::tracks(&mentor.tracks)),
        obstacle: obstacle.map(sentence).unwrap_or_default(),
        rules: by_hand.rules.iter().map(rule).collect(),
        is_possible: about.obstacle.is_none() && obstacle.is_none() && by_hand.broken().next().is_none(),
        score: by_hand.score(),
        covers_no_need: covers_no_need(&by_hand.reasons),
        reasons: Reasons::of(&by_hand.reasons),
    }
}

async fn search(app: &App, viewer: &Viewer, name: &str, journey: Id) -> Result<Vec<FoundMentor>, Error> {
    if name.trim().is_empty() {
        return Ok(Vec::new());
    }
    let filter = Filter { text: name.to_owned(), ..Filter::default() };
    let mut people = find_mentors(&app.db, viewer.scope(), &filter).await?.people;
    people.truncate(FOUND_SHOWN);
    let found = list_mentors(&app.db, viewer.scope(), &people).await?;
    let here = format!("/journeys/{journey}/proposal");
    let line = |(person, mentor): (Person, Mentor)| FoundMentor {
        name: person.name(),
        what: words::home(&person),
        href: with_query(&here, &[("mentor", &mentor.id.to_string()), ("q", name)]),
    };
    Ok(found.into_iter().map(line).collect())
}

/// Proposes the pair, as a round would.
pub async fn propose(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    fields: Fields,
) -> Result<Response, Error> {
    let mentor = fields.get("mentor").parse().map_err(|_| Error::Unreadable("mentor".to_owned()))?;
    let by = viewer.by();
    let write = app.write(&by).await?;
    let pair = Pair { journey: id, mentor };
    match acts::proposals::propose::by_hand(&write, &by, app.named(), pair).await? {
        Ok(proposal) => {
            write.commit().await?;
            Ok(redirect_with(
                &format!("/proposals/{proposal}"),
                "La proposition est faite. Qui doit répondre d’abord reçoit un message, ou est à appeler.",
            ))
        }
        Err(obstacle) => {
            drop(write);
            let query = ByHandQuery { mentor: Some(mentor), q: String::new() };
            let (mut page, people) = page(&app, &viewer, frame, id, query).await?;
            page.refused = format!("Rien n’est proposé\u{a0}: {}.", obstacle.label());
            web::refused_file(&page, &people)
        }
    }
}
