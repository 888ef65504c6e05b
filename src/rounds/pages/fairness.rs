//! Whether a round serves some groups less than others: for those who form the tandems.

use askama::Template;
use axum::response::Response;

use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::overview::store::lately;
use crate::people;
use crate::rounds::fairness::{Group, compare};
use crate::rounds::store;
use crate::web::{self, Context};

struct GroupLine {
    label: String,
    waiting: String,
    proposed: String,
    mean_score: String,
    mean_wait: String,
}

struct ComparisonTable {
    label: &'static str,
    groups: Vec<GroupLine>,
}

#[derive(Template)]
#[template(path = "rounds/fairness.html")]
struct FairnessPage {
    page: web::Frame,
    round: Id,
    comparisons: Vec<ComparisonTable>,
}

/// Compares the groups of the people whom a round read.
pub async fn show(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    let scope = viewer.scope();
    let stored = lately::find_round(app.lately(), scope, id).await?;
    let stored = (*stored).as_ref().ok_or(Error::NotFound)?;
    let inputs = store::find_inputs(&app.db, scope, id).await?.ok_or(Error::NotFound)?;
    let statistics = people::store::list_statistics(&app.db, scope).await?;
    let compared = compare(&inputs, &stored.draft, &statistics, stored.run_at.day());
    let when = french::moment(stored.run_at.in_paris());
    web::page(&FairnessPage {
        page: frame
            .titled("Équité de ce tour")
            .under("Former les tandems", "/rounds")
            .under(format!("Tour du {when}"), format!("/rounds/{id}")),
        round: id,
        comparisons: compared
            .into_iter()
            .map(|comparison| ComparisonTable {
                label: comparison.label,
                groups: comparison.groups.into_iter().map(line).collect(),
            })
            .collect(),
    })
}

fn line(group: Group) -> GroupLine {
    let too_few = || "trop peu".to_owned();
    let days = |days| french::count(usize::try_from(days).unwrap_or(usize::MAX), "jour", "jours");
    GroupLine {
        waiting: french::number(group.waiting as u64),
        proposed: french::number(group.proposed as u64),
        mean_score: group.mean_score().map_or_else(too_few, french::number),
        mean_wait: group.mean_days().map_or_else(too_few, days),
        label: group.label,
    }
}
