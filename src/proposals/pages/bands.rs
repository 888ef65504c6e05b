//! The proposals as a day's work: whom to call, whose yes is missing, and the answers noted in place.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use time::Date;

use super::answers::field_names;
use super::proposal::{reason_of, refusals, what_is_next};
use crate::contact::Phone;
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::overview::store::lately;
use crate::people::person::{Journey, Mentor, Person};
use crate::people::profile::Profile;
use crate::people::reach::{Preference, Ways, recipient};
use crate::people::store::{Sides, find_ways, journeys_by_id, list_sides, mentors_by_id};
use crate::people::words;
use crate::proposals::band::{Band, Order, called_if_asked_by};
use crate::proposals::proposal::{Party, Proposal, State};
use crate::proposals::store::{self, Sought};
use crate::settings;
use crate::state::App;
use crate::web::{self, Choice, Context, Frame, ListQuery, Pages, Viewer, part, with_query};

/// Proposals on one page of a band.
const SHOWN: usize = 50;

/// A band, with how many proposals it has.
struct Tab {
    label: String,
    href: String,
    current: bool,
}

/// One side of a line, and what is done about its answer.
struct SideCell {
    party: &'static str,
    title: &'static str,
    name: String,
    /// What it answered; empty while it has not.
    given: String,
    /// Whether its answer is noted here.
    is_awaited: bool,
    /// Why it is called; empty where a message is enough for now.
    why_call: &'static str,
    phone: String,
    phone_href: String,
    moments: String,
    /// Where a reminder is shown before it leaves; empty where none can.
    reminder_href: String,
    answer_field: String,
    refusal_field: String,
    refusals: Vec<Choice>,
}

struct PairLine {
    action: String,
    href: String,
    names: String,
    /// The organisation that brought the mentee, and since when they were welcomed.
    what: String,
    /// What came of it, once it awaits nothing.
    outcome: String,
    days_left: String,
    is_late: bool,
    sides: Vec<SideCell>,
}

#[derive(Template)]
#[template(path = "proposals/list.html")]
struct BandsPage {
    page: Frame,
    tabs: Vec<Tab>,
    band: Band,
    q: String,
    orders: Vec<Choice>,
    count: String,
    lines: Vec<PairLine>,
    pages: Pages,
    /// Where one goes on once an answer is noted.
    back: String,
}

/// Shows one band of the proposals; without one named, whom to call, or else all that await an answer.
pub async fn list(
    Context { app, viewer, frame, .. }: Context,
    Query(answers): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let mut query = ListQuery::new("/proposals", answers);
    let named = query.choice("band", Band::from_code);
    let order = query.choice("order", Order::from_code).unwrap_or(Order::Closes);
    let settings = settings::store::read(&app.db).await?;
    let asked_by = called_if_asked_by(&settings, app.today());
    let sought = |band| Sought { band, text: query.get("q").to_owned(), order, asked_by };
    let mut counts = BTreeMap::new();
    for &band in Band::ALL {
        counts.insert(band, lately::count_band(app.lately(), viewer.scope(), &sought(band)).await?);
    }
    let count = |band| counts.get(&band).copied().unwrap_or_default();
    let band = named.unwrap_or(if count(Band::ToCall) > 0 { Band::ToCall } else { Band::Pending });
    let page = query.page();
    let shown = part(count(band), page, SHOWN);
    let proposals = store::list_band(&app.db, viewer.scope(), &sought(band), shown).await?;
    let known = Known::read(&app, &viewer, &proposals).await?;
    let today = app.today();
    let lines = proposals.iter().map(|proposal| known.line(proposal, asked_by, today)).collect();
    let tab = |&band_of_tab: &Band| Tab {
        label: format!("{} ({})", band_of_tab.label(), french::number(count(band_of_tab) as u64)),
        href: query.with("band", band_of_tab.code()),
        current: band_of_tab == band,
    };
    let choice = |one: &Order| Choice::new(one.code(), one.label(), *one == order);
    let page = BandsPage {
        page: frame.titled("Propositions").noting(query.unknown()),
        tabs: Band::ALL.iter().map(tab).collect(),
        band,
        q: query.get("q").to_owned(),
        orders: Order::ALL.iter().map(choice).collect(),
        count: french::count(count(band), "proposition", "propositions"),
        lines,
        pages: Pages::of(page, count(band), SHOWN, |page| query.at(page)),
        back: query.elsewhere("/proposals", [("band", band.code())]),
    };
    web::list_page(&page, 2 * page.lines.len())
}

/// Who is on both sides of the lines.
struct Known {
    sides: Sides,
    journeys: BTreeMap<Id, Journey>,
    mentors: BTreeMap<Id, Mentor>,
    organisations: BTreeMap<Id, String>,
    ways: Ways,
}

impl Known {
    async fn read(app: &App, viewer: &Viewer, proposals: &[Proposal]) -> Result<Self, Error> {
        let scope = viewer.scope();
        let ids: Vec<Id> = proposals.iter().map(|proposal| proposal.id).collect();
        let journeys: Vec<Id> = proposals.iter().map(|proposal| proposal.journey_id).collect();
        let mentors: Vec<Id> = proposals.iter().map(|proposal| proposal.mentor_id).collect();
        let organisations = crate::organisations::store::list(&app.db).await?;
        let journeys = journeys_by_id(&app.db, scope, &journeys).await?;
        let mentors = mentors_by_id(&app.db, scope, &mentors).await?;
        let sides = list_sides(&app.db, store::proposal_sides(scope, &ids)).await?;
        Ok(Self {
            ways: find_ways(&app.db, sides.both()).await?,
            sides,
            journeys: journeys.into_iter().map(|journey| (journey.id, journey)).collect(),
            mentors: mentors.into_iter().map(|mentor| (mentor.id, mentor)).collect(),
            organisations: organisations.into_iter().map(|one| (one.id, one.name)).collect(),
        })
    }

