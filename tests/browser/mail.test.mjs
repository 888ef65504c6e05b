// The mail of a hub that is served, taken by a real SMTP server: one signs in by the link in it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";

import { SMTPServer } from "smtp-server";

import { PROGRAM, freePort, heading, openBrowser, press, startHub, visitor } from "./hub.mjs";

/** A mail server that keeps what it takes, and refuses for now as many messages as it is told to. */
async function startPostOffice() {
  const office = { letters: [], refusals: 0, refused: 0 };
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    logger: false,
    onData(stream, session, done) {
      const parts = [];
      stream.on("data", (part) => parts.push(part));
      stream.on("end", () => {
        if (office.refusals > 0) {
          office.refusals -= 1;
          office.refused += 1;
          return done(Object.assign(new Error("Try again later"), { responseCode: 451 }));
        }
        const { mailFrom, rcptTo } = session.envelope;
        const to = rcptTo.map(({ address }) => address);
        office.letters.push({ from: mailFrom.address, to, ...read(Buffer.concat(parts).toString("latin1")) });
        return done();
      });
    },
  });
  const port = await freePort();
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  office.url = `smtp://127.0.0.1:${port}`;
  office.stop = () => new Promise((resolve) => server.close(resolve));
  return office;
}

/** The headers of a letter or of a part of one, by their names in small letters, and what follows them. */
function split(raw) {
  const [head, ...rest] = raw.split("\r\n\r\n");
  const lines = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const headers = lines.map((line) => [line.split(/:\s*/, 1)[0].toLowerCase(), line.replace(/^[^:]*:\s*/, "")]);
  return { headers, body: rest.join("\r\n\r\n") };
}

/** The headers of a letter, and its parts: the same words as plain text and as HTML. */
function read(raw) {
  const { headers, body } = split(raw);
  const boundary = Object.fromEntries(headers)["content-type"].match(/boundary="?([^";]+)"?/)[1];
  const parts = body.split(`--${boundary}`).slice(1, -1).map((part) => split(part.replace(/^\r\n/, "")));
  const [text, html] = parts.map((part) => decode(part.body, Object.fromEntries(part.headers)["content-transfer-encoding"]));
  return { headers, parts, text, html };
}

function decode(body, encoding) {
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding !== "quoted-printable") return Buffer.from(body, "latin1").toString("utf8");
  const bytes = body.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

const header = (letter, name) => letter.headers.filter(([found]) => found === name).map(([, value]) => value);

async function until(what, holds) {
  for (let tries = 0; !holds(); tries += 1) {
    assert.ok(tries < 300, `${what}: waited for in vain`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

let office, hub, browser;
const EMAIL = "responsable@exemple.test";

/** Invites the first responsible of the hub under a name. */
function invite(name) {
  const settings = ["--data-dir", hub.folder, "--base-url", hub.base];
  return execFileSync(PROGRAM, [...settings, "invite", "--email", EMAIL, "--name", name], { encoding: "utf8", stdio: "pipe" });
}

before(async () => {
  office = await startPostOffice();
  hub = await startHub({ command: "serve", settings: { TANDEM_SMTP_URL: office.url, TANDEM_MAIL_FROM: "Le hub <hub@hub.test>" } });
  browser = await openBrowser();
  // Nobody is sent a link to sign in before they accepted their invitation.
  const { page, close } = await visitor(browser, hub.base);
  await page.goto(invite("Zoé Aubagne").match(/http\S+\/invitations\/\S+/)[0]);
  await press(page, "Accepter et me connecter");
  await page.waitForURL((url) => !url.pathname.startsWith("/invitations"));
  await close();
});

after(async () => {
  await browser?.close();
  await hub?.stop();
  await office?.stop();
});

/** Opens a letter as a mail program would; gives what it asked other machines for. */
async function openLetter(html) {
  const page = await browser.newPage();
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.setContent(html);
  await page.getByText("Bonjour,").waitFor();
  await page.close();
  return asked;
}

async function askForALink(page) {
  await page.goto("/sign-in");
  await page.getByLabel("Votre adresse e-mail").first().fill(EMAIL);
  await press(page, /lien/i);
  await page.getByRole("heading", { level: 1, name: "Regardez votre courrier" }).waitFor();
}

test("a name with a line break is refused: it would begin a header", () => {
  const refused = (error) => error.status === 1 && /on one line/.test(error.stderr);
  assert.throws(() => invite("Zoé Aubagne\r\nBcc: pirate@exemple.test"), refused);
});

test("one enters by the link received by mail", async () => {
  const { page, close } = await visitor(browser, hub.base);
  await askForALink(page);
  await until("the mail", () => office.letters.length === 1);
  const [letter] = office.letters;
  assert.equal(letter.from, "hub@hub.test");
  assert.deepEqual(letter.to, [EMAIL]);
  assert.deepEqual(header(letter, "to"), [EMAIL]);
  assert.deepEqual(header(letter, "bcc"), []);
  for (const name of ["from", "reply-to", "date", "message-id", "subject", "auto-submitted"]) {
    assert.equal(header(letter, name).length, 1, name);
  }
  assert.deepEqual(header(letter, "list-unsubscribe"), [], "nobody unsubscribes from what they need");
  assert.match(header(letter, "content-type")[0], /^multipart\/alternative;/i);
  const media = letter.parts.map((part) => header(part, "content-type")[0]);
  assert.deepEqual(media, ["text/plain; charset=utf-8", "text/html; charset=utf-8"]);
  assert.match(letter.text, /^Bonjour,\r\n\r\n/);

  const link = letter.text.match(/http\S+\/sign-in\/links\/\S+/)[0];
  assert.ok(letter.html.includes(`href="${link}"`), "the same link in both");
  const asked = await openLetter(letter.html);
  assert.deepEqual(asked, [], "reading it asks nobody for anything");
  await page.goto(link);
  await page.locator("main form button").first().click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  assert.ok((await heading(page)).length > 0);
  await page.goto("/sign-in");
  assert.ok(await page.getByRole("button", { name: "Se déconnecter" }).isVisible(), "one is in");
  await close();
});

test("a mail refused for now is sent once, later, as the same letter", async () => {
  office.letters.length = 0;
  office.refusals = 1;
  const { page, close } = await visitor(browser, hub.base);
  await askForALink(page);
  await until("the refusal", () => office.refused === 1);
  assert.equal(office.letters.length, 0);
  await until("the second attempt", () => office.letters.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  assert.equal(office.letters.length, 1, "it is sent once");
  await page.goto("/mails");
  assert.equal(new URL(page.url()).pathname, "/sign-in", "outside the demonstration no page shows mails");
  await close();
});
