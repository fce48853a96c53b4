// The list: filters, search, sorting and pages over coded columns. 100,000 findings are filtered in a few
// milliseconds, for comparisons are of whole numbers and a text is searched once for each distinct value.

const PAGE = 50;
const START = { verdict: "violated", rule: "", severity: "", owner: "", reason: "", from: "", to: "", topic: "", stage: "", excuse: "", past: "", q: "", sort: "when", down: "1", page: "0" };
const list = columns(head.findings);
const caseColumns = columns(head.cases);
const size = list.case.size;
const state = { ...START };
let shown = [];

const HEADINGS = [
  ["when", "When", "when"],
  ["rule", "Rule", "rule"],
  ["parties", "From, to", "parties"],
  ["owner", "Owes or acted", "owner"],
  ["case", "Case", "case"],
  ["severity", "Severity", "severity"],
  ["verdict", "Verdict", "verdict-column"],
];

/** For each code of a column, whether its value passes. */
function passing(coded, test) {
  return Uint8Array.from(coded.values, (value) => (test(value) ? 1 : 0));
}

/** Tests that every shown row must pass, as functions of the row; the verdict is apart, for it is counted by. */
function tests() {
  const found = [];
  const by = (coded, test) => {
    const pass = passing(coded, test);
    found.push((i) => pass[coded.code(i)]);
  };
  if (state.rule) by(list.rule, (id) => id === state.rule);
  if (state.severity) by(list.rule, (id) => ruleOf(id).severity === state.severity);
  if (state.owner) by(list.owner_role, (role) => role === state.owner);
  if (state.reason) by(list.reasons, (cell) => parts(cell).includes(state.reason));
  if (state.from) by(list.sender_role, (role) => role === state.from);
  if (state.to) by(list.recipient_roles, (cell) => parts(cell).includes(state.to));
  if (state.topic) by(list.topics, (cell) => parts(cell).includes(state.topic));
  if (state.stage) by(list.stage, (stage) => stage === state.stage);
  if (state.excuse) by(list.excuse, (cell) => parts(cell).includes(state.excuse));
  if (state.past) found.push((i) => list.past.number(i) === 1);
  if (state.q) found.push(searching(state.q.toLowerCase().split(/\s+/).filter(Boolean)));
  return found;
}

/** Every word of the query stands in some searched column of the row. */
function searching(query) {
  const direct = [list.sender, list.owner, list.subject, list.topics, list.rule, list.sender_role, list.recipient_roles, list.id, list.excuse];
  const ofCase = [caseColumns.id, caseColumns.candidate, caseColumns.requisition];
  const ready = query.map((word) => {
    const has = (value) => value.toLowerCase().includes(word);
    const rows = direct.map((coded) => [coded, passing(coded, coded === list.rule ? (id) => has(id) || has(ruleOf(id).title) : has)]);
    const cases = ofCase.map((coded) => [coded, passing(coded, has)]);
    return (i) => rows.some(([coded, pass]) => pass[coded.code(i)]) || cases.some(([coded, pass]) => pass[coded.code(list.case.code(i))]);
  });
  return (i) => ready.every((word) => word(i));
}

function select() {
  const all = tests();
  const counts = {};
  const rows = [];
  for (let i = 0; i < size; i += 1) {
    if (!all.every((test) => test(i))) continue;
    const verdict = list.verdict.text(i);
    counts[verdict] = (counts[verdict] ?? 0) + 1;
    if (state.verdict === "all" || verdict === state.verdict) rows.push(i);
  }
  shown = sorted(rows);
  return counts;
}

