//! The page on which one side of a proposal answers, from the link that was sent to them, without an account.

use std::collections::BTreeSet;

use askama::Template;
use axum::response::Response;

use crate::acts::proposals::answer::{self, Answered, Answering};
use crate::acts::proposals::conclude;
use crate::acts::proposals::put_off::{self, PutOff, PuttingOff};
use crate::acts::proposals::take_back::{self, TakenBack, TakingBack};
use crate::error::Error;
use crate::french;
use crate::jobs;
use crate::links::Link;
use crate::overview::store::{Asked, AskedByLink, find_asked_by_link};
use crate::proposals::link::{PATH, purpose_of};
use crate::proposals::messages::who;
use crate::proposals::proposal::{self, AnswerError, Later, Party, Refusal, latest};
use crate::proposals::told::reasons_for;
use crate::settings;
use crate::state::App;
use crate::web::{self, Choice, Context, FieldError, Fields, Frame, Human, Viewer, with_key};

/// The longest reason for a no, in characters.
const LONGEST_REASON: usize = 300;

#[derive(Template)]
#[template(path = "proposals/asked.html")]
struct AskedPage {
    page: Frame,
    action: String,
    first_name: String,
    who: String,
    other: String,
    reasons: Vec<String>,
    /// The day by which they answer.
    due: String,
    refusals: Vec<Choice>,
    words: String,
    /// The day from which it is the moment, as it was typed, and the last that may be chosen.
    from: String,
    latest: String,
    errors: Vec<FieldError>,
    answer_error: String,
    refusal_error: String,
    words_error: String,
    from_error: String,
}

#[derive(Template)]
#[template(path = "proposals/answered.html")]
struct AnsweredPage {
    page: Frame,
    what: String,
    next: String,
    /// Where a problem is reported.
    report_href: String,
    own_action: String,
    /// Where an answer is taken back, while it can be.
    taking_back: Option<TakingBackForm>,
}

/// How an answer is taken back: a no is asked again, a yes becomes a no with its reason.
struct TakingBackForm {
    action: String,
    refusals: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "proposals/no_question.html")]
pub(super) struct NoQuestionPage {
    page: Frame,
}

/// A question that was asked by a link.
struct Question {
    link: Link,
    party: Party,
    asked: Asked,
    /// Whether nobody else was told of a no yet.
    may_take_back: bool,
    /// The codes of the reasons for a no that nobody is offered.
    hidden: BTreeSet<String>,
}

/// The question of a token, while its link serves.
async fn find_question(app: &App, token: &str, viewer: &Viewer) -> Result<Option<Question>, Error> {
    let at = app.serving(viewer);
    let Some(found) = find_asked_by_link(&app.db, purpose_of, token, at).await? else { return Ok(None) };
    let AskedByLink { link, party, asked } = found;
    let may_take_back = jobs::store::is_scheduled(&app.db, conclude::JOB, &link.subject.to_string()).await?;
    let hidden = settings::store::read(&app.db).await?.hidden_refusals;
    Ok(Some(Question { link, party, asked, may_take_back, hidden }))
}

/// The page of the link: opening it changes nothing, since mail programs open links too.
pub async fn show(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
) -> Result<Response, Error> {
    let Some(question) = find_question(&app, &token, &viewer).await? else {
        return web::page(&NoQuestionPage::around(frame));
    };
    if is_answered(&question) {
        return web::page(&receipt(&app, frame, &question, &token));
    }
    web::page(&question_page(&app, frame, &question, &token, &Fields::default()))
}

/// Records the answer, and says what follows. Whoever follows the link acts, signed in or not.
pub async fn answer(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let Some(question) = find_question(&app, &token, &viewer).await? else {
        return web::refused(&NoQuestionPage::around(frame));
    };
    if is_answered(&question) {
        return web::page(&receipt(&app, frame, &question, &token));
    }
    let Some(given) = read(&mut fields, &question) else {
        return web::refused(&question_page(&app, frame, &question, &token, &fields));
    };
    match give(&app, &question, &token, given).await? {
        Ok(()) => {}
        Err((field, sentence)) => {
            fields.refuse(field, sentence);
            return web::refused(&question_page(&app, frame, &question, &token, &fields));
        }
    }
    let Some(question) = find_question(&app, &token, &viewer).await? else {
        return web::refused(&NoQuestionPage::around(frame));
    };
    let page = receipt(&app, frame, &question, &token);
    let again = page.what.clone();
    web::answer_page(&page, again)
}

/// What somebody answers.
enum Given {
    /// A yes or a no.
    Answer(Answering),
    /// It is not the moment.
    Later(Later),
}

