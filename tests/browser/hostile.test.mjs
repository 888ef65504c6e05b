// A thousand hostile texts in every text field, then every page opened in the browser as each role: they stay text.
//
// First whatever the hub keeps is given hostile texts; then every page is opened as everybody; the forms are filled in last,
// because some of what they do ends sessions.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { COUNT, texts } from "./hostile_texts.mjs";
import { Watch, faultOf } from "./hostile_watch.mjs";
import { authenticator, freePort, openBrowser, press, routes, startHub } from "./hub.mjs";

/** The roles, and the words of the card that enters as each. */
const WORDS = {
  public: undefined,
  coordinator: "Coordonne le hub",
  hub_responsible: "Dirige le hub",
  officer: "Veille à la protection",
  responsible: "Dirige une association",
  adviser: "Conseille dans",
  mentor: "Mentor bénévole",
  mentee: "Personne accompagnée",
  funder: "Finance le hub",
};
const ROLES = Object.keys(WORDS);

/** How many requests are under way at once, and how many visitors. */
const AT_ONCE = 6;
const VISITORS_AT_ONCE = 3;
/** How many pages of each kind a role opens, where links lead to several. */
const PAGES_OF_A_KIND = 3;

/** The texts of a usual length, the very long ones, and those that a form takes: none holds a NUL. */
const isLong = (text) => text.length >= 1000;
const usual = texts.filter((text) => !isLong(text));
const long = texts.filter(isLong);
const typable = usual.filter((text) => !text.includes("\0"));
/** An import takes out signs that show nothing, and reads formulas: only forms keep these as they are. */
const isImportedOtherwise = (text) => /\p{C}|HYPERLINK/u.test(text);
const names = [...typable.filter(isImportedOtherwise), ...typable.filter((text) => !isImportedOtherwise(text))];

let hub, browser;
const watch = new Watch();
/** Each role's page and, for what is asked outside the browser, its cookies. */
const visitors = {};
const cookies = {};
/** The card by which each role enters; others have the same words later. */
const cards = {};
/** Pages of a role that no link leads to, or few. */
const further = Object.fromEntries(ROLES.map((role) => [role, []]));
/** The forms met on the pages, each with who met it where. */
const forms = new Map();

before(async () => {
  const label = JSON.stringify(texts[15]);
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const providers = `[[provider]]\nid = "hostile"\nlabel = ${label}\nissuer = "${issuer}"\nclient_id = "x"\nclient_secret = "x"\n`;
  // Every page of every list is looked at within minutes.
  const settings = { TANDEM_NAMES_PER_HOUR: "100000", TANDEM_NAMES_PER_DAY: "100000" };
  hub = await startHub({ host: "localhost", providers, settings });
  browser = await openBrowser();
  await forEach(ROLES, async (role) => ([visitors[role], cookies[role]] = await newVisitor(role)), VISITORS_AT_ONCE);
});

after(async () => {
  await browser?.close();
  await hub?.stop();
});

/** Where the first card with some words leads. */
async function cardOf(page, words) {
  await page.goto("/personas");
  const found = await page.evaluate((words) => {
    const cards = [...document.querySelectorAll("article.card")];
    return cards.find((card) => card.textContent.includes(words))?.querySelector("form").getAttribute("action");
  }, words);
  assert.ok(found, `nobody has the words ${words}`);
  return found;
}

/** Enters by a card. */
async function enterBy(page, card) {
  await page.goto("/personas");
  await page.locator(`form[action="${card}"] button`).click();
  await page.waitForURL((url) => url.pathname !== "/personas");
}

/** A page of a role in a session of its own, and the session's cookies. */
async function newVisitor(role) {
  const page = await watch.newPage(browser, hub.base, role);
  if (WORDS[role]) await enterBy(page, (cards[role] ??= await cardOf(page, WORDS[role])));
  const kept = await page.context().cookies();
  return [page, kept.map(({ name, value }) => `${name}=${value}`).join("; ")];
}

