//! The tandems, open or closed, narrowed by track, place and branch.

use std::collections::BTreeMap;
use std::ops::Range;

use askama::Template;
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
use crate::web::{self, Choice, Context, Fields, Frame, Link, Pages, number, part};
use crate::{french, organisations, people};

/// How many tandems a page of the list shows.
const PAGE_LENGTH: usize = 40;

/// What the list is narrowed to, as its address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Narrowing {
    closed: bool,
    track: Option<Track>,
    place: Option<String>,
    branch: Option<Id>,
    page: usize,
}

impl Narrowing {
    fn read(fields: &Fields) -> Self {
        Self {
            closed: fields.get("state") == "closed",
            track: Track::from_code(fields.get("track")),
            place: places::get(fields.get("place")).map(|place| place.code.to_owned()),
            branch: fields.get("branch").parse().ok(),
            page: number(fields, "page"),
        }
    }

    fn chosen(&self) -> Chosen {
        let (track, place, branch) = (self.track, self.place.clone(), self.branch);
        Chosen { closed: self.closed, journey: people::store::Chosen { track, place, branch } }
    }

    fn address(&self) -> String {
        let track = self.track.map(|track| ("track", track.code().to_owned()));
        let place = self.place.clone().map(|place| ("place", place));
        let branch = self.branch.map(|branch| ("branch", branch.to_string()));
        let page = (self.page > 0).then(|| ("page", self.page.to_string()));
        let state = self.closed.then(|| ("state", "closed".to_owned()));
        let answers: Vec<String> = [state, track, place, branch, page]
            .into_iter()
            .flatten()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if answers.is_empty() { "/tandems".to_owned() } else { format!("/tandems?{}", answers.join("&")) }
    }

    /// The same list from its first page, after a change.
    fn with(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut narrowing = Self { page: 0, ..self.clone() };
        change(&mut narrowing);
        narrowing.address()
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
pub async fn list(Context { app, viewer, frame, .. }: Context, fields: Fields) -> Result<Response, Error> {
    let narrowing = Narrowing::read(&fields);
    let branches = organisations::store::list_branches(&app.db).await?;
    let branches = branches.into_iter().map(|branch| (branch.id, branch.name)).collect();
    let today = app.today();
    let (scope, chosen) = (viewer.scope(), narrowing.chosen());
    let homes = lately::tandem_homes(app.lately(), scope, narrowing.closed).await?;
    let mut page = TandemsPage::around(frame, &narrowing, &homes, &branches);
    let count = usize::try_from(store::count_chosen(&app.db, scope, &chosen).await?).unwrap_or(usize::MAX);
    let shown = page.show(&narrowing, count);
    if narrowing.closed {
        let closed = store::list_closed(&app.db, scope, &chosen, shown).await?;
        page.closed = closed.iter().map(closed_row).collect();
    } else {
        let open = list_open_tandems(&app.db, scope, &chosen, shown).await?;
        page.open = open.iter().map(|line| open_row(line, today)).collect();
    }
    web::page(&page)
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
            page: frame.titled("Tandems"),
            tabs: [
                Tab { label: "En cours", href: "/tandems", current: !narrowing.closed },
                Tab { label: "Clos", href: "/tandems?state=closed", current: narrowing.closed },
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
        // An address kept from a longer list leads to the last page.
        let page = narrowing.page.min(count.saturating_sub(1) / PAGE_LENGTH);
        self.count = french::count(count, "tandem", "tandems");
        self.pages =
            Pages::of(page, count, PAGE_LENGTH, |page| Narrowing { page, ..narrowing.clone() }.address());
        part(count, page, PAGE_LENGTH)
    }
}

fn chips(narrowing: &Narrowing, branch: &impl Fn(&Id) -> String) -> Vec<Link> {
    let track = narrowing.track.map(|track| {
        Link::new(format!("Parcours\u{a0}: {track}"), narrowing.with(|narrowing| narrowing.track = None))
    });
    let place = narrowing.place.as_deref().map(|code| {
        Link::new(
            format!("Lieu\u{a0}: {}", places::name_of(Some(code))),
            narrowing.with(|narrowing| narrowing.place = None),
        )
    });
    let branch = narrowing.branch.as_ref().map(|id| {
        Link::new(
            format!("Antenne\u{a0}: {}", branch(id)),
            narrowing.with(|narrowing| narrowing.branch = None),
        )
    });
    [track, place, branch].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_the_list_is_narrowed_to() {
        assert_eq!(Narrowing::default().address(), "/tandems");
        let narrowing = Narrowing {
            closed: true,
            track: Some(Track::Creation),
            place: Some("13203".to_owned()),
            branch: None,
            page: 2,
        };
        assert_eq!(narrowing.address(), "/tandems?state=closed&track=creation&place=13203&page=2");
        assert_eq!(narrowing.with(|narrowing| narrowing.track = None), "/tandems?state=closed&place=13203");
    }
}
