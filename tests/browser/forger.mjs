// A provider that answers what a test tells it to: the right token, or one that must never be accepted.

import { createHmac, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";

const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const newKey = () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const published = (key, kid) => ({ ...createPublicKey(key).export({ format: "jwk" }), kid, alg: "RS256", use: "sig" });

/** A token signed with a key. */
export function signed(claims, key, kid, header = {}) {
  const text = `${encode({ alg: "RS256", kid, ...header })}.${encode(claims)}`;
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}

/** A token that says it needs no signature. */
export const unsigned = (claims) => `${encode({ alg: "none" })}.${encode(claims)}.`;

/** A token signed with a secret both sides share. */
export function symmetric(claims, secret, kid) {
  const text = `${encode({ alg: "HS256", kid })}.${encode(claims)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

/** Starts the forger; `answer` says what each endpoint gives, and is replaced by the test. */
export async function startForger(port) {
  const issuer = `http://127.0.0.1:${port}`;
  const [key, strangersKey] = [newKey(), newKey()];
  const forger = { issuer, key, strangersKey, kid: "one", strangersPublic: published(strangersKey, "two"), answer: {}, seen: [] };
  const description = () => ({
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    ...forger.answer.description,
  });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, issuer);
    forger.seen.push(pathname);
    const give = (body, media = "application/json", status = 200) => {
      response.writeHead(status, { "content-type": media });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    };
    const { userinfo } = forger.answer;
    if (pathname === "/.well-known/openid-configuration") return give(description());
    if (pathname === "/keys") return give({ keys: [published(key, "one"), ...(forger.answer.moreKeys ?? [])] });
    if (pathname === "/token" && forger.answer.redirect) return response.writeHead(307, { location: forger.answer.redirect }).end();
    if (pathname === "/token") return give({ access_token: "jeton", token_type: "Bearer", expires_in: 60, id_token: forger.answer.token });
    if (pathname === "/userinfo") return typeof userinfo === "string" ? give(userinfo, "application/jwt") : give(userinfo);
    return give({}, "application/json", 404);
  }).listen(port, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return Object.assign(forger, { stop });
}
