//! The stylesheet, the script, the fonts and the icons, carried by the program itself.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::error::Error;

/// Declares the files of `static`, each with its media type.
macro_rules! assets {
    ($($name:literal: $media:literal,)+) => {
        /// A file by its name under `static`: its media type and its bytes.
        fn find(name: &str) -> Option<(&'static str, &'static [u8])> {
            match name {
                $($name => {
                    Some(($media, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/static/", $name))))
                })+
                _ => None,
            }
        }
    };
}

assets! {
    "tandem.css": "text/css; charset=utf-8",
    "tandem.js": "text/javascript; charset=utf-8",
    "passkey.js": "text/javascript; charset=utf-8",
    "icons.svg": "image/svg+xml",
    "favicon.svg": "image/svg+xml",
    "fonts/atkinson-hyperlegible-next-latin-400-normal.woff2": "font/woff2",
    "fonts/atkinson-hyperlegible-next-latin-700-normal.woff2": "font/woff2",
    "fonts/atkinson-hyperlegible-next-latin-ext-400-normal.woff2": "font/woff2",
    "fonts/atkinson-hyperlegible-next-latin-ext-700-normal.woff2": "font/woff2",
    "fonts/plain-zero-400.woff2": "font/woff2",
    "fonts/plain-zero-700.woff2": "font/woff2",
}

/// Gives a file of `static`.
pub async fn serve(Path(name): Path<String>) -> Result<Response, Error> {
    let (media, bytes) = find(&name).ok_or(Error::NotFound)?;
    Ok(([(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "public, max-age=3600")], bytes)
        .into_response())
}
