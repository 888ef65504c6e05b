//! How a person is contacted, corrected by themselves, signed in or by the link to their own page, by whoever answers for them on the
//! telephone, or by those who follow them.

use askama::Template;
use axum::response::Response;

use super::among_theirs;
use super::form::{channel_choices, read_numbers};
use crate::accounts::access::Scope;
use crate::accounts::account::Account;
use crate::accounts::reader::Reader;
use crate::accounts::store as accounts;
use crate::acts::people::edit_contact::{self, Contact, Corrected};
use crate::db::{Id, Instant};
use crate::error::Error;
use crate::french;
use crate::links::Link;
use crate::overview::store::find_own_by_link;
use crate::people::consent::{Consent, How, Purpose};
use crate::people::link::PATH;
use crate::people::person::Person;
use crate::people::reach::Preference;
use crate::people::{store, words};
use crate::state::App;
use crate::version::Version;
use crate::web::{
    self, Choice, Context, Difference, FieldError, Fields, Frame, Viewer, redirect_with, with_key,
};

const SAVED: &str = "C’est noté.";

#[derive(Template)]
#[template(path = "people/contact.html")]
struct ContactPage {
    page: Frame,
    reader: Reader,
    action: String,
    back: String,
    email: String,
    channels: Vec<Choice>,
    stopped: Vec<Choice>,
    agreed: Vec<Choice>,
    /// How they said it, for whoever notes it for them; none where they say it themselves.
    hows: Vec<Choice>,
    fields: Fields,
    errors: Vec<FieldError>,
    version: String,
    /// What somebody else saved meanwhile, beside what was typed here.
    both: Option<Vec<Difference>>,
    /// What they agreed to until now, and who heard it.
    history: Vec<String>,
}

#[derive(Template)]
#[template(path = "proposals/no_question.html")]
struct NobodyPage {
    page: Frame,
}

/// Through what it is corrected.
enum Door {
    /// By those who follow the person.
    Staff(Viewer),
    /// By the person, signed in.
    Oneself(Viewer),
    /// By the link to their own page, with its token.
    Link(Link, String),
}

/// A person, with what they agreed to, and whoever corrects how they are contacted.
struct Contacted {
    door: Door,
    frame: Frame,
    person: Person,
    consents: Vec<Consent>,
    accounts: Vec<Account>,
}

impl Contacted {
    async fn new(app: &App, door: Door, frame: Frame, person: Person, scope: Scope) -> Result<Self, Error> {
        let consents = store::list_consents(&app.db, scope, person.id).await?;
        let heard_by: Vec<Id> = consents.iter().filter_map(|one| one.account_id).collect();
        let accounts = accounts::list_by_id(&app.db, &heard_by).await?;
        Ok(Self { door, frame, person, consents, accounts })
    }

    async fn by_staff(app: &App, viewer: Viewer, frame: Frame, id: Id) -> Result<Self, Error> {
        let scope = viewer.scope();
        let person = store::find(&app.db, scope, id).await?.ok_or(Error::NotFound)?;
        let frame = among_theirs(app, &viewer, frame, id).await?;
        let frame = frame.titled("Comment la contacter").under(person.name(), format!("/people/{id}"));
        Self::new(app, Door::Staff(viewer), frame, person, scope).await
    }

    async fn by_oneself(app: &App, viewer: Viewer, frame: Frame) -> Result<Self, Error> {
        let scope = viewer.scope();
        let own = viewer.account().and_then(|account| account.person_id).ok_or(Error::NotFound)?;
        let person = store::find(&app.db, scope, own).await?.ok_or(Error::NotFound)?;
        let frame = frame.titled("Comment le hub vous contacte").under("Mon espace", "/me");
        Self::new(app, Door::Oneself(viewer), frame, person, scope).await
    }

    async fn by_link(
        app: &App,
        viewer: &Viewer,
        frame: &Frame,
        token: String,
    ) -> Result<Option<Self>, Error> {
        let own = find_own_by_link(&app.db, &token, app.serving(viewer)).await?;
        let Some((link, dossier)) = own else { return Ok(None) };
        let frame = frame.clone().titled("Comment le hub vous contacte");
        let scope = link.scope();
        Self::new(app, Door::Link(link, token), frame, dossier.person, scope).await.map(Some)
    }

    fn reader(&self) -> Reader {
        match self.door {
            Door::Staff(_) => Reader::Another,
            Door::Oneself(_) | Door::Link(..) => Reader::Oneself,
        }
    }

