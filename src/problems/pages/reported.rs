//! The form with which one of a pair reports a problem: signed in, from the link to their own page, or from the link with which they
//! answer a proposal or sign the charter. What comes back is the same through each.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use crate::accounts::coordination::Coordinator;
use crate::acts::problems::report::{self, Reporting};
use crate::db::{Id, Write};
use crate::error::Error;
use crate::french;
use crate::links::Link;
use crate::overview::dossier::Dossier;
use crate::overview::store::{
    AskedByLink, find_asked_by_link, find_coordinator_of_person, find_dossier, find_own_by_link,
};
use crate::people;
use crate::problems::problem::{Kind, LONGEST_WORDS};
use crate::problems::step::due_on;
use crate::proposals;
use crate::proposals::proposal::Party;
use crate::state::App;
use crate::tandems;
use crate::web::{self, By, Choice, Context, FieldError, Fields, Frame, Human, Viewer, with_key};

#[derive(Template)]
#[template(path = "problems/report.html")]
struct ReportPage {
    page: Frame,
    action: String,
    /// Those with whom there may be a problem; none where there is only one.
    pairs: Vec<Choice>,
    /// The key of the only one.
    only_pair: String,
    pair_error: String,
    kinds: Vec<Choice>,
    kind_error: String,
    words: String,
    words_error: String,
    errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "problems/reported.html")]
struct ReportedPage {
    page: Frame,
    who: String,
    due: String,
}

#[derive(Template)]
#[template(path = "proposals/no_question.html")]
struct NobodyPage {
    page: Frame,
}

