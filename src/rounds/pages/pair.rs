//! Answers "why not this mentor?" for any pair of a round.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::limits;
use crate::overview::cards::Card;
use crate::overview::store::{lately, list_cards};
use crate::people::store::{Filter, find_mentors, list_mentors};
use crate::rounds::inputs::Pair;
use crate::rounds::reasons::covers_no_need;
use crate::rounds::reasons_bar::{Reasons, passed_rules};
use crate::rounds::round::{Cost, Move, Round, WhyNot};
use crate::rounds::store::{self, StoredRound};
use crate::state::App;
use crate::web::{self, Context, Frame, Viewer};

/// The most mentors listed for a name.
const FOUND_SHOWN: usize = 10;

/// The query of the page: a mentor to explain, or a name to search for.
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

/// The explanation for one mentor.
#[derive(Default)]
struct Verdict {
    /// Whether the round proposed this pair.
    proposed: bool,
    /// The sentences of the hard rules that forbid it.
    forbidden: Vec<&'static str>,
    score: u32,
    reasons: Reasons,
    /// Whether the mentor can help with none of what is asked for.
    covers_no_need: bool,
    /// What forming the pair would cost overall, or refusing it when it is the one proposed.
    cost: String,
    /// The changes of mentor that would follow.
    moves: Vec<MoveLine>,
}

/// A mentee who would change mentors.
struct MoveLine {
    name: String,
    what: String,
}

#[derive(Template)]
#[template(path = "rounds/pair.html")]
struct PairPage {
    page: Frame,
    round: Id,
    journey: Id,
    mentee: Card,
    proposed_mentor: String,
    left_out: String,
    q: String,
    searched: bool,
    found: Vec<FoundMentor>,
    mentor: Option<Card>,
    mentor_key: String,
    verdict: Verdict,
    rules: Vec<&'static str>,
}

/// Shows why a mentee was not matched with a mentor, or what matching them would cost.
pub async fn show(
    Context { app, viewer, frame, path: (round, journey), .. }: Context<(Id, Id)>,
    Query(query): Query<PairQuery>,
) -> Result<Response, Error> {
    let stored = lately::find_round(app.lately(), viewer.scope(), round).await?;
    let stored = (*stored).as_ref().ok_or(Error::NotFound)?;
    let proposed = stored.draft.proposal_of(journey).map(|proposed| proposed.mentor);
    let left_out = stored.draft.left_out.iter().find(|left| left.journey == journey);
    if proposed.is_none() && left_out.is_none() {
        return Err(Error::NotFound);
    }
    let mentors: Vec<Id> = query.mentor.into_iter().chain(proposed).collect();
    let cards = list_cards(&app.db, viewer.scope(), &[journey], &mentors, app.today()).await?;
    let mentee = cards.mentee(journey);
    let verdict = match query.mentor {
        Some(mentor) => verdict(&app, &viewer, stored, Pair { journey, mentor }).await?,
        None => Verdict::default(),
    };
    let opened: Vec<Id> = std::iter::once(mentee.person)
        .chain(query.mentor.map(|mentor| cards.mentor(mentor).person))
        .filter(|person| !person.is_nil())
        .collect();
    let page = PairPage {
        page: frame
            .titled(format!("Pourquoi pas… pour {}", mentee.name))
            .under("Former les tandems", "/rounds")
            .under(
                format!("Tour du {}", french::moment(stored.run_at.in_paris())),
                format!("/rounds/{round}"),
            ),
        round,
        journey,
        mentee,
        proposed_mentor: proposed.map(|mentor| cards.mentor(mentor).name).unwrap_or_default(),
        left_out: left_out.map(|left| left.sentence.clone()).unwrap_or_default(),
        searched: !query.q.trim().is_empty(),
        found: search(&app, &viewer, &query.q, (round, journey)).await?,
        q: query.q,
        mentor: query.mentor.map(|mentor| cards.mentor(mentor)),
        mentor_key: query.mentor.map(|mentor| mentor.to_string()).unwrap_or_default(),
        verdict,
        rules: passed_rules(),
    };
    web::file_page(&page, &opened)
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
    let mut people = find_mentors(&app.db, viewer.scope(), &filter).await?.people;
    people.truncate(FOUND_SHOWN);
    let found = list_mentors(&app.db, viewer.scope(), &people).await?;
    let line =
        |(person, mentor): (crate::people::person::Person, crate::people::person::Mentor)| FoundMentor {
            name: person.name(),
            href: format!("/rounds/{round}/pairs/{journey}?mentor={}", mentor.id),
        };
    Ok(found.into_iter().map(line).collect())
}

