// A password is shown while one asks for it, and hidden again before it is sent.
document.addEventListener("click", (event) => {
  const eye = event.target.closest("[data-shows]");
  if (!eye) return;
  const field = document.querySelector(eye.dataset.shows);
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  eye.setAttribute("aria-pressed", String(shown));
  field.focus();
});
document.addEventListener("submit", (event) => {
  for (const eye of event.target.querySelectorAll("[data-shows][aria-pressed=true]")) {
    document.querySelector(eye.dataset.shows).type = "password";
  }
});
