// What a page that took a text for code would show: noted while it is open, and looked for once it has arrived.

import { COUNT, texts } from "./hostile_texts.mjs";

/** A browser that names itself with a hostile text, as any client may. */
const DEVICE = "Mozilla/5.0 <script>window.ran=1000</script> \"><svg onload=window.ran=1000>";

/** Runs in the page: what it holds that the hub never writes, and every text that can be read in it. */
function holdings() {
  const own = (address) => new URL(address, location.href).origin === location.origin;
  const isForeign = (element) =>
    /^(iframe|object|embed|base|math|video|audio|style|animate|frame|foreignobject|template|portal)$/i.test(element.localName) ||
    (element.localName === "script" && !(element.src && own(element.src) && !element.text)) ||
    (element.localName === "meta" && element.httpEquiv) ||
    (element.localName === "link" && !own(element.href)) ||
    (element.localName === "img" && !own(element.src)) ||
    (element.localName === "form" && !own(element.getAttribute("action") ?? "")) ||
    (element.localName === "a" && !/^(?!https?:..evil)(https?|mailto|tel|sms):/.test(new URL(element.getAttribute("href") ?? "", location.href).href)) ||
    (element.hasAttribute("formaction") && !own(element.getAttribute("formaction"))) ||
    element.getAttributeNames().some((name) => /^(on|style$|srcdoc$)|[^a-z-]/i.test(name));
  const strange = [...document.querySelectorAll("*")].filter(isForeign).map((element) => element.outerHTML.slice(0, 300));
  // What is no day or no number stands in the page, though the field shows nothing of it.
  const values = [...document.querySelectorAll("input, textarea")].flatMap((field) => [field.value, field.defaultValue]);
  return { ran: globalThis.ran, strange, text: `${document.body?.textContent ?? ""}\n${values.join("\n")}` };
}

/** A text without the spaces and ends of lines that pages fold, and without the NUL that nothing keeps. */
function folded(text) {
  return text.replace(/[\s\0\u0085]+/g, "");
}

const known = texts.map(folded);

export class Watch {
  /** What went wrong, in the order in which it did. */
  troubles = [];
  /** The numbers of the texts seen as text on some page. */
  seen = new Set();
  /** How many pages were looked at. */
  pages = 0;

  /** A visitor's page, of which everything that a hostile text could do is noted. */
  async newPage(browser, base, who) {
    const context = await browser.newContext({ baseURL: base, locale: "fr-FR", reducedMotion: "reduce", userAgent: DEVICE });
    const note = (what) => this.troubles.push(`${who}: ${what}`);
    await context.exposeFunction("noteRefusal", note);
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        globalThis.noteRefusal(`policy at ${location.pathname}: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on("dialog", (dialog) => {
      note(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    page.on("popup", (popup) => note(`${page.url()} opens ${popup.url()}`));
    page.on("download", (download) => {
      // A file for an agenda is what its link is for.
      if (!download.url().endsWith("/calendar")) note(`${page.url()} downloads ${download.url()}`);
    });
    page.on("pageerror", (error) => note(`error at ${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      const isStatus = /^failed to load resource/i.test(message.text());
      if (message.type() === "error" && !isStatus) note(`console at ${page.url()}: ${message.text()}`);
    });
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== base) note(`${page.url()} asks ${request.url()}`);
    });
    page.on("response", (response) => {
      const fault = faultOf(response.status(), response.headers());
      if (fault) note(`${response.request().method()} ${response.url()} ${fault}`);
    });
    return page;
  }

  /** What went wrong since it was last asked. */
  takeTroubles() {
    return this.troubles.splice(0);
  }

  /** Notes what the page shown holds that the hub does not write, and which texts it shows; says how many these are. */
  async look(page, who) {
    const { ran, strange, text } = await page.evaluate(holdings);
    this.pages += 1;
    if (ran !== undefined) this.troubles.push(`${who}: ${page.url()} ran ${ran}`);
    for (const html of strange) this.troubles.push(`${who}: ${page.url()} holds ${html}`);
    const read = folded(text);
    const named = new Set([...text.matchAll(/(?:\bran=|evil\.test\/|X-Ran: )(\d+)/g)].map(([, n]) => Number(n)));
    const shown = [...named].filter((n) => n < COUNT && read.includes(known[n]));
    for (const n of shown) this.seen.add(n);
    return shown.length;
  }
}

/** What is wrong with the head of an answer, if anything is. */
export function faultOf(status, headers) {
  if (status >= 500) return `answers ${status}`;
  if (headers["x-ran"]) return "bears a header of a text";
  if (/^ran=/m.test(headers["set-cookie"] ?? "")) return "sets a cookie of a text";
  const policy = headers["content-security-policy"] ?? "";
  if (/html/.test(headers["content-type"]) && !/default-src 'none'|default-src 'self'/.test(policy)) return "has no policy";
  return undefined;
}
