//! The public page of the register.

use askama::Template;
use axum::response::Response;

use super::columns::REGISTER;
use super::register::{Held, Purpose, Treatment};
use crate::accounts::access::Access;
use crate::error::Error;
use crate::web::{self, Context, Frame, Routes};

/// The route of the register.
pub fn routes() -> Routes {
    Routes::of("privacy").get("/registre", Access::Public, show)
}

/// The data stored on one legal basis with one retention.
struct Line {
    things: Vec<&'static str>,
    basis: &'static str,
    retention: &'static str,
}

/// The data stored for one purpose.
struct Part {
    code: &'static str,
    title: &'static str,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "privacy/register.html")]
struct RegisterPage {
    page: Frame,
    parts: Vec<Part>,
}

async fn show(Context { frame, .. }: Context) -> Result<Response, Error> {
    let parts = Purpose::ALL.iter().map(|&purpose| part(purpose)).collect();
    web::page(&RegisterPage {
        page: frame.titled("Registre des données").under("Données personnelles", "/privacy"),
        parts,
    })
}

fn part(purpose: Purpose) -> Part {
    let mut found: Vec<(Treatment, Vec<&'static str>)> = Vec::new();
    let columns = REGISTER.iter().flat_map(|(_, columns)| columns.iter());
    for (what, treatment) in columns.filter_map(|(_, held)| match *held {
        Held::Personal(what, treatment) if treatment.purpose == purpose => Some((what, treatment)),
        _ => None,
    }) {
        match found.iter_mut().find(|(same, _)| *same == treatment) {
            Some((_, things)) if things.contains(&what) => {}
            Some((_, things)) => things.push(what),
            None => found.push((treatment, vec![what])),
        }
    }
    let lines = found.into_iter().map(|(treatment, things)| Line {
        things,
        basis: treatment.basis.label(),
        retention: treatment.retention.label(),
    });
    Part { code: purpose.code(), title: purpose.label(), lines: lines.collect() }
}
