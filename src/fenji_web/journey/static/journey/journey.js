// The journey's editor: cards are dragged or moved by keys, what was open stays open, counts follow what is chosen.
const board = () => document.querySelector("#journey-board");
const recount = () => document.querySelector("#recount").click();
let dragged = null, open = new Set(), focused = "", isDirty = false;

function remember() {
  open = new Set([...board().querySelectorAll("details[data-keeps][open]")].map((one) => one.dataset.keeps));
  const here = document.activeElement;
  focused = board().contains(here) ? here.closest(".journey-card")?.id || here.id : "";
}
document.addEventListener("htmx:beforeRequest", (event) => { if (event.target.closest("#journey-board")) { remember(); isDirty = true; } });
document.addEventListener("htmx:afterSwap", () => {
  for (const one of board().querySelectorAll("details[data-keeps]")) one.open = open.has(one.dataset.keeps);
  if (focused) document.getElementById(focused)?.focus();
  focused = "";
});
document.addEventListener("change", (event) => {
  if (event.target.closest("#journey-form")) isDirty = true;
  if (event.target.matches("[data-recounts]")) recount();
});
document.querySelector("#journey-form").addEventListener("submit", () => { isDirty = false; });
window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });

// Alt and an arrow move the card in focus; Alt and Delete take it away.
const KEYS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.(".journey-card");
  if (!card || !event.altKey) return;
  const act = event.key === "Delete" ? `point-drop:${card.dataset.key}` : KEYS[event.key] && `point-move:${card.dataset.key}:${KEYS[event.key]}`;
  if (!act) return;
  event.preventDefault();
  [...card.querySelectorAll("button[name=do]")].find((one) => one.value === act)?.click();
});

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".journey-card") || null;
  if (!dragged || event.target.matches("input, textarea, select")) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.key);
  dragged.classList.add("is-dragged");
});
document.addEventListener("dragover", (event) => {
  const column = event.target.closest?.(".journey-column");
  for (const one of document.querySelectorAll(".journey-column.is-over")) if (one !== column) one.classList.remove("is-over");
  if (!dragged || !column) return;
  event.preventDefault();
  column.classList.add("is-over");
});
document.addEventListener("drop", (event) => {
  const column = event.target.closest?.(".journey-column");
  if (!dragged || !column) return;
  event.preventDefault();
  dragged.querySelector("[data-stage-field]").value = column.dataset.stage;
  const before = event.target.closest(".journey-card");
  const field = document.querySelector("#journey-board [name=order]");
  if (before && before !== dragged) {
    const order = field.value.split(",").filter((key) => key !== dragged.dataset.key);
    order.splice(order.indexOf(before.dataset.key), 0, dragged.dataset.key);
    field.value = order.join(",");
  }
  recount();
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  for (const one of document.querySelectorAll(".journey-column.is-over")) one.classList.remove("is-over");
  dragged = null;
});
