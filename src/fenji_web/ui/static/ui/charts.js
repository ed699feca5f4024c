// Charts: fetches a spec when its place comes into sight, loads Vega on first need, redraws when the width changes.
const bundle = document.body.dataset.vega;
let vega;

function load() {
  vega ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = bundle;
    script.onload = done;
    script.onerror = () => failed(new Error("vega"));
    document.head.append(script);
  });
  return vega;
}

function theme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen) return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export async function draw(place) {
  place.classList.add("is-waiting");
  if (place.dataset.height) place.style.minHeight = `${place.dataset.height}px`;
  try {
    const address = new URL(place.dataset.chart, location.href);
    address.searchParams.set("theme", theme());
    address.searchParams.set("width", String(Math.round(place.clientWidth)));
    if (place.dataset.height) address.searchParams.set("height", place.dataset.height);
    const [answer] = await Promise.all([fetch(address, { headers: { Accept: "application/json" } }), load()]);
    if (!answer.ok) throw new Error(String(answer.status));
    const spec = await answer.json();
    const shown = await window.vegaEmbed(place, spec, {
      ast: true, actions: false, renderer: "canvas", defaultStyle: false, tooltip: { disableDefaultStyle: true },
    });
    place.view?.finalize();
    place.view = shown.view;
    place.dispatchEvent(new CustomEvent("chart:drawn", { bubbles: true, detail: shown.view }));
  } catch (problem) {
    place.textContent = document.body.dataset.chartFailed;
    place.classList.add("muted");
  }
  place.classList.remove("is-waiting");
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) { seen.unobserve(entry.target); draw(entry.target); }
  }
}, { rootMargin: "200px" });

function watch(root) {
  for (const place of root.querySelectorAll("[data-chart]")) {
    place.classList.add("is-waiting");
    if (place.dataset.height) place.style.minHeight = `${place.dataset.height}px`;
    seen.observe(place);
  }
}
document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) watch(event.target.parentElement ?? event.target); });
watch(document);
