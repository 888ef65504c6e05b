//! The page on which one side of an accepted proposal signs the charter, from the link that was sent to them, without an account.

use askama::Template;
use axum::response::Response;

use super::signed_by::paragraphs;
use crate::acts::proposals::open_own_page;
use crate::acts::proposals::take_back::{self, TakenBack, TakingBack};
use crate::acts::tandems::sign::{self, Signed, Signing};
use crate::error::Error;
use crate::french;
use crate::links::Link;
use crate::overview::store::{Asked, AskedByLink, find_asked_by_link, find_step_about};
use crate::proposals::proposal::{self, Party, Refusal};
use crate::settings;
use crate::state::App;
use crate::steps::{Subject, SubjectKind};
use crate::tandems::charter::{Charter, Signature, last_signed, owed};
use crate::tandems::link::{PATH, purpose_of};
use crate::tandems::store;
use crate::tandems::tandem::Tandem;
use crate::web::{self, Choice, Context, Fields, Frame, Human, Viewer, with_key};

#[derive(Template)]
#[template(path = "tandems/signature.html")]
struct SignaturePage {
    page: Frame,
    lead: String,
    next: String,
    /// What became of the form; empty before it was sent.
    notice: String,
    /// The charter with the form that signs it, while that is awaited.
    to_sign: Option<ToSign>,
    /// Where the next date is a file for an agenda; empty without a tandem.
    calendar: String,
    /// Where a yes becomes a no; empty once the tandem has begun.
    refusal: String,
    refusals: Vec<Choice>,
    report_href: String,
    own_action: String,
}

/// What is signed.
struct ToSign {
    action: String,
    number: u32,
    paragraphs: Vec<String>,
}

#[derive(Template)]
#[template(path = "tandems/no_signature.html")]
struct NoSignaturePage {
    page: Frame,
}

/// What a link asks to sign.
struct Question {
    link: Link,
    party: Party,
    asked: Asked,
    charter: Charter,
    signatures: Vec<Signature>,
    tandem: Option<Tandem>,
    refusals: Vec<Choice>,
}

impl Question {
    /// Whether their signature is awaited.
    fn awaited(&self) -> Option<&Signature> {
        let is_open = self.is_accepted() || self.tandem.as_ref().is_some_and(Tandem::is_open);
        owed(&self.signatures, self.party).filter(|_| is_open)
    }

    fn is_accepted(&self) -> bool {
        self.asked.proposal.state() == proposal::State::Accepted
    }
}

/// The question of a token, while its link serves.
async fn find_question(app: &App, token: &str, viewer: &Viewer) -> Result<Option<Question>, Error> {
    let found = find_asked_by_link(&app.db, purpose_of, token, app.serving(viewer)).await?;
    let charter = store::find_charter(&app.db).await?;
    let (Some(AskedByLink { link, party, asked }), Some(charter)) = (found, charter) else { return Ok(None) };
    let hidden = settings::store::read(&app.db).await?.hidden_refusals;
    let is_offered = |why: &&Refusal| why.is_for(party) && !hidden.contains(why.code());
    let choice = |why: &Refusal| Choice::new(why.code(), french::capitalised(why.label()), false);
    Ok(Some(Question {
        signatures: store::list_signatures(&app.db, link.scope(), link.subject).await?,
        tandem: store::find_of_proposal(&app.db, link.scope(), link.subject).await?,
        refusals: Refusal::ALL.iter().filter(is_offered).map(choice).collect(),
        link,
        party,
        asked,
        charter,
    }))
}

/// The page of the link: opening it changes nothing, since mail programs open links too.
pub async fn show(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
) -> Result<Response, Error> {
    let Some(question) = find_question(&app, &token, &viewer).await? else {
        return web::page(&NoSignaturePage::around(frame));
    };
    web::page(&page(&app, frame, question, &token).await?)
}

/// Signs, and says what follows. Whoever follows the link acts, signed in or not.
pub async fn sign(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
    fields: Fields,
) -> Result<Response, Error> {
    let Some(question) = find_question(&app, &token, &viewer).await? else {
        return web::refused(&NoSignaturePage::around(frame));
    };
    let by = question.link.by();
    let write = app.write(&by).await?;
    // A form without a number says nothing of what was read.
    let charter = fields.get("charter").parse().unwrap_or(0);
    let signing = Signing { proposal: question.link.subject, charter };
    let signed = sign::run_by_link(&write, &by, app.named(), &token, question.party, signing).await?;
    match signed {
        Signed::Done | Signed::TandemBegun(_) => write.commit().await?,
        _ => drop(write),
    }
    let Some(question) = find_question(&app, &token, &viewer).await? else {
        return web::refused(&NoSignaturePage::around(frame));
    };
    let party = question.party;
    let page = page(&app, frame, question, &token).await?;
    match super::signed_by::refusal(&signed, Some(party)) {
        Some(notice) => web::refused(&SignaturePage { notice, ..page }),
        None => {
            let again = page.lead.clone();
            web::answer_page(&page, again)
        }
    }
}

