// Rows are selected by box, space or x, ranges with shift; the bar says how many and what can be done with them.
const ROW = "#customers-table tbody tr";
let anchor = null;

const bar = () => document.querySelector("#bulk");
const boxes = () => [...document.querySelectorAll(`${ROW} input[name=ids]`)];
const rowOf = (box) => box.closest("tr");

function toggle(box, { range = false, on = range || !box.checked } = {}) {
  const every = boxes();
  const from = range && anchor?.isConnected ? every.indexOf(anchor) : every.indexOf(box);
  const to = every.indexOf(box);
  for (const one of every.slice(Math.min(from, to), Math.max(from, to) + 1)) one.checked = on;
  anchor = box;
  everybody(false);
}

function clear() {
  for (const box of boxes()) box.checked = false;
  anchor = null;
  everybody(false);
}

function everybody(on) {
  const form = bar();
  if (!form) return;
  form.querySelector("[data-bulk-all]").value = on ? "1" : "";
  form.querySelector("[data-bulk-is-all]")?.toggleAttribute("hidden", !on);
  form.querySelector("[data-bulk-every]")?.toggleAttribute("hidden", on);
  if (on) for (const box of boxes()) box.checked = true;
  show();
}

function show() {
  const form = bar();
  if (!form) return;
  const every = boxes();
  const chosen = every.filter((box) => box.checked);
  const isAll = form.querySelector("[data-bulk-all]").value === "1";
  for (const box of every) rowOf(box).classList.toggle("is-picked", box.checked);
  form.hidden = !chosen.length;
  document.querySelector("#found")?.classList.toggle("has-bulk", !form.hidden);
  form.querySelector("[data-bulk-n]").textContent = (isAll ? Number(form.dataset.total) : chosen.length).toLocaleString("en");
  const whole = document.querySelector("[data-bulk-page]");
  if (whole) {
    whole.checked = chosen.length === every.length && every.length > 0;
    whole.indeterminate = chosen.length > 0 && !whole.checked;
  }
}

document.addEventListener("pick", (event) => toggle(event.target, event.detail));
document.addEventListener("pick-page", () => {
  for (const box of boxes()) box.checked = true;
  everybody(false);
});
document.addEventListener("click", (event) => {
  const box = event.target.closest?.(`${ROW} input[name=ids]`);
  if (box) toggle(box, { range: event.shiftKey, on: box.checked });
  if (event.target.closest?.("[data-bulk-clear]")) clear();
  if (event.target.closest?.("[data-bulk-every]")) everybody(true);
});
document.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.closest?.(".pick-cell")) event.preventDefault(); // no text is marked on the way
});
document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-bulk-page]")) return;
  for (const box of boxes()) box.checked = event.target.checked;
  everybody(false);
});
document.addEventListener("keydown", (event) => {
  if (event.target.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const form = bar();
  if (!form || form.hidden || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") { if (!event.target.closest?.("details.menu")) clear(); } else form.querySelector(`[data-key="${event.key.toLowerCase()}"]`)?.click();
});
document.addEventListener("submit", (event) => {
  for (const menu of event.target.querySelectorAll?.(".export-menu") ?? []) menu.closest("details").open = false;
  event.target.closest?.("details.menu:has(.export-menu)")?.removeAttribute("open");
});
document.addEventListener("close", (event) => { if (event.target.id === "bulk-dialog") event.target.replaceChildren(); }, true);
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "bulk-dialog") return;
  const dialog = event.target;
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector("[aria-invalid=true], [autofocus]"))?.focus();
});
document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "found" || event.target.querySelector?.("#found")) { anchor = null; show(); } });
window.addEventListener("pageshow", show);
show();
