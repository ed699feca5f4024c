// A click on a mark that stands for customers opens their list.
document.addEventListener("chart:drawn", (event) => {
  event.detail.addEventListener("click", (_, item) => {
    const address = item?.datum?.goes;
    if (address) window.location.assign(address);
  });
});
