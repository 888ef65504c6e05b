//! The list of mentors.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use super::filters::{self, Filters};
use crate::accounts::access::Right;
use crate::error::Error;
use crate::french;
use crate::overview::store::{ListedMentor, lately, list_mentors};
use crate::people::store::Order;
use crate::people::words;
use crate::web::{self, Choice, Context, Frame, ListQuery, Pages};

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
    pages: Pages,
    csv_href: &'static str,
    name_order: &'static str,
    name_href: String,
}

/// The mentors of the viewer's scope, searched and filtered.
pub async fn list(
    Context { app, viewer, frame, .. }: Context,
    Query(answers): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let mut query = ListQuery::new("/mentors", answers);
    let (mut list, mut filter) = filters::read(&app, &viewer, &mut query).await?;
    filter.left = query.choice("state", |state| (state == LEFT).then_some(())).is_some();
    if filter.left {
        list.chips.push(web::Link::new("Ont quitté le hub", query.with("state", "")));
    }
    let descending = query.get("order") == "-name";
    filter.order = if descending { Order::NameDescending } else { Order::Name };
    let found = lately::find_mentors(app.lately(), viewer.scope(), &filter).await?;
    let lines = list_mentors(&app.db, viewer.scope(), &found).await?;
    let page = MentorsPage {
        page: frame.titled("Mentors").noting(query.unknown()),
        states: vec![Choice::new(LEFT, "Ont quitté le hub", filter.left)],
        list,
        count: french::count(usize::try_from(found.total).unwrap_or(usize::MAX), "mentor", "mentors"),
        lines: lines.iter().map(line).collect(),
        pages: filters::pages(&query, found.total),
        csv_href: if viewer.may(Right::ExportLists) { "/mentors.csv" } else { "" },
        name_order: if descending { "descending" } else { "ascending" },
        name_href: query.with("order", if descending { "" } else { "-name" }),
    };
    web::list_page(&page, page.lines.len())
}

/// The answer that asks for those who left the pool.
const LEFT: &str = "left";

fn line(ListedMentor { person, mentor, used }: &ListedMentor) -> MentorLine {
    MentorLine {
        href: format!("/people/{}", person.id),
        initials: french::initials(&person.name()),
        name: person.name(),
        trades: words::trade_names(&mentor.profile.trades),
        place: words::home(person),
        tracks: french::capitalised(&words::tracks(&mentor.tracks)),
        used: *used,
        capacity: u32::from(mentor.capacity),
    }
}
