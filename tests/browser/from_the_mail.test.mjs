// A mentor and a mentee do their whole duty from their messages, on a telephone, without an account.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { DATA, eventually, mails, openBrowser, startHub, visitor } from "./hub.mjs";

const PHONE = { hasTouch: true, isMobile: true, viewport: { width: 375, height: 800 } };

/** The rows of a file of the demonstration, by the first of some columns. */
function rows(file) {
  const [headings, ...lines] = readFileSync(join(DATA, "demo", file), "utf8").trim().split("\n").map((line) => line.split(","));
  return lines.map((cells) => Object.fromEntries(headings.map((heading, at) => [heading, cells[at]])));
}

/** The pair whose mentor is asked as the demonstration starts: nobody has answered, and the mentee does not know of it. */
const SCENE = rows("scenes.csv").find(({ asked }) => asked === "mentor");
const MENTOR = rows("mentors.csv").find(({ code }) => code === SCENE.mentor);
const MENTEE = rows("mentees.csv").find(({ code }) => code === SCENE.mentee);

let browser;

before(async () => {
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
});

/** Does something with a demonstration of one's own, and a telephone on which nobody is signed in. */
async function onATelephone(act, { script = true } = {}) {
  const hub = await startHub();
  try {
    const { page, close } = await visitor(browser, hub.base, { javaScriptEnabled: script, ...PHONE });
    await act(hub, page);
    await close();
  } finally {
    await hub.stop();
  }
}

/** Opens the link of a message to a place. */
async function follow(page, mail, place) {
  const links = mail.links.filter((link) => !link.endsWith("/problems"));
  const link = links.find((link) => new URL(link).pathname.startsWith(place));
  assert.ok(link, `${mail.kind} leads to ${place}: ${mail.links}`);
  await page.goto(link);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `${place} is ${wider} px wider than the telephone`);
}

/** Opens the last message of a kind to somebody at a place. */
async function open(page, hub, kind, { email: to }, place) {
  const found = await mails(hub, { kind, to });
  assert.ok(found.length > 0, `${to} received ${kind}`);
  await follow(page, found.at(-1), place);
}

const says = async (page, words) => assert.match(await page.locator("main").innerText(), words);
const push = (page, name) => page.getByRole("button", { name, exact: true }).click();
const count = async (hub, kind, { email: to }) => (await mails(hub, { kind, to })).length;

/** The question to the mentor who comes after the first, once there is one. */
async function askedNext(hub) {
  const all = await mails(hub, { kind: "proposal_asked" });
  return all.find(({ to, text }) => to !== MENTOR.email && text.includes(`\n${MENTEE.first_name}, `) && text.includes("attend un mentor"));
}

/** The day it is in Paris, and the one so many days later: 2026-03-12. */
const today = () => new Intl.DateTimeFormat("sv", { timeZone: "Europe/Paris" }).format(new Date());
const later = (day, days) => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
const madeOn = ({ created_at }) => created_at.slice(0, 10);

for (const script of [true, false]) {
  test(`two yeses and two signatures from messages begin a tandem, ${script ? "with" : "without"} script`, async () => {
    const act = async (hub, page) => {
      await open(page, hub, "proposal_asked", MENTOR, "/answers/");
      await push(page, "Oui, je veux bien");
      await says(page, /Vous avez dit oui\.[\s\S]*répond à son tour avant le/);
      await open(page, hub, "proposal_asked", MENTEE, "/answers/");
      await says(page, /accepte d’être votre mentor/);
      assert.ok(!(await page.content()).includes(MENTOR.email), "nobody learns more than a given name yet");
      await push(page, "Oui, je veux bien");
      await says(page, /Vous avez dit oui tous les deux/);

      await open(page, hub, "charter_to_sign", MENTOR, "/signatures/");
      const signed = page.url();
      await push(page, "Je signe cette charte");
      await says(page, /signe à son tour avant le/);
      await open(page, hub, "charter_to_sign", MENTEE, "/signatures/");
      await push(page, "Je signe cette charte");
      await says(page, /Se rencontrer une première fois/);

      for (const [own, other] of [[MENTOR, MENTEE], [MENTEE, MENTOR]]) {
        await open(page, hub, "tandem_begun", own, "/own/");
        await says(page, new RegExp(`Rencontrez ${other.first_name} ${other.last_name} une première fois`));
        assert.ok(await page.locator(`a[href="mailto:${other.email}"]`).first().isVisible(), `${own.email} reads how to reach the other`);
      }
      await page.goto(signed);
      await says(page, /Votre tandem/);
      assert.equal(await page.getByRole("button", { name: "Je signe cette charte" }).count(), 0, "what is signed is signed");
    };
    await onATelephone(act, { script });
  });
}

