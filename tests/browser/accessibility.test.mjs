// Every page for every persona, in light and dark, on a phone and on a desk: no violation of WCAG that axe can
// see, nothing wider than the screen, nothing refused by the security policy.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { askForAMentor, enter, heading, openBrowser, press, routes, sendExample, startHub, visitor } from "./hub.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const VIEWS = [
  { width: 1280, colorScheme: "light" },
  { width: 1280, colorScheme: "dark" },
  { width: 375, colorScheme: "light" },
  { width: 375, colorScheme: "dark" },
];

/** Who visits, the words of their card, and the role in the table of routes. */
const VISITORS = [
  { role: "public" },
  { role: "coordinator", card: "Coordonne le hub" },
  { role: "adviser", card: "Conseille dans" },
  { role: "mentor", card: "Mentor bénévole" },
  { role: "mentee", card: "Personne accompagnée" },
  { role: "funder", card: "Finance le hub" },
];

let hub, browser;
/** Pages of a coordinator that the lists lead to only in some cases. */
const further = [];

before(async () => {
  hub = await startHub();
  browser = await openBrowser();
  await prepare();
});

after(async () => {
  await browser?.close();
  await hub?.stop();
});

/** Asks to join; runs two rounds, of which one stays a draft; finds somebody who waits; sends a file and leaves it unconfirmed. */
async function prepare() {
  const { page, close } = await visitor(browser, hub.base);
  await askForAMentor(page, "Olive Tapenade");
  await enter(page, "Coordonne le hub");
  await page.goto("/mentees?state=waiting");
  await page.locator("tbody th a").first().click();
  await heading(page);
  further.push(new URL(page.url()).pathname);

  const draft = await runARound(page);
  const weights = ["trade", "sector", "topics", "distance", "availability", "language", "style"];
  further.push(draft, `${draft}?${weights.map((name) => `weight_${name}=10`).join("&")}`);

  // Only mails lead to these; opened by GET they show the same whatever the token.
  const linked = ["/sign-in/links", "/invitations", "/password-resets", "/join/confirmations"];
  for (const path of linked) further.push(`${path}/0123456789abcdef`);

  await runARound(page);
  await press(page, "Proposer ces tandems");
  await page.waitForURL(/\/proposals/);

  await page.goto("/import");
  await sendExample(page);
  further.push(new URL(page.url()).pathname);
  await close();
}

async function runARound(page) {
  await page.goto("/rounds/new");
  await press(page, "Lancer la campagne");
  await page.waitForURL(/\/rounds\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname;
}

/** The pages that a role may reach; files, health and parts of a page are no pages. */
function pagesOf(role) {
  const isPage = ({ method, path }) =>
    method === "GET" && !/^\/(static|healthz|readyz|\.well-known)|\.csv$|\/callback$|\/what-if$/.test(path);
  return routes().filter((route) => isPage(route) && route.roles.includes(role)).map((route) => route.path);
}

function pattern(path) {
  return new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`);
}

async function violations(page) {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    const where = (node) => `${node.target.join(" ")} ${(node.failureSummary ?? "").split("\n")[1] ?? ""}`;
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(where).join(" | ")}`);
  });
}

/** What is wrong with the page shown, in every view. */
async function faults(page) {
  const found = [];
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  for (const { width, colorScheme } of VIEWS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const view = `${new URL(page.url()).pathname} at ${width} px, ${colorScheme}`;
    for (const violation of await violations(page)) found.push(`${view}: ${violation}`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (overflow > 0) found.push(`${view}: ${overflow} px wider than the screen`);
  }
  return found;
}

/** The addresses of the hub that the page links to. */
function links(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("a[href]")]
      .filter((link) => link.origin === location.origin)
      .map((link) => link.pathname + link.search),
  );
}

for (const { role, card } of VISITORS) {
  test(`every page is accessible to the ${role}`, async () => {
    const { page, close } = await visitor(browser, hub.base);
    if (card) await enter(page, card);
    const paths = pagesOf(role);
    const waiting = new Map(paths.filter((path) => path.includes("{")).map((path) => [path, pattern(path)]));
    const queue = paths.filter((path) => !path.includes("{")).concat(role === "coordinator" ? further : []);
    for (const [path, like] of waiting) if (queue.some((queued) => like.test(queued))) waiting.delete(path);
    const found = [];
    for (let path = queue.shift(); path; path = queue.shift()) {
      const answer = await page.goto(path);
      assert.ok(answer.ok(), `${path} answers ${answer.status()}`);
      found.push(...(await faults(page)));
      for (const link of await links(page)) {
        const known = [...waiting].find(([, like]) => like.test(link.split("?")[0]));
        const shadowed = paths.includes(link.split("?")[0]);
        if (known && !shadowed) {
          waiting.delete(known[0]);
          queue.push(link);
        }
      }
    }
    assert.deepEqual(found, []);
    if (role === "coordinator") assert.deepEqual([...waiting.keys()], [], "pages that no link leads to");
    await close();
  });
}

test("the page of an address that does not exist is accessible", async () => {
  const { page, close } = await visitor(browser, hub.base);
  assert.equal((await page.goto("/nulle-part")).status(), 404);
  assert.deepEqual(await faults(page), []);
  await close();
});
