//! The HTTP client used with providers: no redirects, a time-out, and a limit on the size of responses.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::reqwest::{Client, redirect::Policy};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http, reqwest};

use super::provider::is_private;

const LONGEST_REQUEST: Duration = Duration::from_secs(10);
const LONGEST_ANSWER_BYTES: usize = 1024 * 1024;

/// Why a request to a provider failed.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The request or its response failed in transit.
    #[error("{0}")]
    Way(#[from] reqwest::Error),
    /// The response is malformed.
    #[error("{0}")]
    Form(#[from] http::Error),
    /// The URL is not secure: traffic could be read or changed in transit.
    #[error("{0} is neither https nor on this machine")]
    Open(String),
    /// The response is longer than [`LONGEST_ANSWER_BYTES`].
    #[error("an answer of more than {LONGEST_ANSWER_BYTES} bytes")]
    TooLong,
}

/// The client. Proxies of the environment are ignored, so that it only connects to hosts named in the settings.
pub struct Http(Client);

impl Http {
    /// Builds a client that trusts the system's certificate authorities.
    pub fn new() -> Result<Self, HttpError> {
        let client = Client::builder().redirect(Policy::none()).timeout(LONGEST_REQUEST).no_proxy();
        Ok(Self(client.build()?))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let request = reqwest::Request::try_from(request)?;
        if !is_private(request.url()) {
            return Err(HttpError::Open(request.url().to_string()));
        }
        let mut received = self.0.execute(request).await?;
        let mut body = Vec::new();
        while let Some(chunk) = received.chunk().await? {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST_ANSWER_BYTES {
                return Err(HttpError::TooLong);
            }
        }
        let mut response = http::Response::builder().status(received.status());
        if let Some(headers) = response.headers_mut() {
            *headers = received.headers().clone();
        }
        Ok(response.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
