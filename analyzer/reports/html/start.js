// The address (`#case=...`, `#finding=...`, `#rule=...&verdict=...`) is the state: links, back and reload all work.

const caseByName = new Map(caseColumns.id.values.map((id, code) => [id, code]));
let listHash = "";

/** Set the address; a case is a step that "back" undoes, a filter is not. */
function go(hash, step) {
  const address = hash ? `#${hash}` : location.pathname + location.search;
  if (step) location.hash = hash;
  else history.replaceState(null, "", address);
}

function change(update) {
  Object.assign(state, update);
  const differing = Object.keys(START).filter((key) => state[key] !== START[key]);
  listHash = differing.map((key) => `${key}=${encodeURIComponent(state[key])}`).join("&");
  go(listHash, false);
  showControls();
  drawList();
}

/** Act on the address; anything that is not ours is an ordinary anchor. */
function arrive() {
  const hash = location.hash.slice(1);
  if (/^L\d+$/.test(hash)) {
    closeCase();
    document.getElementById("source").open = true;
    document.getElementById(hash)?.scrollIntoView({ block: "center" });
    return;
  }
  const asked = new URLSearchParams(hash);
  if (!hash.includes("=")) return closeCase();
  if (asked.has("finding")) return showFinding(asked.get("finding"));
  if (asked.has("case")) return showCase(asked.get("case"));
  closeCase();
  for (const key of Object.keys(START)) state[key] = asked.get(key) ?? START[key];
  listHash = hash;
  showControls();
  drawList();
  document.getElementById("findings").scrollIntoView();
}

function showFinding(id) {
  for (let i = 0; i < size; i += 1) if (list.id.text(i) === id) return openCase(list.case.code(i), id);
  document.getElementById("tally").textContent = `There is no finding ${id} in this report.`;
}

function showCase(name) {
  if (caseByName.has(name)) return openCase(caseByName.get(name), null);
  document.getElementById("tally").textContent = `Case ${name} has no findings in this report.`;
}

function rowKeys(event) {
  const row = event.target.closest("tr");
  if (!row) return;
  if (event.key === "Enter" && event.target === row) go(`finding=${row.dataset.finding}`, true);
  const to = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling, Home: row.parentElement.firstElementChild, End: row.parentElement.lastElementChild }[event.key];
  if (to) {
    event.preventDefault();
    to.focus();
  }
}

function pageKeys(event) {
  if (event.key === "/" && !panel.open && !["INPUT", "SELECT"].includes(document.activeElement.tagName)) {
    event.preventDefault();
    document.getElementById("q").focus();
  }
  if (panel.open && ["ArrowLeft", "ArrowRight"].includes(event.key) && !event.altKey) panel.querySelector(event.key === "ArrowLeft" ? "#before" : "#after").click();
}

const body = document.querySelector("#list tbody");
body.addEventListener("click", (event) => {
  const row = event.target.closest("tr");
  if (row && !event.target.closest("a") && !String(getSelection())) go(`finding=${row.dataset.finding}`, true);
});
body.addEventListener("keydown", rowKeys);
document.getElementById("q").addEventListener("keydown", (event) => { if (event.key === "ArrowDown") body.firstElementChild?.focus(); });
document.addEventListener("keydown", pageKeys);
panel.addEventListener("click", (event) => { if (event.target === panel) closeCase(); });
panel.addEventListener("close", () => {
  if (/(^|&)(case|finding)=/.test(location.hash.slice(1))) go(listHash, false);
  const row = lastFocus?.closest?.("tr")?.dataset.finding;  // the list may have been drawn anew since
  const back = lastFocus?.isConnected ? lastFocus : body.querySelector(`[data-finding="${row ?? ""}"]`);
  back?.focus({ preventScroll: true });
});
/** Say above a part that scrolls sideways that it does, and let its edge fade while there is more. */
function hint(box) {
  const sign = h("p", { class: "hint", "aria-hidden": "true" }, "scroll sideways for more →");
  box.before(sign);
  const look = () => {
    const wide = box.scrollWidth > box.clientWidth + 1;
    sign.classList.toggle("shown", wide);
    box.classList.toggle("more", wide && box.scrollLeft + box.clientWidth < box.scrollWidth - 1);
    if (wide) box.tabIndex = 0;
  };
  box.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(box);
  look();
}

window.addEventListener("hashchange", arrive);
drawFilters();
showControls();
drawList();
document.querySelectorAll("main .scroll").forEach(hint);
await arrive();
document.documentElement.dataset.ready = "yes";