/// What a form answers; notes at each field what is wrong.
fn read(fields: &mut Fields, question: &Question) -> Option<Given> {
    let (proposal, party) = (question.link.subject, question.party);
    let agrees = match fields.get("answer") {
        "later" => {
            let from = fields.day("from")?;
            return Some(Given::Later(Later { party, from }));
        }
        "yes" => true,
        "no" => false,
        _ => {
            fields.refuse("answer", "Choisissez une des réponses proposées.");
            return None;
        }
    };
    let reason = fields.optional_text("words", LONGEST_REASON);
    let refusal = if agrees {
        None
    } else {
        fields.choice("refusal", |code| Refusal::from_code(code).filter(|why| why.is_for(party)))
    };
    fields.is_sound().then_some(Given::Answer(Answering { proposal, party, agrees, refusal, reason }))
}

/// Records what somebody answers; the field at which it is refused, and why. When somebody else noted an answer meanwhile, or it is
/// over, nothing is stored, and the page says what is so.
async fn give(
    app: &App,
    question: &Question,
    token: &str,
    given: Given,
) -> Result<Result<(), (&'static str, String)>, Error> {
    let by = question.link.by();
    let write = app.write(&by).await?;
    let is_stored = match given {
        Given::Later(later) => {
            let putting_off = PuttingOff { proposal: question.link.subject, later };
            match put_off::run_by_link(&write, token, putting_off).await? {
                PutOff::Refused(error @ AnswerError::OutOfReach(_)) => {
                    return Ok(Err(("from", error.to_string())));
                }
                PutOff::Refused(_) => false,
                PutOff::Done => true,
            }
        }
        Given::Answer(answering) => {
            match answer::run_by_link(&write, &by, app.named(), token, answering).await? {
                Answered::CannotBegin(error) => {
                    return Ok(Err(("answer", error.told(question.party).to_owned())));
                }
                Answered::Refused(_) => false,
                Answered::Pending | Answered::Declined | Answered::ToSign | Answered::TandemBegun(_) => true,
            }
        }
    };
    if is_stored {
        write.commit().await?;
    }
    Ok(Ok(()))
}

impl NoQuestionPage {
    pub(super) fn around(frame: Frame) -> Self {
        Self { page: frame.titled("Répondre à une proposition") }
    }
}

fn is_answered(question: &Question) -> bool {
    let proposal = &question.asked.proposal;
    proposal.answer(question.party).is_some() || proposal.state() != proposal::State::Pending
}

/// The same frame, with whom they call: who coordinates, else the hub.
fn calling(app: &App, mut frame: Frame, asked: &Asked) -> Frame {
    frame.human = Some(Human::hub("Le hub".to_owned(), app.contact_email.clone()));
    frame.calling(asked.coordinator.as_ref())
}

fn question_page(app: &App, frame: Frame, question: &Question, token: &str, fields: &Fields) -> AskedPage {
    let Question { party, asked, .. } = question;
    let proposal = &asked.proposal;
    let due_on = proposal.due_on(*party).unwrap_or(proposal.proposed_on);
    let said_yes = proposal.answer(party.other()).is_some_and(|answer| answer.agrees);
    AskedPage {
        page: calling(app, frame.titled("Un tandem pour vous"), asked),
        action: with_key(PATH, token),
        first_name: asked.own.first_name.clone(),
        who: who(*party, said_yes, &asked.other, asked.place, asked.track),
        other: asked.other.clone(),
        reasons: reasons_for(*party, &proposal.reasons),
        due: french::day(&due_on),
        refusals: refusals(question, fields.get("refusal")),
        words: fields.get("words").to_owned(),
        errors: fields.errors(),
        answer_error: fields.error("answer").to_owned(),
        refusal_error: fields.error("refusal").to_owned(),
        words_error: fields.error("words").to_owned(),
        from: fields.get("from").to_owned(),
        latest: french::day(&latest(app.today())),
        from_error: fields.error("from").to_owned(),
    }
}

/// Takes an answer back, and says what follows.
pub async fn take_back(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
    mut fields: Fields,
) -> Result<Response, Error> {
    let Some(question) = find_question(&app, &token, &viewer).await? else {
        return web::refused(&NoQuestionPage::around(frame));
    };
    let refusal = fields
        .optional_choice("refusal", |code| Refusal::from_code(code).filter(|why| why.is_for(question.party)));
    let by = question.link.by();
    let write = app.write(&by).await?;
    let (proposal, party) = (question.link.subject, question.party);
    let taking_back = TakingBack { proposal, party, purpose: purpose_of(party), refusal };
    match take_back::run_by_link(&write, &by, app.named(), &token, taking_back).await? {
        TakenBack::TooLate => drop(write),
        TakenBack::MayAnswer | TakenBack::SaysNo => write.commit().await?,
    }
    Ok(web::redirect(&with_key(PATH, &token)))
}

