//! A file of registrations is received, if it can be read; nothing is added before it is confirmed.

use crate::accounts::access::{Right, Scope};
use crate::accounts::viewer::By;
use crate::db::{Id, Write};
use crate::error::Error;
use crate::registrations::ExamineError;
use crate::registrations::store::{self, Upload};
use crate::state::App;

/// What somebody sends.
#[derive(Clone, Debug)]
pub struct Receiving {
    /// The name of the file.
    pub file_name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What became of it.
#[derive(Debug)]
pub enum Received {
    /// It waits to be confirmed, under this key.
    Upload(Id),
    /// It cannot be used.
    Refused(ExamineError),
}

/// Examines a file and stores it for whoever sent it, in the place of the one that they sent before.
///
/// A long act: the file is examined outside any transaction.
pub async fn run(app: &App, by: &By, receiving: Receiving) -> Result<Received, Error> {
    let Receiving { file_name, bytes } = receiving;
    let account = by.account().ok_or(Error::NotFound)?.id;
    let scope = by.scope(Right::EditPeople);
    if scope == Scope::Nobody {
        return Err(Error::NotFound);
    }
    let bytes = match store::examine(&app.db, (scope, Some(account)), bytes, app.today()).await? {
        Ok((bytes, _)) => bytes,
        Err(error) => return Ok(Received::Refused(error)),
    };
    let write = app.write(by).await?;
    let id = receive(&write, account, file_name, bytes).await?;
    write.commit().await?;
    Ok(Received::Upload(id))
}

async fn receive(write: &Write, account_id: Id, file_name: String, bytes: Vec<u8>) -> Result<Id, Error> {
    let id = write.new_id();
    store::replace_upload(write, Upload { id, account_id, file_name, bytes }).await?;
    Ok(id)
}
