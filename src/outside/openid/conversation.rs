//! The OpenID Connect code flow with a provider: the authorisation URL, then the identity behind a code.

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenClaims,
    CoreIdTokenVerifier, CoreJsonWebKeySet, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreTokenResponse,
    CoreUserInfoClaims,
};
use openidconnect::url::Url;
use openidconnect::{
    AccessToken, AuthType, AuthenticationContextClass, AuthorizationCode, ClientId, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, SubjectIdentifier, TokenResponse, UserInfoResponseType,
};

use super::http::Http;
use super::provider::{Provider, Userinfo, is_private};

/// Why a sign-in with a provider failed; the text is for the log.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(String);

impl Refusal {
    fn at(step: &str, error: &dyn std::error::Error) -> Self {
        let mut chain = format!("{step}: {error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            chain.push_str(&format!(": {error}"));
            cause = error.source();
        }
        Self(chain)
    }
}

/// The random values that bind the provider's response to one request.
#[derive(Clone, Debug)]
pub struct Request {
    /// Comes back unchanged with the authorisation response.
    pub state: String,
    /// Comes back inside the ID token.
    pub nonce: String,
    /// Proves to the provider that the code is redeemed by the client that requested it; absent without PKCE.
    pub pkce_verifier: Option<String>,
}

/// An identity, according to a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The identifier of the person at this provider: stable, and never reassigned.
    pub subject: String,
    /// The authentication context class (level of assurance), if the token states one.
    pub acr: Option<String>,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// The URL of the provider's sign-in page, which redirects back to `return_to`.
pub async fn address(provider: &Provider, return_to: &str, request: &Request) -> Result<String, Refusal> {
    let metadata = discover(provider, &Http::new().map_err(|error| Refusal::at("http", &error))?).await?;
    let client = client(provider, metadata, return_to)?;
    let (state, nonce) = (request.state.clone(), request.nonce.clone());
    let mut authorisation = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            || CsrfToken::new(state),
            || Nonce::new(nonce),
        )
        .add_scopes(provider.scopes.iter().cloned().map(Scope::new));
    for acr in &provider.acr_values {
        authorisation = authorisation.add_auth_context_value(AuthenticationContextClass::new(acr.clone()));
    }
    if let Some(verifier) = &request.pkce_verifier {
        let verifier = PkceCodeVerifier::new(verifier.clone());
        authorisation =
            authorisation.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
    }
    let (address, _, _) = authorisation.url();
    if is_private(&address) { Ok(address.into()) } else { Err(Refusal("an open address".to_owned())) }
}

/// Redeems a code for an identity, once the ID token, and the userinfo response if the settings require one, are verified.
pub async fn recognise(
    provider: &Provider,
    return_to: &str,
    request: &Request,
    code: &str,
) -> Result<Recognised, Refusal> {
    let http = Http::new().map_err(|error| Refusal::at("http", &error))?;
    let mut metadata = discover(provider, &http).await?;
    let client = client(provider, metadata.clone(), return_to)?;
    let tokens = exchange(&client, request, code, &http).await?;
    // Keys are fetched after the token was issued, so that a key rotated in between is among them.
    let keys = CoreJsonWebKeySet::fetch_async(metadata.jwks_uri(), &http).await;
    metadata = metadata.set_jwks(keys.map_err(|error| Refusal::at("keys", &error))?);
    let id_token = tokens.id_token().ok_or_else(|| Refusal("no id token".to_owned()))?;
    let claims = checked(provider, &metadata, id_token, request)?;
    if provider.userinfo != Userinfo::None {
        confirm(provider, metadata, (tokens.access_token(), claims.subject()), &http).await?;
    }
    Ok(Recognised {
        subject: claims.subject().to_string(),
        acr: claims.auth_context_ref().map(|acr| acr.to_string()),
    })
}

