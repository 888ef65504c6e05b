//! Taking in a file of registrations; its preview follows, and nothing is added before it is confirmed.

use askama::Template;
use axum::extract::Multipart;
use axum::extract::multipart::Field;
use axum::response::Response;

use crate::acts::registrations::receive::{self, Received, Receiving};
use crate::error::Error;
use crate::limits;
use crate::registrations::{FileError, LARGEST_FILE};
use crate::web::{self, Context, FieldError, Frame, redirect};

/// What is read of a request before it is cut: a file somewhat too large still gets its sentence.
pub const LARGEST_REQUEST: usize = 4 * LARGEST_FILE;

#[derive(Template)]
#[template(path = "registrations/import.html")]
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
pub async fn import_form(Context { frame, .. }: Context) -> Result<Response, Error> {
    web::page(&ImportPage::new(frame, String::new()))
}

/// Takes a file in, if it can be read, and shows its preview.
pub async fn receive(
    Context { app, viewer, frame, .. }: Context,
    multipart: Multipart,
) -> Result<Response, Error> {
    // Until there is a place for it, it is not read: it waits where it comes from.
    let _place = limits::HOLDING.place().await?;
    let receiving = match sent_file(multipart).await? {
        Ok((file_name, bytes)) => Receiving { file_name, bytes },
        Err(fault) => return web::refused(&ImportPage::new(frame, fault)),
    };
    match receive::run(&app, &viewer.by(), receiving).await? {
        Received::Upload(id) => Ok(redirect(&format!("/import/{id}"))),
        Received::Refused(fault) => web::refused(&ImportPage::new(frame, fault.to_string())),
    }
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

/// The bytes of a file; one too large is read to its end and stored nowhere, so that the answer can be given.
async fn content(mut field: Field<'_>) -> Result<Vec<u8>, FileError> {
    // Room for all of it at once, of which the system gives what is filled.
    let (mut bytes, mut length) = (Vec::with_capacity(LARGEST_FILE), 0_usize);
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