/// A yes becomes a no, while the tandem has not begun.
pub async fn refuse(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let Some(question) = find_question(&app, &token, &viewer).await? else {
        return web::refused(&NoSignaturePage::around(frame));
    };
    let Question { link, party, .. } = question;
    let refusal =
        fields.optional_choice("refusal", |code| Refusal::from_code(code).filter(|why| why.is_for(party)));
    let by = link.by();
    let write = app.write(&by).await?;
    let taking_back = TakingBack { proposal: link.subject, party, purpose: purpose_of(party), refusal };
    match take_back::run_by_link(&write, &by, app.named(), &token, taking_back).await? {
        TakenBack::SaysNo => write.commit().await?,
        TakenBack::TooLate | TakenBack::MayAnswer => drop(write),
    }
    Ok(web::redirect(&with_key(PATH, &token)))
}

/// Leads whoever bears the link to the page of all that is theirs to do.
pub async fn open_own_page(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
) -> Result<Response, Error> {
    let Some(Question { link, party, .. }) = find_question(&app, &token, &viewer).await? else {
        return web::refused(&NoSignaturePage::around(frame));
    };
    let write = app.write(&link.by()).await?;
    let path = open_own_page::run(&write, (purpose_of(party), party, &token), link.subject).await?;
    write.commit().await?;
    Ok(web::redirect(&path))
}

impl NoSignaturePage {
    fn around(frame: Frame) -> Self {
        Self { page: frame.titled("Signer la charte") }
    }
}

async fn page(app: &App, mut frame: Frame, question: Question, token: &str) -> Result<SignaturePage, Error> {
    let address = with_key(PATH, token);
    let is_open = question.tandem.as_ref().is_some_and(Tandem::is_open);
    let (title, lead, next) = told(app, &question).await?;
    let to_sign = question.awaited().map(|_| ToSign {
        action: address.clone(),
        number: question.charter.number,
        paragraphs: paragraphs(&question.charter.text),
    });
    frame.human = Some(Human::hub("Le hub".to_owned(), app.contact_email.clone()));
    Ok(SignaturePage {
        page: frame.titled(title).calling(question.asked.coordinator.as_ref()),
        lead,
        next,
        notice: String::new(),
        to_sign,
        calendar: if is_open { format!("{address}/calendar") } else { String::new() },
        refusal: if question.is_accepted() { format!("{address}/refusal") } else { String::new() },
        refusals: question.refusals,
        report_href: format!("{address}/problems"),
        own_action: format!("{address}/own"),
    })
}

/// What is so, and what comes next and before when.
async fn told(app: &App, question: &Question) -> Result<(&'static str, String, String), Error> {
    let (other, party) = (&question.asked.other, question.party);
    let day = |owed: &Signature| french::day(&owed.due_on());
    if let Some(owed) = question.awaited() {
        let lead = format!(
            "Bonjour {}. Lisez la charte de votre tandem avec {other}.",
            question.asked.own.first_name
        );
        return Ok(("Signer la charte", lead, format!("Signez-la avant le {}.", day(owed))));
    }
    let signed = last_signed(&question.signatures).of(party);
    let thanks = match signed {
        Some(signed) => format!("Vous avez signé la charte le {}.", french::day(&signed.on)),
        None => String::new(),
    };
    if question.is_accepted() {
        let next = match owed(&question.signatures, party.other()) {
            Some(owed) => format!(
                "{other} signe à son tour avant le {}. Votre tandem commence à ce moment-là\u{a0}: vous recevez un message.",
                day(owed)
            ),
            None => "Votre tandem commence dès que le hub l’a vérifié.".to_owned(),
        };
        return Ok(("Merci, c’est signé", thanks, next));
    }
    if question.asked.proposal.state() == proposal::State::Pending {
        let next = "Nous attendons de nouveau une réponse. Vous recevez un message dans tous les cas.";
        return Ok(("Merci, c’est noté", thanks, next.to_owned()));
    }
    let Some(tandem) = &question.tandem else {
        let lead = format!("Le tandem avec {other} ne se fera pas.");
        return Ok(("Cette proposition est close", lead, "Vous n’avez rien à faire.".to_owned()));
    };
    if !tandem.is_open() {
        let lead = format!("Votre tandem avec {other} est terminé.");
        return Ok(("Ce tandem est terminé", lead, "Vous n’avez rien à faire.".to_owned()));
    }
    let subject = Subject { kind: SubjectKind::Tandem, id: tandem.id };
    let step = find_step_about(&app.db, question.link.scope(), subject).await?;
    let today = app.today();
    let next =
        step.map_or_else(String::new, |step| format!("{}\u{a0}: {}.", step.what(today), step.when(today)));
    let calls = match party {
        Party::Mentor => "C’est à vous d’appeler en premier, cette semaine.",
        Party::Mentee => "Votre mentor vous appelle cette semaine.",
    };
    // Of a tandem that goes on, a new charter is signed.
    if tandem.started_on < today {
        return Ok(("Merci, c’est signé", format!("{thanks} Votre tandem avec {other} continue."), next));
    }
    let lead = format!("{thanks} Votre tandem avec {other} commence.");
    Ok(("Votre tandem commence", lead, format!("{calls} {next}")))
}
