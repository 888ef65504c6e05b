//! What is said with a provider to sign somebody in: where to send them, then who they are.

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

/// Why somebody could not be signed in with a provider; the text is for the log.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(String);

impl Refusal {
    fn at(step: &str, error: &dyn std::error::Error) -> Self {
        let mut told = format!("{step}: {error}");
        let mut cause = error.source();
        while let Some(error) = cause {
            told.push_str(&format!(": {error}"));
            cause = error.source();
        }
        Self(told)
    }
}

/// What binds an answer to a request. Each is drawn anew.
#[derive(Clone, Debug)]
pub struct Request {
    /// What comes back with the answer.
    pub state: String,
    /// What the token repeats.
    pub nonce: String,
    /// What proves to the provider that whoever brings the code asked for it.
    pub pkce_verifier: Option<String>,
}

/// Who somebody is, according to a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// Their name there: it never changes and is given to nobody else.
    pub subject: String,
    /// How well they were recognised, if the provider says.
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

/// The address of the provider's page where somebody signs in; they come back to `return_to`.
pub async fn address(provider: &Provider, return_to: &str, request: &Request) -> Result<String, Refusal> {
    let metadata = discover(provider, &Http::new().map_err(|error| Refusal::at("http", &error))?).await?;
    let client = client(provider, metadata, return_to)?;
    let (state, nonce) = (request.state.clone(), request.nonce.clone());
    let mut asked = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            || CsrfToken::new(state),
            || Nonce::new(nonce),
        )
        .add_scopes(provider.scopes.iter().cloned().map(Scope::new));
    for acr in &provider.acr_values {
        asked = asked.add_auth_context_value(AuthenticationContextClass::new(acr.clone()));
    }
    if let Some(verifier) = &request.pkce_verifier {
        let verifier = PkceCodeVerifier::new(verifier.clone());
        asked = asked.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
    }
    let (address, _, _) = asked.url();
    if is_private(&address) { Ok(address.into()) } else { Err(Refusal("an open address".to_owned())) }
}

/// Who brings this code, once the provider's token, and what it says of them if it is asked, were checked.
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
    // Read after the token was made: a key that is new is among them.
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

/// The tokens given for a code.
async fn exchange(
    client: &Client,
    request: &Request,
    code: &str,
    http: &Http,
) -> Result<CoreTokenResponse, Refusal> {
    let asked = client.exchange_code(AuthorizationCode::new(code.to_owned()));
    let mut asked = asked.map_err(|error| Refusal::at("no token endpoint", &error))?;
    if let Some(verifier) = &request.pkce_verifier {
        asked = asked.set_pkce_verifier(PkceCodeVerifier::new(verifier.clone()));
    }
    asked.request_async(http).await.map_err(|error| Refusal::at("token", &error))
}

/// Asks the provider who somebody is: it must name the subject of the token, signed where the settings say so.
async fn confirm(
    provider: &Provider,
    metadata: CoreProviderMetadata,
    (token, subject): (&AccessToken, &SubjectIdentifier),
    http: &Http,
) -> Result<(), Refusal> {
    let id = ClientId::new(provider.client_id.clone());
    let client = CoreClient::from_provider_metadata(metadata, id, None);
    let asked = client.user_info(token.clone(), Some(subject.clone()));
    let asked = asked.map_err(|error| Refusal::at("no userinfo endpoint", &error))?;
    let signed = provider.userinfo == Userinfo::Signed;
    let answer = if signed { UserInfoResponseType::Jwt } else { UserInfoResponseType::Json };
    let told: Result<CoreUserInfoClaims, _> =
        asked.require_signed_response(signed).set_response_type(answer).request_async(http).await;
    told.map(drop).map_err(|error| Refusal::at("userinfo", &error))
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

/// Signatures with the provider's public keys only: neither `none`, nor the shared secrets of HMAC.
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

/// The claims of a token whose signature, issuer, audience, party, end and nonce are right.
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
    // The library leaves the authorised party to its users.
    match claims.authorized_party() {
        Some(party) if *party != client => Err(Refusal("id token: of another party".to_owned())),
        _ => Ok(claims),
    }
}

/// Whether an answer that names its issuer (RFC 9207) is this provider's own.
pub fn is_from(provider: &Provider, issuer: &str) -> bool {
    issuer.is_empty() || Url::parse(issuer).is_ok_and(|issuer| issuer == *provider.issuer.url())
}
