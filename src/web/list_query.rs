//! What a list shows, as its address says it: `/mentors?q=bou&track=creation`.

use std::collections::BTreeMap;

use super::{paging, with_query};

/// How much of a filter that nobody knows is said again, in characters.
const LONGEST_SAID: usize = 30;

/// The filters, the order and the page that an address names, and the addresses of the same list with others.
pub struct ListQuery {
    path: String,
    answers: BTreeMap<String, String>,
    /// The answers that no choice offers, in the order in which they were read.
    unknown: Vec<String>,
}

impl ListQuery {
    /// What an address names; an empty value names nothing.
    pub fn new(path: impl Into<String>, answers: BTreeMap<String, String>) -> Self {
        let said = answers.into_iter().map(|(name, answer)| (name, answer.trim().to_owned()));
        let answers = said.filter(|(_, answer)| !answer.is_empty()).collect();
        Self { path: path.into(), answers, unknown: Vec::new() }
    }

    /// The address of the list, without what narrows it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// One value; empty when the address does not name it.
    pub fn get(&self, name: &str) -> &str {
        self.answers.get(name).map_or("", String::as_str)
    }

    /// A filter: `of` maps what the address says, where it is one of those offered. What is none of them narrows nothing, is kept
    /// in no other address, and is told by [`ListQuery::unknown`].
    pub fn choice<T>(&mut self, name: &str, of: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let choice = of(self.answers.get(name)?);
        if choice.is_none() {
            self.unknown.extend(self.answers.remove(name));
        }
        choice
    }

    /// The sentence that says which filters nobody knows; empty when all are known.
    pub fn unknown(&self) -> String {
        let said = |answer: &String| {
            let start: String = answer.chars().take(LONGEST_SAID).collect();
            let more = if start.len() < answer.len() { "…" } else { "" };
            format!("«\u{a0}{start}{more}\u{a0}»")
        };
        let said: Vec<String> = self.unknown.iter().map(said).collect();
        let filters = match said.as_slice() {
            [] => return String::new(),
            [one] => format!("le filtre {one}"),
            many => format!("les filtres {}", many.join(", ")),
        };
        format!("Nous ne connaissons pas {filters}\u{a0}: la liste n’en tient pas compte.")
    }

    /// The number of the page, counted from 0; it may lie beyond the last.
    pub fn page(&self) -> usize {
        paging::number(self.get("page"))
    }

    /// The address of the same list with another answer (empty: without it), from its first page.
    pub fn with(&self, name: &str, answer: &str) -> String {
        self.address([(name, answer), ("page", "")])
    }

    /// The address of another page of the same list, counted from 0.
    pub fn at(&self, page: usize) -> String {
        self.address([("page", page.saturating_add(1).to_string().as_str())])
    }

    /// The address of another page that shows the same, with other answers.
    pub fn elsewhere<const N: usize>(&self, path: &str, changes: [(&str, &str); N]) -> String {
        with_query(path, &self.changed(changes))
    }

    fn address<const N: usize>(&self, changes: [(&str, &str); N]) -> String {
        with_query(&self.path, &self.changed(changes))
    }

    fn changed<'a, const N: usize>(&'a self, changes: [(&'a str, &'a str); N]) -> Vec<(&'a str, &'a str)> {
        let mut answers: BTreeMap<&str, &str> =
            self.answers.iter().map(|(name, answer)| (name.as_str(), answer.as_str())).collect();
        answers.extend(changes);
        answers.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(answers: &[(&str, &str)]) -> ListQuery {
        let answers = answers.iter().map(|&(name, answer)| (name.to_owned(), answer.to_owned()));
        ListQuery::new("/mentors", answers.collect())
    }

    #[test]
    fn another_answer_goes_back_to_the_first_page() {
        let query = query(&[("q", "d’Hôte"), ("page", "3"), ("track", "")]);
        assert_eq!(query.page(), 2);
        assert_eq!(query.with("track", "creation"), "/mentors?q=d%E2%80%99H%C3%B4te&track=creation");
        assert_eq!(query.at(3), "/mentors?page=4&q=d%E2%80%99H%C3%B4te");
    }

    #[test]
    fn a_filter_that_is_not_offered_is_told_and_forgotten() {
        let mut query = query(&[("track", "creation"), ("state", "nowhere"), ("place", &"x".repeat(40))]);
        let offered = |answer: &str| (answer == "creation").then_some(());
        assert_eq!(query.choice("track", offered), Some(()));
        assert_eq!(query.choice("moment", offered), None);
        assert_eq!(query.unknown(), "");
        assert_eq!(query.choice("state", offered), None);
        let sentence =
            "Nous ne connaissons pas le filtre «\u{a0}nowhere\u{a0}»\u{a0}: la liste n’en tient pas compte.";
        assert_eq!(query.unknown(), sentence);
        assert_eq!(query.choice("place", offered), None);
        assert!(query.unknown().contains(&format!(", «\u{a0}{}…\u{a0}»", "x".repeat(30))));
        assert_eq!(query.at(0), "/mentors?page=1&track=creation");
    }

    #[test]
    fn a_list_without_question_has_a_bare_address() {
        assert_eq!(query(&[("q", "a")]).with("q", ""), "/mentors");
        assert_eq!(query(&[("page", "0")]).page(), 0);
    }
}