function sorted(rows) {
  const rank = (values) => {
    const order = values.map((_, code) => code).sort((a, b) => (values[a] < values[b] ? -1 : values[a] > values[b] ? 1 : 0));
    const place = new Int32Array(values.length);
    order.forEach((code, position) => { place[code] = position; });
    return place;
  };
  const ranked = (coded, shape = (value) => value) => {
    const place = rank(coded.values.map(shape));
    return (i) => place[coded.code(i)];
  };
  const KEYS = {
    when: () => list.when.code,
    case: () => { const place = rank(caseColumns.id.values); return (i) => place[list.case.code(i)]; },
    rule: () => ranked(list.rule, (id) => ruleOf(id).title),
    parties: () => { const from = ranked(list.sender_role); const to = ranked(list.recipient_roles); return (i) => from(i) * 65536 + to(i); },
    owner: () => ranked(list.owner_role),
    severity: () => ranked(list.rule, (id) => 9 - SEVERITIES.indexOf(ruleOf(id).severity)),
    verdict: () => ranked(list.verdict),
  };
  const key = (KEYS[state.sort] ?? KEYS.when)();
  const keys = new Float64Array(size);
  for (const i of rows) keys[i] = key(i);
  const sign = state.down ? -1 : 1;
  return rows.sort((a, b) => sign * (keys[a] - keys[b]) || a - b);
}

// ---------------------------------------------------------------- drawing

function drawList() {
  const counts = select();
  const last = Math.max(0, Math.ceil(shown.length / PAGE) - 1);
  const page = Math.min(Math.max(0, Number(state.page) || 0), last);
  state.page = String(page);
  const rows = shown.slice(page * PAGE, (page + 1) * PAGE);
  document.querySelector("#list tbody").replaceChildren(...rows.map(rowOf));
  document.getElementById("list").setAttribute("aria-rowcount", shown.length + 1);
  drawHeadings();
  drawVerdicts(counts);
  drawChips();
  const nothing = "No finding passes these filters.";
  const cases = new Set(shown.map((i) => list.case.code(i)));
  const people = new Set([...cases].map((code) => caseColumns.candidate.text(code) || `case ${caseColumns.id.text(code)}`)).size;
  document.getElementById("tally").textContent = shown.length
    ? `${grouped(shown.length)} ${shown.length === 1 ? "finding" : "findings"} in ${grouped(cases.size)} ${cases.size === 1 ? "case" : "cases"} of ${grouped(people)} ${people === 1 ? "candidate" : "candidates"}; times in ${head.zone}${last ? `; page ${grouped(page + 1)} of ${grouped(last + 1)}` : ""}`
    : nothing;
  drawPages(page, last);
}

function rowOf(i) {
  const rule = ruleOf(list.rule.text(i));
  const caseCode = list.case.code(i);
  const to = roleTitles(list.recipient_roles.text(i));
  const from = list.sender_role.text(i);
  const requisition = caseColumns.requisition.text(caseCode);
  const about = [list.excuse.text(i) && `excused: ${list.excuse.text(i)}`, list.reasons.text(i), list.subject.text(i) && `“${list.subject.text(i)}”`].filter(Boolean);
  const parties = [from && roleTitle(from), to && `→ ${to}`].filter(Boolean).join(" ");
  return h("tr", { tabindex: "-1", "data-finding": list.id.text(i) },
    h("td", { class: "when" }, instant(list.when.number(i))),
    h("td", { class: "rule" }, h("a", { href: `#finding=${encodeURIComponent(list.id.text(i))}` }, rule.title), about.length ? h("span", { class: "sub" }, foreign(about.join("; "))) : null),
    h("td", { class: "parties" }, parties || "–", h("span", { class: "sub" }, foreign(parts(list.topics.text(i)).join(", ")))),
    h("td", { class: "owner" }, list.owner_role.text(i) ? roleTitle(list.owner_role.text(i)) : "–"),
    h("td", { class: "case" }, foreign(caseColumns.id.text(caseCode)), h("span", { class: "sub" }, foreign(requisition))),
    h("td", { class: "severity" }, severityMark(rule.severity)),
    h("td", { class: "verdict-column" }, verdictMark(list.verdict.text(i))));
}

