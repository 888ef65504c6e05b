// What a hostile provider, or somebody between it and the hub, may answer: none of it opens a session.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { freePort, startHub } from "./hub.mjs";
import { signed, startForger, symmetric, unsigned } from "./forger.mjs";

const SECRET = "un secret partagé avec le fournisseur";
let hub, forger, persona;

before(async () => {
  forger = await startForger(await freePort());
  const described = (id, more) => `[[provider]]\nid = "${id}"\nlabel = "${id}"\nissuer = "${forger.issuer}"\nclient_id = "hub"\nclient_secret = "${SECRET}"\n${more}\n`;
  // Each request comes from a network of its own: sign-ins that end badly slow theirs down, and here nearly all do.
  const settings = { TANDEM_PROXIES: "1" };
  hub = await startHub({ settings, providers: described("forger", "") + described("plain", 'userinfo = "plain"') + described("signed", 'userinfo = "signed"') });
  const page = await (await fetch(`${hub.base}/personas`)).text();
  const card = page.split("<article").find((card) => card.includes("Coordonne le hub"));
  persona = card.match(/\/personas\/[0-9a-f-]{36}/)[0];
  for (const provider of ["forger", "plain", "signed"]) await link(provider);
});

after(async () => {
  await hub?.stop();
  await forger?.stop();
});

beforeEach(() => {
  forger.answer = {};
  forger.seen.length = 0;
});

let networks = 0;
const newNetwork = () => `10.${(networks += 1) >> 8}.${networks & 255}.1`;

/** Sends a request as a page of the hub would, with cookies, and shows the answer itself. */
async function ask(method, path, cookies = {}) {
  const cookie = Object.entries(cookies).map(([name, value]) => `${name}=${value}`).join("; ");
  const answer = await fetch(hub.base + path, { method, redirect: "manual", headers: { cookie, "sec-fetch-site": "same-origin", "x-forwarded-for": newNetwork() } });
  const kept = Object.fromEntries(answer.headers.getSetCookie().map((line) => line.split(";")[0].split("=")));
  return { status: answer.status, location: answer.headers.get("location"), refresh: answer.headers.get("refresh"), kept, text: await answer.text() };
}

/** Leaves for a provider; what it was told comes back with the cookies of the browser. */
async function leave(provider, path = `/sign-in/providers/${provider}`, cookies = {}) {
  const answer = await ask("POST", path, cookies);
  assert.equal(answer.status, 200, answer.text);
  const told = new URL(answer.refresh.replace("0; url=", "")).searchParams;
  return { provider, state: told.get("state"), nonce: told.get("nonce"), cookies: { ...cookies, ...answer.kept } };
}

const comeBack = ({ provider, state, cookies }, more = "") => ask("GET", `/sign-in/providers/${provider}/callback?code=un-code&state=${state}${more}`, cookies);

const seconds = () => Math.floor(Date.now() / 1000);

/** The claims of a right token, but for what is changed. */
const claims = (nonce, changes = {}) => ({ iss: forger.issuer, aud: "hub", sub: "agent", iat: seconds(), exp: seconds() + 60, nonce, ...changes });

const right = (nonce) => signed(claims(nonce), forger.key, forger.kid);

async function link(provider) {
  const entered = await ask("POST", persona);
  const leaving = await leave(provider, `/account/providers/${provider}`, entered.kept);
  forger.answer = { token: right(leaving.nonce), userinfo: signed(claims(undefined), forger.key, forger.kid) };
  const linked = await comeBack(leaving);
  assert.equal(linked.location, "/account", linked.text);
}

const opensASession = (answer) => Boolean(answer.kept.tandem_session);

function assertRefused(answer, what) {
  assert.equal(opensASession(answer), false, `${what}: a session was opened`);
  assert.equal(answer.status, 422, what);
  assert.match(answer.text, /Cela n’a pas abouti/, what);
}

test("the right token opens a session, so that what follows is refused for its own fault", async () => {
  for (const provider of ["forger", "plain", "signed"]) {
    const leaving = await leave(provider);
    forger.answer = { token: right(leaving.nonce), userinfo: signed(claims(undefined), forger.key, forger.kid) };
    const entered = await comeBack(leaving);
    assert.equal(entered.location, "/second-factor", entered.text);
    assert.ok(opensASession(entered));
  }
});

