// The same work without script, and a form with the keyboard alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { addMentee, choose, enter, openBrowser, startHub, typedDay, visitor } from "./hub.mjs";

let hub, browser;

before(async () => {
  hub = await startHub();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await hub?.stop();
});

test("without script, a coordinator registers somebody, runs a round, proposes it and notes both answers", async () => {
  const { page, close } = await visitor(browser, hub.base, { javaScriptEnabled: false });
  const click = async (name, within = page) => within.getByRole("button", { name }).first().click();
  await enter(page, "Coordonne le hub");
  await addMentee(page, "Honorine Garrigue", typedDay(new Date()));

  await page.goto("/rounds/new");
  await page.getByLabel("Métier", { exact: true }).fill("100");
  await click("Lancer le tour");
  assert.match(page.url(), /\/rounds\/[0-9a-f-]{36}/);
  await page.getByLabel("Métier", { exact: true }).fill("0");
  await click("Voir l’effet");
  await page.getByRole("heading", { name: "Avec ces réglages" }).waitFor();
  const first = page.locator("article.proposal").first();
  await first.locator("summary").click();
  await click("Refuser cette fois", first);
  await page.getByText("Binôme refusé").waitFor();
  await click("Calculer à nouveau");
  await page.getByRole("heading", { name: "Depuis le calcul précédent" }).waitFor();
  await click("Proposer ces tandems");
  assert.match(page.url(), /\/proposals$/);

  // Of those that await an answer, one whose mentor has not said theirs.
  await page.getByRole("link", { name: /^En attente/ }).click();
  const mentorAwaited = page.locator('td[data-label="Mentor"]', { has: page.getByRole("button", { name: /^Oui/ }) });
  await page.locator("tbody tr", { has: mentorAwaited }).first().locator("th a").click();
  for (const side of [0, 1]) {
    const panel = page.locator(".pair section").nth(side);
    await choose(panel, "Oui");
    await click("Noter cette réponse", panel);
  }
  // Both have signed the charter on paper.
  await page.goto(new URL(page.url()).pathname.replace("proposals", "charters"));
  for (const _side of [0, 1]) {
    await page.getByLabel("Signée sur papier le").first().fill(typedDay(new Date()));
    await click("Noter cette signature");
  }
  assert.match(page.url(), /\/tandems\/[0-9a-f-]{36}$/);
  await close();
});

test("without script, what is wrong with a form is said at its field", async () => {
  const { page, close } = await visitor(browser, hub.base, { javaScriptEnabled: false });
  await enter(page, "Coordonne le hub");
  await page.goto("/people/new?as=mentee");
  await page.getByLabel("Prénom", { exact: true }).fill("Honorine");
  await page.locator("form[action^='/people'] button").last().click();
  const summary = page.getByRole("alert");
  const wrong = page.getByLabel("Nom", { exact: true });
  assert.equal(await wrong.getAttribute("aria-invalid"), "true");
  assert.equal(await page.getByLabel("Prénom", { exact: true }).inputValue(), "Honorine", "what was typed is kept");
  await summary.locator('a[href="#last_name"]').click();
  assert.match(page.url(), /#last_name$/);
  await close();
});

test("with the keyboard alone, one skips to the content, follows the menu and fills the form of a round", async () => {
  const { page, close } = await visitor(browser, hub.base);
  await enter(page, "Coordonne le hub");
  await page.goto("/rounds/new");

  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Aller au contenu");
  await page.keyboard.press("Enter");
  await tabTo(page, (element) => element.name === "weight_trade");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("95");
  await tabTo(page, (element) => element.textContent.includes("Lancer le tour"));
  assert.ok(await visiblyFocused(page), "the focus is seen");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/rounds\/[0-9a-f-]{36}/);
  assert.equal(await page.locator("input[name=weight_trade]").inputValue(), "95");
  await close();
});

function focused(page) {
  return page.evaluate(() => document.activeElement.textContent.trim());
}

/** Presses Tab until the element with the focus is the one looked for. */
async function tabTo(page, looked) {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(`(${looked})(document.activeElement)`)) return;
  }
  assert.fail(`no Tab leads to ${looked}`);
}

function visiblyFocused(page) {
  return page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
}
