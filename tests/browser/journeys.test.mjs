// What the people of the hub do from end to end, in a real browser.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { addMentee, askForAMentor, choose, enter, heading, openBrowser, press, sendExample, startHub, typedDay, visitor } from "./hub.mjs";

let hub, browser;

before(async () => {
  hub = await startHub();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await hub?.stop();
});

/** The number before some words in the line of figures of a round. */
async function figure(page, words) {
  const line = page.locator(".figures-line li", { hasText: words }).first();
  return Number((await line.innerText()).replace(/\D*(\d+)[\s\S]*/, "$1"));
}

async function runARound(page) {
  await page.goto("/rounds/new");
  await press(page, "Lancer le tour");
  await page.waitForURL(/\/rounds\/[0-9a-f-]{36}/);
}

test("moving a weight shows its effect in place, and opening a proposal says what refusing it would cost", async () => {
  const { page, close } = await visitor(browser, hub.base);
  await enter(page, "Coordonne le hub");
  await runARound(page);
  const address = page.url();
  await page.getByLabel("Métier, curseur").fill("5");
  const effect = page.locator("#effect");
  await effect.getByRole("heading", { name: "Avec ces réglages" }).waitFor();
  assert.match(await effect.innerText(), /changeraient de mentor/);
  assert.equal(page.url(), address, "nothing is reloaded");

  const first = page.locator("article.proposal").first();
  await first.locator("summary").click();
  await first.getByText(/^Refuser ce binôme/).waitFor();
  assert.ok((await first.locator(".moves li").count()) > 0);
  await close();
});

test("a coordinator imports a file, runs a round, reads a proposal's reasons, refuses it and runs again", async () => {
  const { page, close } = await visitor(browser, hub.base);
  await enter(page, "Coordonne le hub");

  await page.goto("/import");
  await sendExample(page);
  assert.equal(await page.locator("tbody tr").count(), 6);
  assert.equal(await figure(page, "seront ajoutées"), 6);
  const origin = page.getByLabel("Structure qui a recueilli ces inscriptions");
  if (await origin.count()) await origin.selectOption({ index: 1 });
  await press(page, /^Enregistrer 6/);
  await page.getByRole("status").filter({ hasText: "6 personnes" }).waitFor();
  await page.goto("/mentees?q=Garcin");
  await page.getByRole("link", { name: /Inès Garcin/ }).first().waitFor();

  await runARound(page);
  const first = page.locator("article.proposal").first();
  const names = await first.locator(".proposal-who a").allInnerTexts();
  assert.ok((await figure(page, "proposés")) > 50);
  await first.locator("summary").click();
  assert.equal(await first.locator(".reasons > li, .reasons-list > li").count(), 7, "seven criteria, each with its sentence");
  assert.ok(await first.getByText("binôme non exclu").isVisible(), "the hard rules it passes are told");

  await press(page, "Refuser cette fois", first);
  await page.getByText("Binôme refusé").waitFor();
  await press(page, "Calculer à nouveau");
  await page.getByRole("heading", { name: "Depuis le calcul précédent" }).waitFor();
  const changes = page.locator("details", { hasText: "Binômes retirés et ajoutés" });
  await changes.locator("summary").click();
  await changes.locator(".change-removed", { hasText: `${names[0]} avec ${names[1]}` }).waitFor();

  const address = page.url();
  const shown = await page.locator("main").textContent();
  await page.goto("/rounds");
  await page.goto(address);
  assert.equal(await page.locator("main").textContent(), shown, "a round shown again is the same");
  await close();
});

