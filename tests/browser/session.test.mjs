// A session that ends in the middle of a long form, and a bookmark opened while signed out.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { enter, fillMentee, openBrowser, startHub, typedDay, visitor } from "./hub.mjs";

let hub, browser;

before(async () => {
  hub = await startHub();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await hub?.stop();
});

const COORDINATOR = "Coordonne le hub";
const FORM = "form[action^='/people?']";

/** What a form would send, without the key that each page gives it. */
function filled(page) {
  return page.locator(FORM).evaluate((form) =>
    [...form.elements]
      .filter((control) => control.name && control.name !== "form_key" && control.type !== "submit")
      .filter((control) => !["checkbox", "radio"].includes(control.type) || control.checked)
      .map((control) => `${control.name}=${control.value}`),
  );
}

/** Fills every control of the registration form that may hold something. */
async function fillEverything(page, name) {
  await fillMentee(page, name, typedDay(new Date()));
  await page.getByLabel(/^Téléphone/).fill("04 65 71 00 12");
  await page.getByLabel(/^Année de naissance/).fill("1988");
  await page.locator(FORM).evaluate((form) => form.querySelectorAll("input[type=checkbox]").forEach((box) => (box.checked = true)));
  const controls = await page.locator(`${FORM} :is(input, select, textarea)[name]`).count();
  assert.ok(controls > 80, `${controls} controls`);
}

/** Chooses a persona among the cards that are shown. */
async function chooseCard(page, who) {
  await page.locator("article.card", { hasText: who }).getByRole("button").click();
}

async function isRegistered(page, name) {
  await page.goto(`/mentees?q=${encodeURIComponent(name)}`);
  return (await page.locator("main a[href^='/people/']", { hasText: name }).count()) > 0;
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with script" : "without script";

  test(`${how}, a session that ends in the middle of a long form loses nothing and does nothing`, async () => {
    const name = javaScriptEnabled ? "Honorine Garrigue" : "Honorine Sarriette";
    const { page, close } = await visitor(browser, hub.base, { javaScriptEnabled });
    await enter(page, COORDINATOR);
    await fillEverything(page, name);
    const before = await filled(page);
    // As browsers do when a session has lasted its time.
    await page.context().clearCookies({ name: "tandem_session" });
    await page.locator(`${FORM} button:not([type=button])`).last().click();
    await page.getByText("Votre session est terminée").waitFor();
    await page.getByRole("button", { name: "Reprendre comme une personne de la démonstration" }).click();
    await chooseCard(page, COORDINATOR);
    await page.getByText("Rien n’a encore été envoyé").waitFor();
    assert.deepEqual(await filled(page), before);
    assert.doesNotMatch(await page.title(), /^Erreur/);

    const other = await page.context().newPage();
    assert.equal(await isRegistered(other, name), false);
    await page.locator(`${FORM} button:not([type=button])`).last().click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    assert.equal(await isRegistered(other, name), true);
    await close();
  });

  test(`${how}, a bookmark opened while signed out leads to the entrance and on to its page`, async () => {
    const { page, close } = await visitor(browser, hub.base, { javaScriptEnabled });
    await page.goto("/mentees?q=zzz");
    assert.equal(new URL(page.url()).pathname, "/sign-in");
    await page.locator("a[href^='/personas']").first().click();
    await chooseCard(page, COORDINATOR);
    await page.waitForURL("**/mentees?q=zzz");
    await close();
  });
}

test("somebody else who signs in at the same browser does not see the form", async () => {
  const { page, close } = await visitor(browser, hub.base);
  await enter(page, COORDINATOR);
  await fillMentee(page, "Honorine Lentisque", typedDay(new Date()));
  await page.context().clearCookies({ name: "tandem_session" });
  await page.locator(`${FORM} button:not([type=button])`).last().click();
  await page.getByRole("button", { name: "Reprendre comme une personne de la démonstration" }).click();
  await chooseCard(page, "Conseille dans l’antenne");
  await page.getByText("avec un autre accès").waitFor();
  assert.equal(await page.getByText("Lentisque").count(), 0);
  await close();
});
