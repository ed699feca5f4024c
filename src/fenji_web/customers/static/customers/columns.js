// Columns chosen and put in order: in their menu by dragging and by buttons, in the table by dragging a head.
const named = (place) => [...place.querySelectorAll("[data-name]")].map((one) => one.dataset.name);
let dragged = null;

function keep(form, said = "") {
  form.querySelector("[data-columns-order]").value = named(form.querySelector("ol")).join(",");
  form.querySelector("[data-columns-said]").textContent = said;
}

function move(item, step) {
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(item); else other.after(item);
  const every = [...item.parentElement.children];
  keep(item.closest("[data-columns]"), `${item.querySelector(".columns-name").textContent}: ${every.indexOf(item) + 1} / ${every.length}`);
}

function show(box) {
  const form = box.closest("[data-columns]");
  const list = form.querySelector("ol");
  if (!box.checked) list.querySelector(`[data-name="${CSS.escape(box.value)}"]`)?.remove();
  else if (!list.querySelector(`[data-name="${CSS.escape(box.value)}"]`)) {
    const item = form.querySelector("template").content.firstElementChild.cloneNode(true);
    item.dataset.name = box.value;
    item.querySelector(".columns-name").textContent = box.closest("label").textContent.trim();
    list.append(item);
    item.scrollIntoView({ block: "nearest" });
  }
  keep(form);
}

document.addEventListener("change", (event) => { if (event.target.matches?.("[data-columns] input[name=columns]")) show(event.target); });
document.addEventListener("submit", (event) => { if (event.target.matches?.("[data-columns]")) keep(event.target); });
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-columns] [data-move]");
  if (button) { move(button.closest("li"), Number(button.dataset.move)); button.focus(); }
});

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-columns] li, #customers-table th[data-name]") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.name);
  dragged.classList.add("is-dragged");
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.(dragged?.matches("li") ? "[data-columns] li" : "#customers-table th[data-name]");
  if (!dragged || !over) return;
  event.preventDefault();
  if (over === dragged || over.parentElement !== dragged.parentElement) return;
  const box = over.getBoundingClientRect();
  const isAfter = dragged.matches("li") ? event.clientY > box.top + box.height / 2 : event.clientX > box.left + box.width / 2;
  if (isAfter) over.after(dragged); else over.before(dragged);
});
document.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });
document.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.classList.remove("is-dragged");
  if (dragged.matches("li")) keep(dragged.closest("[data-columns]"));
  else go(named(dragged.parentElement));
  dragged = null;
});

function go(columns) {
  const address = new URL(window.location.href);
  if ((address.searchParams.get("columns") ?? "") === columns.join(",")) return;
  address.searchParams.set("columns", columns.join(","));
  window.location.assign(address);
}
