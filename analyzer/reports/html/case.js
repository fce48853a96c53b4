// The panel of one case: its timeline, verdict by verdict, then every event. Opened by `#case=` or `#finding=`.

const panel = document.getElementById("case");
const read = new Map();
let lastFocus = null;
let latest = null;
const DAMAGED_CASE = "This case cannot be shown: its data in this file is damaged or incomplete. Copy the file again, or write the report anew.";

/** The part that holds a case, unpacked when first asked for; null if it cannot be read. */
async function partOf(caseCode) {
  const number = Math.floor(caseCode / head.size);
  if (!read.has(number)) {
    const part = await unpacked(`payload-${number}`).catch(() => null);
    if (part === null) return null;
    read.set(number, { row: column(part.row), details: columns(part.details), events: columns(part.events), ...namesOf(part) });
  }
  return read.get(number);
}

/** Event ids, each written once in the part: of its events, of what the findings are about, and of their evidence. */
function namesOf(part) {
  const ids = texts(part.ids);
  const [event, about, evidence, ends] = [part.event, part.about, part.evidence, part.ends].map(numbers);
  return {
    eventId: (i) => ids[event[i]] ?? "",
    about: (k) => ids[about[k]] ?? "",
    evidence: (k) => Array.from(evidence.subarray(k ? ends[k - 1] : 0, ends[k]), (code) => ids[code] ?? ""),
  };
}

function eventsOf(caseCode, part) {
  const from = part.events;
  const events = [];
  for (let i = 0; i < from.case.size; i += 1) {
    if (from.case.code(i) !== caseCode) continue;
    const text = (name) => from[name]?.text(i) ?? "";
    events.push({
      id: part.eventId(i), when: from.when.number(i), activity: text("activity"), senderRole: text("sender_role"), sender: text("sender"),
      to: parts(text("recipient_roles")), copied: parts(text("copied_roles")), channel: text("channel"), topics: text("topics"), stage: text("stage"), subject: text("subject"),
    });
  }
  return events.sort((a, b) => a.when - b.when);
}

function findingsOf(caseCode, part) {
  const details = part.details;
  const findings = [];
  for (let k = 0; k < part.row.size; k += 1) {
    const i = part.row.code(k);
    if (list.case.code(i) !== caseCode) continue;
    const rule = ruleOf(list.rule.text(i));
    const text = (name) => details[name].text(k);
    findings.push({
      id: list.id.text(i), rule, severity: rule.severity, verdict: list.verdict.text(i), when: list.when.number(i), owner: list.owner_role.text(i), person: list.owner.text(i),
      senderRole: list.sender_role.text(i), sender: list.sender.text(i), to: list.recipient_roles.text(i), copied: list.copied_roles.text(i), topics: list.topics.text(i), channel: text("channel"),
      stage: list.stage.text(i), subject: list.subject.text(i), excuse: list.excuse.text(i), reasons: list.reasons.text(i), eventId: part.about(k),
      witness: part.evidence(k), tried: parts(text("excuses_tried")), instead: text("instead"), clock: text("clock"), place: text("rule_place"), due: details.due.number(k),
      answeredAt: details.answered_at.number(k), searchedFrom: details.searched_from.number(k), searchedUntil: details.searched_until.number(k), settledAt: details.settled_at.number(k),
      slack: details.slack.number(k), maySettle: details.may_still_settle.code(k) === 1,
    });
  }
  findings.sort((a, b) => a.when - b.when);
  findings.forEach((finding, place) => { finding.number = place + 1; });
  return findings;
}

