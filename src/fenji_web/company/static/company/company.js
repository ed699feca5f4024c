// Shows what a brand colour becomes: the colours go to the style sheet as variables.
function paint(root) {
  for (const swatch of root.querySelectorAll("[data-colours]")) {
    const [words, fill, soft] = swatch.dataset.colours.split(" ");
    swatch.style.setProperty("--swatch-words", words);
    swatch.style.setProperty("--swatch-fill", fill);
    swatch.style.setProperty("--swatch-soft", soft);
  }
}
document.addEventListener("htmx:load", (event) => paint(event.target.parentElement ?? event.target));
paint(document);
