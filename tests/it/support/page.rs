//! A page as somebody reads it: its heading, its words, its links and its forms.

use axum::http::{HeaderMap, StatusCode, header};
use scraper::{ElementRef, Html, Selector};

use super::client::Client;
use super::form::Form;

/// An answer of the hub.
pub struct Page {
    pub(super) client: Client,
    /// The address asked for, after redirections.
    pub path: String,
    /// The status.
    pub status: StatusCode,
    pub(super) headers: HeaderMap,
    /// The body as it came.
    pub body: String,
}

impl Page {
    /// Who looks at this page.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The value of a header; empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The cookies that the answer sets.
    pub fn cookies(&self) -> Vec<String> {
        let set = self.headers.get_all(header::SET_COOKIE).iter();
        set.filter_map(|cookie| cookie.to_str().ok()).map(str::to_owned).collect()
    }

    pub(super) fn is_html(&self) -> bool {
        self.header(header::CONTENT_TYPE.as_str()).starts_with("text/html")
    }

    /// Where the answer sends the visitor, if it does.
    pub fn redirection(&self) -> Option<String> {
        let to = self.header(header::LOCATION.as_str());
        (self.status.is_redirection() && !to.is_empty()).then(|| to.to_owned())
    }

    /// Whether somebody is to sign in first, or to give their second factor.
    pub fn asks_to_sign_in(&self) -> bool {
        let is_entrance =
            |to: &str| to == "/sign-in" || to.starts_with("/sign-in?") || to.starts_with("/second-factor?");
        let has_arrived = ["/sign-in?next=", "/second-factor?next=", "/second-factor/enrolment?next="];
        self.status == StatusCode::UNAUTHORIZED
            || self.redirection().is_some_and(|to| is_entrance(&to))
            || has_arrived.iter().any(|entrance| self.path.starts_with(entrance))
    }

    /// The words of the page, the header and the footer left out.
    pub fn text(&self) -> String {
        let html = self.html();
        let main = html.select(&selector("main")).next().unwrap_or_else(|| html.root_element());
        words(main)
    }

    /// The words of the first `h1`.
    pub fn heading(&self) -> String {
        self.html().select(&selector("h1")).next().map(words).unwrap_or_default()
    }

    /// The markup of `main`, for snapshots; without the keys of its forms, which are others every time.
    pub fn main_html(&self) -> String {
        let main = self.html().select(&selector("main")).next().map(|main| main.inner_html());
        self.without_keys(&main.unwrap_or_default())
    }

    /// The body, without the keys of its forms.
    pub fn plain_body(&self) -> String {
        self.without_keys(&self.body)
    }

    fn without_keys(&self, html: &str) -> String {
        let mut keys = self.attributes("input[name=form_key]", "value");
        keys.extend(self.attributes("input[name=kept]", "value"));
        keys.iter().fold(html.to_owned(), |html, key| html.replace(key, ""))
    }

    /// The words of each element that a selector finds.
    pub fn all(&self, css: &str) -> Vec<String> {
        self.html().select(&selector(css)).map(words).collect()
    }

    /// An attribute of each element that a selector finds.
    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        let html = self.html();
        html.select(&selector(css)).filter_map(|found| found.attr(name)).map(str::to_owned).collect()
    }

    /// Fails unless the page answered well and says something.
    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        let text = self.text();
        assert!(text.contains(words), "{} ({}) does not say « {words} »:\n{text}", self.path, self.status);
        self
    }

    /// Fails when the page says something.
    #[track_caller]
    pub fn does_not_say(&self, words: &str) -> &Self {
        let text = self.text();
        assert!(!text.contains(words), "{} says « {words} »:\n{text}", self.path);
        self
    }

    /// Fails unless the page has this status.
    #[track_caller]
    pub fn is(&self, status: StatusCode) -> &Self {
        assert_eq!(self.status, status, "{}:\n{}", self.path, self.text());
        self
    }

    /// Follows the first link whose words contain these.
    pub async fn follow(&self, link: &str) -> Page {
        self.client.get(&self.href(link)).await
    }

    /// The address of the first link whose words contain these.
    #[track_caller]
    pub fn href(&self, link: &str) -> String {
        let html = self.html();
        let found = html.select(&selector("a[href]")).find(|anchor| words(*anchor).contains(link));
        let href = found.and_then(|anchor| anchor.attr("href"));
        href.unwrap_or_else(|| panic!("{} has no link « {link} »:\n{}", self.path, self.text())).to_owned()
    }

    /// The form of the first button whose words contain these, as the page filled it.
    #[track_caller]
    pub fn form(&self, button: &str) -> Form {
        Form::of(self.client.clone(), &self.html(), &self.path, button)
            .unwrap_or_else(|| panic!("{} has no button « {button} »:\n{}", self.path, self.text()))
    }

    fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }
}

/// A selector written in a test.
pub(super) fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css} is no selector: {error}"))
}

/// The words of an element, with one space between them; no-break spaces are spaces to a reader.
pub(super) fn words(element: ElementRef<'_>) -> String {
    let text: Vec<&str> = element.text().collect();
    text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}
