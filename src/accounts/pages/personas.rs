//! Entering the demonstration as a persona.

use askama::Template;

use axum::response::Response;

use super::entry::{browser, go_on};
use crate::accounts::access::Role;
use crate::accounts::store;
use crate::acts::accounts::enter_as_persona::{self, Entering};
use crate::db::Id;
use crate::error::Error;
use crate::french;
use crate::web::{self, Context, Frame};

struct Persona {
    id: Id,
    name: String,
    initials: String,
    part: &'static str,
    role: &'static str,
    today: &'static str,
}

#[derive(Template)]
#[template(path = "accounts/personas.html")]
struct PersonasPage {
    page: Frame,
    personas: Vec<Persona>,
}

/// Those one may enter as.
pub async fn list(Context { app, frame, .. }: Context) -> Result<Response, Error> {
    let accounts = store::list(&app.db).await?;
    let personas = accounts.into_iter().map(|account| Persona {
        id: account.id,
        initials: french::initials(&account.name),
        name: account.name,
        part: if account.role == Role::Mentor { "mentor" } else { "" },
        role: who(account.role),
        today: what_waits(account.role),
    });
    web::page(&PersonasPage { page: frame.titled("Essayer la démonstration"), personas: personas.collect() })
}

fn who(role: Role) -> &'static str {
    match role {
        Role::Coordinator => "Coordonne le hub",
        Role::HubResponsible => "Dirige le hub",
        Role::Officer => "Veille à la protection des données",
        Role::Responsible => "Dirige une association partenaire",
        Role::Adviser => "Conseille dans l’antenne du 13e arrondissement d’une association",
        Role::Mentor => "Mentor bénévole",
        Role::Mentee => "Personne accompagnée",
        Role::Funder => "Finance le hub",
    }
}

fn what_waits(role: Role) -> &'static str {
    match role {
        Role::Coordinator => "des personnes attendent un mentor ; lancez un tour pour former les tandems.",
        Role::HubResponsible => "voyez qui a accès au hub, et donnez ou retirez un accès.",
        Role::Officer => "voyez qui a ouvert le dossier de qui.",
        Role::Responsible => "voyez les personnes de votre association, et emportez-en la liste.",
        Role::Adviser => "voyez où en sont les personnes de votre antenne, et elles seules.",
        Role::Mentor => "voyez vos tandems et la prochaine rencontre.",
        Role::Mentee => "voyez votre tandem et ce qui vient ensuite.",
        Role::Funder => "lisez les résultats, sans aucun nom.",
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
