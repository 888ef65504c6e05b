//! The hub's responsible sets how the hub works.

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::acts::settle;
use crate::db::Write;
use crate::error::Error;
use crate::proposals::proposal::{Party, Refusal};
use crate::settings::{Settings, SettingsError, store};
use crate::version::Version;

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// It holds from now on.
    Saved,
    /// Somebody else saved meanwhile: what is set now.
    Changed(Settings),
    /// A rule forbids it.
    Refused(SettingsError),
}

/// Replaces the settings; `seen` is the version that the form was filled from, if it says one.
pub async fn run(
    write: &Write,
    by: &By,
    settings: &Settings,
    seen: Option<&Version>,
) -> Result<Chosen, Error> {
    if by.scope(Right::ChooseSettings) != Scope::Hub {
        return Err(Error::NotFound);
    }
    let of_party = |party: &Party| {
        let theirs = Refusal::ALL.iter().filter(|refusal| refusal.is_for(*party));
        theirs.map(|refusal| refusal.code()).collect()
    };
    let refusals: Vec<Vec<&str>> = Party::ALL.iter().map(of_party).collect();
    if let Err(error) = settings.check(&refusals) {
        return Ok(Chosen::Refused(error));
    }
    let before = store::lock(write).await?;
    if before.version().is_newer_than(seen) && *settings != before {
        return Ok(Chosen::Changed(before));
    }
    store::save(write, &before, settings).await?;
    if before.has_texts() != settings.has_texts() {
        // Whoever has only a telephone is written to now, or called.
        settle::answers(write).await?;
    }
    Ok(Chosen::Saved)
}
