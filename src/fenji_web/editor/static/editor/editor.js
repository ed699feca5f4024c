// The editor of a standard: sliders beside weights, borders that can be dragged, undo. Fields hold the truth; a part
// that is added or removed comes back as a whole form from the server, and everything here begins anew with it.
const HEIGHT = 160;
const form = () => document.querySelector("#editor");
let histograms = [];
let touched = null;

function set(field, value) {
  field.value = String(value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function number(field) {
  const found = Number.parseFloat(field.value);
  return Number.isFinite(found) ? found : 0;
}

// --- weights ---------------------------------------------------------------------------------------------------
const weights = () => [...form().querySelectorAll("[data-weight]")];
const paint = (beside) => beside.style.setProperty("--at", beside.value);
const slider = (field) => form().querySelector(`[data-mirrors="${field.id}"]`);

function total() {
  const shown = form().querySelector("#total");
  if (!shown) return;
  const sum = Math.round(weights().reduce((so_far, one) => so_far + number(one), 0) * 100) / 100;
  shown.textContent = `${sum}%`;
  shown.classList.toggle("is-wrong", sum !== 100);
}

function beginWeights() {
  for (const field of weights()) {
    const beside = slider(field);
    beside.hidden = false;
    paint(beside);
    beside.addEventListener("input", () => {
      touched = field.id;
      field.value = beside.value;
      paint(beside);
      total();
    });
    field.addEventListener("input", () => {
      touched = field.id;
      beside.value = field.value;
      paint(beside);
      total();
    });
  }
  form().querySelector("#balance")?.addEventListener("click", (event) => {
    event.preventDefault();
    balance();
  });
}

// The weight that was changed last stays; the others make up the rest in proportion, in whole percents.
function balance() {
  const every = weights();
  const last = every.find((one) => one.id === touched);
  const fixed = last && number(last) <= 100 && every.length > 1 ? last : null;
  const others = every.filter((one) => one !== fixed);
  const left = 100 - (fixed ? number(fixed) : 0);
  const sum = others.reduce((so_far, one) => so_far + Math.max(number(one), 0), 0);
  const exact = others.map((one) => (sum ? (Math.max(number(one), 0) * left) / sum : left / others.length));
  const shares = exact.map(Math.floor);
  const missing = left - shares.reduce((so_far, one) => so_far + one, 0);
  const order = exact.map((one, place) => place).sort((a, b) => shares[a] - exact[a] - (shares[b] - exact[b]));
  for (const place of order.slice(0, Math.floor(missing))) shares[place] += 1;
  const rest = Math.round((left - shares.reduce((so_far, one) => so_far + one, 0)) * 100) / 100;
  if (rest) shares[order[0]] = Math.round((shares[order[0]] + rest) * 100) / 100;
  others.forEach((one, place) => {
    one.value = String(shares[place]);
    slider(one).value = one.value;
    paint(slider(one));
  });
  total();
  form().dispatchEvent(new Event("input", { bubbles: true }));
}

// --- comparisons in pairs ---------------------------------------------------------------------------------------
function sayPair(field) {
  const places = number(field);
  const said = places <= 0 ? `${1 - places} : 1` : `1 : ${places + 1}`;
  field.parentElement.querySelector("output").textContent = said;
  field.setAttribute("aria-valuetext", said);
}

// --- fields that are shown for some choices only ------------------------------------------------------------------
function showFields() {
  const every = form().querySelector('[name="transitions.evaluate.every"]');
  if (!every) return;
  for (const field of form().querySelectorAll("[data-shown-for]")) {
    field.hidden = !field.dataset.shownFor.split(" ").includes(every.value);
  }
}

// --- histograms with borders -----------------------------------------------------------------------------------
class Histogram {
  constructor(figure) {
    this.name = figure.dataset.histogram;
    this.low = Number(figure.dataset.low);
    this.high = Number(figure.dataset.high);
    this.box = figure.querySelector(".histogram");
    this.svg = figure.querySelector("svg");
    this.fields = [...form().querySelectorAll(`[data-cut="${CSS.escape(this.name)}"]`)];
    this.step = this.name === "score" ? 1 : niceStep((this.high - this.low) / 200);
    this.handles = this.fields.map((field) => this.handle(field));
    this.place();
  }

  handle(field) {
    const made = document.createElement("span");
    made.className = "cut";
    made.tabIndex = 0;
    made.setAttribute("role", "slider");
    made.setAttribute("aria-label", field.dataset.label);
    made.setAttribute("aria-valuemin", String(this.low));
    made.setAttribute("aria-valuemax", String(this.high));
    made.addEventListener("pointerdown", (event) => {
      made.setPointerCapture(event.pointerId);
      made.classList.add("is-dragged");
      event.preventDefault();
      made.focus();
    });
    made.addEventListener("pointermove", (event) => {
      if (made.hasPointerCapture(event.pointerId)) this.drag(field, event.clientX);
    });
    for (const kind of ["pointerup", "pointercancel"]) {
      made.addEventListener(kind, () => made.classList.remove("is-dragged"));
    }
    made.addEventListener("keydown", (event) => {
      const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
      if (!way) return;
      event.preventDefault();
      this.move(field, number(field) + way * this.step);
    });
    field.addEventListener("input", () => this.place());
    this.box.append(made);
    return made;
  }

  drag(field, x) {
    const box = this.box.getBoundingClientRect();
    this.move(field, this.low + ((x - box.left) / box.width) * (this.high - this.low));
  }

  // A border stays between its neighbours.
  move(field, wanted) {
    const own = number(field);
    const others = this.fields.filter((one) => one !== field).map(number);
    const below = Math.max(this.low, ...others.filter((one) => one < own).map((one) => one + this.step));
    const above = Math.min(this.high, ...others.filter((one) => one > own).map((one) => one - this.step));
    const decimals = Math.max(0, Math.ceil(-Math.log10(this.step)));
    const rounded = Number((Math.round(wanted / this.step) * this.step).toFixed(decimals));
    const value = Math.min(Math.max(rounded, below), above);
    if (value !== own && Number.isFinite(value)) set(field, Number(value.toFixed(decimals)));
  }

  place() {
    const lines = this.svg.querySelectorAll("line");
    this.fields.forEach((field, place) => {
      const share = Math.min(Math.max((number(field) - this.low) / (this.high - this.low), 0), 1);
      this.handles[place].style.setProperty("--x", String(share));
      this.handles[place].dataset.value = field.value;
      this.handles[place].setAttribute("aria-valuenow", String(number(field)));
      lines[place]?.setAttribute("x1", String(share * 1000));
      lines[place]?.setAttribute("x2", String(share * 1000));
    });
    this.raise();
    if (this.name === "score") this.colour();
  }

  // Numbers that would lie on each other take turns in height.
  raise() {
    const width = this.box.clientWidth;
    const inOrder = this.handles.map((one) => [Number(one.style.getPropertyValue("--x")) * width, one]).sort((a, b) => a[0] - b[0]);
    let last = -Infinity;
    let isRaised = true;
    for (const [x, one] of inOrder) {
      isRaised = x - last < 38 && !isRaised;
      one.classList.toggle("is-raised", isRaised);
      last = x;
    }
  }

  colour() {
    const cuts = this.fields.map((field) => [number(field), field.dataset.colour]).sort((a, b) => b[0] - a[0]);
    this.svg.querySelectorAll("rect").forEach((bar, score) => {
      const found = cuts.find(([start]) => score >= start);
      bar.setAttribute("fill", found ? found[1] : this.svg.closest("figure").dataset.rest);
    });
  }

  draw(now, was) {
    const most = Math.max(...now, ...was, 1);
    this.svg.querySelectorAll("rect").forEach((bar, place) => {
      const height = (HEIGHT * now[place]) / most;
      bar.setAttribute("y", String(HEIGHT - height));
      bar.setAttribute("height", String(height));
    });
    const width = 1000 / was.length;
    const steps = was.map((count, place) => `H${place * width}V${HEIGHT - (HEIGHT * count) / most}`);
    this.svg.querySelector("path").setAttribute("d", `M0 ${HEIGHT}${steps.join("")}H1000`);
  }
}

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  return Math.min(...[1, 2, 5, 10].map((one) => one * power).filter((one) => one >= rough * 0.999));
}

// --- undo and redo -------------------------------------------------------------------------------------------------
// A state is what the form would send. Where the same parts are there, fields are set; else the form is asked for.
const past = [];
let place = -1;
let isRestoring = false;

function state() {
  const entries = [...new FormData(form()).entries()].filter(([name]) => !["csrfmiddlewaretoken", "do"].includes(name));
  return JSON.stringify(entries);
}

function remember() {
  const now = state();
  if (isRestoring || past[place] === now) return;
  past.splice(place + 1, past.length, now);
  place = past.length - 1;
  showHistory();
}

function showHistory() {
  const bar = form().querySelector("#history");
  bar.hidden = false;
  bar.querySelector("[data-undo]").disabled = place < 1;
  bar.querySelector("[data-redo]").disabled = place >= past.length - 1;
  bar.querySelector("[data-reset]").disabled = place < 1;
}

async function go(to) {
  if (to < 0 || to >= past.length) return;
  place = to;
  const entries = JSON.parse(past[place]);
  const words = entries.find(([name]) => name === "words")[1];
  if (words === form().elements.words.value) {
    restore(entries);
    form().dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    isRestoring = true; // until the form is there
    const values = { ...Object.fromEntries(entries), csrfmiddlewaretoken: form().elements.csrfmiddlewaretoken.value };
    await window.htmx.ajax("POST", form().querySelector("#history").dataset.at, {
      values, source: "#content", target: "#editor", select: "#editor", swap: "outerHTML show:none",
    });
  }
  showHistory();
}

function restore(entries) {
  const values = new Map(entries);
  for (const field of form().elements) {
    if (!field.name || ["hidden", "submit", "button"].includes(field.type)) continue;
    if (field.type === "checkbox") field.checked = values.has(field.name);
    else field.value = values.get(field.name) ?? "";
    if (!field.matches("[data-weight]")) continue;
    slider(field).value = field.value;
    paint(slider(field));
  }
  total();
  histograms.forEach((one) => one.place());
  form().querySelectorAll("[data-pair]").forEach(sayPair);
  showFields();
}

// --- the form as it comes ------------------------------------------------------------------------------------------
let opened = new Set(); // parts that were open before the form came back

function begin() {
  const own = form();
  own.addEventListener("htmx:beforeSwap", (event) => {
    if (!own.isConnected) event.detail.shouldSwap = false; // the answer to a form that is gone
  });
  beginWeights();
  histograms = [...form().querySelectorAll("[data-histogram]")].map((figure) => new Histogram(figure));
  form().querySelectorAll("[data-pair]").forEach(sayPair);
  showFields();
  for (const part of form().querySelectorAll("details[id]")) {
    if (opened.has(part.id)) part.open = true;
    part.addEventListener("toggle", () => {
      if (part.open) part.querySelectorAll("[data-histogram], .histogram").forEach(() => histograms.forEach((one) => one.place()));
    });
  }
  if (isRestoring) past[place] = state();
  isRestoring = false;
  remember();
  showHistory();
}

// What belongs to no field of the standard asks for no preview.
document.addEventListener("input", (event) => {
  if (!event.target.closest?.("#editor")) return;
  if (event.target.matches("[data-pair]")) sayPair(event.target);
  if (event.target.matches("[data-aside]")) event.stopPropagation();
  showFields();
}, true);
let waiting = 0;
document.addEventListener("input", (event) => {
  if (!event.target.closest?.("#editor")) return;
  clearTimeout(waiting);
  waiting = setTimeout(remember, 350);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-undo]")) go(place - 1);
  if (event.target.closest("[data-redo]")) go(place + 1);
  if (event.target.closest("[data-reset]")) go(0);
});
document.addEventListener("keydown", (event) => {
  if (!form()) return;
  if (event.key === "Enter" && event.target.matches("#editor input")) event.preventDefault(); // nothing is saved by accident
  const isTyping = event.target.matches("input:not([type=range], [type=checkbox]), textarea");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !isTyping) {
    event.preventDefault();
    go(place + (event.shiftKey ? 1 : -1));
  }
});
document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.target !== form()) return; // a button pressed before would lend its own address to the preview
  event.detail.path = form().getAttribute("hx-post");
  event.detail.formData?.delete("do");
});
document.body.addEventListener("htmx:beforeSwap", () => {
  opened = new Set([...form().querySelectorAll("details[id][open]")].map((part) => part.id));
});
document.body.addEventListener("measured", () => {
  const metric = form().querySelector("#d-add-metric[open] #add_metric");
  if (metric) window.htmx.trigger(metric, "change");
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt?.id === "editor" || event.target.id === "editor") begin();
  const data = document.querySelector("#spread-data");
  const score = histograms.find((one) => one.name === "score");
  if (data && score) score.draw(...[data.dataset.now, data.dataset.was].map((one) => one.split(",").map(Number)));
});
begin();