/** Show a case; of several asked for in quick succession, only the last, and none after a "close". */
async function openCase(caseCode, findingId) {
  const mine = {};
  latest = mine;
  const before = document.activeElement;
  const part = await partOf(caseCode);
  if (mine !== latest) return;
  if (part === null) {
    closeCase();
    unreadable(DAMAGED_CASE);
    return document.getElementById("unreadable").scrollIntoView({ block: "center" });
  }
  document.getElementById("unreadable").hidden = true;
  const turning = panel.open;
  if (!turning) lastFocus = before;
  const events = eventsOf(caseCode, part);
  const findings = findingsOf(caseCode, part);
  const room = Math.min(1120, document.documentElement.clientWidth) - 48 - 140;
  const rows = new Map();
  const pick = (id) => { for (const [known, row] of rows) row.classList.toggle("lit", known === id); };
  const lanes = events.length ? swimlane(events, findings.filter((finding) => ["violated", "settled", "undecided"].includes(finding.verdict) || finding.id === findingId), Math.max(320, room), pick) : null;
  const show = (id) => { if (lanes) lanes.pick(id); pick(id); };
  const absent = h("p", { class: "about" }, "The events of this case are not in this page; `analyzer explain` shows them.");
  panel.replaceChildren(caseHead(caseCode, findings),
    h("div", { class: "case-body" },
      h("section", { "aria-label": "Timeline" }, h("h3", {}, "What happened?"), lanes?.element ?? absent,
        lanes ? h("p", { class: "key" }, "● sender, ▼ recipient, ○ copy, ■ other activity; a number marks the event a finding is about, dark lines its evidence. Quiet stretches are compressed. Events about protected topics are never shown.") : null),
      h("section", { "aria-label": "Findings of the case" }, h("h3", {}, "What is asked about it?"), ...findings.map((finding) => card(finding, findingId, show))),
      events.length ? h("section", { "aria-label": "Events" }, h("h3", {}, `All events (${grouped(events.length)})`), h("div", { class: "scroll" }, eventTable(events, findings, rows))) : null));
  if (turning) document.getElementById("case-title").focus();
  else panel.showModal();
  panel.scrollTop = 0;
  const first = findings.find((finding) => finding.id === findingId) ?? findings.find((finding) => finding.verdict === "violated") ?? findings[0];
  show(first.eventId);
  const marked = panel.querySelector(".finding.asked");
  if (marked && marked.getBoundingClientRect().top > panel.clientHeight - 120) marked.scrollIntoView({ block: "center" });
}

function caseHead(caseCode, findings) {
  const id = caseColumns.id.text(caseCode);
  const bits = [caseColumns.candidate.text(caseCode), caseColumns.requisition.text(caseCode), caseColumns.stage.text(caseCode) && `stage ${caseColumns.stage.text(caseCode)}`,
    caseColumns.closed.code(caseCode) ? "closed" : "still open", caseColumns.older.code(caseCode) ? "began before the log" : ""].filter(Boolean);
  const open = findings.filter((finding) => finding.verdict === "violated").length;
  const position = shown.findIndex((i) => list.case.code(i) === caseCode);
  const neighbours = caseNeighbours(caseCode, position);
  const step = (to, id, label, aria) => h("button", { type: "button", id, class: "tool", "aria-label": aria, disabled: to === null, onclick: () => go(`case=${encodeURIComponent(caseColumns.id.text(to))}`, true) }, label);
  return h("div", { class: "case-head" },
    h("div", {}, h("h2", { id: "case-title", tabindex: "-1" }, "Case ", foreign(id)), h("p", {}, foreign(bits.join(" · ")), ` · ${open} open ${open === 1 ? "finding" : "findings"}`)),
    h("p", { class: "unseen", role: "status" }),
    h("div", { class: "tools" }, h("button", { type: "button", class: "tool", onclick: () => copied(id, "the case's id") }, "Copy id"), step(neighbours[0], "before", "←", "Previous case of the list"), step(neighbours[1], "after", "→", "Next case of the list"),
      h("button", { type: "button", class: "tool", onclick: closeCase }, "Close")));
}

function caseNeighbours(caseCode, position) {
  if (position < 0) return [null, null];
  const seek = (from, by) => {
    for (let k = from; k >= 0 && k < shown.length; k += by) if (list.case.code(shown[k]) !== caseCode) return list.case.code(shown[k]);
    return null;
  };
  let last = position;
  while (last + 1 < shown.length && list.case.code(shown[last + 1]) === caseCode) last += 1;
  return [seek(position, -1), seek(last, 1)];
}

