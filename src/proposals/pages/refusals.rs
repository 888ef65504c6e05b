//! « Pourquoi on nous dit non »: the reasons of refusals, by side, track, sector and place. No mentor is named.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use time::Duration;

use crate::error::Error;
use crate::french;
use crate::people::words;
use crate::proposals::proposal::{Party, Refusal};
use crate::proposals::refusals::{Grouping, Period, Said, Tally};
use crate::proposals::store;
use crate::territories::places;
use crate::track::Track;
use crate::web::{self, Context, Frame, ListQuery, with_query};

/// How many sectors or places are listed, those with the most refusals first.
const MOST_ROWS: usize = 20;

/// A period that one may look at.
struct Tab {
    label: &'static str,
    href: String,
    current: bool,
}

/// How often each side said something.
struct ReasonRow {
    label: String,
    mentors: u32,
    mentees: u32,
}

/// What was said in one track, sector or place.
struct GroupRow {
    name: String,
    /// Where one sees who lacks there; empty where nothing is shown of it.
    href: String,
    mentors: u32,
    mentees: u32,
    silent: u32,
    most_frequent: String,
}

struct GroupTable {
    id: &'static str,
    title: &'static str,
    rows: Vec<GroupRow>,
}

#[derive(Template)]
#[template(path = "proposals/refusals.html")]
struct RefusalsPage {
    page: Frame,
    tabs: Vec<Tab>,
    since: String,
    reasons: Vec<ReasonRow>,
    apart: [ReasonRow; 2],
    total: ReasonRow,
    tables: Vec<GroupTable>,
}

/// Shows why proposals came to nothing over a period.
pub async fn show(
    Context { app, viewer, frame, .. }: Context,
    Query(answers): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let mut query = ListQuery::new("/proposals/refusals", answers);
    let period = query.choice("months", Period::from_code).unwrap_or(Period::HalfYear);
    let since = app.today().saturating_sub(Duration::days(period.days()));
    let counted = store::count_refusals(&app.db, viewer.scope(), since, None).await?;
    let total = Tally::by_group(&counted).pop().map(|(_, tally)| tally).unwrap_or_default();
    let mut tables = Vec::new();
    for &grouping in Grouping::ALL {
        let counted = store::count_refusals(&app.db, viewer.scope(), since, Some(grouping)).await?;
        let groups = Tally::by_group(&counted);
        let rows = groups.iter().take(MOST_ROWS).map(|(group, tally)| row(grouping, group.as_deref(), tally));
        tables.push(GroupTable { id: grouping.code(), title: grouping.label(), rows: rows.collect() });
    }
    let both = |label: String, said| ReasonRow {
        label,
        mentors: total.of(Party::Mentor, said),
        mentees: total.of(Party::Mentee, said),
    };
    let reason = |refusal: &Refusal| both(french::capitalised(refusal.label()), Said::No(Some(*refusal)));
    let in_words = both("Une raison en quelques mots seulement".to_owned(), Said::No(None));
    let page = RefusalsPage {
        page: frame
            .titled("Pourquoi on nous dit non")
            .under("Propositions", "/proposals")
            .noting(query.unknown()),
        tabs: Period::ALL
            .iter()
            .map(|one| Tab {
                label: one.label(),
                href: query.with("months", one.code()),
                current: *one == period,
            })
            .collect(),
        since: french::day(&since),
        reasons: Refusal::ALL.iter().map(reason).chain([in_words]).collect(),
        apart: [
            both("Pas de réponse".to_owned(), Said::Nothing),
            both("Pas maintenant, à partir d’un jour dit".to_owned(), Said::Later),
        ],
        total: ReasonRow {
            label: "Tous les non".to_owned(),
            mentors: total.refusals(Some(Party::Mentor)),
            mentees: total.refusals(Some(Party::Mentee)),
        },
        tables,
    };
    web::page(&page)
}

fn row(grouping: Grouping, group: Option<&str>, tally: &Tally) -> GroupRow {
    let code = group.unwrap_or_default();
    let (name, href) = match grouping {
        _ if group.is_none() => ("Non renseigné".to_owned(), String::new()),
        Grouping::Track => {
            let label = Track::from_code(code).map(Track::label).unwrap_or_default();
            (french::capitalised(label), with_query("/territory", &[("track", code)]))
        }
        Grouping::Sector => (words::sector(code), String::new()),
        Grouping::Place => {
            (places::name_of(Some(code)).to_owned(), with_query("/mentors", &[("place", code)]))
        }
    };
    let silent = |party| tally.of(party, Said::Nothing);
    GroupRow {
        name,
        href,
        mentors: tally.refusals(Some(Party::Mentor)),
        mentees: tally.refusals(Some(Party::Mentee)),
        silent: silent(Party::Mentor) + silent(Party::Mentee),
        most_frequent: tally.most_frequent().map(|one| french::capitalised(one.label())).unwrap_or_default(),
    }
}
