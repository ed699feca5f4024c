// A mark that stands for customers opens their list when it is clicked; the pointer says so.
function address(item) {
  const about = item?.datum?.about;
  return about ? `/customers/?${new URLSearchParams(about)}` : "";
}

document.addEventListener("chart:drawn", (event) => {
  const view = event.detail;
  view.addEventListener("click", (_, item) => { if (address(item)) window.location.assign(address(item)); });
  view.addEventListener("mousemove", (_, item) => { view.container().style.cursor = address(item) ? "pointer" : ""; });
});
