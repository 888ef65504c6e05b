// Every page for every persona, in light and dark, on a phone and on a desk: no violation of WCAG that axe can
// see, nothing wider than the screen, nothing refused by the security policy.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { enter, openBrowser, routes, startHub, visitor } from "./hub.mjs";
import { VISITORS, openEachPage, prepare } from "./pages.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const VIEWS = [
  { width: 1280, colorScheme: "light" },
  { width: 1280, colorScheme: "dark" },
  { width: 375, colorScheme: "light" },
  { width: 375, colorScheme: "dark" },
];

/** The pages that need no account. */
const OPEN = new Set(routes().filter(({ roles }) => roles.includes("public")).map(({ path }) => path));

let hub, browser, further;

before(async () => {
  hub = await startHub();
  browser = await openBrowser();
  further = await prepare(browser, hub);
});

after(async () => {
  await browser?.close();
  await hub?.stop();
});

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

// Of a pair that has not accepted yet, nobody is led to the charter: the journeys from messages open it.
const SIGNED = "/charters/{id}";

for (const { role, card } of VISITORS) {
  test(`every page is accessible to the ${role}`, async () => {
    const { page, close } = await visitor(browser, hub.base);
    if (card) await enter(page, card);
    const found = [];
    const unreached = await openEachPage(page, role, further[role] ?? [], async () => {
      found.push(...(await faults(page)));
    });
    assert.deepEqual(found, []);
    // What anybody may open is opened by somebody who is not signed in.
    const missed = role === "public" ? unreached : unreached.filter((path) => !OPEN.has(path) && path !== SIGNED);
    if (["public", "coordinator"].includes(role)) assert.deepEqual(missed, [], "pages that no link leads to");
    await close();
  });
}

test("the page of an address that does not exist is accessible", async () => {
  const { page, close } = await visitor(browser, hub.base);
  await enter(page, "Coordonne le hub");
  assert.equal((await page.goto("/nulle-part")).status(), 404);
  assert.deepEqual(await faults(page), []);
  await close();
});
