// The keyboard alone: somebody is registered, a round is run and proposed, a file is imported, and no mouse is touched.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { enter, openBrowser, startHub, visitor } from "./hub.mjs";
import { VISITORS } from "./pages.mjs";

const DATA = process.env.TANDEM_DATA ?? "../../data";
/** How many strokes lead through the longest form; beyond, the keyboard is held somewhere. */
const MOST_STROKES = 400;

let hub, browser;

before(async () => {
  hub = await startHub();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await hub?.stop();
});

/** What has the focus: whether a selector finds it, how it is called, and whether one sees that it has the focus. */
function focused(page, selector) {
  return page.evaluate((selector) => {
    const part = document.activeElement;
    if (!part || part === document.body || part === document.documentElement) return null;
    // A box or a button of several is seen by its label, a list's line by its row.
    const around = [part, part.closest("label"), part.closest("tr"), part.closest("li"), part.closest(".field")].filter(Boolean);
    // A place on the map is seen by the line around its shape.
    const shape = part.closest("svg") && part.querySelector("path");
    const isDrawn = shape && parseFloat(getComputedStyle(shape).strokeWidth) >= 2;
    const isOutlined = (one) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    };
    const box = part.getBoundingClientRect();
    const inSight = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const name = `${part.tagName.toLowerCase()}#${part.id} « ${(part.innerText || part.value || "").trim().slice(0, 40)} »`;
    return { found: Boolean(selector) && part.matches(selector), name, seen: inSight && (isDrawn || around.some(isOutlined)) };
  }, selector);
}

/** Goes forward (or back) with Tab until a selector finds what has the focus; whatever has it on the way is seen. */
async function tabTo(page, selector, key = "Tab") {
  const way = [];
  for (let strokes = 0; strokes < MOST_STROKES; strokes += 1) {
    await page.keyboard.press(key);
    const here = await focused(page, selector);
    if (!here) continue;
    way.push(here.name);
    assert.ok(here.seen, `${page.url()}: one does not see that ${here.name} has the focus`);
    if (here.found) return;
  }
  assert.fail(`${page.url()}: the keyboard does not reach ${selector}; it went by ${way.slice(0, 10).join(", ")}…`);
}

/** Goes to a field and types in it, in the place of what stood there. */
async function type(page, selector, text) {
  await tabTo(page, selector);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

/** Goes to a list and chooses by its first letters. */
async function choose(page, selector, letters) {
  await tabTo(page, selector);
  await page.keyboard.type(letters);
  const chosen = await page.evaluate(() => document.activeElement.selectedOptions[0].text);
  assert.ok(chosen.startsWith(letters), `${selector} says « ${chosen} »`);
}

/** Goes to a link or button and presses it; answers once another page is there. */
async function follow(page, selector, to, key = "Enter") {
  await tabTo(page, selector);
  await page.keyboard.press(key);
  await page.waitForURL(to);
  await page.locator("h1").waitFor();
}

/** Presses what has the focus, then the last button of the dialog that asks whether one is sure. */
async function confirm(page, selector, to) {
  await tabTo(page, selector);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  const isInside = () => page.evaluate(() => Boolean(document.activeElement.closest("dialog")));
  assert.ok(await isInside(), "the focus is in the dialog");
  // Escape gives the page back, with the focus where it was.
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  assert.ok(await page.evaluate((selector) => document.activeElement.matches(selector), selector), "the focus came back");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  const isLast = () => page.evaluate(() => document.activeElement === [...document.querySelectorAll("dialog[open] button")].at(-1));
  for (let strokes = 0; !(await isLast()); strokes += 1) {
    assert.ok(strokes < 10, "the keyboard reaches the button that confirms");
    await page.keyboard.press("Tab");
  }
  assert.ok((await focused(page, "button")).seen, "one sees which button has the focus");
  await page.keyboard.press("Enter");
  await page.waitForURL(to);
}

/** A coordinator who came in by the keyboard. */
async function coordinator() {
  const { page, close } = await visitor(browser, hub.base);
  await page.goto("/personas");
  const card = page.locator("article.card", { hasText: "Coordonne le hub" });
  const action = await card.locator("form").getAttribute("action");
  await follow(page, `form[action="${action}"] button`, /\/dashboard$/);
  return { page, close };
}

test("somebody is registered with the keyboard alone", async () => {
  const { page, close } = await coordinator();
  await follow(page, 'nav a[href="/mentees"]', /\/mentees$/);
  await follow(page, 'main a[href^="/people/new"]', /\/people\/new/);
  await type(page, "#first_name", "Fanny");
  await type(page, "#last_name", "Clavier");
  await type(page, "#email", "fanny.clavier@exemple.test");
  await choose(page, "#place", "Aubagne");
  await choose(page, "#language-1", "Fran");
  await choose(page, "#level-1", "Langue");
  await tabTo(page, "#origin");
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await page.locator("#origin").inputValue(), "");
  await tabTo(page, "input[name=track]");
  await page.keyboard.press("Space");
  // One goes through several buttons with the arrows.
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  assert.ok(await page.locator("input[name=track]").first().isChecked());
  await tabTo(page, "#availability-mon-eve");
  await page.keyboard.press("Space");
  await tabTo(page, "input[name=modes][value=remote]");
  await page.keyboard.press("Space");
  await follow(page, "form[action^='/people'] button:not([type=button])", /\/people\/[0-9a-f-]{36}$/);
  assert.equal(await page.locator("h1").innerText(), "Fanny Clavier");
  await close();
});

