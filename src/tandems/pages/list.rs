//! The tandems, open or closed, narrowed by track, place and branch.

use std::collections::BTreeMap;
use std::ops::Range;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use time::Date;

use crate::db::Id;
use crate::error::Error;
use crate::overview::store::{lately, list_open_tandems};
use crate::overview::tandem_file::OpenTandem;
use crate::tandems::store::{self, Chosen, Homes};
use crate::tandems::tandem::TandemPeople;
use crate::territories::places;
use crate::track::Track;
use crate::web::{self, Choice, Context, Frame, Link, ListQuery, Pages, part};
use crate::{french, organisations, people};

/// How many tandems a page of the list shows.
const PAGE_LENGTH: usize = 40;
/// The answer that asks for the closed ones.
const CLOSED: &str = "closed";

/// What the list is narrowed to, as its address says.
struct Narrowing {
    query: ListQuery,
    closed: bool,
    track: Option<Track>,
    place: Option<String>,
    branch: Option<Id>,
}

impl Narrowing {
    fn read(answers: BTreeMap<String, String>, branches: &BTreeMap<Id, String>) -> Self {
        let mut query = ListQuery::new("/tandems", answers);
        Self {
            closed: query.choice("state", |state| (state == CLOSED).then_some(())).is_some(),
            track: query.choice("track", Track::from_code),
            place: query.choice("place", |code| places::get(code).map(|place| place.code.to_owned())),
            branch: query.choice("branch", |key| key.parse().ok().filter(|id| branches.contains_key(id))),
            query,
        }
    }

    fn chosen(&self) -> Chosen {
        let (track, place, branch) = (self.track, self.place.clone(), self.branch);
        Chosen { closed: self.closed, journey: people::store::Chosen { track, place, branch } }
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
    pages: Pages,
}

/// Shows the open tandems, those that are late first, or the closed ones, the latest first.
pub async fn list(
    Context { app, viewer, frame, .. }: Context,
    Query(answers): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let branches = organisations::store::list_branches(&app.db).await?;
    let branches = branches.into_iter().map(|branch| (branch.id, branch.name)).collect();
    let narrowing = Narrowing::read(answers, &branches);
    let today = app.today();
    let (scope, chosen) = (viewer.scope(), narrowing.chosen());
    let homes = lately::tandem_homes(app.lately(), scope, narrowing.closed).await?;
    let mut page = TandemsPage::around(frame, &narrowing, &homes, &branches);
    let count =
        usize::try_from(lately::count_tandems(app.lately(), scope, &chosen).await?).unwrap_or(usize::MAX);
    let shown = page.show(&narrowing, count);
    if narrowing.closed {
        let closed = store::list_closed(&app.db, scope, &chosen, shown).await?;
        page.closed = closed.iter().map(closed_row).collect();
    } else {
        let open = list_open_tandems(&app.db, scope, &chosen, shown).await?;
        page.open = open.iter().map(|line| open_row(line, today)).collect();
    }
    web::list_page(&page, 2 * (page.open.len() + page.closed.len()))
}

fn open_row(line: &OpenTandem, today: Date) -> OpenRow {
    OpenRow {
        href: href(&line.people),
        names: names(&line.people),
        what: what(&line.people),
        since: french::since(&line.people.tandem.started_on, &today),
        last_met: line.last_met_on.map_or_else(|| "pas encore".to_owned(), |day| french::short_day(&day)),
        next: line.step.what(today),
        owner: line.step.owner.clone(),
        when: line.step.when(today),
        late: line.step.step.is_late(today),
    }
}

fn closed_row(pair: &TandemPeople) -> ClosedRow {
    let (closed, reason) = pair.tandem.closed.map_or_else(Default::default, |(on, reason)| {
        (french::short_day(&on), french::capitalised(reason.label()))
    });
    ClosedRow {
        href: href(pair),
        names: names(pair),
        what: what(pair),
        started: french::short_day(&pair.tandem.started_on),
        closed,
        reason,
    }
}

fn href(pair: &TandemPeople) -> String {
    format!("/tandems/{}", pair.tandem.id)
}

fn names(pair: &TandemPeople) -> String {
    format!("{} et {}", pair.mentor.name(), pair.mentee.name())
}

fn what(pair: &TandemPeople) -> String {
    format!(
        "{} · {}",
        french::capitalised(pair.journey.track.label()),
        places::name_of(pair.mentee.place_code.as_deref())
    )
}

impl TandemsPage {
    /// What stands around the list: tabs, filters and chips. The choices are those some tandem answers to.
    fn around(frame: Frame, narrowing: &Narrowing, homes: &Homes, branches: &BTreeMap<Id, String>) -> Self {
        let branch = |id: &Id| branches.get(id).cloned().unwrap_or_default();
        Self {
            page: frame.titled("Tandems").noting(narrowing.query.unknown()),
            tabs: [
                Tab { label: "En cours", href: "/tandems", current: !narrowing.closed },
                Tab { label: "Terminés", href: "/tandems?state=closed", current: narrowing.closed },
            ],
            closed_view: narrowing.closed,
            tracks: Track::ALL
                .iter()
                .map(|track| {
                    Choice::new(
                        track.code(),
                        french::capitalised(track.label()),
                        narrowing.track == Some(*track),
                    )
                })
                .collect(),
            places: homes
                .places
                .iter()
                .map(|code| {
                    Choice::new(code, places::name_of(Some(code)), narrowing.place.as_ref() == Some(code))
                })
                .collect(),
            branches: homes
                .branches
                .iter()
                .map(|id| Choice::new(id.to_string(), branch(id), narrowing.branch == Some(*id)))
                .collect(),
            chips: chips(narrowing, &branch),
            count: String::new(),
            open: Vec::new(),
            closed: Vec::new(),
            pages: Pages::of(0, 0, PAGE_LENGTH, |_| String::new()),
        }
    }

    /// Links to the pages around the one asked for, of a list of so many tandems; gives the lines that it shows.
    fn show(&mut self, narrowing: &Narrowing, count: usize) -> Range<usize> {
        let page = narrowing.query.page();
        self.count = french::count(count, "tandem", "tandems");
        self.pages = Pages::of(page, count, PAGE_LENGTH, |page| narrowing.query.at(page));
        part(count, page, PAGE_LENGTH)
    }
}

fn chips(narrowing: &Narrowing, branch: &impl Fn(&Id) -> String) -> Vec<Link> {
    let place = narrowing.place.as_deref().map(|code| places::name_of(Some(code)).to_owned());
    let said = [
        ("track", "Parcours", narrowing.track.map(|track| track.to_string())),
        ("place", "Lieu", place),
        ("branch", "Antenne", narrowing.branch.as_ref().map(branch)),
    ];
    let chip = |(name, subject, words): (&str, &str, Option<String>)| {
        Some(Link::new(format!("{subject}\u{a0}: {}", words?), narrowing.query.with(name, "")))
    };
    said.into_iter().filter_map(chip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_the_list_is_narrowed_to() {
        let address = [("state", CLOSED), ("track", "creation"), ("place", "13203"), ("page", "3")];
        let address = address.map(|(name, answer)| (name.to_owned(), answer.to_owned()));
        let narrowing = Narrowing::read(address.into(), &BTreeMap::new());
        assert!(narrowing.closed);
        assert_eq!(narrowing.track, Some(Track::Creation));
        assert_eq!(narrowing.place.as_deref(), Some("13203"));
        let without_track = &chips(&narrowing, &|_| String::new())[0];
        assert_eq!(without_track.href, "/tandems?place=13203&state=closed");
    }
}
