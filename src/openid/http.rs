//! Asking a provider: no redirection is followed, nothing is waited for long, and no answer is read past a bound.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::reqwest::{Client, redirect::Policy};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http, reqwest};

use super::provider::is_private;

const LONGEST_REQUEST: Duration = Duration::from_secs(10);
const LONGEST_ANSWER_BYTES: usize = 1024 * 1024;

/// Why a provider could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The request or its answer failed on the way.
    #[error("{0}")]
    Way(#[from] reqwest::Error),
    /// The answer is not one.
    #[error("{0}")]
    Form(#[from] http::Error),
    /// The address could be read or changed by others on the way.
    #[error("{0} is neither https nor on this machine")]
    Open(String),
    /// The answer is too long.
    #[error("an answer of more than {LONGEST_ANSWER_BYTES} bytes")]
    TooLong,
}

/// Who asks. The environment's proxies are not used: only what the settings name is reached.
pub struct Http(Client);

impl Http {
    /// With the certificates that browsers trust.
    pub fn new() -> Result<Self, HttpError> {
        let client = Client::builder().redirect(Policy::none()).timeout(LONGEST_REQUEST).no_proxy();
        Ok(Self(client.build()?))
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let request = reqwest::Request::try_from(request)?;
        if !is_private(request.url()) {
            return Err(HttpError::Open(request.url().to_string()));
        }
        let mut answer = self.0.execute(request).await?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST_ANSWER_BYTES {
                return Err(HttpError::TooLong);
            }
        }
        let mut response = http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            *headers = answer.headers().clone();
        }
        Ok(response.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}
