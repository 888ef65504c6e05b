//! Entering the demonstration as a persona.

use askama::Template;

use axum::response::Response;

use super::entry::{browser, go_on};
use crate::accounts::access::{Right, Role};
use crate::accounts::account::Account;
use crate::accounts::store;
use crate::acts::accounts::enter_as_persona::{self, Entering};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::mail;
use crate::overview::situation::Situation;
use crate::overview::store::find_dossier;
use crate::state::App;
use crate::web::{self, Context, Frame, Viewer, with_query};

/// Somebody one may enter as.
pub(super) struct Persona {
    pub(super) account: Account,
    /// How far they have come; of a mentor or mentee only.
    pub(super) situation: Option<Situation>,
    /// Where what the hub wrote to them is read; empty where it has written nothing.
    pub(super) messages: String,
}

impl Persona {
    async fn new(app: &App, account: Account) -> Result<Self, Error> {
        let Some(person) = account.person_id else {
            return Ok(Self { account, situation: None, messages: String::new() });
        };
        let scope = Viewer::of_account(account.clone(), app.rules, app.now()).scope_of(Right::OpenFiles);
        let dossier = find_dossier(&app.db, scope, person).await?;
        let situation = dossier.map(|dossier| Situation::of(&dossier.known_to_its_person(), app.today()));
        let written = mail::store::count_of_person(&app.db, person).await?;
        let messages = match written {
            0 => String::new(),
            _ => with_query("/mails", &[("person", &person.to_string())]),
        };
        Ok(Self { account, situation, messages })
    }

    fn card(self) -> Card {
        let Account { id, name, role, .. } = self.account;
        Card {
            id,
            initials: french::initials(&name),
            name,
            part: if role == Role::Mentor { "mentor" } else { "" },
            who: who(role, self.situation),
            today: what_waits(role, self.situation),
            messages: self.messages,
        }
    }
}

/// Those one may enter as: the mentors and mentees as one comes to meet them, then those who work for the hub or with it.
pub(super) async fn personas(app: &App) -> Result<[Vec<Persona>; 2], Error> {
    let (mut met, mut staff) = (Vec::new(), Vec::new());
    for account in store::list(&app.db).await? {
        let persona = Persona::new(app, account).await?;
        let among = if persona.situation.is_some() { &mut met } else { &mut staff };
        among.push(persona);
    }
    met.sort_by_key(|persona| (persona.situation, persona.account.role == Role::Mentor));
    Ok([met, staff])
}

struct Card {
    id: Id,
    name: String,
    initials: String,
    part: &'static str,
    who: &'static str,
    today: &'static str,
    messages: String,
}

#[derive(Template)]
#[template(path = "accounts/personas.html")]
struct PersonasPage {
    page: Frame,
    /// Cards under their heading.
    groups: [(&'static str, Vec<Card>); 2],
}

/// Those one may enter as.
pub async fn list(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    let [met, staff] =
        personas(&app).await?.map(|some| some.into_iter().map(Persona::card).collect::<Vec<_>>());
    let groups = [
        ("Les personnes accompagnées et leurs mentors", met),
        ("Celles et ceux qui font vivre le hub", staff),
    ];
    web::page(&PersonasPage { page: frame.titled("Essayer la démonstration"), groups })
}

fn who(role: Role, situation: Option<Situation>) -> &'static str {
    use Situation::{InSilence, IsAsked, SaidYes, Waits};
    match (role, situation) {
        (Role::Coordinator, _) => "Coordonne le hub",
        (Role::HubResponsible, _) => "Dirige le hub",
        (Role::Officer, _) => "Veille à la protection des données",
        (Role::Responsible, _) => "Dirige une association partenaire",
        (Role::Adviser, _) => "Conseille dans l’antenne du 13e arrondissement d’une association",
        (Role::Funder, _) => "Finance le hub",
        (Role::Mentor, Some(IsAsked)) => "Mentor à qui nous proposons un tandem",
        (Role::Mentor, Some(SaidYes)) => "Mentor qui a dit oui",
        (Role::Mentor, Some(InSilence)) => "Mentor dont le tandem est sans nouvelles",
        (Role::Mentor, _) => "Mentor bénévole",
        (Role::Mentee, Some(Waits)) => "Attend un mentor",
        (Role::Mentee, Some(IsAsked)) => "Vient de recevoir une proposition",
        (Role::Mentee, Some(SaidYes)) => "A dit oui à un mentor",
        (Role::Mentee, Some(InSilence)) => "En tandem, sans nouvelles depuis longtemps",
        (Role::Mentee, _) => "Personne accompagnée",
    }
}

fn what_waits(role: Role, situation: Option<Situation>) -> &'static str {
    use Situation::{InSilence, IsAsked, SaidYes, Waits};
    match (role, situation) {
        (Role::Coordinator, _) => {
            "des personnes attendent un mentor ; lancez un tour pour former les tandems."
        }
        (Role::HubResponsible, _) => "voyez qui a accès au hub, et donnez ou retirez un accès.",
        (Role::Officer, _) => "voyez qui a ouvert le dossier de qui.",
        (Role::Responsible, _) => "voyez les personnes de votre association, et emportez-en la liste.",
        (Role::Adviser, _) => "voyez où en sont les personnes de votre antenne, et elles seules.",
        (Role::Funder, _) => "lisez les résultats, sans aucun nom.",
        (Role::Mentee, Some(Waits)) => "voyez qui vous cherche un mentor, et pour quel jour.",
        (_, Some(IsAsked)) => "lisez votre message, et dites oui ou non.",
        (_, Some(SaidYes)) => "voyez qui répond ou signe maintenant, et avant quel jour.",
        (_, Some(InSilence)) => "voyez ce que le hub attend de vous deux.",
        (Role::Mentor, _) => "voyez vos tandems et la prochaine rencontre.",
        (Role::Mentee, _) => "voyez votre tandem et ce qui vient ensuite.",
    }
}

/// Enters as a persona: in the demonstration, nobody has anything to prove.
pub async fn enter(
    Context { app, viewer, caller, frame, path: account }: Context<Id>,
) -> Result<Response, Error> {
    let by = viewer.by();
    let write = app.write(&by).await?;
    let entering = Entering { demo: app.demo, account, browser: &browser(&caller) };
    let entered = enter_as_persona::run(&write, &by, entering).await?;
    write.commit().await?;
    Ok(go_on(&app, &entered, &frame.onward))
}
