// A mark that stands for customers: on the page of all charts it filters them all, elsewhere it opens the list.
const crossing = document.querySelector("[data-cross]");

function about(item) {
  const found = item?.datum?.about;
  return found && Object.keys(found).length ? found : null;
}

// The filter of now with the mark's values: chosen alone, one more with Ctrl or Shift, gone where they are there.
function crossed(values, adds) {
  const wanted = new URLSearchParams(location.search);
  const every = Object.entries(values);
  const there = every.every(([name, value]) => wanted.getAll(name).includes(value));
  const alone = every.every(([name]) => wanted.getAll(name).length === 1);
  for (const [name, value] of every) {
    const others = wanted.getAll(name).filter((one) => one !== value);
    wanted.delete(name);
    if (adds) others.forEach((one) => wanted.append(name, one));
    if (!(there && (adds || alone))) wanted.append(name, value);
  }
  return `${location.pathname}?${wanted}`;
}

let round = 0;
async function show(address) {
  const mine = ++round;
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) return window.location.assign(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== round) return;
  document.querySelector("#vg-tooltip-element")?.classList.remove("visible");
  document.querySelector("#cross").replaceWith(document.adoptNode(page.querySelector("#cross")));
  for (const card of crossing.querySelectorAll("[data-card]:not([aria-busy])")) {
    card.style.minHeight = `${card.offsetHeight}px`;
    window.htmx.trigger(card, "crossed");
  }
}

function go(address) {
  const bare = address.replace(/\?$/, "");
  history.pushState({}, "", bare);
  show(bare);
}

document.addEventListener("chart:drawn", (event) => {
  const view = event.detail;
  view.addEventListener("click", (mouse, item) => {
    const values = about(item);
    if (!values) return;
    if (crossing) go(crossed(values, mouse.ctrlKey || mouse.metaKey || mouse.shiftKey));
    else window.location.assign(`/customers/?${new URLSearchParams(values)}`);
  });
  view.addEventListener("mousemove", (_, item) => { view.container().style.cursor = about(item) ? "pointer" : ""; });
  const card = view.container().closest("[data-card]");
  if (card) card.style.minHeight = "";
});

if (crossing) {
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches?.("[data-card]")) return;
    for (const [name, value] of new URLSearchParams(location.search)) event.detail.formData.append(name, value);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.matches?.("[data-card]")) event.target.removeAttribute("aria-busy");
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-crosses]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(`${link.pathname}${link.search || "?"}`);
  });
  window.addEventListener("popstate", () => show(location.href));
}
