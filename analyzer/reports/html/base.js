// What the other scripts stand on: reading coded columns, making elements, writing times.
// Foreign text only ever becomes text nodes and attributes; no markup is parsed anywhere.

const SVG = "http://www.w3.org/2000/svg";
const SEVERITIES = ["high", "medium", "low"];
const VERDICT_WORDS = { violated: "open", settled: "settled", excused: "excused", waived: "waived", undecided: "undecided" };
const TOO_OLD = "The list needs a newer browser: this one cannot unpack data (it has no DecompressionStream; Chromium has it since 2020, Firefox and Safari since 2023).";
const DAMAGED = "The list cannot be read: the data in this file is damaged or incomplete. Copy the file again, or write the report anew.";
const ELSEWHERE = "The same findings are in findings.xlsx and findings.csv.";

/** Read a block of data in the page: base64 of deflated JSON (coding.py). Nothing leaves the page, nothing enters it. */
async function unpacked(id) {
  const text = atob(document.getElementById(id).textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

/** Say above the list why it is not there. */
function unreadable(why) {
  const place = document.getElementById("unreadable");
  place.textContent = `${why} ${ELSEWHERE}`;
  place.hidden = false;
}

/** The same, of the whole list: its controls would do nothing. */
function listless(why) {
  document.getElementById("filters").remove();
  unreadable(why);
}

if (typeof DecompressionStream === "undefined") return listless(TOO_OLD);
const head = await unpacked("payload").catch(() => null);
if (head === null) return listless(DAMAGED);

/** Make an element; `attributes` may hold `class`, `on*` listeners and plain attributes; null children are left out. */
function h(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function s(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** Foreign text whose direction must not turn its surroundings round. */
function foreign(text) {
  return text ? h("bdi", {}, text) : null;
}

/** Whole numbers that Python coded: one for all rows, differences, or as they are. Seconds may need more than 32 bits. */
function numbers(coded) {
  const Kind = coded.t === undefined ? Int32Array : Float64Array;
  if (coded.n !== undefined) return new Kind(coded.n).fill(coded.k);
  if (!coded.g) return Kind.from(coded.c);
  let sum = 0;
  return Kind.from(coded.g, (gap) => { sum += gap; return sum; });
}

/** Texts that Python coded: as they are, or what stays (`p`) and the numbers in between (`f`, of `w` digits). */
function texts(coded) {
  if (Array.isArray(coded)) return coded;
  const fields = coded.f.map(numbers);
  return Array.from(fields[0], (_, i) => coded.p.reduce((text, piece, k) => text + String(fields[k - 1][i]).padStart(coded.w[k - 1], "0") + piece));
}

/** A column that Python coded (coding.py): `text(i)` its value, `code(i)` its dictionary position, `values` the dictionary. */
function column(coded) {
  if (coded.v) {
    const values = texts(coded.v);
    return { values, size: values.length, code: (i) => i, text: (i) => values[i] };
  }
  const codes = numbers(coded);
  const size = codes.length;
  if (coded.d) {
    const values = texts(coded.d);
    return { values, size, codes, code: (i) => codes[i], text: (i) => values[codes[i]] };
  }
  const base = coded.t ?? 0;
  const timed = coded.t !== undefined;
  return { codes, size, code: (i) => codes[i], number: (i) => (timed && codes[i] < 0 ? null : codes[i] + base) };
}

function columns(group) {
  return Object.fromEntries(Object.entries(group).map(([name, coded]) => [name, column(coded)]));
}

const clock = formatter({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" });
const dayOf = formatter({ month: "short", day: "numeric" });

function formatter(options) {
  try {
    return new Intl.DateTimeFormat("en-US", { ...options, timeZone: head.zone });
  } catch {
    return new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" });
  }
}

/** Seconds since 1970 as `2026-03-04 09:30`, in the definition's zone; with its letters if `zoned`. */
function instant(seconds, zoned = false) {
  if (seconds === null || seconds === undefined) return "";
  const part = Object.fromEntries(clock.formatToParts(new Date(seconds * 1000)).map((piece) => [piece.type, piece.value]));
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}${zoned ? ` ${part.timeZoneName}` : ""}`;
}

function shortDay(seconds) {
  return dayOf.format(new Date(seconds * 1000));
}

/** A length of time in the largest unit that reads well, on the rule's clock. */
function span(seconds, kind) {
  const amount = Math.abs(seconds);
  const unit = (value, noun) => {
    const text = value.toFixed(1).replace(/\.0$/, "");
    return `${text} ${noun}${text === "1" ? "" : "s"}`;
  };
  if (kind === "business days") return unit(amount / 86400, "business day");
  const before = kind === "business hours" ? "business " : "";
  if (amount < 90) return unit(amount, `${before}second`);
  if (amount < 5400) return unit(amount / 60, `${before}minute`);
  if (before || amount < 129600) return unit(amount / 3600, `${before}hour`);
  return unit(amount / 86400, "day");
}

function grouped(number) {
  return number.toLocaleString("en-US");
}

function parts(cell) {
  return cell.split(";").map((part) => part.trim()).filter(Boolean);
}

/** A role as people call it; several that may answer stand in one cell, separated by strokes. */
function roleTitle(role) {
  if (role === "?") return "Not known";
  if (role.includes("/")) return role.split("/").map(roleTitle).join(" or ");
  if (Object.hasOwn(head.roles, role)) return head.roles[role];
  const words = role.replace(/[_-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function roleTitles(cell) {
  return parts(cell).map(roleTitle).join(", ");
}

const rules = new Map(head.rules.map((rule) => [rule.id, rule]));

function ruleOf(id) {
  return rules.get(id) ?? { id, title: id, severity: "medium", line: 1, why: "", instead: "", text: "", verb: "" };
}

function severityMark(severity) {
  return h("span", { class: `sev ${severity}` }, severity);
}

function verdictMark(verdict) {
  return h("span", { class: `verdict ${verdict}` }, VERDICT_WORDS[verdict] ?? verdict);
}

/** Put a text on the clipboard and say so; where a browser does not let us, select it, so that a key press does. */
async function copied(text, name, button = null) {
  const told = (panel.open && panel.querySelector("[role=status]")) || document.getElementById("copied");
  try {
    await navigator.clipboard.writeText(text);
    told.textContent = `Copied ${name}.`;
    button?.classList.add("done");
    setTimeout(() => button?.classList.remove("done"), 1600);
  } catch {
    told.textContent = `This browser does not let the page copy; select ${name} and copy it.`;
    if (button) getSelection().selectAllChildren(button);
  }
}

/** An id that a press copies. */
function copyable(id, name) {
  const button = h("button", { type: "button", class: "id", "aria-label": `${id}: copy ${name}`, title: `Copy ${name}` }, foreign(id));
  button.addEventListener("click", () => copied(id, name, button));
  return button;
}
