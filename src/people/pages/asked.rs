//! What a list is asked for, as its address says it: `/mentors?q=bou&track=creation`.

use std::collections::BTreeMap;

use crate::web::with_query;

/// The questions of an address, and the addresses of the same list asked otherwise.
pub struct Asked {
    path: String,
    answers: BTreeMap<String, String>,
}

impl Asked {
    /// What an address asks; empty answers ask nothing.
    pub fn new(path: impl Into<String>, answers: BTreeMap<String, String>) -> Self {
        let said = answers.into_iter().map(|(name, answer)| (name, answer.trim().to_owned()));
        Self { path: path.into(), answers: said.filter(|(_, answer)| !answer.is_empty()).collect() }
    }

    /// The list.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// One answer; empty when nothing is asked.
    pub fn get(&self, name: &str) -> &str {
        self.answers.get(name).map_or("", String::as_str)
    }

    /// The page asked for, from 0.
    pub fn page(&self) -> u64 {
        self.get("page").parse::<u64>().map_or(0, |page| page.saturating_sub(1))
    }

    /// The address of the same list with another answer (empty: without it), from its first page.
    pub fn with(&self, name: &str, answer: &str) -> String {
        self.address([(name, answer), ("page", "")])
    }

    /// The address of another page of the same list, counted from 0.
    pub fn at(&self, page: u64) -> String {
        self.address([("page", page.saturating_add(1).to_string().as_str())])
    }

    fn address<const N: usize>(&self, changes: [(&str, &str); N]) -> String {
        let mut answers: BTreeMap<&str, &str> =
            self.answers.iter().map(|(name, answer)| (name.as_str(), answer.as_str())).collect();
        answers.extend(changes);
        let answers: Vec<(&str, &str)> = answers.into_iter().collect();
        with_query(&self.path, &answers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(answers: &[(&str, &str)]) -> Asked {
        let answers = answers.iter().map(|&(name, answer)| (name.to_owned(), answer.to_owned()));
        Asked::new("/mentors", answers.collect())
    }

    #[test]
    fn another_answer_goes_back_to_the_first_page() {
        let asked = asked(&[("q", "d’Hôte"), ("page", "3"), ("track", "")]);
        assert_eq!(asked.page(), 2);
        assert_eq!(asked.with("track", "creation"), "/mentors?q=d%E2%80%99H%C3%B4te&track=creation");
        assert_eq!(asked.at(3), "/mentors?page=4&q=d%E2%80%99H%C3%B4te");
    }

    #[test]
    fn a_list_without_question_has_a_bare_address() {
        assert_eq!(asked(&[("q", "a")]).with("q", ""), "/mentors");
        assert_eq!(asked(&[("page", "0")]).page(), 0);
    }
}
