//! The extractor that most handlers start with: the shared state, the viewer, the caller, the frame and the path.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use super::frame::Frame;
use super::kept_form::OnlyShows;
use super::viewer::Caller;
use crate::accounts::viewer::Viewer;
use crate::db::Sending;
use crate::state::App;

/// The context of a request. `P` is the type of the parameters of its path, such as an id; none by default.
pub struct Context<P = ()> {
    /// The state shared by all requests.
    pub app: App,
    /// The viewer: an account, or a visitor who is not signed in.
    pub viewer: Viewer,
    /// The network of the request and the cookies of its browser.
    pub caller: Caller,
    /// The layout around the page.
    pub frame: Frame,
    /// The parsed parameters of the path.
    pub path: P,
}

impl<P: DeserializeOwned + Send> FromRequestParts<App> for Context<P> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Path(path) =
            Path::<P>::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let viewer = Viewer::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        Ok(Self {
            frame: Frame::of(parts, app, &viewer),
            caller: Caller::of(parts, app.proxies, app.https),
            app: App {
                sending: parts.extensions.get::<Sending>().cloned(),
                reader: viewer.id(),
                only_shows: parts.extensions.get::<OnlyShows>().is_some(),
                ..app.clone()
            },
            viewer,
            path,
        })
    }
}
