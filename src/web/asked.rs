//! The request that is being answered: its id, which every line it logs has and which its error page quotes, and its route.

use std::sync::{Arc, OnceLock};

use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::db::new_id;
use crate::measures;

/// What is known of a request beside what it says itself.
#[derive(Clone)]
struct Asked {
    id: Arc<str>,
    route: Arc<OnceLock<&'static str>>,
}

tokio::task_local! {
    static ASKED: Asked;
}

/// The route of what no route answers: whoever makes up addresses makes up no label.
const NO_ROUTE: &str = "none";

/// Gives a request its id, whatever a header calls it, and measures its answer. The path is neither logged nor measured: paths and
/// queries contain tokens and names.
pub async fn identify(request: Request, next: Next) -> Response {
    // The part of an id that is drawn at random: short enough to be read out on the telephone.
    let id = new_id().simple().to_string().split_off(20);
    let asked = Asked { id: id.into(), route: Arc::default() };
    let method = known(request.method());
    // An error's span is there at every level of the log, so that each line has the id.
    let span = tracing::error_span!("request", id = &*asked.id, method);
    let begun = Instant::now();
    let response = ASKED.scope(asked.clone(), next.run(request)).instrument(span).await;
    let route = asked.route.get().copied().unwrap_or(NO_ROUTE);
    measures::note_request(method, route, response.status().as_u16(), begun.elapsed());
    response
}

/// The method, if it is one that the hub answers: a client may make up others.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}

/// The id of the request that is being answered, if there is one.
pub fn id() -> Option<String> {
    ASKED.try_with(|asked| asked.id.to_string()).ok()
}

/// Notes which route answers the request, by its path with parameters in braces.
pub fn note_route(path: &'static str) {
    // Where one page is answered in place of another, the first is what was asked for.
    let _ = ASKED.try_with(|asked| asked.route.set(path));
}

/// Goes on with the request in a task of its own.
pub fn spawn<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> tokio::task::JoinHandle<T> {
    match ASKED.try_with(Clone::clone) {
        Ok(asked) => tokio::spawn(ASKED.scope(asked, work).in_current_span()),
        Err(_) => tokio::spawn(work.in_current_span()),
    }
}
