//! What a list shows, as its address says it: `/mentors?q=bou&track=creation`.

use std::collections::BTreeMap;

use super::with_query;

/// The filters, the order and the page that an address names, and the addresses of the same list with others.
pub struct ListQuery {
    path: String,
    answers: BTreeMap<String, String>,
}

impl ListQuery {
    /// What an address names; an empty value names nothing.
    pub fn new(path: impl Into<String>, answers: BTreeMap<String, String>) -> Self {
        let said = answers.into_iter().map(|(name, answer)| (name, answer.trim().to_owned()));
        Self { path: path.into(), answers: said.filter(|(_, answer)| !answer.is_empty()).collect() }
    }

    /// The address of the list, without what narrows it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// One value; empty when the address does not name it.
    pub fn get(&self, name: &str) -> &str {
        self.answers.get(name).map_or("", String::as_str)
    }

    /// The number of the page, counted from 0; it may lie beyond the last.
    pub fn page(&self) -> usize {
        self.get("page").parse::<usize>().map_or(0, |page| page.saturating_sub(1))
    }

    /// The address of the same list with another answer (empty: without it), from its first page.
    pub fn with(&self, name: &str, answer: &str) -> String {
        self.address([(name, answer), ("page", "")])
    }

    /// The address of another page of the same list, counted from 0.
    pub fn at(&self, page: usize) -> String {
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
    fn a_list_without_question_has_a_bare_address() {
        assert_eq!(query(&[("q", "a")]).with("q", ""), "/mentors");
        assert_eq!(query(&[("page", "0")]).page(), 0);
    }
}