test("what is wrong in a form is reached and mended with the keyboard alone", async () => {
  const { page, close } = await coordinator();
  await page.goto("/people/new?as=mentee");
  await tabTo(page, "#last_name");
  await page.keyboard.type("Clavier");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  assert.ok(await page.locator(".errors:focus").count(), "the summary has the focus");
  await tabTo(page, ".errors a[href='#first_name']");
  await page.keyboard.press("Enter");
  assert.ok(await page.locator("#first_name:focus").count(), "its link leads to the field");
  await page.keyboard.type("Fanny");
  assert.equal(await page.locator("#first_name").inputValue(), "Fanny");
  await tabTo(page, ".errors a", "Shift+Tab");
  await close();
});

test("a round is prepared, run, read and proposed with the keyboard alone", async () => {
  const { page, close } = await coordinator();
  await follow(page, 'nav a[href="/rounds"]', /\/rounds$/);
  await follow(page, 'main a[href="/rounds/new"]', /\/rounds\/new$/);
  await tabTo(page, "input[name=weight_trade], input[type=range]");
  await page.keyboard.press("ArrowUp");
  await follow(page, "form[action='/rounds'] button:not([type=button])", /\/rounds\/[0-9a-f-]{36}/);
  await page.locator(".proposal").first().waitFor();
  // What is folded opens, and its decision is taken from the keyboard.
  await tabTo(page, ".proposal summary");
  await page.keyboard.press("Enter");
  await tabTo(page, ".proposal button[value=pinned]");
  await page.keyboard.press("Enter");
  await page.locator(".proposal-pinned").first().waitFor();
  await confirm(page, "#propose form[action$='/proposals'] button:not([type=button])", /\/proposals/);
  await page.locator("main a[href^='/proposals/']").first().waitFor();
  await close();
});

test("a file is imported with the keyboard alone", async () => {
  const { page, close } = await coordinator();
  await page.goto("/import");
  await tabTo(page, "input[type=file]");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Space")]);
  await chooser.setFiles(join(DATA, "import/modele_inscription_exemple.csv"));
  await follow(page, "form[enctype='multipart/form-data'] button", /\/import\/[0-9a-f-]{36}$/);
  await tabTo(page, "#origin");
  await page.keyboard.press("ArrowDown");
  await confirm(page, "form[action$='/confirmation'] button:not([type=button])", /\/(mentees|mentors)/);
  await page.getByRole("status").filter({ hasText: "sur le hub" }).first().waitFor();
  await close();
});

/** The pages with the most to press, by who sees them. */
const LONG = {
  public: ["/", "/join/mentor", "/sign-in", "/registre"],
  coordinator: ["/dashboard", "/steps", "/mentees", "/people/new", "/territory", "/tandems", "/results"],
  hub_responsible: ["/access"],
  officer: ["/journal"],
  responsible: ["/access", "/mentors"],
  adviser: ["/steps", "/mentees", "/people/new", "/import", "/exceptional-openings"],
  mentor: ["/me"],
  mentee: ["/me"],
  funder: ["/results"],
};

for (const { role, card } of VISITORS) {
  test(`the keyboard of the ${role} goes through the whole page, in its order, and out of it`, async () => {
    const { page, close } = await visitor(browser, hub.base);
    if (card) await enter(page, card);
    for (const path of LONG[role]) {
      await page.goto(path);
      // Numbers what one can reach; of several buttons that are one choice, the chosen one or the first stands for all.
      const count = await page.evaluate(() => {
        const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")];
        const stands = (part) => {
          if (part.type !== "radio") return true;
          const same = [...document.querySelectorAll(`input[type=radio][name="${part.name}"]`)];
          return part === (same.find((one) => one.checked) ?? same[0]);
        };
        const shown = (part) => part.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && !part.disabled && part.tabIndex >= 0;
        const reached = all.filter((part) => shown(part) && stands(part));
        reached.forEach((part, number) => part.setAttribute("data-number", number));
        return reached.length;
      });
      const order = [];
      for (let strokes = 0; strokes < count + 5; strokes += 1) {
        await page.keyboard.press("Tab");
        const here = await focused(page, "");
        const number = await page.evaluate(() => document.activeElement.getAttribute("data-number"));
        if (!here || (order.length && number === order[0])) break;
        assert.ok(here.seen, `${path}: one does not see that ${here.name} has the focus`);
        assert.notEqual(number, null, `${path}: ${here.name} is reached, and was not counted`);
        assert.ok(!order.includes(number), `${path}: the keyboard turns round at ${here.name}`);
        order.push(number);
      }
      const missed = await page.evaluate((order) => {
        const left = [...document.querySelectorAll("[data-number]")].filter((part) => !order.includes(part.dataset.number));
        return left.map((part) => part.outerHTML.slice(0, 120));
      }, order);
      assert.deepEqual(missed, [], `${path}: not reached`);
      assert.deepEqual(order.map(Number), order.map(Number).toSorted((a, b) => a - b), `${path}: in the order of the page`);
    }
    await close();
  });
}