function card(finding, asked, show) {
  const rule = finding.rule;
  const entry = (title, ...content) => (content.flat().some((piece) => piece) ? [h("dt", {}, title), h("dd", {}, ...content)] : []);
  const sender = finding.senderRole ? [roleTitle(finding.senderRole), finding.sender ? [" (", foreign(finding.sender), ")"] : null] : [];
  const whom = finding.to ? [" → ", roleTitles(finding.to), finding.copied ? `, copied to ${roleTitles(finding.copied)}` : ", nobody in copy"] : [];
  const said = [finding.topics && `about ${parts(finding.topics).join(", ")}`, finding.channel && `by ${finding.channel}`, finding.stage && `in stage ${finding.stage}`].filter(Boolean).join(", ");
  const chips = [...new Set([finding.eventId, ...finding.witness])].filter(Boolean).map((id) => h("button", { type: "button", onclick: () => show(id) }, foreign(id)));
  return h("article", { class: `finding ${rule.severity}${finding.id === asked ? " asked" : ""}` },
    h("header", {}, h("h4", {}, h("span", { class: "no" }, finding.number), rule.title), severityMark(rule.severity), verdictMark(finding.verdict), h("span", { class: "ids" }, copyable(finding.id, "the finding's id"), h("a", { href: `#finding=${encodeURIComponent(finding.id)}`, "aria-label": `Link to finding ${finding.id}` }, "Link"))),
    h("dl", {},
      entry("When", instant(finding.when, true)),
      entry("Who, to whom", sender, whom),
      entry("What", said, finding.subject ? [said ? "; " : "", foreign(`“${finding.subject}”`)] : null),
      entry("Owes or acted", finding.owner ? [roleTitle(finding.owner), finding.person ? [" (", foreign(finding.person), ")"] : null] : null),
      entry("Due", dueWords(finding)),
      entry("Why the rule", rule.why),
      entry("Evidence", chips.length ? h("span", { class: "ids" }, ...chips) : null),
      entry("Looked for", finding.searchedFrom !== null ? `an answer from ${instant(finding.searchedFrom)} to ${instant(finding.searchedUntil, true)}` : null),
      entry("Excused by", finding.excuse),
      entry("Excuses tried", finding.tried.length ? h("ul", {}, ...finding.tried.map((text) => h("li", {}, foreign(text)))) : null),
      entry("Not decided", finding.verdict === "undecided" ? finding.reasons : null),
      entry("Waived", finding.verdict === "waived" ? finding.reasons : null),
      entry("Repair", finding.settledAt !== null ? `settled ${instant(finding.settledAt, true)}` : finding.maySettle ? "may still be settled" : null),
      entry("The allowed way", finding.instead ? h("span", { class: "allowed" }, finding.instead) : null),
      entry("Rule", h("a", { href: `#L${rule.line}` }, `${rule.id}, ${finding.place || `line ${rule.line}`}`), rule.text ? h("pre", {}, h("code", {}, rule.text)) : null)));
}

function dueWords(finding) {
  if (finding.due === null) return null;
  const late = finding.slack !== null && finding.slack < 0 ? span(finding.slack, finding.clock) : "";
  const came = finding.answeredAt === null ? "none seen" : `came ${instant(finding.answeredAt)}`;
  return `${instant(finding.due, true)}; ${came}${late ? `, ${late} ${finding.answeredAt === null ? "overdue" : "late"}` : ""}`;
}

function eventTable(events, findings, rows) {
  const numbers = numbersOf(findings);
  const body = events.map((event) => {
    const told = (numbers.get(event.id) ?? []).map((finding) => finding.number);
    const parties = event.activity === "message" ? `${roleTitle(event.senderRole)} → ${event.to.map(roleTitle).join(", ") || "nobody"}` : [event.activity, event.senderRole && roleTitle(event.senderRole)].filter(Boolean).join(": ");
    const row = h("tr", { class: told.length ? "evidence" : null },
      h("th", { scope: "row" }, instant(event.when)), h("td", {}, parties, event.copied.length ? h("small", {}, ` copy: ${event.copied.map(roleTitle).join(", ")}`) : null),
      h("td", {}, foreign(parts(event.topics).join(", "))), h("td", {}, event.channel), h("td", {}, event.stage), h("td", { class: "subject" }, foreign(event.subject)), h("td", {}, copyable(event.id, "the event's id")), h("td", { class: "no" }, told.join(", ")));
    rows.set(event.id, row);
    return row;
  });
  const titles = ["When", "What", "About", "Channel", "Stage", "Subject", "Event", "Evidence of"];
  return h("table", { class: "events" }, h("thead", {}, h("tr", {}, ...titles.map((title) => h("th", { scope: "col" }, title)))), h("tbody", {}, ...body));
}

function closeCase() {
  latest = null;
  if (panel.open) panel.close();
}
