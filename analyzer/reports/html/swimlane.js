// A case drawn in time: one lane a role, one arrow a message, stages on top, a number for each finding.
// Quiet stretches are compressed (their width grows with the logarithm of their length), so every event can be told apart.

const LANE = 46;
const TOP = 66;

/** Lay out and draw; `events` in order of time, `findings` numbered from 1. Answers with an element. */
function swimlane(events, findings, width, onPick) {
  const lanes = lanesOf(events, findings);
  const axis = axisOf(events, findings, width);
  const middle = (role) => TOP + LANE * lanes.indexOf(role) + LANE / 2;
  const height = TOP + LANE * lanes.length + 6;
  const drawing = s("svg", { width: axis.width, height, viewBox: `0 0 ${axis.width} ${height}`, role: "group", "aria-label": "Timeline of the case" });
  drawing.append(...dayMarks(events, axis, height), ...stageBands(events, axis));
  for (const role of lanes) drawing.append(s("line", { class: "lane-line", x1: 0, x2: axis.width, y1: middle(role), y2: middle(role) }));
  drawing.append(...searchedGaps(findings, axis, middle, lanes));
  const caption = h("p", { class: "caption" }, "Choose an event to read about it; arrow keys move along the timeline.");
  const numbers = numbersOf(findings);
  const steps = events.map((event, place) => stepOf(event, axis.at[place], middle, height, numbers.get(event.id)));
  steps.forEach((step, place) => listen(step, place, steps, () => { caption.replaceChildren(...describe(events[place], findings, numbers)); onPick(events[place].id); }));
  drawing.append(...steps, ...activityNames(events, axis, middle));
  const names = [h("div", { class: "head" }, "Stage"), ...lanes.map((role) => h("div", {}, foreign(roleTitle(role))))];
  const element = h("div", { class: "lanes" }, h("div", { class: "names" }, ...names), h("div", { class: "canvas" }, drawing), caption);
  return { element, pick: (id) => { const place = events.findIndex((event) => event.id === id); if (place >= 0) light(steps, place, element); return place >= 0; } };
}

function lanesOf(events, findings) {
  const seen = new Set(events.flatMap((event) => [event.senderRole, ...event.to, ...event.copied]).filter(Boolean));
  for (const finding of findings) if (finding.searchedFrom !== null && finding.owner && !finding.owner.split("/").some((role) => seen.has(role))) seen.add(finding.owner.split("/")[0]);
  const known = head.lanes.filter((role) => seen.has(role));
  return [...known, ...[...seen].filter((role) => !head.lanes.includes(role)).sort()];
}

/** Where each event stands; moments between and after events (a window's end) have a place too. */
function axisOf(events, findings, width) {
  const extra = findings.map((finding) => finding.searchedUntil).filter((moment) => moment !== null);
  const moments = [...new Set([...events.map((event) => event.when), ...extra])].sort((a, b) => a - b);
  const held = new Map();
  events.forEach((event) => held.set(event.when, (held.get(event.when) ?? 0) + 1));
  const starts = [];
  let x = 34;
  moments.forEach((moment, i) => {
    const hours = i ? (moment - moments[i - 1]) / 3600 : 0;
    x += i ? Math.min(92, 20 + 9 * Math.log2(1 + hours)) : 0;
    starts.push(x);
    x += Math.max(0, (held.get(moment) ?? 1) - 1) * 24;
  });
  const stretch = Math.max(1, Math.min(2.6, (width - 40) / Math.max(1, x - 34 + 6)));
  const place = (position) => 34 + (position - 34) * stretch;
  const start = new Map(moments.map((moment, i) => [moment, starts[i]]));
  const used = new Map();
  const at = events.map((event) => {
    const before = used.get(event.when) ?? 0;
    used.set(event.when, before + 1);
    return place(start.get(event.when) + before * 24);
  });
  const find = (moment) => {
    const later = moments.findIndex((known) => known >= moment);
    if (later < 0) return place(x) + 12;
    if (later === 0 || moments[later] === moment) return place(starts[later]);
    const share = (moment - moments[later - 1]) / (moments[later] - moments[later - 1]);
    return place(starts[later - 1] + share * (starts[later] - starts[later - 1]));
  };
  return { at, find, width: Math.max(width, place(x) + 44) };
}