/// Solves the round again: the stored inputs and weights give the same solution, certified again.
async fn verdict(app: &App, viewer: &Viewer, stored: &StoredRound, pair: Pair) -> Result<Verdict, Error> {
    let inputs = store::find_inputs(&app.db, viewer.scope(), stored.id).await?.ok_or(Error::NotFound)?;
    let settings = stored.settings;
    let solve = move || Round::run(inputs, settings)?.why_not(pair);
    let answer = limits::SOLVING.run(solve).await?;
    let answer = answer.map_err(|error| Error::Broken(error.to_string()))?;
    Ok(match answer {
        None => Verdict {
            forbidden: vec!["Ce mentor n’était pas dans ce tour : il est arrivé depuis."],
            ..Verdict::default()
        },
        Some(WhyNot::Proposed { refusing }) => Verdict {
            proposed: true,
            cost: cost_sentence(refusing.as_ref(), "Refuser", "Ce binôme est gardé : il reste."),
            moves: moves(app, viewer, refusing).await?,
            ..Verdict::default()
        },
        Some(WhyNot::Forbidden(rules)) => Verdict {
            forbidden: rules.into_iter().map(|refusal| refusal.sentence()).collect(),
            ..Verdict::default()
        },
        Some(WhyNot::UnderFloor { score, reasons }) => Verdict {
            score,
            covers_no_need: covers_no_need(&reasons),
            reasons: Reasons::of(&reasons),
            cost: format!(
                "Les règles permettent ce binôme, mais il n’atteint pas le minimum de ce tour : {}. Si vous le gardez, le \
                 prochain calcul le formera quand même.",
                settings.floor.words()
            ),
            ..Verdict::default()
        },
        Some(WhyNot::Allowed { score, reasons, cost }) => Verdict {
            score,
            covers_no_need: covers_no_need(&reasons),
            reasons: Reasons::of(&reasons),
            cost: cost_sentence(
                cost.as_ref(),
                "Former",
                "Les binômes gardés ne laissent aucun moyen de former celui-ci.",
            ),
            moves: moves(app, viewer, cost).await?,
            ..Verdict::default()
        },
    })
}

/// The sentence about the cost of a decision on a pair; `pinned` is the one used when pins leave no alternative.
fn cost_sentence(cost: Option<&Cost>, verb: &str, pinned: &str) -> String {
    let Some(cost) = cost else { return pinned.to_owned() };
    let moved = match cost.moves.len().saturating_sub(1) {
        0 => "personne d’autre ne changerait de mentor".to_owned(),
        1 => "une autre personne changerait de mentor ou perdrait le sien".to_owned(),
        others => format!("{others} autres personnes changeraient de mentor ou perdraient le leur"),
    };
    let after = if cost.passes_over {
        " Une personne qui attend depuis plus longtemps perdrait sa place."
    } else {
        ""
    };
    match (cost.tandems, cost.points) {
        (0, gained @ ..=-1) => format!(
            "{verb} ce binôme donnerait {} points de plus à l’ensemble, sans changer le nombre de tandems ; {moved}.{after}",
            french::number(-gained)
        ),
        (0, 0) => format!("{verb} ce binôme ne coûterait rien à l’ensemble ; {moved}.{after}"),
        (0, points) => format!(
            "{verb} ce binôme coûterait {} à l’ensemble, aucun tandem ; {moved}.{after}",
            french::count(usize::try_from(points).unwrap_or(0), "point", "points")
        ),
        (tandems, points) => format!(
            "{verb} ce binôme coûterait {} à l’ensemble, et {} ; {moved}.",
            french::count(usize::try_from(tandems).unwrap_or(0), "tandem", "tandems"),
            match points {
                0 => "aucun point".to_owned(),
                lost if lost > 0 => format!("{} points de moins", french::number(lost)),
                won => format!("{} points de plus", french::number(-won)),
            }
        ),
    }
}

/// The changes of mentor, with names.
async fn moves(app: &App, viewer: &Viewer, cost: Option<Cost>) -> Result<Vec<MoveLine>, Error> {
    let moves = cost.map(|cost| cost.moves).unwrap_or_default();
    let journeys: Vec<Id> = moves.iter().map(|step| step.journey).collect();
    let mentors: Vec<Id> = moves.iter().flat_map(|step| step.from.into_iter().chain(step.to)).collect();
    let cards = list_cards(&app.db, viewer.scope(), &journeys, &mentors, app.today()).await?;
    let mentor = |id| cards.mentor(id).name;
    let line = |step: &Move| MoveLine {
        name: cards.mentee(step.journey).name,
        what: match (step.from.map(mentor), step.to.map(mentor)) {
            (Some(from), Some(to)) => format!("aurait {to} (et non {from})"),
            (None, Some(to)) => format!("aurait {to} (et non personne)"),
            (Some(from), None) => format!("n’aurait plus de mentor (et non {from})"),
            (None, None) => "resterait sans mentor".to_owned(),
        },
    };
    Ok(moves.iter().map(line).collect())
}