/** Does something for every item, several at once. */
async function forEach(items, act, atOnce = AT_ONCE) {
  const queue = items.map((item, index) => [item, index]);
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await act(...next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Asks the hub outside the browser with a role's session. */
async function ask(role, path, body) {
  const method = body === undefined ? "GET" : "POST";
  const request = { method, body, redirect: "manual", headers: { cookie: cookies[role], origin: hub.base } };
  // A connection kept open may have been closed in the meantime.
  const answer = await fetch(hub.base + path, request).catch(() => fetch(hub.base + path, request));
  const fault = faultOf(answer.status, Object.fromEntries(answer.headers));
  assert.equal(fault, undefined, `${method} ${path} ${fault}: ${String(body).slice(0, 300)}`);
  const location = answer.headers.get("location");
  if (location) assert.equal(new URL(location, hub.base).origin, hub.base, `${path} leads to ${location}`);
  return { status: answer.status, location, headers: answer.headers, text: await answer.text() };
}

/** Sends as many forms as there are items, and counts those that the hub kept. */
async function countKept(items, role, path, fields) {
  let kept = 0;
  await forEach(items, async (item, index) => {
    const { status, location } = await ask(role, path, new URLSearchParams(fields(item, index)));
    if (status === 303 && !/sign-in|second-factor/.test(location)) kept += 1;
  });
  return kept;
}

/** The addresses on the page shown that are like a pattern. */
async function linksLike(page, like) {
  const paths = await page.evaluate(() => [...document.querySelectorAll("a[href]")].map((link) => link.pathname));
  return [...new Set(paths)].filter((path) => like.test(path));
}

test("organisations, branches, accounts and people bear the texts", async () => {
  const email = (n, noun) => `${["=1+", "+", "-", "{{7*7}}", "'or'1'='1", "`id`", "$", "/../"][n % 8]}${noun}${n}@exemple.test`;
  const kept = {};
  const place = (name) => ({ name, kind: "association", place_code: "13213" });
  kept.organisations = await countKept(typable.slice(0, 40), "coordinator", "/organisations", place);
  await visitors.coordinator.goto("/organisations");
  const [organisation] = await linksLike(visitors.coordinator, /^\/organisations\/[0-9a-f-]{36}$/);
  kept.branches = await countKept(typable.slice(40, 80), "coordinator", `${organisation}/branches`, place);
  const account = (name, n) => ({ name, email: email(n, "a"), role: n % 2 ? "funder" : "coordinator" });
  kept.accounts = await countKept(typable.slice(80, 120), "hub_responsible", "/access", account);

  await visitors.coordinator.goto("/people/new?as=mentee");
  const first = (name) => visitors.coordinator.locator(`[name=${name}][value]`).first().getAttribute("value");
  const [track, availability] = [await first("track"), await first("availability")];
  const person = (first_name, last_name, email) => ({
    first_name, last_name, email, phone: "+33 6 12 34 56 78", postcode: "13013", place: "13213", track, tracks: track, capacity: "2",
    welcomed_on: "2024-03-12", availability, modes: "remote", travel_km: "0", language_1: "fr", level_1: "C2",
  });
  for (const [part, own] of [["mentor", names.slice(0, 160)], ["mentee", names.slice(160, 320)]]) {
    kept[part] = await countKept(own.slice(80), "responsible", `/people?as=${part}`, (name, n) => person(name, own[n], email(n, part)));
  }
  assert.deepEqual(watch.takeTroubles(), []);
  for (const [noun, count] of Object.entries(kept)) assert.ok(count > 30, `${noun}: ${count} were kept`);
});

test("a file of a thousand hostile lines is previewed and imported as text, whatever the file is called", async () => {
  // A file with a NUL is no table, and is refused as a whole.
  const cell = (text) => `"${text.replaceAll("\0", "").replaceAll('"', '""')}"`;
  const lines = texts.map((text, n) => {
    const name = isLong(text) ? "Nom" : text;
    const good = ["Marseille", n % 3 ? "Mentoré" : "Mentor", "D1106", "français C1", "2"];
    const cells = [name, texts[(n + 7) % COUNT].slice(0, 80), `i${n}@exemple.test`, text.slice(0, 2000), ...good];
    // One line in twenty is hostile in every cell, and is refused.
    return (n % 20 === 3 ? cells.fill(text, 2) : cells).map(cell).join(";");
  });
  const part = ["Commune", "Vous êtes", "Métier visé (ROME)", "Langues (niveau)", "Combien de personnes pouvez-vous accompagner ?"];
  const heading = ["Prénom", "Nom", "Adresse e-mail", "Téléphone", ...part].join(";");
  const upload = async (name, lines) => {
    const body = new FormData();
    body.append("file", new Blob([[heading, ...lines].join("\r\n")], { type: "text/csv" }), name);
    return (await ask("adviser", "/import", body)).location;
  };
  const short = [];
  await forEach(typable.slice(120, 128), async (name) => short.push(await upload(name, lines.slice(0, 4))));
  const previews = short.filter(Boolean);
  assert.ok(previews.length >= 5, `${previews.length} previews`);
  const whole = await upload(texts[8], lines);
  further.adviser.push(...previews.slice(0, 3));

  const page = visitors.adviser;
  await page.goto(`${whole}?page=4`);
  await watch.look(page, "adviser");
  await press(page, /^Enregistrer/);
  await page.waitForURL((url) => url.pathname !== whole);
  await watch.look(page, "adviser");
  assert.deepEqual(watch.takeTroubles(), []);
  const imported = Number((await page.getByRole("status").first().innerText()).replace(/\s/g, "").match(/\d+/)?.[0] ?? 0);
  assert.ok(imported > 800, `${imported} people were imported`);
});

test("the people of a tandem, the rounds, the proposals and their refusals bear the texts", async () => {
  const page = visitors.coordinator;
  const file = /^\/people\/[0-9a-f-]{36}$/;
  let renamed = 0;
  for (const role of ["mentor", "mentee"]) {
    await visitors[role].goto("/me");
    const own = new URL(visitors[role].url()).pathname;
    for (const path of new Set([own, ...(await linksLike(visitors[role], file))].filter((path) => file.test(path)))) {
      await page.goto(`${path}/edition`);
      await page.locator("#first_name").fill(typable[(renamed += 1)]);
      await page.locator("#last_name").fill(typable[renamed + 15]);
      await press(page, "Enregistrer la fiche");
      await page.waitForURL((url) => url.pathname === path);
      await watch.look(page, "coordinator");
    }
  }
  assert.ok(renamed >= 2, "the personas have a page");

  for (const isProposed of [false, true]) {
    await page.goto("/rounds/new");
    await press(page, "Lancer le tour");
    await page.waitForURL(/\/rounds\/[0-9a-f-]{36}/, { timeout: 60_000 });
    await watch.look(page, "coordinator");
    if (!isProposed) further.coordinator.push(new URL(page.url()).pathname);
    else await press(page, "Proposer ces tandems");
  }
  await page.waitForURL(/\/proposals/);
  const proposals = (await linksLike(page, /^\/proposals\/[0-9a-f-]{36}$/)).slice(0, 40);
  const refusals = await Promise.all(
    proposals.map((path, index) => {
      const party = index % 2 ? "mentor" : "mentee";
      const refusal = (reason) => ({ party, [`${party}_answer`]: "no", [`${party}_reason`]: reason });
      return countKept([typable[128 + index]], "coordinator", `${path}/answers`, refusal);
    }),
  );
  const refused = refusals.reduce((sum, kept) => sum + kept);
  further.coordinator.push(...proposals.slice(0, 8), ...[1, 2, 3, 4].map((number) => `/proposals?page=${number}`));
  assert.ok(refused >= 30, `${refused} refusals of ${proposals.length}`);
  assert.deepEqual(watch.takeTroubles(), []);
});

/** Adds a passkey of a name. */
async function addPasskey(page, label) {
  await authenticator(page);
  await page.goto("/second-factor/enrolment");
  await page.getByLabel("Nom de cette clé").fill(label);
  await press(page, "Créer une clé d’accès");
  await page.locator(".codes").waitFor();
}

test("whoever bears a hostile name enters with it, and adds a passkey of another", async () => {
  const names = { coordinator: texts[0], hub_responsible: texts[1], funder: texts[6] };
  for (const [role, name] of Object.entries(names)) {
    const body = new URLSearchParams({ name, email: `${role}@exemple.test`, role });
    assert.equal((await ask("hub_responsible", "/access", body)).status, 303);
    // The mails stand newest first; nobody has the role before they accept.
    const [, link] = (await ask("coordinator", "/mails")).text.match(/href="(\/invitations\/[^"]+)"/);
    assert.equal((await ask("public", link, new URLSearchParams())).status, 303);
  }
  for (const [role, name] of Object.entries(names)) {
    const page = visitors[role];
    await page.context().clearCookies();
    await enterBy(page, await cardOf(page, name));
    await addPasskey(page, texts[15]);
    await watch.look(page, role);
    assert.ok((await page.locator(".site-header").textContent()).includes(name), "the name stands above every page");
  }
  assert.deepEqual(watch.takeTroubles(), []);
});

/** The pages a role may reach; files, health and answers for a provider are no pages. */
function pagesOf(role) {
  const isPage = ({ method, path }) => method === "GET" && !/^\/(static|healthz|readyz|\.well-known)|\.csv$|\/calendar$|\/callback$/.test(path);
  return routes().filter((route) => isPage(route) && route.roles.includes(role)).map((route) => route.path);
}

/** Opens every page of a role, and of each kind that has a key as many as there should be. */
async function everyPage(role) {
  const page = visitors[role];
  const paths = pagesOf(role);
  const fixed = new Set(paths.filter((path) => !path.includes("{")));
  const like = (path) => new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`);
  const keyed = paths.filter((path) => path.includes("{")).map((path) => ({ like: like(path), left: PAGES_OF_A_KIND }));
  const queue = [...fixed, ...further[role]];
  const met = new Set(queue);
  for (let path = queue.shift(); path; path = queue.shift()) {
    const answer = await page.goto(path);
    const isMade = path.split("?")[0].includes("%");
    if (answer.status() >= 400 && !isMade) watch.troubles.push(`${role}: ${path} answers ${answer.status()}`);
    await watch.look(page, role);
    await noteForms(page, role);
    const links = await page.evaluate(() => {
      const own = [...document.querySelectorAll("a[href]")].filter((link) => link.origin === location.origin);
      return own.map((link) => link.pathname + link.search);
    });
    for (const link of links) {
      const [bare] = link.split("?");
      const kind = keyed.find(({ like, left, from }) => left > 0 && from !== path && like.test(bare));
      if (!kind || fixed.has(bare) || met.has(link)) continue;
      // Others of the kind come from other pages: the first of each list, rather than the first list.
      kind.from = path;
      kind.left -= 1;
      met.add(link);
      queue.push(link);
    }
  }
}

/** Notes the forms of the page shown, each with its fields, unless they were met before. */
async function noteForms(page, role) {
  const found = await page.evaluate(() =>
    [...document.forms].map((form) => ({
      method: form.method,
      action: form.getAttribute("action") ?? location.pathname,
      isFile: form.enctype === "multipart/form-data",
      // A form that holds nothing but the key that makes it count once asks for nothing: signing out would end the visit.
      fields: [...form.elements]
        .filter((field) => field.name && field.name !== "form_key" && (!/^(checkbox|radio)$/.test(field.type) || field.checked))
        .map(({ name, value, type }) => ({ name, value, isTyped: /^(text|search|email|tel|number|date|url|password|textarea)$/.test(type) })),
    })),
  );
  for (const form of found) {
    const key = `${form.method} ${form.action.split("/").map((part) => (/^[a-z-]*(\?as=\w+)?$/.test(part) ? part : "{key}")).join("/")}`;
    if (form.fields.length > 0 && !form.isFile && !forms.has(key)) forms.set(key, { ...form, role, from: page.url() });
  }
}

test("every page shows the texts as text to every role, and nothing runs", async () => {
  const search = new URLSearchParams({ q: "<script>", trade: texts[0] });
  for (const role of ["coordinator", "hub_responsible", "adviser", "responsible"]) further[role].push(`/mentees?${search}`, `/mentors?${search}`);
  further.responsible.push("/people/new?as=mentor");
  for (let number = 1; number <= 20; number += 1) further.responsible.push(`/mentees?page=${number}`);
  for (let number = 1; number <= 12; number += 1) further.responsible.push(`/mentors?page=${number}`);
  for (const text of ["../account/sessions/closure", ...typable.slice(168, 172)]) {
    const key = encodeURIComponent(text);
    further.public.push(`/join/${key}`, `/sign-in/links/${key}`, `/invitations/${key}`, `/password-resets/${key}`);
    further.coordinator.push(`/people/${key}`);
  }
  await forEach(ROLES, everyPage, VISITORS_AT_ONCE);
  assert.deepEqual(watch.takeTroubles(), []);
  assert.ok(watch.pages > 200, `${watch.pages} pages`);
  assert.ok(watch.seen.size > 0.9 * COUNT, `${watch.seen.size} of the texts were seen`);
});

/** The cells of a file between semicolons. */
function cells(text) {
  const pattern = /(?:"((?:[^"]|"")*)"|([^;"\r\n]*))(;|\r?\n|$)/g;
  return [...text.matchAll(pattern)].filter(([whole]) => whole).map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare);
}

test("the files that leave the hub open as text", async () => {
  let hostile = 0;
  for (const { path, roles } of routes().filter(({ method, path }) => method === "GET" && path.endsWith(".csv"))) {
    for (const role of roles) {
      const { status, headers, text } = await ask(role, path);
      assert.equal(status, 200, `${path} for the ${role}`);
      assert.match(headers.get("content-type"), /^text\/csv; ?charset=utf-8$/i);
      assert.match(headers.get("content-disposition"), /^attachment; filename="[a-z-]+\.csv"$/);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      const all = cells(text);
      const computed = all.filter((cell) => /^[\s\p{C}\u200b-\u200f]*[=+\-@＝＋－＠]/u.test(cell) || /^[\t\r\n]/.test(cell));
      assert.deepEqual(computed, [], `cells of ${path} that a spreadsheet computes`);
      hostile += all.filter((cell) => cell.includes("window.ran")).length;
    }
  }
  assert.ok(hostile > 1000, `${hostile} hostile cells left the hub`);
});

/** Sends a form from the page shown, as a browser does, and waits for what answers. */
async function send(page, { method, action, fields }) {
  const answered = page.waitForNavigation({ waitUntil: "load" });
  await page.evaluate(
    ({ method, action, fields }) => {
      const form = Object.assign(document.createElement("form"), { method, action });
      for (const { name, value } of fields) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      document.body.append(form);
      HTMLFormElement.prototype.submit.call(form);
    },
    { method, action, fields },
  );
  await answered.catch((error) => assert.fail(`${method} ${action} with ${fields.at(0).value.slice(0, 60)}: ${error.message}`));
}

/** Texts in so many parts, one field's worth each, a text a line as in the fields of trades. */
function parts(texts, count) {
  return Array.from({ length: count }, (_, part) => texts.filter((_, n) => n % count === part).join("\n"));
}

test("every form gives the thousand texts back as text, whichever field they are typed in", async () => {
  const silent = new Set();
  const fill = async (page, key, { role, from, fields, ...form }) => {
    const filled = (value, isFilled) => ({ ...form, fields: fields.map((field) => (isFilled(field) ? { ...field, value } : field)) });
    await page.goto(from);
    const values = !fields.some(({ isTyped }) => isTyped) ? [] : form.method === "get" ? parts(typable, 4) : [...parts(typable, 3), long[0]];
    let given = 0;
    for (const value of values) {
      await send(page, filled(value, ({ isTyped }) => isTyped));
      given += await watch.look(page, role);
    }
    if (values.length > 0 && given < typable.length) silent.add(key);
    for (const value of [parts(typable, 40)[0], usual.find((text) => text.includes("\0"))]) {
      await send(page, filled(value, () => true));
      await watch.look(page, role);
    }
  };
  await forEach(ROLES, async (role) => {
    const [page] = await newVisitor(role);
    for (const [key, form] of forms) if (form.role === role) await fill(page, key, form);
  }, VISITORS_AT_ONCE);
  assert.deepEqual(watch.takeTroubles(), []);
  assert.deepEqual([...silent].filter((key) => !key.includes("password")), [], "only passwords are not given back");
  assert.ok(forms.size >= 30, `only ${forms.size} forms: ${[...forms.keys()].join(", ")}`);
});