    fn line(&self, proposal: &Proposal, asked_by: Date, today: Date) -> PairLine {
        let href = format!("/proposals/{}", proposal.id);
        let is_pending = proposal.state() == State::Pending;
        let closes_on = proposal.awaited().map(|(party, _)| proposal.due_on(party)).min().flatten();
        let mentor = self.sides.mentors.get(&proposal.mentor_id);
        let mentee = self.sides.journeys.get(&proposal.journey_id);
        let name =
            |person: Option<&Person>| person.map_or_else(|| "Personne retirée".to_owned(), Person::name);
        let profile = |party| match party {
            Party::Mentor => self.mentors.get(&proposal.mentor_id).map(|mentor| &mentor.profile),
            Party::Mentee => self.journeys.get(&proposal.journey_id).map(|journey| &journey.profile),
        };
        let recipient = |person: &Person| recipient(person, &self.ways);
        let side = |party, person: Option<&Person>| {
            let is_written_to = person.and_then(recipient).is_some();
            let email = person.and_then(|person| person.email.as_ref());
            let nowhere = if email.is_some_and(|email| self.ways.unreachable.contains(email)) {
                "son adresse ne reçoit plus rien"
            } else {
                "nulle part où lui écrire"
            };
            cell(proposal, party, (person, profile(party)), (asked_by, is_written_to, nowhere))
        };
        PairLine {
            action: format!("{href}/answers"),
            href,
            names: format!("{} et {}", name(mentor), name(mentee)),
            what: self.what(proposal, mentee, today),
            outcome: if is_pending { String::new() } else { french::capitalised(&what_is_next(proposal)) },
            days_left: closes_on.map(|day| days_left(day, today)).unwrap_or_default(),
            is_late: closes_on.is_some_and(|day| day <= today),
            sides: if is_pending {
                vec![side(Party::Mentor, mentor), side(Party::Mentee, mentee)]
            } else {
                Vec::new()
            },
        }
    }

    fn what(&self, proposal: &Proposal, mentee: Option<&Person>, today: Date) -> String {
        let organisation = mentee.and_then(|mentee| self.organisations.get(&mentee.organisation_id));
        let journey = self.journeys.get(&proposal.journey_id);
        let welcomed =
            journey.map(|journey| format!("premier accueil {}", french::since(&journey.welcomed_on, &today)));
        organisation.cloned().into_iter().chain(welcomed).collect::<Vec<_>>().join(" · ")
    }
}

/// "encore 3 jours, jusqu’au 12 mars": how long it stays open.
fn days_left(closes_on: Date, today: Date) -> String {
    let days = usize::try_from((closes_on - today).whole_days()).unwrap_or(0);
    match days {
        0 => "se termine aujourd’hui".to_owned(),
        _ => format!(
            "encore {}, jusqu’au {}",
            french::count(days, "jour", "jours"),
            french::short_day(&closes_on)
        ),
    }
}

fn cell(
    proposal: &Proposal,
    party: Party,
    (person, profile): (Option<&Person>, Option<&Profile>),
    (asked_by, is_written_to, nowhere): (Date, bool, &'static str),
) -> SideCell {
    let given = proposal.answer(party).map(|answer| {
        let word = if answer.agrees { "Oui" } else { "Non" };
        let reason = reason_of(answer).map(|reason| format!("\u{a0}: {reason}")).unwrap_or_default();
        format!("{word}, le {}{reason}", french::short_day(&answer.on))
    });
    let is_awaited = given.is_none() && proposal.knows_of_it(party);
    let asked_on = proposal.asked_on().of(party);
    let is_silent = asked_on.unwrap_or(proposal.proposed_on) <= asked_by;
    let prefers_to_talk = person.is_some_and(|person| person.channel == Some(Preference::Voice));
    let is_uncalled = person.is_some_and(|person| person.stopped.voice.is_some());
    let why_call = match (is_awaited, is_written_to, is_silent) {
        (true, _, _) if is_uncalled => "ne veut plus d’appels",
        (true, false, _) if prefers_to_talk => "préfère qu’on l’appelle",
        (true, false, _) => nowhere,
        (true, true, true) => "pas de réponse aux relances",
        _ => "",
    };
    let written = person.and_then(|person| person.phone.as_deref()).unwrap_or_default();
    let phone = Phone::parse(written).ok();
    let [answer_field, refusal_field, ..] = field_names(party);
    let reminder = format!("/proposals/{}/reminder", proposal.id);
    SideCell {
        party: party.code(),
        title: if party == Party::Mentor { "Mentor" } else { "Personne accompagnée" },
        name: person.map_or_else(|| "Personne retirée".to_owned(), Person::name),
        given: given.unwrap_or_default(),
        is_awaited,
        why_call,
        phone: phone.as_ref().map_or_else(|| written.to_owned(), ToString::to_string),
        phone_href: phone.map(|phone| format!("tel:{}", phone.as_str())).unwrap_or_default(),
        moments: profile.map(|profile| words::availabilities(&profile.availabilities)).unwrap_or_default(),
        reminder_href: if is_awaited && is_written_to && asked_on.is_some() {
            with_query(&reminder, &[("party", party.code())])
        } else {
            String::new()
        },
        answer_field,
        refusal_field,
        refusals: refusals(party, ""),
    }
}
