//! The tandems, open or closed, narrowed by track, place and branch.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use time::Date;

use crate::app::App;
use crate::db::Id;
use crate::error::Error;
use crate::follow_ups::meeting::{Meeting, planned};
use crate::follow_ups::next_action::{self, NextAction};
use crate::people::profile::Track;
use crate::tandems::store;
use crate::tandems::tandem::Sides;
use crate::territories::places;
use crate::web::{self, Choice, Fields, Frame, Link, Viewer};
use crate::{follow_ups, french, organisations};

/// How many tandems a page of the list shows.
const PAGE_LENGTH: usize = 40;

/// What the list is narrowed to, as its address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    closed: bool,
    track: Option<Track>,
    place: Option<String>,
    branch: Option<Id>,
    page: usize,
}

impl Asked {
    fn read(fields: &Fields) -> Self {
        Self {
            closed: fields.get("state") == "closed",
            track: Track::from_code(fields.get("track")),
            place: places::get(fields.get("place")).map(|place| place.code.to_owned()),
            branch: fields.get("branch").parse().ok(),
            page: fields.get("page").parse().unwrap_or(0),
        }
    }

    fn keeps(&self, sides: &Sides) -> bool {
        self.track.is_none_or(|track| sides.journey.track == track)
            && (self.place.is_none() || self.place == sides.mentee.place_code)
            && (self.branch.is_none() || self.branch == sides.mentee.branch_id)
    }

    fn address(&self) -> String {
        let track = self.track.map(|track| ("track", track.code().to_owned()));
        let place = self.place.clone().map(|place| ("place", place));
        let branch = self.branch.map(|branch| ("branch", branch.to_string()));
        let page = (self.page > 0).then(|| ("page", self.page.to_string()));
        let state = self.closed.then(|| ("state", "closed".to_owned()));
        let asked: Vec<String> = [state, track, place, branch, page]
            .into_iter()
            .flatten()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if asked.is_empty() { "/tandems".to_owned() } else { format!("/tandems?{}", asked.join("&")) }
    }

    /// The same list from its first page, after a change.
    fn with(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut asked = Self { page: 0, ..self.clone() };
        change(&mut asked);
        asked.address()
    }
}

/// A view of the list.
struct Tab {
    label: &'static str,
    href: &'static str,
    current: bool,
}

struct OpenRow {
    href: String,
    names: String,
    what: String,
    since: String,
    last_met: String,
    next: &'static str,
    owner: String,
    when: String,
    late: bool,
}

struct ClosedRow {
    href: String,
    names: String,
    what: String,
    started: String,
    closed: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "tandems/list.html")]
struct TandemsPage {
    page: Frame,
    tabs: [Tab; 2],
    closed_view: bool,
    tracks: Vec<Choice>,
    places: Vec<Choice>,
    branches: Vec<Choice>,
    chips: Vec<Link>,
    count: String,
    open: Vec<OpenRow>,
    closed: Vec<ClosedRow>,
    previous: String,
    next: String,
    place_in_list: String,
}

/// Shows the open tandems, those that are late first, or the closed ones, the latest first.
pub async fn list(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    fields: Fields,
) -> Result<Response, Error> {
    let asked = Asked::read(&fields);
    let mut tandems = store::list_sides(&app.db, viewer.scope(), asked.closed).await?;
    let branches: BTreeMap<Id, String> = organisations::store::list_branches(&app.db)
        .await?
        .into_iter()
        .map(|branch| (branch.id, branch.name))
        .collect();
    let mut page = TandemsPage::around(frame, &asked, &tandems, &branches);
    tandems.retain(|sides| asked.keeps(sides));
    page.count = french::count(tandems.len(), "tandem", "tandems");
    if asked.closed {
        tandems
            .sort_by_key(|sides| std::cmp::Reverse((sides.tandem.closed.map(|(on, _)| on), sides.tandem.id)));
        page.closed = page.turn(&asked, tandems).iter().map(closed_row).collect();
    } else {
        let open = with_next_actions(&app, &viewer, tandems).await?;
        let today = app.today();
        page.open = page.turn(&asked, open).iter().map(|line| open_row(line, today)).collect();
    }
    web::page(&page)
}

/// An open tandem, its meetings, and what comes next.
type OpenLine = (Sides, Vec<Meeting>, NextAction);

async fn with_next_actions(app: &App, viewer: &Viewer, open: Vec<Sides>) -> Result<Vec<OpenLine>, Error> {
    let ids: Vec<Id> = open.iter().map(|sides| sides.tandem.id).collect();
    let mut meetings = follow_ups::store::list_of(&app.db, viewer.scope(), &ids).await?;
    let today = app.today();
    let line = |sides: Sides| {
        let held = meetings.remove(&sides.tandem.id).unwrap_or_default();
        let next = sides.tandem.next(held.first().map(|meeting| meeting.held_on), planned(&held))?;
        let action = next_action::of_tandem(next, &sides.mentor.name(), today);
        Some((sides, held, action))
    };
    let mut lines: Vec<OpenLine> = open.into_iter().filter_map(line).collect();
    lines.sort_by_key(|(sides, _, action)| (action.due_on, sides.tandem.id));
    Ok(lines)
}