const FORGED = {
  "without a signature (alg none)": (nonce) => unsigned(claims(nonce)),
  "whose signature was taken away": (nonce) => `${right(nonce).split(".").slice(0, 2).join(".")}.`,
  "with alg none and the signature of another token": (nonce) => `${unsigned(claims(nonce))}${right(nonce).split(".")[2]}`,
  "signed with the shared secret (HS256)": (nonce) => symmetric(claims(nonce), SECRET, forger.kid),
  "signed with the public key as a secret": (nonce) => symmetric(claims(nonce), JSON.stringify(forger.strangersPublic), forger.kid),
  "signed by a stranger under a known key's name": (nonce) => signed(claims(nonce), forger.strangersKey, forger.kid),
  "signed by a stranger under an unknown name": (nonce) => signed(claims(nonce), forger.strangersKey, "two"),
  "signed by a stranger who brings their own key": (nonce) => signed(claims(nonce), forger.strangersKey, "two", { jwk: forger.strangersPublic }),
  "with a claim changed after it was signed": (nonce) => {
    const [header, , signature] = right(nonce).split(".");
    return `${header}.${Buffer.from(JSON.stringify(claims(nonce, { sub: "chef" }))).toString("base64url")}.${signature}`;
  },
  "for another client (aud)": (nonce) => signed(claims(nonce, { aud: "autre" }), forger.key, forger.kid),
  "for another client beside this one (aud)": (nonce) => signed(claims(nonce, { aud: ["hub", "autre"] }), forger.key, forger.kid),
  "for nobody (no aud)": (nonce) => signed(claims(nonce, { aud: undefined }), forger.key, forger.kid),
  "given to another client (azp)": (nonce) => signed(claims(nonce, { azp: "autre" }), forger.key, forger.kid),
  "of another issuer (iss)": (nonce) => signed(claims(nonce, { iss: "https://ailleurs.exemple.test" }), forger.key, forger.kid),
  "of no issuer": (nonce) => signed(claims(nonce, { iss: undefined }), forger.key, forger.kid),
  "with another nonce": () => signed(claims("autre"), forger.key, forger.kid),
  "without a nonce": () => signed(claims(undefined), forger.key, forger.kid),
  "expired": (nonce) => signed(claims(nonce, { iat: seconds() - 120, exp: seconds() - 60 }), forger.key, forger.kid),
  "that never expires": (nonce) => signed(claims(nonce, { exp: undefined }), forger.key, forger.kid),
  "without a subject": (nonce) => signed(claims(nonce, { sub: undefined }), forger.key, forger.kid),
  "that is none": () => "ceci.n’est.pas",
};

for (const [what, forge] of Object.entries(FORGED)) {
  test(`a token ${what} is refused`, async () => {
    const leaving = await leave("forger");
    forger.answer = { token: forge(leaving.nonce) };
    assertRefused(await comeBack(leaving), what);
    assert.ok(forger.seen.includes("/token"), "the token was asked for");
  });
}

test("an answer without a token is refused", async () => {
  const leaving = await leave("forger");
  assertRefused(await comeBack(leaving), "no token");
});

test("a state serves once", async () => {
  const leaving = await leave("forger");
  forger.answer = { token: right(leaving.nonce) };
  assert.ok(opensASession(await comeBack(leaving)));
  forger.seen.length = 0;
  assertRefused(await comeBack(leaving), "a replayed state");
  assert.deepEqual(forger.seen, [], "the code is not even tried again");
});

test("a state serves once, even when its token was refused", async () => {
  const leaving = await leave("forger");
  forger.answer = { token: unsigned(claims(leaving.nonce)) };
  assertRefused(await comeBack(leaving), "forged");
  forger.answer = { token: right(leaving.nonce) };
  assertRefused(await comeBack(leaving), "replayed");
});

test("a token of an earlier sign-in is not taken for a later one", async () => {
  const earlier = await leave("forger");
  const later = await leave("forger");
  forger.answer = { token: right(earlier.nonce) };
  assertRefused(await comeBack(later), "a replayed code");
});

test("an answer that this browser did not ask for is refused", async () => {
  const leaving = await leave("forger");
  const elsewhere = await leave("forger");
  forger.answer = { token: right(leaving.nonce) };
  assertRefused(await comeBack({ ...leaving, cookies: {} }), "no cookie");
  const again = await leave("forger");
  forger.answer = { token: right(again.nonce) };
  assertRefused(await comeBack({ ...again, cookies: elsewhere.cookies }), "the cookie of another browser");
  assertRefused(await comeBack({ ...elsewhere, state: "deviné" }), "a guessed state");
  assertRefused(await ask("GET", "/sign-in/providers/forger/callback", elsewhere.cookies), "no state");
});