    /// Where one comes from, and goes on to.
    fn back(&self) -> String {
        match &self.door {
            Door::Staff(_) => format!("/people/{}", self.person.id),
            Door::Oneself(_) => "/me".to_owned(),
            Door::Link(_, token) => with_key(PATH, token),
        }
    }

    /// What the form is filled with.
    fn filled(&self, now: Instant) -> Fields {
        let person = &self.person;
        let stopped = Preference::ALL.iter().filter(|&&way| person.stopped.of(way).is_some());
        let holds =
            |purpose: &&Purpose| self.consents.iter().any(|one| one.purpose == **purpose && one.holds(now));
        let agreed = Purpose::ASKED.iter().filter(holds);
        let written = [
            ("phone", person.phone.clone().unwrap_or_default()),
            ("channel", person.channel.map_or("", Preference::code).to_owned()),
            ("postal_address", person.postal_address.clone().unwrap_or_default()),
        ];
        let stopped = stopped.map(|way| ("stopped", way.code().to_owned()));
        let agreed = agreed.map(|purpose| ("agreed", purpose.code().to_owned()));
        Fields::filled(written.into_iter().chain(stopped).chain(agreed))
    }

    fn page(&self, fields: Fields) -> ContactPage {
        let reader = self.reader();
        let choices = |field: &str, options: &[(&'static str, &'static str)]| {
            let choice = |(code, label): &(&'static str, &'static str)| {
                Choice::new(*code, french::capitalised(label), fields.has(field, code))
            };
            options.iter().map(choice).collect::<Vec<_>>()
        };
        let ways: Vec<_> = Preference::ALL.iter().map(|way| (way.code(), words::no_more(*way))).collect();
        let purposes = Purpose::ASKED.map(|one| (one.code(), reader.read(one.told(), one.label())));
        let hows = [How::Voice, How::Paper].map(|how| (how.code(), how.label()));
        let back = self.back();
        ContactPage {
            page: self.frame.clone(),
            reader,
            action: format!("{back}/contact"),
            back,
            email: self.person.email.clone().unwrap_or_default(),
            channels: channel_choices(&fields),
            stopped: choices("stopped", &ways),
            agreed: choices("agreed", &purposes),
            hows: if reader.is_oneself() { Vec::new() } else { choices("how", &hows) },
            errors: fields.errors(),
            version: match fields.get("version") {
                "" => self.person.contact_version().to_string(),
                seen => seen.to_owned(),
            },
            both: None,
            history: self.consents.iter().map(|consent| self.told(consent)).collect(),
            fields,
        }
    }

    /// A consent in a sentence.
    fn told(&self, consent: &Consent) -> String {
        let Consent { purpose, channel, how, account_id, given_at, withdrawn_at, .. } = consent;
        let heard_by = self.accounts.iter().find(|account| Some(account.id) == *account_id);
        let to = heard_by.map(|account| format!(", noté par {}", account.name)).unwrap_or_default();
        let at = |at: Instant| french::moment(at.in_paris());
        let end = withdrawn_at.map(|end| format!("\u{a0}; fini le {}", at(end))).unwrap_or_default();
        let what = french::capitalised(self.reader().read(purpose.told(), purpose.label()));
        format!("{what}, {channel}\u{a0}: oui le {}, {how}{to}{end}.", at(*given_at))
    }

    /// What a form says; notes at each field what is wrong.
    fn read(&self, fields: &mut Fields) -> Option<(Contact, How)> {
        let (phone, postal_address, channel) = read_numbers(fields, self.person.email.as_deref());
        let stopped = fields.choices("stopped", Preference::from_code);
        let is_asked = |one: &Purpose| Purpose::ASKED.contains(one);
        let agreed = fields.choices("agreed", |code| Purpose::from_code(code).filter(is_asked));
        if channel.is_some_and(|channel| stopped.contains(&channel)) {
            fields.refuse("channel", "Ce moyen est coché plus bas comme refusé.");
        }
        let is_said_to_somebody = matches!(self.door, Door::Staff(_)) && !agreed.is_empty();
        let how = if is_said_to_somebody { fields.choice("how", How::from_code)? } else { How::Form };
        let seen = Version::sent(fields.get("version"));
        let contact = Contact { phone, postal_address, channel, stopped, agreed, seen };
        fields.is_sound().then_some((contact, how))
    }

