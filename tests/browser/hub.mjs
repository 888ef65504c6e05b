// A hub of one's own, with the demonstration loaded, and a visitor in a real browser.
//
// TANDEM is the program, TANDEM_DATA the folder of reference files, BROWSER the Chromium to use.

import assert from "node:assert/strict";
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const PROGRAM = process.env.TANDEM ?? "../../target/debug/tandem";
export const DATA = process.env.TANDEM_DATA ?? "../../data";

/** A port of loopback that nobody listens on. */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * Starts the demonstration, or the hub itself, on a new database and waits until it is ready. `host` is the name people type,
 * `providers` the file of those they sign in with, `settings` the other variables.
 */
export async function startHub({ command = "demo", host = "127.0.0.1", port, providers, settings = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tandem-journeys-"));
  port ??= await freePort();
  const base = `http://${host}:${port}`;
  const variables = { TANDEM_BASE_URL: base, ...settings };
  if (providers) {
    variables.TANDEM_PROVIDERS_FILE = join(folder, "providers.toml");
    writeFileSync(variables.TANDEM_PROVIDERS_FILE, providers);
  }
  const hub = spawn(PROGRAM, ["--data-dir", folder, "--listen", `127.0.0.1:${port}`, command], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, TANDEM_LOG: "error", ...variables },
  });
  const ended = new Promise((resolve) => hub.once("exit", resolve));
  const ready = async () => (await fetch(`${base}/readyz`).catch(() => null))?.ok ?? false;
  for (let tries = 0; !(await ready()); tries += 1) {
    assert.ok(tries < 600 && hub.exitCode === null, "the hub does not start");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  // What is due on a day is done; the hub that serves sees the same day a moment later.
  const tick = (day) => {
    const done = ["--data-dir", folder, "tick", "--date", day];
    execFileSync(PROGRAM, done, { env: { ...process.env, TANDEM_LOG: "error", ...variables } });
  };
  const stop = async () => {
    hub.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { base, folder, tick, stop };
}

/** Every route of the hub, with the roles it admits. */
export function routes() {
  return JSON.parse(execFileSync(PROGRAM, ["routes", "--json"], { encoding: "utf8" }));
}

/** A browser; it runs as whoever runs the tests, and opens the hub only. */
export function openBrowser() {
  const executablePath = process.env.BROWSER || "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
}

/** A visitor, and what went wrong in their browser: errors, refusals of the security policy, other sites asked than `known`. */
export async function visitor(browser, base, { known = [], ...options } = {}) {
  const context = await browser.newContext({ baseURL: base, locale: "fr-FR", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const troubles = [];
  page.on("console", (message) => {
    const refused = /failed to load resource.*(401|404|422)/i.test(message.text());
    if (message.type() === "error" && !refused) troubles.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => troubles.push(`${page.url()}: ${error.message}`));
  page.on("request", (request) => {
    if (![base, ...known].some((site) => request.url().startsWith(site))) troubles.push(`${page.url()} asks ${request.url()}`);
  });
  const close = async () => {
    await context.close();
    assert.deepEqual(troubles, []);
  };
  return { page, close };
}

/** Enters the demonstration by the words of the first card that has them: a name, or what the persona does. */
export async function enter(page, who) {
  await page.goto("/personas");
  await page.locator("article.card", { hasText: who }).first().getByRole("button", { name: /^Se connecter comme/ }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/personas"));
}

/** A device of the visitor that holds passkeys and recognises its owner. */
export async function authenticator(page) {
  const protocol = await page.context().newCDPSession(page);
  await protocol.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await protocol.send("WebAuthn.addVirtualAuthenticator", { options });
  const recognise = (isUserVerified) => protocol.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
  const credentials = async () => (await protocol.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
  return { recognise, credentials };
}

/** Presses a button, and says yes when the page asks whether one is sure. */
export async function press(page, name, within = page) {
  await within.getByRole("button", { name }).first().click();
  const dialog = page.getByRole("dialog");
  if (await dialog.isVisible()) await dialog.getByRole("button").last().click();
}

/** Chooses one of several answers, or ticks a box. */
export async function choose(within, label) {
  await within.getByLabel(label).first().check();
}

/** Asks for a mentor at the home page, and confirms the address by the link of the message. */
export async function askForAMentor(page, name) {
  const [first, last] = name.split(" ");
  await page.goto("/");
  await page.getByRole("link", { name: /Je cherche un mentor/ }).click();
  await page.getByLabel("Prénom", { exact: true }).fill(first);
  await page.getByLabel("Nom", { exact: true }).fill(last);
  await page.getByLabel("Adresse e-mail").fill(`${first}.${last}@exemple.test`.toLowerCase());
  await page.getByLabel("Commune ou arrondissement").selectOption({ label: "Aubagne" });
  await press(page, "Envoyer ma demande");
  assert.equal(await heading(page), "Regardez votre courrier");
  await page.goto("/mails");
  await page.locator('a[href*="/join/confirmations/"]').first().click();
  await press(page, "Confirmer ma demande");
  assert.equal(await heading(page), "Votre demande est arrivée");
}

/** Registers somebody who looks for work, is free every evening and meets people at a distance too. */
export async function addMentee(page, name, welcomedOn) {
  await fillMentee(page, name, welcomedOn);
  await page.locator("form[action^='/people'] button:not([type=button])").last().click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

/** Fills the form of somebody new in, and does not send it. */
export async function fillMentee(page, name, welcomedOn) {
  const [first, last] = name.split(" ");
  await page.goto("/mentees");
  await page.getByRole("link", { name: "Accueillir une personne" }).first().click();
  await page.getByLabel("Prénom", { exact: true }).fill(first);
  await page.getByLabel("Nom", { exact: true }).fill(last);
  await page.getByLabel("Adresse e-mail").fill(`${first}.${last}@exemple.test`.toLowerCase());
  await page.getByLabel("Commune ou arrondissement").selectOption({ label: "Marseille 13e" });
  await page.getByLabel("Langue 1", { exact: true }).selectOption("fr");
  await page.getByLabel("Niveau de la langue 1").selectOption("C2");
  const origin = page.getByLabel("Structure qui l’a orientée");
  if (await origin.count()) await origin.selectOption({ index: 1 });
  await choose(page.getByRole("group", { name: "Parcours" }), /emploi/i);
  await page.getByLabel("Jour du premier accueil").fill(welcomedOn);
  for (const day of ["lundi", "mardi", "mercredi", "jeudi", "vendredi"]) await choose(page, `${day} soir`);
  await choose(page.getByRole("group", { name: "Comment ?" }), /distance/i);
  await page.getByLabel(/^Distance acceptée/).fill("30");
}

/** Sends the example file of registrations, up to its preview. */
export async function sendExample(page) {
  await page.getByLabel("Fichier d’inscriptions").setInputFiles(join(DATA, "import/modele_inscription_exemple.csv"));
  await press(page, "Lire le fichier");
  await page.getByRole("heading", { level: 1, name: "Voici ce qui sera fait" }).waitFor();
}

/** The heading of the page. */
export function heading(page) {
  return page.getByRole("heading", { level: 1 }).innerText();
}

/** The messages of the demonstration, the first first: all, or those of a kind to somebody. */
export async function mails(hub, { kind, to } = {}) {
  const all = await (await fetch(`${hub.base}/mails.json`)).json();
  return all.reverse().filter((mail) => (!kind || mail.kind === kind) && (!to || mail.to === to));
}

/** What is awaited of the hub's worker, once there is such a thing. */
export async function eventually(find, what, most = 150) {
  for (let tries = 0; tries < most; tries += 1) {
    const found = await find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`${what} does not come`);
}

/** A day as people type it: 12/03/2026. */
export function typedDay(day) {
  return day.toISOString().slice(0, 10).split("-").reverse().join("/");
}