function dayMarks(events, axis, height) {
  const marks = [];
  let before = "";
  let labelled = -99;
  events.forEach((event, place) => {
    const day = shortDay(event.when);
    if (day === before) return;
    const x = axis.at[place] - 11;
    before = day;
    marks.push(s("line", { class: "day-line", x1: x, x2: x, y1: 8, y2: height }));
    if (x - labelled < 46) return;
    labelled = x;
    marks.push(s("text", { x: x + 3, y: 18 }, day));
  });
  return marks;
}

function stageBands(events, axis) {
  const changes = [];
  events.forEach((event, place) => {
    if (event.stage && event.stage !== changes.at(-1)?.stage) changes.push({ stage: event.stage, x: axis.at[place] - 11 });
  });
  return changes.flatMap((change, i) => {
    const width = (changes[i + 1]?.x ?? axis.width) - change.x;
    const name = change.stage.length * 6.4 > width - 10 ? `${change.stage.slice(0, Math.max(1, Math.floor((width - 14) / 6.4)))}…` : change.stage;
    const names = [];  // a long band says its name again, for it may be scrolled
    for (let x = change.x + 7; width > 24 && (x === change.x + 7 || x < change.x + width - 120); x += 360) names.push(s("text", { class: "stage-name", x, y: 40 }, name));
    return [s("rect", { class: "stage-band", x: change.x, y: 26, width, height: 20, rx: 4 }, s("title", {}, `Stage ${change.stage}`)), ...names];
  });
}

/** The stretch in which an answer was looked for and not found, in the lane of whoever owed it. */
function searchedGaps(findings, axis, middle, lanes) {
  const laneOf = (finding) => finding.owner.split("/").find((role) => lanes.includes(role));
  return findings.filter((finding) => finding.searchedFrom !== null && finding.searchedUntil !== null && laneOf(finding)).flatMap((finding) => {
    const from = axis.find(finding.searchedFrom);
    const until = axis.find(finding.searchedUntil);
    const y = middle(laneOf(finding));
    const words = `Finding ${finding.number}: looked for an answer from ${instant(finding.searchedFrom)} to ${instant(finding.searchedUntil)}`;
    return [s("rect", { class: "gap", x: from, y: y - 9, width: Math.max(4, until - from), height: 18, rx: 4 }, s("title", {}, words)),
      until - from > 60 ? s("text", { class: "gap-name", x: from + 16, y: y + 4 }, `no answer in time (${finding.number})`.slice(0, Math.floor((until - from - 20) / 6))) : null].filter(Boolean);
  });
}

/** What happened beside messages, in words under its mark, where there is room. */
function activityNames(events, axis, middle) {
  const ends = new Map();
  return events.map((event, place) => {
    if (["message", "stage"].includes(event.activity) || !event.senderRole) return null;
    const half = event.activity.length * 2.9;
    const x = axis.at[place];
    if (x - half < (ends.get(event.senderRole) ?? 0)) return null;
    ends.set(event.senderRole, x + half + 4);
    return s("text", { class: "activity", x, y: middle(event.senderRole) + 18, "text-anchor": "middle" }, event.activity);
  }).filter(Boolean);
}

function numbersOf(findings) {
  const numbers = new Map();
  for (const finding of findings) {
    for (const id of finding.witness) numbers.set(id, [...(numbers.get(id) ?? []), finding]);
  }
  return numbers;
}

