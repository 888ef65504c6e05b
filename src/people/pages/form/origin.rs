//! Who brought somebody: an adviser's own organisation, or the one a coordinator chooses.

use crate::accounts::access::Scope;
use crate::app::App;
use crate::db::Id;
use crate::error::Error;
use crate::organisations::{self, Branch, Kind, Organisation};
use crate::people::newcomer::Origin;
use crate::web::{Choice, Fields, Viewer};

/// The organisations and branches a coordinator chooses from; none for an adviser, whose own it is.
pub async fn origin_choices(app: &App, viewer: &Viewer, chosen: &str) -> Result<Vec<Choice>, Error> {
    if !viewer.coordinates() {
        return Ok(Vec::new());
    }
    let (organisations, branches) = load(app).await?;
    let choice = |id: Id, label: String| Choice::new(id.to_string(), label, id.to_string() == chosen);
    let mut choices = Vec::new();
    for organisation in &organisations {
        choices.push(choice(organisation.id, organisation.name.clone()));
        let own = branches.iter().filter(|branch| branch.organisation_id == organisation.id);
        choices
            .extend(own.map(|branch| choice(branch.id, format!("{}, {}", organisation.name, branch.name))));
    }
    Ok(choices)
}

/// The choice a form begins with: the organisation the coordinator works for, else the hub.
pub async fn default_choice(app: &App, viewer: &Viewer) -> Result<String, Error> {
    let organisations = organisations::store::list(&app.db).await?;
    let own = viewer.account().and_then(|account| account.organisation_id);
    let hub = organisations.iter().find(|one| one.kind == Kind::Hub).map(|hub| hub.id);
    Ok(own.or(hub).map(|id| id.to_string()).unwrap_or_default())
}

/// Who brings somebody the viewer registers; `None` where a coordinator chose nothing that exists.
pub async fn origin_of(app: &App, viewer: &Viewer, fields: &Fields) -> Result<Option<Origin>, Error> {
    if viewer.coordinates() {
        let (organisations, branches) = load(app).await?;
        return Ok(chosen(&organisations, &branches, fields.get("origin")));
    }
    let account = viewer.account().ok_or(Error::NotFound)?;
    let organisation_id = account.organisation_id.ok_or(Error::NotFound)?;
    let branch_id = match viewer.scope() {
        Scope::Branch { branch, .. } => Some(branch),
        _ => None,
    };
    Ok(Some(Origin { organisation_id, branch_id }))
}

fn chosen(organisations: &[Organisation], branches: &[Branch], choice: &str) -> Option<Origin> {
    let organisation = organisations.iter().find(|one| one.id.to_string() == choice);
    let branch = branches.iter().find(|one| one.id.to_string() == choice);
    match (organisation, branch) {
        (Some(organisation), _) => Some(Origin { organisation_id: organisation.id, branch_id: None }),
        (None, Some(branch)) => {
            Some(Origin { organisation_id: branch.organisation_id, branch_id: Some(branch.id) })
        }
        (None, None) => None,
    }
}

async fn load(app: &App) -> Result<(Vec<Organisation>, Vec<Branch>), Error> {
    Ok((organisations::store::list(&app.db).await?, organisations::store::list_branches(&app.db).await?))
}
