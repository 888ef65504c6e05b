// Somebody without an account refers another on a telephone, confirms by the message, and reads later how far it is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { enter, eventually, mails, openBrowser, startHub, visitor } from "./hub.mjs";

const PHONE = { hasTouch: true, isMobile: true, viewport: { width: 375, height: 800 } };
const REFERRER = "camille@structure.test";
const OLIVE = "olive@exemple.test";
/** Where pictures of the pages go, if anybody wants to look at them. */
const PICTURES = process.env.PICTURES;

let browser;

before(async () => {
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
});

/** Looks at a page: it is no wider than the telephone, not too long, and whatever is touched is large enough. */
async function look(page, name) {
  const size = await page.evaluate(() => ({
    wider: document.documentElement.scrollWidth - innerWidth,
    height: document.documentElement.scrollHeight,
    small: [...document.querySelectorAll("main button, main .button, main input:not([type=hidden]):not([type=checkbox]):not([type=radio]), main select")]
      .filter((one) => one.getBoundingClientRect().height < 44)
      .map((one) => one.outerHTML.slice(0, 80)),
  }));
  assert.ok(size.wider <= 0, `${name} is ${size.wider} px wider than the telephone`);
  assert.ok(size.height <= 6000, `${name} is ${size.height} px long`);
  assert.deepEqual(size.small, [], `${name} has targets that are too small`);
  if (PICTURES) {
    await page.screenshot({ path: `${PICTURES}/${name}-375.png`, fullPage: true });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.screenshot({ path: `${PICTURES}/${name}-1280.png`, fullPage: true });
    await page.setViewportSize(PHONE.viewport);
  }
}

async function lastMail(hub, kind, to) {
  return eventually(async () => (await mails(hub, { kind, to })).at(-1), `${to} receives ${kind}`);
}

for (const script of [true, false]) {
  test(`somebody refers another and hears how it goes on, ${script ? "with" : "without"} script`, async () => {
    const hub = await startHub();
    try {
      const { page, close } = await visitor(browser, hub.base, { javaScriptEnabled: script, ...PHONE });
      await page.goto(hub.base);
      await page.getByRole("link", { name: /J’oriente quelqu’un/ }).click();
      await look(page, "referral");
      await page.getByRole("button", { name: "Envoyer cette orientation" }).click();
      await page.getByText("Choisissez votre structure.").first().waitFor();
      await look(page, "referral-refused");
      await page.getByLabel("Votre prénom et votre nom").fill("Camille Orsini");
      await page.getByLabel("Votre structure").selectOption({ index: 1 });
      await page.getByLabel("Votre adresse e-mail professionnelle").fill(REFERRER);
      await page.getByLabel("Son prénom").fill("Olive");
      await page.getByLabel("Son nom").fill("Tapenade");
      await page.getByLabel("Sa commune ou son arrondissement").selectOption({ label: "Aubagne" });
      await page.getByLabel("Son adresse e-mail").fill(OLIVE);
      await page.getByLabel("de vive voix").check();
      const today = new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris" }).format(new Date());
      await page.getByLabel("Quel jour").fill(today);
      await page.getByLabel("trouver un emploi").check();
      await page.getByRole("button", { name: "Envoyer cette orientation" }).click();
      await page.getByText("Un message vient de partir à votre adresse").waitFor();
      await look(page, "referral-sent");

      const link = (await lastMail(hub, "referral", REFERRER)).links[0];
      await page.goto(link);
      await look(page, "referral-to-confirm");
      await page.getByRole("button", { name: "Confirmer cette orientation" }).click();
      await page.getByText("Vous nous adressez Olive T.").waitFor();
      await look(page, "referral-received");
      const told = await lastMail(hub, "referred", OLIVE);
      assert.match(told.text, /Camille Orsini/);
      assert.doesNotMatch(told.subject, /Olive|Camille/);

      const own = await visitor(browser, hub.base, { javaScriptEnabled: script, ...PHONE });
      await own.page.goto(told.links[0]);
      await own.page.getByRole("button", { name: "Non, effacer cette demande" }).waitFor();
      await look(own.page, "referred");
      await own.close();

      const desk = await visitor(browser, hub.base, { javaScriptEnabled: script, ...PHONE });
      await enter(desk.page, "Camille Orsini");
      await desk.page.goto(`${hub.base}/requests`);
      await desk.page.getByText("accord donné de vive voix le").waitFor();
      await look(desk.page, "requests");
      const card = desk.page.locator(".card", { hasText: "Olive Tapenade" });
      await card.getByRole("link", { name: "Inscrire" }).click();
      await desk.page.getByLabel("Niveau de la langue 1").selectOption("C2");
      await desk.page.getByLabel("Métiers").fill("D1102");
      await desk.page.getByLabel("Entretien d’embauche").check();
      await desk.page.getByLabel("Lundi soir").check();
      await desk.page.getByRole("button", { name: "Enregistrer cette personne" }).click();
      await desk.page.getByText("Olive Tapenade est maintenant sur le hub.").waitFor();
      await desk.close();

      await page.goto(link);
      await page.getByText("nous lui cherchons un mentor").waitFor();
      await look(page, "referral-registered");
      assert.equal(await page.getByText("Tapenade").count(), 0);
      await close();
    } finally {
      await hub.stop();
    }
  });
}