function drawHeadings() {
  const sortBy = (key) => () => change({ sort: key, down: state.sort === key && state.down ? "" : "1", page: "0" });
  const cells = HEADINGS.map(([key, title, css]) => {
    const active = state.sort === key;
    const arrow = active ? (state.down ? " ↓" : " ↑") : "";
    return h("th", { scope: "col", class: css, "aria-sort": active ? (state.down ? "descending" : "ascending") : null },
      h("button", { type: "button", onclick: sortBy(key), "data-sort": key }, title, h("span", { "aria-hidden": "true" }, arrow)));
  });
  const row = document.querySelector("#list thead tr");
  const focused = row.contains(document.activeElement) ? document.activeElement.dataset.sort : null;
  row.replaceChildren(...cells);
  if (focused) row.querySelector(`[data-sort="${focused}"]`).focus();
}

function drawVerdicts(counts) {
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const buttons = [...Object.keys(VERDICT_WORDS), "all"].map((verdict) => h("button", {
    type: "button", "aria-pressed": String(state.verdict === verdict), "data-verdict": verdict, onclick: () => change({ verdict, page: "0" }),
  }, verdict === "all" ? "All" : VERDICT_WORDS[verdict].replace(/^./, (letter) => letter.toUpperCase()), h("small", {}, grouped(verdict === "all" ? all : counts[verdict] ?? 0))));
  const group = document.getElementById("verdicts");
  const focused = group.contains(document.activeElement) ? document.activeElement.dataset.verdict : null;
  group.replaceChildren(...buttons);
  if (focused) group.querySelector(`[data-verdict="${focused}"]`).focus();
}

/** Filters that came by a link and have no control of their own. */
function drawChips() {
  const names = {
    from: () => `from ${roleTitle(state.from)}`, to: () => `to ${roleTitle(state.to)}`,
    topic: () => `about ${state.topic}`, stage: () => `in stage ${state.stage}`, excuse: () => `excused by ${state.excuse}`,
    reason: () => `reason ${state.reason}`, past: () => "candidates past the recruiter",
  };
  const chips = Object.keys(names).filter((key) => state[key]).map((key) => h("button", {
    type: "button", "aria-label": `Remove filter: ${names[key]()}`, onclick: () => { change({ [key]: "", page: "0" }); document.getElementById("clear").focus(); },
  }, `${names[key]()} ✕`));
  document.getElementById("chips").replaceChildren(...chips);
}

function drawPages(page, last) {
  const step = (to, label, aria) => h("button", { type: "button", "aria-label": aria, disabled: to < 0 || to > last, onclick: () => change({ page: String(to) }) }, label);
  const pages = document.getElementById("pages");
  const focused = pages.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
  pages.replaceChildren();
  if (last) pages.append(step(page - 1, "← Previous", "Previous page"), `Page ${grouped(page + 1)} of ${grouped(last + 1)}`, step(page + 1, "Next →", "Next page"));
  if (focused) (pages.querySelector(`[aria-label="${focused}"]:enabled`) ?? pages.querySelector("button:enabled"))?.focus();
}

function options(id, values, all) {
  const box = document.getElementById(id);
  box.append(h("option", { value: "" }, all), ...values.map(([value, text]) => h("option", { value }, text)));
  box.addEventListener("change", () => change({ [id]: box.value, page: "0" }));
}

function drawFilters() {
  const present = new Set(list.rule.values);
  options("rule", head.rules.filter((rule) => present.has(rule.id)).map((rule) => [rule.id, rule.title]), "All rules");
  options("severity", SEVERITIES.map((word) => [word, word]), "Any");
  options("owner", list.owner_role.values.filter(Boolean).map((role) => [role, roleTitle(role)]), "Anybody");
  const search = document.getElementById("q");
  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => change({ q: search.value.trim(), page: "0" }), 120);
  });
  document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("clear").addEventListener("click", () => change({ ...START }));
  document.getElementById("link").addEventListener("click", () => copied(location.href, "the link to this list"));
}

function showControls() {
  for (const id of ["rule", "severity", "owner"]) document.getElementById(id).value = state[id];
  const search = document.getElementById("q");
  if (document.activeElement !== search) search.value = state.q;
}