/// The path of the links with which one answers a proposal, and what they are for by side.
const ANSWERS: (&str, fn(Party) -> &'static str) = (proposals::link::PATH, proposals::link::purpose_of);
/// Those with which one signs the charter.
const SIGNATURES: (&str, fn(Party) -> &'static str) = (tandems::link::PATH, tandems::link::purpose_of);

/// Through what somebody reports.
enum Door {
    /// Signed in.
    SignedIn(Viewer),
    /// The link to their own page, with its token.
    Own(Link, String),
    /// The link with which a side answers a proposal, or signs the charter.
    Question(Question),
}

/// Such a link.
struct Question {
    link: Link,
    party: Party,
    token: String,
    purpose: &'static str,
    /// The path of the link, before the token.
    path: &'static str,
}

impl Door {
    fn action(&self) -> String {
        match self {
            Self::SignedIn(_) => "/problems".to_owned(),
            Self::Own(_, token) => format!("{}/problems", with_key(people::link::PATH, token)),
            Self::Question(Question { token, path, .. }) => format!("{}/problems", with_key(path, token)),
        }
    }

    fn by(&self) -> By {
        match self {
            Self::SignedIn(viewer) => viewer.by(),
            Self::Own(link, _) | Self::Question(Question { link, .. }) => link.by(),
        }
    }

    async fn report(&self, app: &App, write: &Write, reporting: Reporting) -> Result<Id, Error> {
        match self {
            Self::SignedIn(viewer) => report::run(write, &viewer.by(), app.named(), reporting).await,
            Self::Own(_, token) => report::run_by_own_link(write, app.named(), token, reporting).await,
            Self::Question(Question { party, token, purpose, .. }) => {
                report::run_by_question_link(write, app.named(), (purpose, *party, token), reporting).await
            }
        }
    }
}

/// Somebody who may report, with those with whom there may be a problem and whoever calls them.
struct Reporter {
    door: Door,
    pairs: Vec<(Id, String)>,
    coordinator: Option<Coordinator>,
}

impl Reporter {
    /// Whoever is signed in.
    async fn signed_in(app: &App, viewer: Viewer) -> Result<Option<Self>, Error> {
        let Some(person) = viewer.account().and_then(|account| account.person_id) else { return Ok(None) };
        let dossier = find_dossier(&app.db, viewer.scope(), person).await?;
        let Some(dossier) = dossier.map(Dossier::known_to_its_person) else { return Ok(None) };
        let coordinator = find_coordinator_of_person(&app.db, viewer.scope(), person).await?;
        Ok(Some(Self { pairs: pairs_of(&dossier), coordinator, door: Door::SignedIn(viewer) }))
    }

    /// Whoever bears the link to their own page.
    async fn by_own_link(app: &App, viewer: &Viewer, token: String) -> Result<Option<Self>, Error> {
        let own = find_own_by_link(&app.db, &token, app.serving(viewer)).await?;
        let Some((link, dossier)) = own else { return Ok(None) };
        let coordinator = find_coordinator_of_person(&app.db, link.scope(), dossier.person.id).await?;
        Ok(Some(Self { pairs: pairs_of(&dossier), coordinator, door: Door::Own(link, token) }))
    }

    /// Whoever bears the link, at a path, with which they answer a proposal or sign the charter.
    async fn by_question_link(
        app: &App,
        viewer: &Viewer,
        token: String,
        (path, purpose_of): (&'static str, fn(Party) -> &'static str),
    ) -> Result<Option<Self>, Error> {
        let found = find_asked_by_link(&app.db, purpose_of, &token, app.serving(viewer)).await?;
        let Some(AskedByLink { link, party, asked }) = found else { return Ok(None) };
        Ok(Some(Self {
            pairs: vec![(link.subject, asked.other)],
            coordinator: asked.coordinator,
            door: Door::Question(Question { link, party, token, purpose: purpose_of(party), path }),
        }))
    }

    fn framed(&self, app: &App, mut frame: Frame, title: &str) -> Frame {
        frame.human = Some(Human::hub("Le hub".to_owned(), app.contact_email.clone()));
        frame.calling(self.coordinator.as_ref()).titled(title)
    }

    fn page(&self, app: &App, frame: Frame, fields: &Fields) -> ReportPage {
        let about = fields.get("pair");
        let choice = |(id, name): &(Id, String)| {
            let key = id.to_string();
            let checked = key == about;
            Choice::new(key, name.clone(), checked)
        };
        let kind = |kind: &Kind| {
            Choice::new(kind.code(), french::capitalised(kind.label()), fields.get("kind") == kind.code())
        };
        let (pairs, only_pair) = match self.pairs.as_slice() {
            [(only, _)] => (Vec::new(), only.to_string()),
            pairs => (pairs.iter().map(choice).collect(), String::new()),
        };
        ReportPage {
            page: self.framed(app, frame, "Signaler un problème"),
            action: self.door.action(),
            pairs,
            only_pair,
            pair_error: fields.error("pair").to_owned(),
            kinds: Kind::ALL.iter().map(kind).collect(),
            kind_error: fields.error("kind").to_owned(),
            words: fields.get("words").to_owned(),
            words_error: fields.error("words").to_owned(),
            errors: fields.errors(),
        }
    }

    fn read(&self, fields: &mut Fields) -> Option<Reporting> {
        let of = |key: &str| self.pairs.iter().map(|(id, _)| *id).find(|id| id.to_string() == key);
        let pair = fields.choice("pair", of);
        let kind = fields.choice("kind", Kind::from_code);
        let words = fields.optional_text("words", LONGEST_WORDS);
        if !fields.is_sound() {
            return None;
        }
        Some(Reporting { pair: pair?, kind: kind?, words })
    }
}

/// The other sides of a person's tandems, the newest first, and of the proposals that they know of.
fn pairs_of(dossier: &Dossier) -> Vec<(Id, String)> {
    let tandems = dossier.tandems.iter().rev();
    let tandems = tandems.map(|one| (one.id, dossier.other_name(one.mentor_id, one.journey_id)));
    let pending = dossier.pending_proposals().map(|one| (one.id, dossier.told_name(one)));
    tandems.chain(pending).collect()
}

/// The form of somebody signed in, about the pair that its address names.
pub async fn ask(
    Context { app, viewer, frame, .. }: Context,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Error> {
    let reporter = Reporter::signed_in(&app, viewer).await?.ok_or(Error::NotFound)?;
    let about = query.get("about").cloned().unwrap_or_default();
    web::page(&reporter.page(&app, frame, &Fields::filled([("pair", about)])))
}

/// Reports, signed in.
pub async fn report(Context { app, viewer, frame, .. }: Context, fields: Fields) -> Result<Response, Error> {
    let reporter = Reporter::signed_in(&app, viewer).await?.ok_or(Error::NotFound)?;
    sent(&app, frame, Some(reporter), fields).await
}

/// The form, by the link to one's own page.
pub async fn ask_by_own_link(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
) -> Result<Response, Error> {
    asked(&app, frame, Reporter::by_own_link(&app, &viewer, token).await?)
}

/// Reports, by the link to one's own page.
pub async fn report_by_own_link(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
    fields: Fields,
) -> Result<Response, Error> {
    sent(&app, frame, Reporter::by_own_link(&app, &viewer, token).await?, fields).await
}

/// The form, by the link with which one answers a proposal.
pub async fn ask_by_answer_link(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
) -> Result<Response, Error> {
    asked(&app, frame, Reporter::by_question_link(&app, &viewer, token, ANSWERS).await?)
}

/// Reports, by the link with which one answers a proposal.
pub async fn report_by_answer_link(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
    fields: Fields,
) -> Result<Response, Error> {
    sent(&app, frame, Reporter::by_question_link(&app, &viewer, token, ANSWERS).await?, fields).await
}

/// The form, by the link with which one signs the charter.
pub async fn ask_by_signature_link(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
) -> Result<Response, Error> {
    asked(&app, frame, Reporter::by_question_link(&app, &viewer, token, SIGNATURES).await?)
}

/// Reports, by the link with which one signs the charter.
pub async fn report_by_signature_link(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
    fields: Fields,
) -> Result<Response, Error> {
    sent(&app, frame, Reporter::by_question_link(&app, &viewer, token, SIGNATURES).await?, fields).await
}

/// The form of a link. Opening it changes nothing.
fn asked(app: &App, frame: Frame, reporter: Option<Reporter>) -> Result<Response, Error> {
    match reporter {
        Some(reporter) => web::page(&reporter.page(app, frame, &Fields::default())),
        None => web::page(&NobodyPage::around(frame)),
    }
}

async fn sent(
    app: &App,
    frame: Frame,
    reporter: Option<Reporter>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let Some(reporter) = reporter else { return web::refused(&NobodyPage::around(frame)) };
    let Some(reporting) = reporter.read(&mut fields) else {
        return web::refused(&reporter.page(app, frame, &fields));
    };
    let write = app.write(&reporter.door.by()).await?;
    let due = due_on(write.now());
    reporter.door.report(app, &write, reporting).await?;
    write.commit().await?;
    let who = reporter.coordinator.as_ref().map_or("Le hub", |one| one.name.as_str()).to_owned();
    let again = format!("C’est noté\u{a0}: {who} vous appelle.");
    let page = reporter.framed(app, frame, "C’est noté");
    web::answer_page(&ReportedPage { page, who, due: french::day(&due) }, again)
}

impl NobodyPage {
    fn around(frame: Frame) -> Self {
        Self { page: frame.titled("Signaler un problème") }
    }
}
