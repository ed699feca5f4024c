// Small behaviour of the frame: bars, menus, dialogs, forms that send themselves, keys.
export function paint(root) {
  for (const bar of root.querySelectorAll("[data-share]")) bar.style.setProperty("--share", bar.dataset.share);
  for (const toned of root.querySelectorAll("[data-tone]")) toned.style.setProperty("--tone", toned.dataset.tone);
  for (const place of root.querySelectorAll(".table-scroll")) reach(place);
}

// What scrolls can be scrolled by keys too.
function reach(place) {
  const scrolls = place.scrollWidth > place.clientWidth || place.scrollHeight > place.clientHeight;
  if (scrolls) place.tabIndex = 0; else place.removeAttribute("tabindex");
}
window.addEventListener("resize", () => document.querySelectorAll(".table-scroll").forEach(reach));

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  closeMenus(event.target);
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.querySelector(opener.dataset.opens);
    if (dialog) { event.preventDefault(); dialog.showModal(); }
  }
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target.matches("dialog.dialog")) event.target.close();
  const dismissed = event.target.closest("[data-dismisses]");
  if (dismissed) dismissed.closest(".notice")?.remove();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-selects]")) event.target.select();
});
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (event.key === "Escape" && menu) { menu.open = false; menu.querySelector("summary").focus(); }
  const typing = event.target.matches?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); search.select?.(); }
  }
});
document.addEventListener("htmx:load", (event) => {
  paint(event.target);
  const onward = event.target.matches?.("[data-goes]") ? event.target : event.target.querySelector?.("[data-goes]");
  if (onward) window.location.assign(onward.dataset.goes);
});
// In a form that folds, a part stays in sight with one of the answers it names: data-with="every=week every=month".
function fold(form) {
  const said = new FormData(form);
  for (const part of form.querySelectorAll("[data-with]")) {
    part.hidden = !part.dataset.with.split(" ").some((one) => said.getAll(one.split("=")[0]).includes(one.split("=")[1]));
  }
}
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-folds]");
  if (form) fold(form);
});
for (const form of document.querySelectorAll("form[data-folds]")) fold(form);
for (const dialog of document.querySelectorAll("dialog[data-open-now]")) dialog.showModal();
paint(document);
