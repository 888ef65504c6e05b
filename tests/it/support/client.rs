//! A visitor without a browser: keeps cookies, follows redirections, and refuses what no visitor should meet.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use tower::ServiceExt as _;

use super::database::Database;
use super::form::Sent;
use super::page::Page;

const LONGEST_ANSWER_BYTES: usize = 64 * 1024 * 1024;
const MOST_REDIRECTIONS: usize = 5;

/// Where a request pretends to come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A page of the hub.
    Hub,
    /// A page of another site, in a browser that says so.
    OtherSite,
    /// The same, in an older browser that only names the origin.
    OldBrowser,
}

/// A visitor of the hub.
#[derive(Clone)]
pub struct Client {
    router: Router,
    /// The database lives as long as somebody visits the hub.
    _database: Arc<Database>,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Client {
    /// Somebody who has no cookie yet.
    pub fn new(router: Router, database: Arc<Database>) -> Self {
        Self { router, _database: database, cookies: Arc::default() }
    }

    /// Keeps a cookie.
    pub fn keep_cookie(&self, name: &str, value: &str) {
        let mut cookies = self.cookies.lock().expect("no test stopped while holding the cookies");
        if value.is_empty() {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// The value of a cookie; empty when there is none.
    pub fn cookie(&self, name: &str) -> String {
        let cookies = self.cookies.lock().expect("no test stopped while holding the cookies");
        cookies.get(name).cloned().unwrap_or_default()
    }

    /// Opens a page, without following where it leads.
    pub async fn get_only(&self, path: &str) -> Page {
        self.send(Method::GET, path, None, Origin::Hub).await
    }

    /// Asks for the headers of a page only.
    pub async fn head(&self, path: &str) -> Page {
        self.send(Method::HEAD, path, None, Origin::Hub).await
    }

    /// Opens a page and follows redirections.
    pub async fn get(&self, path: &str) -> Page {
        self.follow(self.send(Method::GET, path, None, Origin::Hub).await).await
    }

    /// Sends a form and follows redirections.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.follow(self.post_from(Origin::Hub, path, fields).await).await
    }

    /// Sends a form from some site, and shows the answer itself.
    pub async fn post_from(&self, origin: Origin, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = ("application/x-www-form-urlencoded".to_owned(), encode(fields).into_bytes());
        self.send(Method::POST, path, Some(body), origin).await
    }

    /// Sends a body of a given media type, and follows redirections.
    pub async fn post_body(&self, path: &str, media: String, body: Vec<u8>) -> Page {
        self.follow(self.send(Method::POST, path, Some((media, body)), Origin::Hub).await).await
    }

    /// Sends a form as it stands, and shows the answer itself.
    pub async fn send_form(&self, sent: &Sent) -> Page {
        let body = (sent.media.clone(), sent.body.clone());
        self.send(Method::POST, &sent.path, Some(body), Origin::Hub).await
    }

    /// Asks with some headers, and shows the answer itself; fields make it a form.
    pub async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Page {
        let media = "application/x-www-form-urlencoded".to_owned();
        let body = (method == Method::POST).then(|| (media, encode(fields).into_bytes()));
        self.send_with(method, path, body, Origin::Hub, headers).await
    }

    async fn follow(&self, mut page: Page) -> Page {
        for _ in 0..MOST_REDIRECTIONS {
            let Some(to) = page.redirection() else { return page };
            page = self.send(Method::GET, &to, None, Origin::Hub).await;
        }
        panic!("{} goes round in circles", page.path);
    }

    /// Sends one request and shows its answer, which is never a failure and always holds the browser to the hub.
    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<(String, Vec<u8>)>,
        origin: Origin,
    ) -> Page {
        self.send_with(method, path, body, origin, &[]).await
    }

    async fn send_with(
        &self,
        method: Method,
        path: &str,
        body: Option<(String, Vec<u8>)>,
        origin: Origin,
        headers: &[(&str, &str)],
    ) -> Page {
        let mut request = Request::builder().method(&method).uri(path).header(header::HOST, "hub.test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request = match origin {
            Origin::Hub => request.header("sec-fetch-site", "same-origin"),
            Origin::OtherSite => request.header("sec-fetch-site", "cross-site"),
            Origin::OldBrowser => request.header(header::ORIGIN, "https://ailleurs.test"),
        };
        if let Some(cookies) = self.cookies() {
            request = request.header(header::COOKIE, cookies);
        }
        let (media, body) = body.unwrap_or_default();
        if !media.is_empty() {
            request = request.header(header::CONTENT_TYPE, media);
        }
        let request = request.body(Body::from(body)).expect("the request makes sense");
        let answer = self.router.clone().oneshot(request).await.expect("the router always answers");
        let (parts, body) = answer.into_parts();
        self.keep_cookies(&parts.headers);
        let body = to_bytes(body, LONGEST_ANSWER_BYTES).await.expect("the answer is complete");
        if let Some(length) = parts.headers.get(header::CONTENT_LENGTH).filter(|_| method != Method::HEAD) {
            let length = length.to_str().ok().and_then(|length| length.parse().ok());
            assert_eq!(length, Some(body.len()), "{path}: a client would wait for more, or be cut off");
        }
        let page = Page {
            client: self.clone(),
            path: path.to_owned(),
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        };
        check(&method, &page);
        page
    }

    fn cookies(&self) -> Option<String> {
        let cookies = self.cookies.lock().expect("no test stopped while holding the cookies");
        let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("a cookie is plain text");
            let pair = cookie.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.keep_cookie(name, value);
            }
        }
    }
}

fn check(method: &Method, page: &Page) {
    let unavailable = page.status == StatusCode::SERVICE_UNAVAILABLE && page.path == "/readyz";
    assert!(
        !page.status.is_server_error() || unavailable,
        "{method} {} answered {}: {}",
        page.path,
        page.status,
        page.body
    );
    if page.is_html() {
        let policy = page.header(header::CONTENT_SECURITY_POLICY.as_str());
        assert!(policy.contains("default-src 'none'"), "{} lets the browser load anything", page.path);
        assert!(!policy.contains("unsafe"), "{} lets inline code run", page.path);
    }
}

/// Fields as a browser writes them in a form or after a question mark.
pub fn encode(fields: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{}={}", percent(name), percent(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn percent(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => char::from(byte).to_string(),
        b' ' => "+".to_owned(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}
