// How the pages stand on a small phone, under a finger and with the keyboard, and how a day is typed.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { enter, openBrowser, startHub, visitor } from "./hub.mjs";
import { VISITORS, openEachPage, prepare } from "./pages.mjs";

/** The tallest a page may be on a phone of 375 px; beyond, nobody finds what is weak or missing. */
const TALLEST = 6000;
/** A finger needs so many pixels. */
const TOUCH = 44;

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

/** How many pixels the page is wider than the screen, and by what. */
function overflow(page) {
  return page.evaluate(() => {
    const more = document.documentElement.scrollWidth - innerWidth;
    const hidden = (part) => part.closest(".visually-hidden, .table-scroll");
    const wide = (part) => part.getBoundingClientRect().right > innerWidth + 1 && !hidden(part);
    const name = (part) => `${part.tagName.toLowerCase()}.${part.getAttribute("class") ?? ""}`;
    return more > 0 ? `${more} px by ${[...document.querySelectorAll("body *")].filter(wide).slice(0, 3).map(name)}` : "";
  });
}

/** What can be pressed and is smaller than a finger, but for links in the middle of a sentence. */
function smallTargets(page) {
  return page.evaluate((least) => {
    const lines = "td, th, li, summary, h3, nav, .viewer, .table-head, .weight, .actions, .chips, .pagination, .site-footer";
    const isInSentence = (part) => {
      const block = part.closest("p, li, dd, td, small");
      return part.tagName === "A" && block && [...block.childNodes].some((node) => node !== part && !node.contains?.(part) && node.textContent.trim() && node.nodeName === "#text");
    };
    const tooSmall = (part) => {
      if (!part.checkVisibility({ visibilityProperty: true }) || part.closest("svg, .visually-hidden, .skip") || !part.closest(lines) || isInSentence(part)) return false;
      const stretched = part.closest("tr") && part.closest("th") && getComputedStyle(part, "::after").position === "absolute";
      const box = (stretched ? part.closest("tr") : part.closest("label") ?? part).getBoundingClientRect();
      return box.height > 0 && box.height < least - 0.5;
    };
    const said = (part) => `${part.tagName.toLowerCase()} « ${(part.textContent || part.name).trim().slice(0, 30)} » ${Math.round(part.getBoundingClientRect().height)} px`;
    const all = document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden])");
    return [...new Set([...all].filter(tooSmall).map(said))].slice(0, 4);
  }, TOUCH);
}

for (const { role, card } of VISITORS) {
  test(`every page stands on a small phone of the ${role}`, async () => {
    const { page, close } = await visitor(browser, hub.base, { hasTouch: true, isMobile: true, viewport: { width: 375, height: 800 } });
    if (card) await enter(page, card);
    const found = [];
    await openEachPage(page, role, further[role] ?? [], async (path) => {
      const fault = (what) => found.push(`${path}: ${what}`);
      await page.setViewportSize({ width: 375, height: 800 });
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      if (height > TALLEST) fault(`${height} px tall`);
      const isDay = (value) => value === "" || /^\d\d\/\d\d\/\d{4}$/.test(value);
      const days = await page.locator("input.input-date").evaluateAll((inputs) => inputs.map((input) => input.value));
      for (const day of days) if (!isDay(day)) fault(`shows the day ${day}`);
      if (await page.locator("input[type=date], input[type=month]").count()) fault("asks for a day in the language of the browser");
      for (const small of await smallTargets(page)) fault(small);
      await page.setViewportSize({ width: 320, height: 800 });
      for (const open of [false, true]) {
        if (open) await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
        const more = await overflow(page);
        if (more) fault(`at 320 px wider than the screen, ${more}`);
      }
    });
    assert.deepEqual(found, []);
    await close();
  });
}

for (const script of [true, false]) {
  test(`after an error one stands at the summary, which leads to the field, ${script ? "with" : "without"} script`, async () => {
    const { page, close } = await visitor(browser, hub.base, { javaScriptEnabled: script });
    await enter(page, "Coordonne le hub");
    await page.goto("/people/new?as=mentee");
    await page.getByLabel("Jour du premier accueil").fill("31/02/2026");
    await page.getByRole("button", { name: /^(Accueillir|Inscrire|Enregistrer)/ }).last().click();
    await page.getByRole("alert").waitFor();
    assert.match(await page.title(), /^Erreur\u00a0: /);
    assert.ok(await page.locator(".errors:focus").count(), "the summary has the focus");
    assert.equal(await page.getByLabel("Jour du premier accueil").inputValue(), "31/02/2026", "what was typed is kept");
    await page.keyboard.press("Tab");
    assert.equal(await page.locator(".errors a:focus").count(), 1);
    const field = await page.locator(".errors a:focus").getAttribute("href");
    await page.keyboard.press("Enter");
    if (script) assert.ok(await page.locator(`${field}:focus`).count(), `the field ${field} has the focus`);
    assert.match(page.url(), new RegExp(`${field}$`));
    await close();
  });
}

test("a day is typed as in French, whatever the language of the browser", async () => {
  const { page, close } = await visitor(browser, hub.base, { locale: "en-US" });
  await enter(page, "Coordonne le hub");
  await page.goto("/tandems");
  await page.locator("tbody th a").first().click();
  const field = page.getByLabel("Jour de la rencontre");
  assert.match(await field.inputValue(), /^\d\d\/\d\d\/\d{4}$/);
  assert.equal(await field.getAttribute("inputmode"), "numeric");
  const yesterday = new Date(Date.now() - 86_400_000);
  await field.fill(`${yesterday.getDate()}.${yesterday.getMonth() + 1}.${yesterday.getFullYear()}`);
  await page.getByRole("button", { name: "Noter cette rencontre" }).click();
  await page.getByRole("status").filter({ hasText: "est notée" }).waitFor();
  await close();
});

test("the whole line of a list is its link", async () => {
  const { page, close } = await visitor(browser, hub.base);
  await enter(page, "Coordonne le hub");
  for (const width of [1280, 375]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/mentees");
    const href = await page.locator("tbody tr").nth(1).locator("th a").getAttribute("href");
    const cell = page.locator("tbody tr").nth(1).locator("td").nth(2);
    await cell.scrollIntoViewIfNeeded();
    const { x, y } = await cell.boundingBox();
    await page.mouse.click(x + 5, y + 5);
    await page.waitForURL(/\/people\//);
    assert.equal(new URL(page.url()).pathname, href, `at ${width} px`);
  }
  await close();
});

test("a list is folded on a phone, and opened by one summary", async () => {
  const { page, close } = await visitor(browser, hub.base, { viewport: { width: 375, height: 800 } });
  await enter(page, "Coordonne le hub");
  await page.goto("/mentees");
  const rows = page.locator("tbody tr:visible");
  assert.equal(await rows.count(), 10);
  await page.locator(".fold-rows summary").click();
  assert.ok((await rows.count()) > 10);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto("/mentees");
  assert.ok((await rows.count()) > 10, "on a wide screen nothing is folded");
  await close();
});