/// Whether it was closed because they asked to wait.
fn is_own_later(question: &Question) -> bool {
    question.asked.proposal.later.is_some_and(|later| later.party == question.party)
}

/// The reasons for a no that are offered.
fn refusals(question: &Question, chosen: &str) -> Vec<Choice> {
    let is_offered = |why: &&Refusal| why.is_for(question.party) && !question.hidden.contains(why.code());
    let offered = Refusal::ALL.iter().filter(is_offered);
    let choice =
        |why: &Refusal| Choice::new(why.code(), french::capitalised(why.label()), chosen == why.code());
    offered.map(choice).collect()
}

/// What became of it, what comes next, and before when.
fn receipt(app: &App, frame: Frame, question: &Question, token: &str) -> AnsweredPage {
    let Question { party, asked, may_take_back, .. } = question;
    let proposal = &asked.proposal;
    let said_yes = proposal.answer(*party).map(|answer| answer.agrees);
    let (title, what, next) = match (proposal.state(), said_yes) {
        // The same words whoever reported what.
        (proposal::State::Accepted | proposal::State::Begun, _) if asked.is_paused => (
            "Merci, c’est noté",
            format!("Vous avez dit oui tous les deux, {} et vous.", asked.other),
            "Votre tandem est en pause. Votre coordinateur·rice vous appelle.".to_owned(),
        ),
        (proposal::State::Accepted, _) => (
            "Merci, c’est noté",
            format!("Vous avez dit oui tous les deux, {} et vous.", asked.other),
            "Un message vient de vous donner ses coordonnées, et la charte à signer. Votre tandem commence quand vous l’avez signée tous les deux.".to_owned(),
        ),
        (proposal::State::Begun, _) => (
            "Votre tandem commence",
            format!("Vous avez dit oui tous les deux, {} et vous.", asked.other),
            match party {
                Party::Mentor => "Un message vient de vous donner ses coordonnées. C’est à vous d’appeler en premier, cette semaine.".to_owned(),
                Party::Mentee => "Un message vient de vous donner ses coordonnées. Votre mentor vous appelle cette semaine.".to_owned(),
            },
        ),
        (proposal::State::Pending, Some(_)) => (
            "Merci, c’est noté",
            "Vous avez dit oui.".to_owned(),
            asked.other_due_on(*party).map_or_else(
                || format!("Nous demandons maintenant à {}.", asked.other),
                |day| {
                    format!("{} répond à son tour avant le {}. Vous recevez un message dans tous les cas.", asked.other, french::day(&day))
                },
            ),
        ),
        (proposal::State::Declined, Some(false)) => (
            "Merci, c’est noté",
            "Vous avez dit non. Ce n’est pas un problème, et personne ne vous en voudra.".to_owned(),
            match party {
                Party::Mentor => "Vous restez mentor : nous vous écrirons pour une autre personne.".to_owned(),
                Party::Mentee => "Nous continuons à chercher un mentor pour vous.".to_owned(),
            },
        ),
        (proposal::State::Later, _) if is_own_later(question) => {
            let from = proposal.later.map(|later| french::day(&later.from)).unwrap_or_default();
            (
                "Merci, c’est noté",
                format!("Pas maintenant\u{a0}: à partir du {from}. Ce n’est pas un non."),
                match party {
                    Party::Mentor => "Vous restez mentor. Nous ne vous proposons personne avant ce jour.".to_owned(),
                    Party::Mentee => {
                        "Nous vous cherchons un mentor à partir de ce jour. D’ici là, vous n’avez rien à faire.".to_owned()
                    }
                },
            )
        }
        _ => (
            "Cette proposition est close",
            format!("Le tandem avec {} ne se fera pas.", asked.other),
            "Vous n’avez rien à faire.".to_owned(),
        ),
    };
    let here = with_key(PATH, token);
    let action = format!("{here}/taking-back");
    let report_href = format!("{here}/problems");
    let own_action = format!("{here}/own");
    let taking_back = match (proposal.state(), said_yes) {
        (proposal::State::Pending | proposal::State::Accepted, Some(true)) => {
            Some(TakingBackForm { action, refusals: refusals(question, "") })
        }
        (proposal::State::Declined, Some(false)) | (proposal::State::Later, None)
            if *may_take_back && (said_yes.is_some() || is_own_later(question)) =>
        {
            Some(TakingBackForm { action, refusals: Vec::new() })
        }
        _ => None,
    };
    AnsweredPage {
        page: calling(app, frame.titled(title), asked),
        what,
        next,
        report_href,
        own_action,
        taking_back,
    }
}
