//! Who brings somebody: an adviser's own organisation, or the one a coordinator chooses on a form.

use crate::accounts::access::Scope;
use crate::accounts::viewer::Viewer;
use crate::error::Error;
use crate::organisations::{Origin, Origins};

/// An organisation or a branch, to choose from a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginChoice {
    /// What the form sends.
    pub key: String,
    /// The organisation, with its branch.
    pub label: String,
    /// Whether it is the one chosen.
    pub chosen: bool,
}

/// The organisations and branches a coordinator chooses from; none for an adviser, whose own it is.
pub fn choices(origins: &Origins, viewer: &Viewer, chosen: &str) -> Vec<OriginChoice> {
    if !viewer.coordinates() {
        return Vec::new();
    }
    let choice = |origin: Origin| {
        let key = origin.key().to_string();
        let label = origins.name(Some(origin.organisation_id), origin.branch_id);
        OriginChoice { chosen: key == chosen, key, label }
    };
    origins.all().into_iter().map(choice).collect()
}

/// The choice a form begins with: the organisation the coordinator works for, else the hub.
pub fn default_choice(origins: &Origins, viewer: &Viewer) -> String {
    let own = viewer.account().and_then(|account| account.organisation_id);
    own.or_else(|| origins.hub()).map(|id| id.to_string()).unwrap_or_default()
}

/// Who brings somebody the viewer registers; `None` where a coordinator chose nothing that exists. Whoever works for no
/// organisation registers nobody.
pub fn chosen(origins: &Origins, viewer: &Viewer, key: &str) -> Result<Option<Origin>, Error> {
    if viewer.coordinates() {
        return Ok(origins.chosen(key));
    }
    let account = viewer.account().ok_or(Error::NotFound)?;
    let organisation_id = account.organisation_id.ok_or(Error::NotFound)?;
    let branch_id = match viewer.scope() {
        Scope::Branch { branch, .. } => Some(branch),
        _ => None,
    };
    Ok(Some(Origin { organisation_id, branch_id }))
}