test("after a no with its reason, the next mentor is asked on the next working morning", async () => {
  await onATelephone(async (hub, page) => {
    let day = later(today(), 1);
    hub.tick(day);
    // The hub that serves follows the day within a fraction of a second.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await open(page, hub, "proposal_asked", MENTOR, "/answers/");
    const question = page.url();
    await page.locator("summary", { hasText: "Non merci" }).click();
    await page.getByLabel("Pas assez de temps en ce moment").check();
    await push(page, "Dire non");
    await says(page, /Vous avez dit non\. Ce n’est pas un problème/);
    assert.ok(await page.getByText("J’ai changé d’avis").isVisible(), "until then it can be taken back");

    let next;
    // After a weekend, or days off in a row.
    for (let days = 1; days <= 5 && !next; days += 1) {
      assert.equal(await askedNext(hub), undefined);
      day = later(day, 1);
      hub.tick(day);
      next = await eventually(() => askedNext(hub), "the question to the next mentor", 30).catch(() => undefined);
    }
    assert.equal(madeOn(next), day);
    assert.ok(![0, 6].includes(new Date(day).getUTCDay()), "nobody is asked on a weekend");
    await page.goto(question);
    await says(page, /Vous avez dit non/);
    assert.equal(await page.getByText("J’ai changé d’avis").count(), 0);
    await follow(page, next, "/answers/");
    await push(page, "Oui, je veux bien");
    await open(page, hub, "proposal_asked", MENTEE, "/answers/");
    await says(page, /accepte d’être votre mentor/);
  });
});

test("without any answer, the mentor is reminded, the next is asked, and whoever waits is told honestly", async () => {
  await onATelephone(async (hub, page) => {
    const first = today();
    const honest = 21 - Number(MENTEE.welcomed_days_ago);
    for (let days = 1; days <= honest; days += 1) {
      hub.tick(later(first, days));
      const isLast = days === honest;
      if (!isLast) assert.equal(await count(hub, "honest_no", MENTEE), 0, `not after ${days} days`);
    }
    const reminders = await mails(hub, { kind: "proposal_reminder", to: MENTOR.email });
    assert.deepEqual(reminders.map(madeOn), [later(first, 3), later(first, 7)]);
    const next = await askedNext(hub);
    assert.ok(madeOn(next) >= later(first, 11) && madeOn(next) <= later(first, 15), `the next is asked once the first is closed: ${madeOn(next)}`);
    assert.equal(await count(hub, "proposal_asked", MENTEE), 0, "nobody is asked whose mentor did not answer");
    await follow(page, reminders.at(-1), "/answers/");
    await says(page, new RegExp(`Le tandem avec ${MENTEE.first_name} ne se fera pas`));

    const [told] = await eventually(async () => ((await count(hub, "honest_no", MENTEE)) ? mails(hub, { kind: "honest_no", to: MENTEE.email }) : null), "the honest word");
    assert.equal(madeOn(told), later(first, honest));
    await follow(page, told, "/own/");
    await says(page, /Nous vous cherchons un mentor/);
    assert.equal(await page.getByRole("link", { name: /^Appeler / }).count(), 1, "there is somebody to call");
  });
});
