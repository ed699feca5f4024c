// Prints the manual; pictures that were not scrolled to yet are loaded first.
const pictures = [...document.querySelectorAll(".manual img")];
const whole = () => Promise.all(pictures.map((one) => { one.loading = "eager"; return one.decode().catch(() => {}); }));
document.querySelector("[data-prints]")?.addEventListener("click", async () => { await whole(); window.print(); });
window.addEventListener("beforeprint", whole);