fn open_row((sides, meetings, action): &OpenLine, today: Date) -> OpenRow {
    OpenRow {
        href: href(sides),
        names: names(sides),
        what: what(sides),
        since: french::since(&sides.tandem.started_on, &today),
        last_met: meetings
            .first()
            .map_or_else(|| "pas encore".to_owned(), |meeting| french::short_day(&meeting.held_on)),
        next: action.what,
        owner: action.owner.clone(),
        when: action.when.clone(),
        late: action.is_late(today),
    }
}

fn closed_row(sides: &Sides) -> ClosedRow {
    let (closed, reason) = sides.tandem.closed.map_or_else(Default::default, |(on, reason)| {
        (french::short_day(&on), french::capitalised(reason.label()))
    });
    ClosedRow {
        href: href(sides),
        names: names(sides),
        what: what(sides),
        started: french::short_day(&sides.tandem.started_on),
        closed,
        reason,
    }
}

fn href(sides: &Sides) -> String {
    format!("/tandems/{}", sides.tandem.id)
}

fn names(sides: &Sides) -> String {
    format!("{} et {}", sides.mentor.name(), sides.mentee.name())
}

fn what(sides: &Sides) -> String {
    format!(
        "{} · {}",
        french::capitalised(sides.journey.track.label()),
        places::name_of(sides.mentee.place_code.as_deref())
    )
}

impl TandemsPage {
    /// What stands around the list: tabs, filters and chips. The choices are those some tandem answers to.
    fn around(frame: Frame, asked: &Asked, all: &[Sides], branches: &BTreeMap<Id, String>) -> Self {
        let places: BTreeSet<&str> =
            all.iter().filter_map(|sides| sides.mentee.place_code.as_deref()).collect();
        let present: BTreeSet<Id> = all.iter().filter_map(|sides| sides.mentee.branch_id).collect();
        let branch = |id: &Id| branches.get(id).cloned().unwrap_or_default();
        Self {
            page: frame.titled("Tandems"),
            tabs: [
                Tab { label: "En cours", href: "/tandems", current: !asked.closed },
                Tab { label: "Clos", href: "/tandems?state=closed", current: asked.closed },
            ],
            closed_view: asked.closed,
            tracks: Track::ALL
                .iter()
                .map(|track| {
                    Choice::new(track.code(), french::capitalised(track.label()), asked.track == Some(*track))
                })
                .collect(),
            places: places
                .into_iter()
                .map(|code| {
                    Choice::new(code, places::name_of(Some(code)), asked.place.as_deref() == Some(code))
                })
                .collect(),
            branches: present
                .iter()
                .map(|id| Choice::new(id.to_string(), branch(id), asked.branch == Some(*id)))
                .collect(),
            chips: chips(asked, &branch),
            count: String::new(),
            open: Vec::new(),
            closed: Vec::new(),
            previous: String::new(),
            next: String::new(),
            place_in_list: String::new(),
        }
    }

    /// Keeps the lines of the page asked for, and links to those around it.
    fn turn<T>(&mut self, asked: &Asked, lines: Vec<T>) -> Vec<T> {
        let pages = lines.len().div_ceil(PAGE_LENGTH).max(1);
        let page = asked.page.min(pages - 1);
        let to = |page: usize| Asked { page, ..asked.clone() }.address();
        if pages > 1 {
            self.place_in_list = format!("page {} sur {pages}", page + 1);
        }
        if page > 0 {
            self.previous = to(page - 1);
        }
        if page + 1 < pages {
            self.next = to(page + 1);
        }
        lines.into_iter().skip(page * PAGE_LENGTH).take(PAGE_LENGTH).collect()
    }
}

fn chips(asked: &Asked, branch: &impl Fn(&Id) -> String) -> Vec<Link> {
    let track = asked
        .track
        .map(|track| Link::new(format!("Parcours\u{a0}: {track}"), asked.with(|asked| asked.track = None)));
    let place = asked.place.as_deref().map(|code| {
        Link::new(
            format!("Lieu\u{a0}: {}", places::name_of(Some(code))),
            asked.with(|asked| asked.place = None),
        )
    });
    let branch = asked.branch.as_ref().map(|id| {
        Link::new(format!("Antenne\u{a0}: {}", branch(id)), asked.with(|asked| asked.branch = None))
    });
    [track, place, branch].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_the_list_is_narrowed_to() {
        assert_eq!(Asked::default().address(), "/tandems");
        let asked = Asked {
            closed: true,
            track: Some(Track::Creation),
            place: Some("13203".to_owned()),
            branch: None,
            page: 2,
        };
        assert_eq!(asked.address(), "/tandems?state=closed&track=creation&place=13203&page=2");
        assert_eq!(asked.with(|asked| asked.track = None), "/tandems?state=closed&place=13203");
    }
}
