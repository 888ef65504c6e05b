// Signing in with a real OpenID Connect provider, in a real browser. The hub and the provider are two sites.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { enter, freePort, heading, openBrowser, press, startHub, visitor } from "./hub.mjs";
import { SECRET, startProvider } from "./provider.mjs";

let hub, browser, provider;

const described = (id, label, issuer, more = "") => `
[[provider]]
id = "${id}"
label = "${label}"
issuer = "${issuer}"
client_id = "${id}"
client_secret = "${SECRET}"
${more}`;

before(async () => {
  const port = await freePort();
  provider = await startProvider(await freePort(), `http://localhost:${port}`);
  const providers = [
    described("plain", "Agents", provider.issuer, 'scopes = ["email"]\nuserinfo = "plain"'),
    described("without-pkce", "Sans rien de plus", provider.issuer, 'pkce = false\nscopes = ["email"]'),
    described("signed", "Deux facteurs", provider.issuer, 'userinfo = "signed"\nacr_values = ["eidas2"]\nsecond_factor_acrs = ["eidas2"]'),
  ].join("\n");
  hub = await startHub({ host: "localhost", port, providers });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await hub?.stop();
  await provider?.stop();
});

const newVisitor = () => visitor(browser, hub.base, { known: [provider.issuer] });

async function link(page, label) {
  await page.goto("/account");
  await press(page, `Lier mon compte ${label}`);
  await page.getByText(`Vous pouvez maintenant vous connecter avec ${label}`).waitFor();
}

async function enterWith(page, label) {
  await page.goto("/sign-in");
  await press(page, `Se connecter avec ${label}`);
  await page.waitForURL((url) => url.href.startsWith(hub.base) && !/^\/sign-in(\/providers\/[a-z-]+)?$/.test(url.pathname));
}

test("an account nobody linked enters nowhere, though its address is known here", async () => {
  provider.who.subject = "inconnu";
  const { page, close } = await newVisitor();
  await enterWith(page, "Agents");
  assert.equal(await heading(page), "Le hub ne vous connaît pas encore ainsi");
  const answer = await page.request.get("/second-factor");
  assert.equal(new URL(answer.url()).pathname, "/sign-in", "no session was opened");
  await close();
});

test("once linked, an account enters; the second factor is still owed", async () => {
  provider.who.subject = "agent-1";
  const first = await newVisitor();
  await enter(first.page, "Coordonne le hub");
  await link(first.page, "Agents");
  await first.page.goto("/mails");
  await first.page.getByText("Un compte « Agents » vient d’être lié à votre compte").waitFor();
  await first.close();

  const { page, close } = await newVisitor();
  await enterWith(page, "Agents");
  assert.equal(new URL(page.url()).pathname, "/second-factor");
  const owed = await page.request.get("/dashboard");
  assert.notEqual(new URL(owed.url()).pathname, "/dashboard", "the second factor is owed");
  await press(page, "Confirmer");
  await page.waitForURL((url) => url.pathname === "/dashboard");

  await page.goto("/account");
  await press(page, "Délier");
  await page.getByText("Ce compte n’est plus lié au vôtre").waitFor();
  await press(page, "Se déconnecter");
  await enterWith(page, "Agents");
  assert.equal(await heading(page), "Le hub ne vous connaît pas encore ainsi");
  await close();
});

test("an account linked to one access is not linked to another", async () => {
  provider.who.subject = "agent-2";
  const first = await newVisitor();
  await enter(first.page, "Coordonne le hub");
  await link(first.page, "Agents");
  await first.close();
  const { page, close } = await newVisitor();
  await enter(page, "Dirige le hub");
  await page.goto("/account");
  await press(page, "Lier mon compte Agents");
  await page.getByText("Ce compte est lié à un autre").waitFor();
  await close();
});

test("keys that change between two sign-ins are followed", async () => {
  provider.who.subject = "agent-2";
  await provider.changeKeys();
  const { page, close } = await newVisitor();
  await enterWith(page, "Agents");
  assert.equal(new URL(page.url()).pathname, "/second-factor");
  await close();
});

test("a provider is sent what its settings name and nothing else", async () => {
  provider.who.subject = "agent-3";
  const sent = async (label) => {
    provider.asked.length = 0;
    const { page, close } = await newVisitor();
    await enterWith(page, label);
    await close();
    return provider.asked[0];
  };
  const bare = ["client_id", "nonce", "redirect_uri", "response_type", "scope", "state"];
  const without = await sent("Sans rien de plus");
  assert.deepEqual(Object.keys(without).sort(), bare);
  assert.equal(without.scope, "openid email");
  const plain = await sent("Agents");
  assert.deepEqual(Object.keys(plain).sort(), [...bare, "code_challenge", "code_challenge_method"].sort());
  assert.equal(plain.code_challenge_method, "S256");
  const levels = await sent("Deux facteurs");
  assert.equal(levels.acr_values, "eidas2");
});

test("without PKCE an account is linked and enters as well", async () => {
  provider.who.subject = "agent-4";
  const first = await newVisitor();
  await enter(first.page, "Finance le hub");
  await link(first.page, "Sans rien de plus");
  await first.close();
  const { page, close } = await newVisitor();
  await enterWith(page, "Sans rien de plus");
  assert.equal(new URL(page.url()).pathname, "/second-factor");
  await close();
});

test("the level that the settings accept counts as both factors, and no other level does", async () => {
  provider.who.subject = "agent-5";
  const first = await newVisitor();
  await enter(first.page, "Veille à la protection des données");
  await link(first.page, "Deux facteurs");
  await first.close();

  for (const [acr, arrived] of [["eidas1", "/second-factor"], ["eidas2", "/journal"]]) {
    provider.who.acr = acr;
    const { page, close } = await newVisitor();
    await enterWith(page, "Deux facteurs");
    assert.equal(new URL(page.url()).pathname, arrived, acr);
    await close();
  }
  provider.who.acr = undefined;
});