/// Exchanges a code for tokens.
async fn exchange(
    client: &Client,
    request: &Request,
    code: &str,
    http: &Http,
) -> Result<CoreTokenResponse, Refusal> {
    let exchange = client.exchange_code(AuthorizationCode::new(code.to_owned()));
    let mut exchange = exchange.map_err(|error| Refusal::at("no token endpoint", &error))?;
    if let Some(verifier) = &request.pkce_verifier {
        exchange = exchange.set_pkce_verifier(PkceCodeVerifier::new(verifier.clone()));
    }
    exchange.request_async(http).await.map_err(|error| Refusal::at("token", &error))
}

/// Calls the userinfo endpoint: its response must name the subject of the token, and be signed if the settings require it.
async fn confirm(
    provider: &Provider,
    metadata: CoreProviderMetadata,
    (token, subject): (&AccessToken, &SubjectIdentifier),
    http: &Http,
) -> Result<(), Refusal> {
    let id = ClientId::new(provider.client_id.clone());
    let client = CoreClient::from_provider_metadata(metadata, id, None);
    let userinfo = client.user_info(token.clone(), Some(subject.clone()));
    let userinfo = userinfo.map_err(|error| Refusal::at("no userinfo endpoint", &error))?;
    let signed = provider.userinfo == Userinfo::Signed;
    let kind = if signed { UserInfoResponseType::Jwt } else { UserInfoResponseType::Json };
    let claims: Result<CoreUserInfoClaims, _> =
        userinfo.require_signed_response(signed).set_response_type(kind).request_async(http).await;
    claims.map(drop).map_err(|error| Refusal::at("userinfo", &error))
}

async fn discover(provider: &Provider, http: &Http) -> Result<CoreProviderMetadata, Refusal> {
    let found = CoreProviderMetadata::discover_async(provider.issuer.clone(), http).await;
    found.map_err(|error| Refusal::at("discovery", &error))
}

fn client(provider: &Provider, metadata: CoreProviderMetadata, return_to: &str) -> Result<Client, Refusal> {
    let return_to = RedirectUrl::new(return_to.to_owned()).map_err(|error| Refusal::at("return", &error))?;
    let methods = metadata.token_endpoint_auth_methods_supported();
    let basic = methods.is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
    let secret = Some(provider.client_secret.clone());
    let client =
        CoreClient::from_provider_metadata(metadata, ClientId::new(provider.client_id.clone()), secret);
    let auth = if basic { AuthType::BasicAuth } else { AuthType::RequestBody };
    Ok(client.set_redirect_uri(return_to).set_auth_type(auth))
}

/// The accepted algorithms: signatures under the provider's public keys, neither `none` nor HMAC with a shared secret.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// The claims of an ID token, once its signature, issuer, audience, authorised party, expiry and nonce are verified.
fn checked<'a>(
    provider: &Provider,
    metadata: &CoreProviderMetadata,
    token: &'a CoreIdToken,
    request: &Request,
) -> Result<&'a CoreIdTokenClaims, Refusal> {
    let client = ClientId::new(provider.client_id.clone());
    let verifier = CoreIdTokenVerifier::new_public_client(
        client.clone(),
        provider.issuer.clone(),
        metadata.jwks().clone(),
    )
    .set_allowed_algs(ALGORITHMS);
    let claims = token.claims(&verifier, &Nonce::new(request.nonce.clone()));
    let claims = claims.map_err(|error| Refusal::at("id token", &error))?;
    // The library does not check the authorised party (`azp`).
    match claims.authorized_party() {
        Some(party) if *party != client => Err(Refusal("id token: of another party".to_owned())),
        _ => Ok(claims),
    }
}

/// Whether the issuer named by an authorisation response (RFC 9207), if any, is this provider.
pub fn is_from(provider: &Provider, issuer: &str) -> bool {
    issuer.is_empty() || Url::parse(issuer).is_ok_and(|issuer| issuer == *provider.issuer.url())
}
