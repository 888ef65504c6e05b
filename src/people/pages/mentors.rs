//! The list of mentors.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

use super::asked::Asked;
use super::filters::{self, Filters, Pages};
use crate::accounts::access::Right;
use crate::app::App;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::people::person::{Mentor, Person};
use crate::people::store::{self, Order};
use crate::people::words;
use crate::web::{self, Choice, Frame, Viewer};
use crate::{matching, tandems};

struct MentorLine {
    href: String,
    initials: String,
    name: String,
    trades: String,
    place: String,
    tracks: String,
    used: u32,
    capacity: u32,
}

#[derive(Template)]
#[template(path = "people/mentors.html")]
struct MentorsPage {
    page: Frame,
    list: Filters,
    states: Vec<Choice>,
    count: String,
    lines: Vec<MentorLine>,
    pages: Option<Pages>,
    csv_href: &'static str,
    name_order: &'static str,
    name_href: String,
}

/// The mentors of the viewer's scope, searched and filtered.
pub async fn list(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    Query(answers): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let asked = Asked::new("/mentors", answers);
    let (mut list, mut filter) = filters::read(&app, &viewer, &asked).await?;
    filter.left = asked.get("state") == LEFT;
    if filter.left {
        list.chips.push(web::Link::new("Ont quitté le hub", asked.with("state", "")));
    }
    let descending = asked.get("order") == "-name";
    filter.order = if descending { Order::NameDescending } else { Order::Name };
    let found = store::list_mentors(&app.db, viewer.scope(), &filter).await?;
    let used = used_places(&app).await?;
    web::page(&MentorsPage {
        page: frame.titled("Mentors"),
        states: vec![Choice::new(LEFT, "Ont quitté le hub", filter.left)],
        list,
        count: french::count(usize::try_from(found.total).unwrap_or(usize::MAX), "mentor", "mentors"),
        lines: found.lines.iter().map(|(person, mentor)| line(person, mentor, &used)).collect(),
        pages: Pages::new(&asked, found.total),
        csv_href: if viewer.may(Right::ExportLists) { "/mentors.csv" } else { "" },
        name_order: if descending { "descending" } else { "ascending" },
        name_href: asked.with("order", if descending { "" } else { "-name" }),
    })
}

/// The answer that asks for those who left the pool.
const LEFT: &str = "left";

/// How many places of each mentor tandems take or proposals promise.
pub async fn used_places(app: &App) -> Result<BTreeMap<Id, u32>, Error> {
    let mut used = tandems::store::taken_places(&app.db).await?;
    for (mentor, promised) in matching::store::promised_places(&app.db).await? {
        *used.entry(mentor).or_insert(0) += promised;
    }
    Ok(used)
}

fn line(person: &Person, mentor: &Mentor, used: &BTreeMap<Id, u32>) -> MentorLine {
    MentorLine {
        href: format!("/people/{}", person.id),
        initials: french::initials(&person.name()),
        name: person.name(),
        trades: words::trade_names(&mentor.profile.trades),
        place: words::home(person),
        tracks: french::capitalised(&words::tracks(&mentor.tracks)),
        used: used.get(&mentor.id).copied().unwrap_or(0),
        capacity: u32::from(mentor.capacity),
    }
}
