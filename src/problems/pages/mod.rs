//! Problems on screens: how one of a pair reports one, signed in or by a link, and how a coordinator handles it.

mod handled;
mod reported;

use crate::accounts::access::{Access, Right};
use crate::web::Routes;

/// The routes of problems.
pub fn routes() -> Routes {
    let reports = Access::With(Right::ReportProblems);
    let handles = Access::With(Right::HandleProblems);
    Routes::of("problems")
        .get("/problems/new", reports, reported::ask)
        .post("/problems", reports, reported::report)
        .get("/own/{token}/problems", Access::Public, reported::ask_by_own_link)
        .post("/own/{token}/problems", Access::Public, reported::report_by_own_link)
        .get("/answers/{token}/problems", Access::Public, reported::ask_by_answer_link)
        .post("/answers/{token}/problems", Access::Public, reported::report_by_answer_link)
        .get("/signatures/{token}/problems", Access::Public, reported::ask_by_signature_link)
        .post("/signatures/{token}/problems", Access::Public, reported::report_by_signature_link)
        .get("/problems/{id}", handles, handled::show)
        .post("/problems/{id}/closure", handles, handled::close)
}