test("an answer comes back to the provider it was asked of, and names no other", async () => {
  const leaving = await leave("forger");
  forger.answer = { token: right(leaving.nonce) };
  assertRefused(await comeBack({ ...leaving, provider: "plain" }), "another provider");
  const other = await leave("forger");
  forger.answer = { token: right(other.nonce) };
  assertRefused(await comeBack(other, "&iss=https%3A%2F%2Failleurs.exemple.test"), "another issuer");
});

test("a link that was asked for by somebody else links nothing", async () => {
  const entered = await ask("POST", persona);
  const leaving = await leave("forger", "/account/providers/forger", entered.kept);
  forger.answer = { token: signed(claims(leaving.nonce, { sub: "un autre" }), forger.key, forger.kid) };
  const { tandem_session: _, ...withoutSession } = leaving.cookies;
  assert.equal((await comeBack({ ...leaving, cookies: withoutSession })).status, 404);
  const again = await leave("forger");
  forger.answer = { token: signed(claims(again.nonce, { sub: "un autre" }), forger.key, forger.kid) };
  const answer = await comeBack(again);
  assert.match(answer.text, /ne vous connaît pas encore ainsi/);
  assert.equal(opensASession(answer), false);
});

const USERINFO = {
  "unsigned where signed is asked": ["signed", () => ({ sub: "agent" })],
  "with alg none where signed is asked": ["signed", () => unsigned(claims(undefined))],
  "signed by a stranger": ["signed", () => signed(claims(undefined), forger.strangersKey, forger.kid)],
  "signed with the shared secret": ["signed", () => symmetric(claims(undefined), SECRET, forger.kid)],
  "signed for another client": ["signed", () => signed(claims(undefined, { aud: "autre" }), forger.key, forger.kid)],
  "signed by another issuer": ["signed", () => signed(claims(undefined, { iss: "https://ailleurs.exemple.test" }), forger.key, forger.kid)],
  "signed, of somebody else": ["signed", () => signed(claims(undefined, { sub: "autre" }), forger.key, forger.kid)],
  "of somebody else": ["plain", () => ({ sub: "autre" })],
  "of nobody": ["plain", () => ({ email: "camille.orsini@hub.exemple.test" })],
  "with alg none": ["plain", () => unsigned(claims(undefined))],
};

for (const [what, [provider, forge]] of Object.entries(USERINFO)) {
  test(`userinfo ${what} is refused`, async () => {
    const leaving = await leave(provider);
    forger.answer = { token: right(leaving.nonce), userinfo: forge() };
    assertRefused(await comeBack(leaving), what);
    assert.ok(forger.seen.includes("/userinfo"), "it was asked for");
  });
}

test("a description that names another issuer, or leads over an open network, is not followed", async () => {
  const begin = () => ask("POST", "/sign-in/providers/forger");
  for (const description of [{ issuer: "https://ailleurs.exemple.test" }, { authorization_endpoint: "http://ailleurs.exemple.test/auth" }, { jwks_uri: "http://ailleurs.exemple.test/keys" }]) {
    forger.answer = { description };
    const answer = await begin();
    assertRefused(answer, JSON.stringify(description));
    assert.equal(answer.refresh, null);
  }
});

test("a redirection of the token endpoint is not followed", async () => {
  const leaving = await leave("forger");
  forger.answer = { redirect: `${forger.issuer}/elsewhere`, token: right(leaving.nonce) };
  assertRefused(await comeBack(leaving), "redirected");
  assert.ok(!forger.seen.includes("/elsewhere"));
});

test("a key born between two requests is known, and a stranger's among the published keys changes nothing", async () => {
  const leaving = await leave("forger");
  forger.answer = { token: signed(claims(leaving.nonce), forger.strangersKey, "two"), moreKeys: [forger.strangersPublic] };
  assert.ok(opensASession(await comeBack(leaving)), "a published key signs");
  const again = await leave("forger");
  forger.answer = { token: signed(claims(again.nonce), forger.strangersKey, forger.kid), moreKeys: [forger.strangersPublic] };
  assertRefused(await comeBack(again), "under the name of another key");
});