function stepOf(event, x, middle, height, findings) {
  const marks = [s("rect", { class: "column", x: x - 11, y: 48, width: 22, height: height - 50, rx: 5 })];
  const from = event.senderRole ? middle(event.senderRole) : TOP;
  for (const [roles, copy] of [[event.copied, " copy"], [event.to, ""]]) {
    for (const role of roles) {
      const to = middle(role);
      const way = Math.sign(to - from);
      if (way) marks.push(s("line", { class: `arrow${copy}`, x1: x, x2: x, y1: from, y2: to - way * 5 }));
      if (way && !copy) marks.push(s("path", { class: "tip", d: `M${x - 5} ${to - way * 8}L${x + 5} ${to - way * 8}L${x} ${to}Z` }));
      if (copy) marks.push(s("circle", { class: "dot copy", cx: x, cy: to, r: 4 }));
    }
  }
  if (event.activity === "message" && event.senderRole) marks.push(s("circle", { class: "dot", cx: x, cy: from, r: 5 }));
  else if (event.senderRole) marks.push(s("rect", { class: "square", x: x - 5, y: from - 5, width: 10, height: 10, rx: 1 }));
  const told = findings ?? [];
  const own = told.filter((finding) => finding.eventId === event.id);
  if (own.length) {
    const worst = SEVERITIES.find((word) => own.some((finding) => finding.severity === word));
    const label = own.length > 2 ? `${own[0].number}+` : own.map((finding) => finding.number).join(",");
    const wide = 13 + 7 * label.length;
    marks.push(s("g", { class: `badge ${worst}` }, s("rect", { x: x - wide / 2, y: 48, width: wide, height: 19, rx: 9.5 }), s("text", { x, y: 61.5, "text-anchor": "middle" }, label)));
  }
  return s("g", { class: `step${told.length ? " evidence" : ""}`, tabindex: "-1", role: "button", "aria-label": sentence(event), "data-event": event.id }, ...marks);
}

function listen(step, place, steps, chosen) {
  if (place === 0) step.setAttribute("tabindex", "0");
  step.addEventListener("focus", chosen);
  step.addEventListener("mouseenter", chosen);
  step.addEventListener("click", () => step.focus());
  step.addEventListener("keydown", (event) => {
    const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: steps.length - 1 }[event.key];
    if (to === undefined || !steps[to]) return;
    event.preventDefault();
    event.stopPropagation();
    steps[to].focus();
  });
}

function light(steps, place, element) {
  for (const step of steps) step.classList.remove("lit");
  steps[place].classList.add("lit");
  const canvas = element.querySelector(".canvas");
  const x = steps[place].getBBox().x;
  if (x < canvas.scrollLeft + 20 || x > canvas.scrollLeft + canvas.clientWidth - 140) canvas.scrollLeft = x - canvas.clientWidth / 2;
  steps[place].dispatchEvent(new Event("mouseenter"));
}

/** One event in words. */
function sentence(event) {
  const who = event.senderRole ? roleTitle(event.senderRole) : "";
  const whom = event.to.map(roleTitle).join(", ");
  const what = event.activity === "message" ? (whom ? `${who} → ${whom}` : who) : `${event.activity}${event.activity === "stage" ? ` ${event.stage}` : ""}${who ? `: ${who}` : ""}`;
  const copied = event.copied.length ? `, copied to ${event.copied.map(roleTitle).join(", ")}` : "";
  return [instant(event.when), what + copied, event.topics && `about ${parts(event.topics).join(", ")}`, event.channel && `by ${event.channel}`].filter(Boolean).join(", ");
}

function describe(event, findings, numbers) {
  const told = (numbers.get(event.id) ?? []).map((finding) => finding.number);
  const person = event.sender ? [" (", foreign(event.sender), ")"] : [];
  return [h("b", {}, sentence(event)), ...person, ". ", event.subject ? foreign(`“${event.subject}” `) : "", h("code", {}, event.id),
    told.length ? ` · evidence of finding ${told.join(", ")}` : ""].filter(Boolean);
}