    async fn save(&self, app: &App, contact: Contact, how: How) -> Result<Corrected, Error> {
        let by = match &self.door {
            Door::Staff(viewer) | Door::Oneself(viewer) => viewer.by(),
            Door::Link(link, _) => link.by(),
        };
        let write = app.write(&by).await?;
        let corrected = match &self.door {
            Door::Staff(_) => edit_contact::run(&write, &by, self.person.id, contact, how).await?,
            Door::Oneself(_) => edit_contact::run_as_oneself(&write, &by, contact).await?,
            Door::Link(_, token) => edit_contact::run_by_own_link(&write, token, contact).await?,
        };
        if corrected == Corrected::Saved {
            write.commit().await?;
        }
        Ok(corrected)
    }

    async fn sent(self, app: &App, mut fields: Fields) -> Result<Response, Error> {
        if let Some((contact, how)) = self.read(&mut fields) {
            match self.save(app, contact, how).await? {
                Corrected::Saved => return Ok(redirect_with(&self.back(), SAVED)),
                Corrected::Changed(now) => return self.beside(app, *now, fields),
            }
        }
        web::refused_file(&self.page(fields), &[self.person.id])
    }

    /// The same form, with what somebody else saved meanwhile: saved again here, it replaces that.
    fn beside(mut self, app: &App, stored: Person, fields: Fields) -> Result<Response, Error> {
        let typed = self.page(fields);
        self.person = stored;
        let saved = self.page(self.filled(app.now()));
        let chosen = |choices: &[Choice]| {
            let chosen = choices.iter().filter(|choice| choice.checked).map(|choice| choice.label.as_str());
            chosen.collect::<Vec<_>>().join(", ")
        };
        let field =
            |page: &ContactPage, name: &str| page.fields.get(name).lines().collect::<Vec<_>>().join(", ");
        let differences = [
            Difference::between("Téléphone", field(&saved, "phone"), field(&typed, "phone")),
            Difference::between("Comment lui écrire", chosen(&saved.channels), chosen(&typed.channels)),
            Difference::between(
                "Adresse postale",
                field(&saved, "postal_address"),
                field(&typed, "postal_address"),
            ),
            Difference::between("Ne veut plus", chosen(&saved.stopped), chosen(&typed.stopped)),
        ];
        let both = Some(differences.into_iter().flatten().collect());
        let page = ContactPage { version: saved.version, both, ..typed };
        web::refused_file(&page, &[self.person.id])
    }

    fn shown(self, app: &App) -> Result<Response, Error> {
        web::file_page(&self.page(self.filled(app.now())), &[self.person.id])
    }
}

/// The form, for those who follow a person.
pub async fn show(Context { app, viewer, frame, path: id, .. }: Context<Id>) -> Result<Response, Error> {
    Contacted::by_staff(&app, viewer, frame, id).await?.shown(&app)
}

/// Corrects it for a person.
pub async fn edit(
    Context { app, viewer, frame, path: id, .. }: Context<Id>,
    fields: Fields,
) -> Result<Response, Error> {
    Contacted::by_staff(&app, viewer, frame, id).await?.sent(&app, fields).await
}

/// The form, for oneself.
pub async fn show_own(Context { app, viewer, frame, .. }: Context) -> Result<Response, Error> {
    Contacted::by_oneself(&app, viewer, frame).await?.shown(&app)
}

/// Corrects it for oneself.
pub async fn edit_own(
    Context { app, viewer, frame, .. }: Context,
    fields: Fields,
) -> Result<Response, Error> {
    Contacted::by_oneself(&app, viewer, frame).await?.sent(&app, fields).await
}

/// The form, by the link to one's own page. Opening it changes nothing.
pub async fn show_by_link(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
) -> Result<Response, Error> {
    match Contacted::by_link(&app, &viewer, &frame, token).await? {
        Some(contacted) => web::page(&contacted.page(contacted.filled(app.now()))),
        None => web::page(&NobodyPage { page: frame.titled("Mon espace") }),
    }
}

/// Corrects it by that link.
pub async fn edit_by_link(
    Context { app, viewer, frame, path: token, .. }: Context<String>,
    fields: Fields,
) -> Result<Response, Error> {
    match Contacted::by_link(&app, &viewer, &frame, token).await? {
        Some(contacted) => contacted.sent(&app, fields).await,
        None => web::refused(&NobodyPage { page: frame.titled("Mon espace") }),
    }
}
