// Every page of the hub that a role may see, found by the routes and by the links of the pages themselves.

import assert from "node:assert/strict";

import { askForAMentor, choose, enter, heading, mails, press, routes, sendExample, visitor } from "./hub.mjs";

/** Who visits, the words of their card, and the role in the table of routes. */
export const VISITORS = [
  { role: "public" },
  { role: "coordinator", card: "Coordonne le hub" },
  { role: "hub_responsible", card: "Dirige le hub" },
  { role: "officer", card: "Veille à la protection" },
  { role: "responsible", card: "Dirige une association" },
  { role: "adviser", card: "Conseille dans" },
  { role: "mentor", card: "Mentor bénévole" },
  { role: "mentee", card: "Personne accompagnée" },
  { role: "funder", card: "Finance le hub" },
];

/**
 * Asks to join; begins a tandem from messages, has another to sign and a third with a problem; runs two rounds, of which one stays a draft;
 * finds somebody who waits all the same; sends a file and leaves it unconfirmed. Answers with pages of a role that the lists lead to only in
 * some cases, or to which messages alone lead.
 */
export async function prepare(browser, hub) {
  const further = { public: [], coordinator: [] };
  const { page, close } = await visitor(browser, hub.base);
  await askForAMentor(page, "Olive Tapenade");
  further.public.push(...(await answerFromMessages(page, hub)));
  await enter(page, "sans nouvelles");
  await page.goto("/problems/new");
  await choose(page, "Autre chose");
  await press(page, "Envoyer");
  await page.getByText("Merci de nous l’avoir dit").waitFor();
  await press(page, "Se déconnecter");

  await enter(page, "Coordonne le hub");
  // A mentor's offer leads here, once a day of departure is typed in it.
  await page.goto("/mentors");
  const mentor = await page.locator("tbody th a").first().getAttribute("href");
  further.coordinator.push(`${mentor}/departure`);

  const draft = await runARound(page);
  const weights = ["trade", "sector", "topics", "distance", "availability", "language", "style"];
  further.coordinator.push(draft, `${draft}?${weights.map((name) => `weight_${name}=10`).join("&")}`);

  // Only mails lead to these; opened by GET they show the same whatever the token.
  const linked = ["/sign-in/links", "/invitations", "/password-resets", "/join/confirmations", "/join/referrals"];
  for (const path of linked) further.public.push(`${path}/0123456789abcdef`);

  await runARound(page);
  await press(page, "Proposer ces tandems");
  await page.waitForURL(/\/proposals/);
  further.coordinator.push(...(await proposeByHand(page)));

  await page.goto("/import");
  await sendExample(page);
  further.coordinator.push(new URL(page.url()).pathname);
  await close();
  return further;
}

/** Two pairs say yes by the links of their messages, and one signs; gives the pages that messages lead to. */
async function answerFromMessages(page, hub) {
  const open = async (mail, place) => {
    const link = mail.links.find((link) => new URL(link).pathname.startsWith(place) && !link.endsWith("/problems"));
    await page.goto(link);
    return new URL(link).pathname;
  };
  const newest = async (kind, to) => (await mails(hub, { kind, to })).at(-1);
  const begun = await mails(hub, { kind: "proposal_asked" });
  for (const asked of begun) {
    await open(asked, "/answers/");
    await press(page, "Oui, je veux bien");
  }
  // The mentor of one had answered before; the other's mentee is asked only now.
  await open(await newest("proposal_asked"), "/answers/");
  await press(page, "Oui, je veux bien");
  const toSign = await mails(hub, { kind: "charter_to_sign" });
  const pages = [];
  for (const charter of toSign) {
    const path = await open(charter, "/signatures/");
    // The first pair signs.
    if (pages.length < 2) await press(page, "Je signe cette charte");
    pages.push(path);
  }
  const own = await open(await newest("tandem_begun"), "/own/");
  const tandem = await page.locator('main a[href^="/tandems/"]').first().getAttribute("href");
  return [...pages.slice(1, 3), own, `${own}/problems`, `${own}${tandem}/meetings`];
}

/** Finds somebody for whom a round found nobody, and looks at a mentor for them; gives their page and those of the search. */
async function proposeByHand(page) {
  await page.goto("/mentees?state=unmatched");
  await page.locator("tbody th a").first().click();
  await heading(page);
  const person = new URL(page.url()).pathname;
  await page.getByRole("link", { name: "Proposer un mentor à la main" }).click();
  await page.getByLabel("Nom du mentor").fill("ma");
  await page.keyboard.press("Enter");
  await page.waitForURL(/[?&]q=ma/);
  const search = new URL(page.url());
  const found = await page.locator('main a[href*="mentor="]').first().getAttribute("href");
  return [person, search.pathname + search.search, found];
}

async function runARound(page) {
  await page.goto("/rounds/new");
  await press(page, "Lancer le tour");
  await page.waitForURL(/\/rounds\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname;
}

/** Opens every page of a role and does something on each; answers with the routes that no link leads to. */
export async function openEachPage(page, role, further, act) {
  const paths = pagesOf(role);
  const waiting = new Map(paths.filter((path) => path.includes("{")).map((path) => [path, pattern(path)]));
  const queue = paths.filter((path) => !path.includes("{")).concat(further);
  for (const [path, like] of waiting) if (queue.some((queued) => like.test(queued))) waiting.delete(path);
  for (let path = queue.shift(); path; path = queue.shift()) {
    const answer = await page.goto(path);
    assert.ok(answer.ok(), `${path} answers ${answer.status()}`);
    await act(path);
    for (const link of await links(page)) {
      const known = [...waiting].find(([, like]) => like.test(link.split("?")[0]));
      const shadowed = paths.includes(link.split("?")[0]);
      if (known && !shadowed) {
        waiting.delete(known[0]);
        queue.push(link);
      }
    }
  }
  return [...waiting.keys()];
}

/** The pages that a role may reach; files, health and parts of a page are no pages. */
function pagesOf(role) {
  const isPage = ({ method, path }) =>
    method === "GET" && !/^\/(static|healthz|readyz|\.well-known)|\.csv$|\.json$|\/calendar$|\/callback$|\/what-if$/.test(path);
  return routes().filter((route) => isPage(route) && route.roles.includes(role)).map((route) => route.path);
}

function pattern(path) {
  return new RegExp(`^${path.replace(/\{[^}]+\}/g, "[^/]+")}$`);
}

/** The addresses of the hub that the page links to. */
function links(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("a[href]")]
      .filter((link) => link.origin === location.origin)
      .map((link) => link.pathname + link.search),
  );
}
