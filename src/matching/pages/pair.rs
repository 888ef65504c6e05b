//! "Why not this mentor?", for any pair of a round.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::draft::{ReasonLine, passed_rules, reason_lines};
use super::faces::{Face, Faces};
use crate::app::App;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::matching::criteria::Weights;
use crate::matching::inputs::{Inputs, Pair};
use crate::matching::round::{Cost, Round, WhyNot};
use crate::matching::store;
use crate::people::store::{Filter, list_mentors};
use crate::web::{self, Frame, Viewer};

/// How many mentors of a name are offered.
const FOUND_SHOWN: usize = 10;

/// What the address of a pair may ask: a mentor, or a name to look for.
#[derive(Deserialize)]
pub struct PairQuery {
    mentor: Option<Id>,
    #[serde(default)]
    q: String,
}

struct FoundMentor {
    name: String,
    href: String,
}

/// The answer about one mentor.
#[derive(Default)]
struct Verdict {
    /// The pair is the one proposed.
    proposed: bool,
    /// The hard rules that forbid it.
    forbidden: Vec<&'static str>,
    score: u32,
    reasons: Vec<ReasonLine>,
    cost: String,
}

#[derive(Template)]
#[template(path = "matching/pair.html")]
struct PairPage {
    page: Frame,
    round: Id,
    journey: Id,
    mentee: Face,
    proposed_mentor: String,
    left_out: String,
    q: String,
    searched: bool,
    found: Vec<FoundMentor>,
    mentor: Option<Face>,
    mentor_key: String,
    verdict: Verdict,
    rules: Vec<&'static str>,
}

/// Shows why a mentee was not given a mentor, or what giving them that mentor would cost.
pub async fn show(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Path((round, journey)): Path<(Id, Id)>,
    Query(query): Query<PairQuery>,
) -> Result<Response, Error> {
    let kept = store::find_round(&app.db, viewer.scope(), round).await?.ok_or(Error::NotFound)?;
    let proposed = kept.draft.proposal_of(journey).map(|proposed| proposed.mentor);
    let left_out = kept.draft.left_out.iter().find(|left| left.journey == journey);
    if proposed.is_none() && left_out.is_none() {
        return Err(Error::NotFound);
    }
    let mentors: Vec<Id> = query.mentor.into_iter().chain(proposed).collect();
    let faces = Faces::load(&app.db, viewer.scope(), (&[journey], &mentors), app.today()).await?;
    let mentee = faces.mentee(journey);
    let verdict = match query.mentor {
        Some(mentor) => verdict(kept.read_inputs()?, kept.weights, Pair { journey, mentor }).await?,
        None => Verdict::default(),
    };
    web::page(&PairPage {
        page: frame
            .titled(format!("Pourquoi pas… pour {}", mentee.name))
            .under("Campagnes d’appariement", "/rounds")
            .under(
                format!("Campagne du {}", french::moment(kept.run_at.in_paris())),
                format!("/rounds/{round}"),
            ),
        round,
        journey,
        mentee,
        proposed_mentor: proposed.map(|mentor| faces.mentor(mentor).name).unwrap_or_default(),
        left_out: left_out.map(|left| left.sentence.clone()).unwrap_or_default(),
        searched: !query.q.trim().is_empty(),
        found: search(&app, &viewer, &query.q, (round, journey)).await?,
        q: query.q,
        mentor: query.mentor.map(|mentor| faces.mentor(mentor)),
        mentor_key: query.mentor.map(|mentor| mentor.to_string()).unwrap_or_default(),
        verdict,
        rules: passed_rules(),
    })
}

async fn search(
    app: &App,
    viewer: &Viewer,
    name: &str,
    (round, journey): (Id, Id),
) -> Result<Vec<FoundMentor>, Error> {
    if name.trim().is_empty() {
        return Ok(Vec::new());
    }
    let filter = Filter { text: name.to_owned(), ..Filter::default() };
    let found = list_mentors(&app.db, viewer.scope(), &filter).await?;
    let line =
        |(person, mentor): (crate::people::person::Person, crate::people::person::Mentor)| FoundMentor {
            name: person.name(),
            href: format!("/rounds/{round}/pairs/{journey}?mentor={}", mentor.id),
        };
    Ok(found.lines.into_iter().take(FOUND_SHOWN).map(line).collect())
}

/// Solves the round again as it was: the same inputs give the same answer, with its proof.
async fn verdict(inputs: Inputs, weights: Weights, pair: Pair) -> Result<Verdict, Error> {
    let solve = move || -> Result<Option<WhyNot>, Error> {
        let round = Round::run(inputs, weights).map_err(|error| Error::Broken(error.to_string()))?;
        round.why_not(pair).map_err(|error| Error::Broken(error.to_string()))
    };
    let answer =
        tokio::task::spawn_blocking(solve).await.map_err(|error| Error::Broken(error.to_string()))??;
    Ok(match answer {
        None => Verdict {
            forbidden: vec!["Ce mentor n’était pas dans cette campagne : il est arrivé depuis."],
            ..Verdict::default()
        },
        Some(WhyNot::Proposed { .. }) => Verdict { proposed: true, ..Verdict::default() },
        Some(WhyNot::Forbidden(rules)) => Verdict {
            forbidden: rules.into_iter().map(|refusal| refusal.sentence()).collect(),
            ..Verdict::default()
        },
        Some(WhyNot::Allowed { score, reasons, cost }) => Verdict {
            score,
            reasons: reason_lines(&reasons),
            cost: cost_sentence(cost.as_ref()),
            ..Verdict::default()
        },
    })
}

fn cost_sentence(cost: Option<&Cost>) -> String {
    let Some(cost) = cost else {
        return "Les paires épinglées ne laissent aucun moyen de former celle-ci.".to_owned();
    };
    let moved = match cost.moves.len().saturating_sub(1) {
        0 => "personne d’autre ne changerait de mentor".to_owned(),
        1 => "une autre personne changerait de mentor ou perdrait le sien".to_owned(),
        others => format!("{others} autres personnes changeraient de mentor ou perdraient le leur"),
    };
    match (cost.tandems, cost.points) {
        (0, 0) => format!("Former cette paire ne coûterait rien à l’ensemble ; {moved}."),
        (0, points) => {
            format!("L’ensemble perdrait {} points, aucun tandem ; {moved}.", french::number(points))
        }
        (tandems, points) => format!(
            "L’ensemble perdrait {} et {} points ; {moved}.",
            french::count(usize::try_from(tandems).unwrap_or(0), "tandem", "tandems"),
            french::number(points)
        ),
    }
}
