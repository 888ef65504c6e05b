//! Taking in a file of registrations; its preview follows, and nothing is added before it is confirmed.

use askama::Template;
use axum::extract::multipart::Field;
use axum::extract::{Multipart, State};
use axum::response::Response;

use crate::app::App;
use crate::db::new_id;
use crate::error::Error;
use crate::people::import::{FileError, LARGEST_FILE};
use crate::people::store::Upload;
use crate::people::{self, store};
use crate::web::{self, FieldError, Frame, Viewer, redirect};

/// What is read of a request before it is cut: a file somewhat too large still gets its sentence.
pub const LARGEST_REQUEST: usize = 4 * LARGEST_FILE;

#[derive(Template)]
#[template(path = "people/import.html")]
struct ImportPage {
    page: Frame,
    errors: Vec<FieldError>,
    fault: String,
}

impl ImportPage {
    fn new(frame: Frame, fault: String) -> Self {
        let error = FieldError { field: "file".to_owned(), message: fault.clone() };
        let errors = if fault.is_empty() { Vec::new() } else { vec![error] };
        Self { page: frame.titled("Importer des inscriptions"), errors, fault }
    }
}

/// The form that sends a file.
pub async fn import_form(frame: Frame) -> Result<Response, Error> {
    web::page(&ImportPage::new(frame, String::new()))
}

/// Takes a file in, if it can be read, and shows its preview.
pub async fn receive(
    State(app): State<App>,
    viewer: Viewer,
    frame: Frame,
    multipart: Multipart,
) -> Result<Response, Error> {
    let account_id = viewer.id().ok_or(Error::NotFound)?;
    let (file_name, bytes) = match sent_file(multipart).await? {
        Ok(file) => file,
        Err(fault) => return web::refused(&ImportPage::new(frame, fault)),
    };
    let known = store::known(&app.db, viewer.scope()).await?;
    if let Err(fault) = people::examine(bytes.clone(), known, app.today()).await {
        return web::refused(&ImportPage::new(frame, fault.to_string()));
    }
    let upload = Upload { id: new_id(), account_id, file_name, bytes };
    let write = app.write(&viewer).await?;
    store::insert_upload(&write, &upload).await?;
    write.commit().await?;
    Ok(redirect(&format!("/import/{}", upload.id)))
}

/// The file of a request, or why there is none.
async fn sent_file(mut multipart: Multipart) -> Result<Result<(String, Vec<u8>), String>, Error> {
    let unreadable = |error: axum::extract::multipart::MultipartError| Error::Unreadable(error.to_string());
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        let name = field.file_name().map(str::to_owned);
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            return Ok(content(field).await.map(|bytes| (name, bytes)).map_err(|fault| fault.to_string()));
        }
    }
    Ok(Err("Choisissez d’abord un fichier.".to_owned()))
}

/// The bytes of a file; one too large is read to its end and kept nowhere, so that the answer can be given.
async fn content(mut field: Field<'_>) -> Result<Vec<u8>, FileError> {
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) => {
                length += chunk.len();
                if length <= LARGEST_FILE {
                    bytes.extend_from_slice(&chunk);
                }
            }
            Ok(None) if length <= LARGEST_FILE => return Ok(bytes),
            Ok(None) | Err(_) => return Err(FileError::TooLarge),
        }
    }
}
