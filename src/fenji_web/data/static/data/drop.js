// A file dropped or chosen goes at once; a look that was changed must be looked at again before it is imported.
for (const form of document.querySelectorAll("[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  const words = form.querySelector("[data-drop-words]");
  form.querySelector("[data-drop-send]").hidden = true;
  const send = () => {
    if (!input.files.length || form.classList.contains("is-sending")) return;
    words.textContent = form.dataset.sending.replace("{file}", input.files[0].name);
    form.requestSubmit();
    form.classList.add("is-sending");
  };
  input.addEventListener("change", send);
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("is-over"); });
  }
  for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    input.files = one.files;
    send();
  });
}
for (const kind of ["dragover", "drop"]) {
  window.addEventListener(kind, (event) => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
}

const look = document.querySelector("[data-watches]");
look?.addEventListener("change", (event) => {
  if (event.target.name === "rows") return;
  const bring = look.querySelector("[data-import]");
  if (bring) bring.disabled = true;
  look.querySelector("[data-again]").classList.add("button-primary");
  look.querySelector("[data-changed-words]").hidden = !bring;
});
window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });

// Work that ended without its answer: the page says what can be done now.
document.addEventListener("htmx:load", (event) => {
  const work = event.target;
  if (work.matches?.("[data-reloads] .job") && !work.hasAttribute("hx-get")) window.location.reload();
});
