//! "Ma journée" of whoever works for a partner: what is new of one's people since one last came, and what waits for one.

use std::collections::BTreeSet;

use askama::Template;
use axum::response::Response;
use time::Duration;

use super::person_href;
use crate::accounts;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::overview::steps::{NEAREST_FIRST, StepBand, own};
use crate::overview::store;
use crate::steps::Filter;
use crate::web::{self, Context, Frame};

/// Since when what happened is shown to whoever comes for the first time.
const FIRST_TIME: Duration = Duration::days(30);
/// How many news are shown.
const SHOWN: usize = 20;
/// How many things to do are shown.
const TO_DO_SHOWN: usize = 5;

struct NewsLine {
    href: String,
    name: String,
    what: &'static str,
    day: String,
}

#[derive(Template)]
#[template(path = "overview/news.html")]
struct NewsPage {
    page: Frame,
    lead: String,
    news: Vec<NewsLine>,
    /// How many there are beyond those that are shown; empty for none.
    more: String,
    steps: Vec<StepBand>,
}

/// The page.
pub async fn show(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    let (scope, today) = (viewer.scope(), app.today());
    let account = viewer.account().ok_or(Error::NotFound)?;
    let came_before = accounts::store::find_came_before(&app.db, account.id).await?;
    let first = came_before.unwrap_or_else(|| today.saturating_sub(FIRST_TIME));
    let mut news = store::list_news(&app.db, scope, first).await?;
    let journeys: BTreeSet<Id> = news.iter().map(|news| news.journey).collect();
    let journeys: Vec<Id> = journeys.into_iter().collect();
    let people = store::list_people(&app.db, scope, &journeys, &[]).await?;
    // A tandem of one of their mentors may be with somebody whom others brought.
    news.retain(|news| people.contains_key(&news.journey));
    let count = news.len();
    news.truncate(SHOWN);
    let lines = news.iter().filter_map(|news| {
        let person = people.get(&news.journey)?;
        Some(NewsLine {
            href: person_href(person.id),
            name: person.name(),
            what: news.what.label(),
            day: french::day(&news.on),
        })
    });
    let news: Vec<NewsLine> = lines.collect();
    let mine = Filter { owners: own(account), begun_by: Some(today), ..Filter::default() };
    let of_kind = |kind| Filter { kinds: [kind].into(), ..mine.clone() };
    let lists: Vec<Filter> = NEAREST_FIRST.into_iter().map(of_kind).collect();
    let mut steps = store::list_first_steps(&app.db, scope, &lists, TO_DO_SHOWN).await?;
    steps.truncate(TO_DO_SHOWN);
    let day = french::day(&first);
    let names = news.len();
    let page = NewsPage {
        page: frame.titled("Ma journée"),
        lead: match came_before {
            Some(_) => format!("Ce qui est nouveau depuis votre dernière visite, le {day}."),
            None => format!("Ce qui est nouveau depuis le {day}."),
        },
        news,
        more: if count > names {
            french::count(count - names, "autre nouvelle", "autres nouvelles")
        } else {
            String::new()
        },
        steps: steps.iter().map(|line| line.band(&viewer, today)).collect(),
    };
    web::list_page(&page, names)
}
