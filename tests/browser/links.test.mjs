// Links are opened by programs before their owner: scanners by GET and HEAD, and browsers that render the page and run its scripts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, press, startHub, visitor } from "./hub.mjs";

const EMAIL = "camille.orsini@hub.exemple.test";

let hub;
let browser;
before(async () => {
  hub = await startHub();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await hub?.stop();
});

/** Asks for a link to enter, and gives its address as the message writes it. */
async function askForALink(page) {
  await page.goto("/sign-in");
  await page.getByLabel("Votre adresse e-mail").first().fill(EMAIL);
  await press(page, /lien/i);
  await page.goto("/mails");
  const href = await page.locator('a[href^="/sign-in/links/"]').first().getAttribute("href");
  return `${hub.base}${href}`;
}

/** Opens an address as a program does that renders pages: scripts run, everything is looked at, nothing is pressed. */
async function render(address) {
  const context = await browser.newContext({ baseURL: hub.base });
  const page = await context.newPage();
  await page.goto(address, { waitUntil: "networkidle" });
  await page.locator("main").innerText();
  await page.mouse.wheel(0, 2000);
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

test("a link that programs opened twenty times still enters its owner, once", async () => {
  const { page, close } = await visitor(browser, hub.base);
  const link = await askForALink(page);
  for (let times = 0; times < 20; times += 1) {
    for (const method of ["GET", "HEAD"]) {
      const answer = await fetch(link, { method });
      assert.equal(answer.status, 200, method);
      assert.equal(answer.headers.get("set-cookie"), null, method);
    }
  }
  for (let times = 0; times < 3; times += 1) assert.deepEqual(await render(link), []);
  await page.goto(link);
  await page.locator("main form button").first().click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in/links"));
  await page.goto("/sign-in");
  assert.ok(await page.getByRole("button", { name: "Se déconnecter" }).isVisible(), "one is in");
  await close();
});

test("a large round shows how far it is, without script", async () => {
  const { page, close } = await visitor(browser, hub.base, { javaScriptEnabled: false });
  await page.goto("/personas");
  await page.getByRole("button", { name: /^Se connecter comme Camille/ }).click();
  await page.goto("/rounds/new");
  await page.getByRole("button", { name: "Lancer le tour" }).click();
  await page.waitForURL(/\/rounds\/[0-9a-f-]{36}$/);
  await page.getByRole("heading", { name: "Le résultat" }).waitFor({ timeout: 30_000 });
  await close();
});
