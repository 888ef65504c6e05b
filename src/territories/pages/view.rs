//! What the map is narrowed to and how its table is sorted, as the address says it.

use std::collections::BTreeMap;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;

use super::lines::Sort;
use crate::error::Error;
use crate::overview::supply::Narrowed;
use crate::territories::trades::{self, Trade};
use crate::track::Track;
use crate::web::ListQuery;

/// What the address says.
pub struct View {
    query: ListQuery,
    /// The track it is narrowed to.
    pub track: Option<Track>,
    /// The trade it is narrowed to.
    pub trade: Option<&'static Trade>,
    /// What the table is sorted by.
    pub sort: Sort,
    /// Whether from the smallest to the largest.
    pub ascending: bool,
}

impl From<BTreeMap<String, String>> for View {
    fn from(answers: BTreeMap<String, String>) -> Self {
        let mut query = ListQuery::new("/territory", answers);
        let track = query.choice("track", Track::from_code);
        let sort = query.choice("sort", Sort::from_code).unwrap_or(Sort::Unmatched);
        let ascending = match query.get("order") {
            "ascending" => true,
            "descending" => false,
            _ => sort.begins_ascending(),
        };
        Self { track, trade: find_trade(query.get("trade")), sort, ascending, query }
    }
}

/// The trade that was typed: by code, by name, else the first that answers.
fn find_trade(typed: &str) -> Option<&'static Trade> {
    if typed.is_empty() {
        return None;
    }
    let first = || trades::search(typed, 1).first().map(|found| found.trade);
    trades::get(typed).or_else(|| trades::by_name(typed)).or_else(first)
}

impl View {
    /// What the figures are narrowed to.
    pub fn narrowed(&self) -> Narrowed<'static> {
        Narrowed { track: self.track, trade: self.trade.map(|trade| trade.code) }
    }

    /// What was typed as a trade.
    pub fn typed_trade(&self) -> &str {
        self.query.get("trade")
    }

    /// Whether something was typed that is no trade.
    pub fn is_trade_unknown(&self) -> bool {
        self.trade.is_none() && !self.typed_trade().is_empty()
    }

    /// The sentence that says which filters nobody knows; empty when all are known.
    pub fn unknown(&self) -> String {
        self.query.unknown()
    }

    /// The same address with other parameters instead; those that are empty are left out.
    pub fn address<const N: usize>(&self, path: &str, instead: [(&str, &str); N]) -> String {
        self.query.elsewhere(path, instead)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for View {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let Query(answers) = Query::<BTreeMap<String, String>>::from_request_parts(parts, state)
            .await
            .map_err(|rejection| Error::Unreadable(rejection.to_string()))?;
        Ok(Self::from(answers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(track: &str, trade: &str, sort: &str, order: &str) -> View {
        let answers = [("track", track), ("trade", trade), ("sort", sort), ("order", order)];
        View::from(BTreeMap::from(answers.map(|(name, answer)| (name.to_owned(), answer.to_owned()))))
    }

    #[test]
    fn a_trade_is_understood_as_one_types_it() {
        let code = |typed| view("", typed, "", "").trade.map(|trade| trade.code);
        assert_eq!(code("boulanger"), Some("D1102"));
        assert_eq!(code("d1102"), Some("D1102"));
        assert_eq!(code("boul"), Some("D1102"));
        assert_eq!(code(" "), None);
        assert!(view("", "zzzz", "", "").is_trade_unknown() && !view("", "", "", "").is_trade_unknown());
    }

    #[test]
    fn what_an_address_does_not_say_has_a_default() {
        let plain = view("nowhere", "", "", "sideways");
        assert_eq!((plain.track, plain.sort, plain.ascending), (None, Sort::Unmatched, false));
        assert!(view("", "", "name", "").ascending);
        assert!(!view("", "", "name", "descending").ascending);
    }

    #[test]
    fn an_address_keeps_what_is_not_changed() {
        let view = view("creation", "boulanger", "", "");
        assert_eq!(view.address("/territory", [("track", "")]), "/territory?trade=boulanger");
        let sorted = view.address("/territory", [("sort", "name"), ("order", "ascending")]);
        assert_eq!(sorted, "/territory?order=ascending&sort=name&track=creation&trade=boulanger");
    }
}
