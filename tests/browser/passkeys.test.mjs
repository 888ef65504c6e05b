// A passkey as a second factor, with the authenticator that Chromium imitates.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { authenticator, enter, heading, openBrowser, press, startHub, visitor } from "./hub.mjs";

const PASSWORD = "trois mots sans rapport";
let hub, browser;

before(async () => {
  hub = await startHub({ host: "localhost" });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await hub?.stop();
});

async function addPasskey(page, label) {
  await page.goto("/second-factor/enrolment");
  await page.getByLabel("Nom de cette clé").fill(label);
  await page.getByRole("button", { name: "Créer une clé d’accès" }).click();
}

async function choosePassword(page) {
  await page.goto("/account");
  await page.getByLabel("Nouveau mot de passe").fill(PASSWORD);
  await press(page, "Choisir ce mot de passe");
  await page.getByText("Votre mot de passe est changé").waitFor();
  return page.locator(".page-head .lead").innerText();
}

async function leave(page) {
  await press(page, "Se déconnecter");
  await page.waitForURL((url) => url.pathname === "/");
}

async function enterWithPassword(page, email) {
  await page.goto("/sign-in");
  await page.getByText("Se connecter avec un mot de passe").click();
  const form = page.locator("form[action='/sign-in/password']");
  await form.getByLabel("Votre adresse e-mail").fill(email);
  await form.getByLabel("Mot de passe").fill(PASSWORD);
  await press(page, "Se connecter", form);
  await page.getByRole("heading", { level: 1, name: "Confirmer que c’est vous" }).waitFor();
}

test("a coordinator adds a passkey, leaves, and enters again with it", async () => {
  const { page, close } = await visitor(browser, hub.base);
  const device = await authenticator(page);
  await enter(page, "Coordonne le hub");
  const email = await choosePassword(page);
  await addPasskey(page, "Mon portable");
  await page.getByRole("heading", { level: 1, name: "Vos codes de secours" }).waitFor();
  assert.equal(await page.locator(".codes li").count(), 10);
  await leave(page);

  await enterWithPassword(page, email);
  const owed = await page.request.get("/dashboard");
  assert.notEqual(new URL(owed.url()).pathname, "/dashboard", "a password alone opens nothing");
  await press(page, "Utiliser ma clé d’accès");
  await page.waitForURL((url) => url.pathname === "/dashboard");
  await page.goto("/account");
  await page.locator("li", { hasText: "Mon portable" }).getByText(/utilisée le/).waitFor();
  assert.equal(await page.getByRole("button", { name: "Retirer" }).count(), 0, "the last second factor stays");
  assert.ok((await device.credentials())[0].signCount > 0);
  await close();
});

test("a device that does not recognise its owner proves nothing, and the page says so", async () => {
  const { page, close } = await visitor(browser, hub.base);
  const device = await authenticator(page);
  await enter(page, "Dirige le hub");
  const email = await choosePassword(page);
  await addPasskey(page, "Ma clé");
  await page.getByRole("heading", { level: 1, name: "Vos codes de secours" }).waitFor();
  const recovery = (await page.locator(".codes li").allInnerTexts())[0];
  await leave(page);

  await device.recognise(false);
  await enterWithPassword(page, email);
  await press(page, "Utiliser ma clé d’accès");
  await page.getByText("La demande a été annulée ou a duré trop longtemps").waitFor();
  assert.equal(await heading(page), "Confirmer que c’est vous");
  await page.getByLabel("Code de secours").fill(recovery);
  await press(page, "Confirmer");
  await page.waitForURL((url) => url.pathname === "/dashboard");
  await close();
});

test("a second passkey can be taken away, and the same device is not added twice", async () => {
  const { page, close } = await visitor(browser, hub.base);
  await authenticator(page);
  await enter(page, "Veille à la protection des données");
  await addPasskey(page, "La première");
  await page.getByRole("heading", { level: 1, name: "Vos codes de secours" }).waitFor();
  await addPasskey(page, "Encore la même");
  await page.getByText("Cette clé d’accès est déjà enregistrée").waitFor();

  const protocol = await page.context().newCDPSession(page);
  await protocol.send("WebAuthn.disable");
  await authenticator(page);
  await addPasskey(page, "La seconde");
  await page.getByText("Votre second facteur est ajouté").waitFor();
  await page.goto("/account");
  await press(page, "Retirer", page.locator("li", { hasText: "La première" }));
  await page.getByText("Cette clé d’accès est retirée").waitFor();
  assert.equal(await page.getByRole("button", { name: "Retirer" }).count(), 0);

  const email = await page.locator(".page-head .lead").innerText();
  await page.goto("/mails");
  const letters = await page.locator(".letter", { hasText: email }).locator(".letter-text").allInnerTexts();
  const told = letters.map((text) => text.match(/Une clé d’accès vient d’être (ajoutée|retirée)/)?.[1]);
  assert.deepEqual(told, ["retirée", "ajoutée", "ajoutée"], "the address is told, the last first");
  await close();
});
