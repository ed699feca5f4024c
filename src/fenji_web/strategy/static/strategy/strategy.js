// The strategy's editor: rows that move, mistakes beside fields, a picture that follows what is typed.
const form = document.querySelector("#strategy");
const words = form.dataset;
const shown = form.querySelector("[data-shown]");
const picture = shown.querySelector("img");
const large = document.querySelector("#large img");
const said = form.querySelector("[data-said]");
const listed = form.querySelector("[data-mistakes]");
const unsaved = form.querySelector("[data-unsaved]");
const PAUSE = 450, LOOK = 200;
let timer = 0, asked = 0, isDirty = false;

function typed() {
  isDirty = true;
  unsaved.hidden = false;
  soon();
}
function soon() { clearTimeout(timer); timer = setTimeout(draw, PAUSE); }

async function draw() {
  const mine = ++asked;
  shown.classList.add("is-old");
  try {
    let state = await answer(fetch(words.preview, { method: "POST", body: new FormData(form), headers: { "X-CSRFToken": form.csrfmiddlewaretoken.value } }));
    if (mine !== asked) return;
    mark(state.mistakes);
    if (state.mistakes.length) return tell(words.toMend, true);
    while (state.state === "drawing") {
      tell(state.said || words.drawing);
      await new Promise((wait) => setTimeout(wait, LOOK));
      if (mine !== asked) return;
      state = await answer(fetch(state.next));
    }
    if (mine !== asked) return;
    if (state.state === "drawn") show(state.url); else if (state.state === "refused") refuse(state);
    else soon();
  } catch {
    if (mine === asked) tell(words.lost, true);
  }
}
async function answer(sent) {
  const found = await sent;
  if (!found.ok) throw new Error(String(found.status));
  return found.json();
}
function refuse(state) {
  mark(state.fields || []);
  tell(`${state.problem} · ${state.fix}`, true);
}
function show(url) {
  const next = new Image();
  next.onload = () => {
    picture.src = large.src = url;
    picture.hidden = false;
    shown.classList.remove("is-waiting", "is-old");
    tell(words.drawn);
  };
  next.src = url;
}
function tell(text, isRefused = false) {
  said.textContent = text;
  said.classList.toggle("is-refused", isRefused);
  if (isRefused) shown.classList.remove("is-waiting");
}

function mark(mistakes) {
  for (const old of form.querySelectorAll(".strategy-problem")) old.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) { field.removeAttribute("aria-invalid"); field.removeAttribute("aria-describedby"); }
  listed.replaceChildren();
  for (const [number, one] of mistakes.entries()) {
    const field = form.querySelectorAll(`[name="${one.field}"]`)[one.row];
    if (!field || one.field === "text") {
      const line = document.createElement("li");
      line.textContent = one.said;
      listed.append(line);
      continue;
    }
    const line = document.createElement("p");
    line.className = "strategy-problem";
    line.id = `mistake-${number}`;
    line.textContent = one.said;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", line.id);
    (field.closest(".strategy-cells, .strategy-line") || field.parentElement).append(line);
  }
  listed.hidden = !listed.children.length;
}

// Rows: added, moved, taken away and brought back.
function add(name, after = null) {
  const list = form.querySelector(`[data-list="${name}"]`);
  if (list.querySelectorAll("[data-row]").length >= Number(list.dataset.most)) return;
  const row = document.querySelector(`#blank-${name}`).content.cloneNode(true).querySelector("[data-row]");
  if (after) after.after(row); else list.append(row);
  bound(list);
  row.querySelector("input, select").focus();
  typed();
}
function bound(list) {
  const button = form.querySelector(`[data-adds="${list.dataset.list}"]`);
  button.disabled = list.querySelectorAll("[data-row]").length >= Number(list.dataset.most);
}
function move(row, by, control) {
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(row); else other.after(row);
  control?.focus();
  typed();
}
function remove(row) {
  const list = row.parentElement, next = row.nextElementSibling;
  form.querySelector(".strategy-undone")?.remove();
  const undone = document.createElement("div");
  undone.className = "strategy-undone";
  undone.append(words.removed + " ");
  const back = document.createElement("button");
  back.type = "button";
  back.className = "link";
  back.textContent = words.undo;
  back.onclick = () => { list.insertBefore(row, next?.parentElement === list ? next : null); undone.remove(); bound(list); row.querySelector("input, select").focus(); typed(); };
  undone.append(back);
  row.remove();
  list.after(undone);
  bound(list);
  back.focus();
  typed();
}
form.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]"), button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.adds) add(button.dataset.adds);
  if (row && "up" in button.dataset) move(row, -1, button);
  if (row && "down" in button.dataset) move(row, 1, button);
  if (row && "removes" in button.dataset) remove(row);
  if (button.dataset.sets) {
    form.elements[button.dataset.sets].value = button.value;
    for (const one of button.parentElement.children) one.setAttribute("aria-pressed", String(one === button));
    soon();
  }
});
form.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-row]");
  if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); form.requestSubmit(form.querySelector(".strategy-save button")); }
  else if (row && event.altKey && event.key === "ArrowUp") { event.preventDefault(); move(row, -1, event.target); }
  else if (row && event.altKey && event.key === "ArrowDown") { event.preventDefault(); move(row, 1, event.target); }
  else if (row && event.altKey && (event.key === "Delete" || event.key === "Backspace")) { event.preventDefault(); remove(row); }
  else if (row && event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); add(row.parentElement.dataset.list, row); }
  else if (event.key === "Enter" && event.target.matches("input") && !event.target.matches("[name=note]")) event.preventDefault();
});
let dragged = null;
form.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".strategy-handle")?.closest("[data-row]") || null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setDragImage(dragged, 10, 10);
  dragged.classList.add("is-dragged");
});
form.addEventListener("dragover", (event) => {
  const over = event.target.closest("[data-row]");
  if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (over !== dragged) (event.clientY < box.top + box.height / 2 ? over.before(dragged) : over.after(dragged));
});
form.addEventListener("dragend", () => { dragged?.classList.remove("is-dragged"); if (dragged) typed(); dragged = null; });

form.addEventListener("input", (event) => {
  if (event.target.dataset.colours) form.querySelector(event.target.dataset.colours).value = event.target.value.toUpperCase();
  if (event.target.name !== "note") typed();
});
form.addEventListener("change", async (event) => {
  const field = event.target;
  if (field.dataset.reads && field.files[0]) {
    form.querySelector(field.dataset.reads).value = await field.files[0].text();
    typed();
  }
  if (field.dataset.uploads && field.files[0]) await upload(field);
});
async function upload(field) {
  const body = new FormData();
  body.append("file", field.files[0]);
  field.value = "";
  try {
    const sent = await fetch(field.dataset.uploads, { method: "POST", body, headers: { "X-CSRFToken": form.csrfmiddlewaretoken.value } });
    const made = await sent.json();
    if (!made.name) return mark([{ field: "logo", row: 0, said: `${made.problem} ${made.fix}` }]);
    const choice = form.elements.logo;
    if (![...choice.options].some((one) => one.value === made.name)) choice.append(new Option(made.name, made.name));
    choice.value = made.name;
    typed();
  } catch {
    tell(words.lost, true);
  }
}
form.addEventListener("submit", () => { isDirty = false; });
window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
for (const list of form.querySelectorAll("[data-list]")) bound(list);
const first = [...listed.children].map((one) => ({ field: one.dataset.field, row: Number(one.dataset.number), said: one.textContent }));
if (first.length) mark(first);
draw();
