//! A file of registrations is confirmed: those whom the hub does not know yet are added.

use super::part::{AT_ONCE, add};
use crate::accounts::access::Right;
use crate::accounts::viewer::By;
use crate::acts::people::check_origin;
use crate::db::{Id, Snapshot};
use crate::error::Error;
use crate::organisations::Origin;
use crate::registrations::arrival::Arrival;
use crate::registrations::{ExamineError, Registration, store};
use crate::state::App;

pub use super::part::Added;

/// What somebody confirms.
#[derive(Clone, Copy, Debug)]
pub struct Confirming {
    /// The file, which they sent.
    pub upload: Id,
    /// Who brings these people.
    pub origin: Origin,
}

/// What became of it.
#[derive(Debug)]
pub enum Confirmed {
    /// So many people were added, and the file is forgotten.
    Added(Added),
    /// The file was confirmed before, or waited too long.
    Gone,
    /// It cannot be examined any more.
    Refused(ExamineError),
}

/// Adds the registrations of a file that whoever acts sent.
///
/// A long act: it goes by parts, and the file is forgotten with the last one. What an interrupted confirmation left is added at
/// the next try.
pub async fn run(app: &App, by: &By, confirming: Confirming) -> Result<Confirmed, Error> {
    let Confirming { upload: id, origin } = confirming;
    let account = by.account().ok_or(Error::NotFound)?.id;
    let scope = by.scope(Right::EditPeople);
    check_origin(&Snapshot::begin(&app.db).await?, scope, origin).await?;
    let Some(upload) = store::find_upload(&app.db, account, id, app.now()).await? else {
        return Ok(Confirmed::Gone);
    };
    let arrival = Arrival {
        id,
        origin,
        account_id: account,
        file_name: upload.file_name.clone(),
        arrived_on: app.today(),
        begun_at: None,
        stopped_at: None,
        told_on: None,
    };
    let examination = match store::examine(&app.db, (scope, Some(account)), upload.bytes, app.today()).await?
    {
        Ok((_, examination)) => examination,
        Err(error) => return Ok(Confirmed::Refused(error)),
    };
    let registrations: Vec<&Registration> = examination.registrations().collect();
    let mut added = Added::default();
    let mut left = registrations.as_slice();
    loop {
        let (some, others) = left.split_at(AT_ONCE.min(left.len()));
        let write = app.write(by).await?;
        // Of two who confirm it at once, the second finds it gone, or adds what the first has not added yet.
        if !store::lock_upload(&write, id).await? {
            return Ok(Confirmed::Gone);
        }
        // The arrival has the key of the file: what an interrupted confirmation left arrives with the rest.
        store::insert_arrival(&write, &arrival).await?;
        add(&write, by, some, (origin, Some(arrival.id)), &mut added).await?;
        if others.is_empty() {
            store::delete_upload(&write, id).await?;
            write.commit().await?;
            return Ok(Confirmed::Added(added));
        }
        write.commit().await?;
        left = others;
    }
}
