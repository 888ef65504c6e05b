//! How a test does an act.

use std::fmt::Display;

use tandem::accounts::access::Role;
use tandem::accounts::viewer::By;
use tandem::db::Write;

use crate::support::TestHub;

/// What an act answers where there is nothing that whoever acts may know of.
pub const NOT_FOUND: &str = "cette page n’existe pas";

/// Does an act as the first account of a role, and stores what it did unless it failed.
pub async fn as_a<T, E: Display>(
    hub: &TestHub,
    role: Role,
    act: impl AsyncFnOnce(&Write, &By) -> Result<T, E>,
) -> Result<T, String> {
    as_by(hub, &hub.by(role).await, act).await
}

/// The same for anybody.
pub async fn as_by<T, E: Display>(
    hub: &TestHub,
    by: &By,
    act: impl AsyncFnOnce(&Write, &By) -> Result<T, E>,
) -> Result<T, String> {
    let write = hub.write_by(by).await;
    let answer = act(&write, by).await.map_err(|error| error.to_string())?;
    write.commit().await.unwrap();
    Ok(answer)
}

/// How many rows answer a query of keys.
pub async fn count(hub: &TestHub, query: &str) -> usize {
    hub.keys(query).await.len()
}
