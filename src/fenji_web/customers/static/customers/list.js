// The list by keyboard: rows are walked, opened, selected; a click on a row opens it; the form of conditions follows its column.
let at = -1;

const rows = () => [...document.querySelectorAll("#customers-table tbody tr")];

function select(number) {
  const every = rows();
  if (!every.length) return;
  at = Math.max(0, Math.min(number, every.length - 1));
  every.forEach((row, place) => row.classList.toggle("is-selected", place === at));
  every[at].scrollIntoView({ block: "nearest" });
  every[at].querySelector(".customer-name a, a")?.focus({ preventScroll: true });
}

const KEYS = {
  j: () => select(at + 1), ArrowDown: () => select(at + 1),
  k: () => select(at - 1), ArrowUp: () => select(at - 1),
  x: (event) => pick(event), X: (event) => pick(event),
  a: () => document.dispatchEvent(new CustomEvent("pick-page")),
  n: () => document.querySelector("#found a[rel=next]")?.click(),
  p: () => document.querySelector("#found a[rel=prev]")?.click(),
  "?": () => document.querySelector("#keys")?.showModal(),
};

function pick(event) {
  const box = rows()[Math.max(at, 0)]?.querySelector("input[name=ids]");
  if (!box) return;
  if (at < 0) select(0);
  box.dispatchEvent(new CustomEvent("pick", { bubbles: true, detail: { range: event.shiftKey } }));
}

document.addEventListener("keydown", (event) => {
  if (event.target.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]")) {
    if (event.key === "Escape" && event.target.id === "search") { event.preventDefault(); event.target.blur(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open], details.menu[open]")) return;
  const row = event.target.closest?.("#customers-table tbody tr");
  if (row && rows()[at] !== row) at = rows().indexOf(row);
  if (event.key === "Enter" && at >= 0 && !event.target.closest?.("a, button, summary")) window.location.assign(rows()[at].dataset.url);
  else if (event.key === " " && row && event.target.matches("a")) { event.preventDefault(); pick(event); }
  else if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](event); }
});

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("#customers-table tbody tr");
  if (!row || event.target.closest("a, button, input, .pick-cell") || window.getSelection()?.toString()) return;
  window.location.assign(row.dataset.url);
});

function fit(form) {
  const column = form.querySelector("[name=add]").selectedOptions[0];
  const operator = form.querySelector("[name=operator]");
  const known = (column?.dataset.operators ?? "").split(" ");
  for (const option of operator.options) option.hidden = option.disabled = !known.includes(option.value);
  if (operator.selectedOptions[0]?.disabled !== false) operator.value = known[0];
  const bare = form.dataset.valueless.split(" ").includes(operator.value);
  form.querySelector("[data-value]").hidden = bare;
  const value = form.querySelector("[name=value]");
  value.disabled = bare;
  value.type = column?.dataset.kind === "day" ? "date" : "text";
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.(".condition-form");
  if (form) fit(form);
});

function prepare() {
  at = -1;
  document.querySelectorAll(".condition-form").forEach(fit);
  const found = document.querySelector("#found");
  const search = document.querySelector("#search");
  if (found && search && document.activeElement !== search) search.value = found.dataset.searchWords;
  const fold = document.querySelector(".facets-fold");
  if (fold && window.matchMedia("(max-width: 1100px)").matches) fold.open = false;
}

const failed = (on) => document.querySelector("#list-failed")?.toggleAttribute("hidden", !on);
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => failed(true));
document.addEventListener("click", (event) => { if (event.target.closest?.("[data-reload]")) window.location.reload(); });

document.addEventListener("htmx:afterSettle", (event) => { if (event.target.closest?.("#found")) { failed(false); prepare(); } });
prepare();