test("a pair is followed from proposal to tandem, meeting, closure and outcome, and counted in the results", async () => {
  const { page, close } = await visitor(browser, hub.base);
  await enter(page, "Coordonne le hub");
  const before = await results(page);

  const name = "Mireille Oliveraie";
  const day = (daysAgo) => typedDay(new Date(Date.now() - daysAgo * 86_400_000));
  await addMentee(page, name, day(400));
  await runARound(page);
  await press(page, "Proposer ces tandems");
  await page.waitForURL(/\/proposals$/);

  const proposal = page.getByRole("link", { name: new RegExp(`et ${name}$`) });
  for (let number = 1; number < 20 && !(await proposal.isVisible()); number += 1) await page.goto(`/proposals?page=${number}`);
  await proposal.click();
  const sides = page.locator(".pair section");
  await choose(sides.nth(0), "Oui");
  await press(page, "Noter cette réponse", sides.nth(0));
  await page.getByText("Réponse notée. Il reste à recueillir l’autre.").waitFor();
  await choose(sides.nth(1), "Oui");
  await press(page, "Noter cette réponse", sides.nth(1));

  // Both have signed the charter on paper.
  await page.getByText("la charte est à signer").first().waitFor();
  await page.goto(new URL(page.url()).pathname.replace("proposals", "charters"));
  for (const signature of [1, 2]) {
    await page.getByLabel("Signée sur papier le").first().fill(day(0));
    await press(page, "Noter cette signature", page.locator("main li form").first());
    if (signature === 1) await page.getByText("La signature est notée.").waitFor();
  }
  await page.waitForURL(/\/tandems\/[0-9a-f-]{36}$/);

  await page.getByLabel("Durée, en minutes").fill("75");
  await press(page, "Noter cette rencontre");
  await page.getByRole("status").filter({ hasText: "est notée" }).waitFor();
  assert.equal(await page.locator("table tbody tr").count(), 1);

  await page.getByRole("link", { name: "Terminer ce tandem" }).click();
  await choose(page, /objectif atteint/i);
  await press(page, "Terminer ce tandem");
  await page.getByRole("status").filter({ hasText: "Le tandem et l’accompagnement sont terminés" }).waitFor();

  await page.getByRole("link", { name: "Que devient-elle ?" }).click();
  await choose(page, /emploi durable/i);
  await page.getByLabel(/Jour où cela s’est produit/).fill(day(200));
  await choose(page, /la personne elle-même/i);
  await press(page, "Noter cette situation");
  await page.getByRole("rowheader", { name: /emploi durable/i }).waitFor();

  const now = await results(page);
  assert.deepEqual(now, {
    welcomed: before.welcomed + 1,
    closed: before.closed + 1,
    reached: before.reached + 1,
    population: before.population + 1,
  });
  await close();
});

/** The row of the employment track on the results page. */
async function results(page) {
  await page.goto("/results");
  const table = page.locator("section", { has: page.getByRole("heading", { name: /parcours/i }) }).locator("table");
  const row = table.locator("tbody tr", { hasText: /^emploi/i });
  const cell = async (label) => Number((await row.locator(`td[data-label="${label}"]`).innerText()).replace(/\D/g, ""));
  const year = (await row.locator('td[data-label="À 12 mois"]').innerText()).replace(/[\u00a0\u202f]/g, "");
  const [, reached, population] = year.match(/(\d+)\s*sur\s*(\d+)/) ?? [];
  return {
    welcomed: await cell("Premiers accueils"),
    closed: await cell("Terminés"),
    reached: Number(reached),
    population: Number(population),
  };
}

test("a mentor and a mentee see their tandem and nobody else's", async () => {
  for (const who of ["Mentor bénévole", "Personne accompagnée"]) {
    const { page, close } = await visitor(browser, hub.base);
    await enter(page, who);
    assert.ok((await heading(page)).length > 0);
    assert.equal((await page.goto("/mentors")).status(), 404);
    assert.equal((await page.goto("/rounds")).status(), 404);
    await close();
  }
});

test("somebody asks for a mentor, confirms their address, and a coordinator begins their file", async () => {
  const { page, close } = await visitor(browser, hub.base);
  await askForAMentor(page, "Olive Tapenade");

  await enter(page, "Coordonne le hub");
  await page.goto("/requests");
  const request = page.locator("li.card", { hasText: "Olive Tapenade" });
  await request.getByRole("link", { name: "Inscrire" }).click();
  assert.equal(await page.getByLabel("Adresse e-mail").inputValue(), "olive.tapenade@exemple.test");
  await page.goBack();
  await press(page, "Répondre que ce n’est pas possible", request);
  await page.getByText("sa demande est effacée.").waitFor();
  await close();
});
