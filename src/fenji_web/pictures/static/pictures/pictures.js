// One picture: larger and whole again, on paper.
document.addEventListener("click", (event) => {
  const larger = event.target.closest("[data-enlarges]");
  if (larger) {
    const place = document.querySelector(larger.dataset.enlarges);
    const is_large = place.classList.toggle("is-enlarged");
    larger.setAttribute("aria-pressed", String(is_large));
    if (is_large) place.focus();
  }
  if (event.target.closest("[data-prints]")) window.print();
});
