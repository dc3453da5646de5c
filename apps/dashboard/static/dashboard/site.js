// Starts what a page holds: charts and the production plan. htmx swaps pages in place, so each swap starts them anew.
import { drawCharts, forgetCharts } from "./charts.js";
import { startGantt } from "./gantt.js";

function start() {
  document.documentElement.classList.add("scripted");
  drawCharts(document);
  document.querySelectorAll("[data-gantt-chart]").forEach(startGantt);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target === document.body) forgetCharts();
});
document.addEventListener("htmx:historyRestore", start);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt === document.body || event.detail.target === document.body) start();
});
// A changed day or span is shown at once; the button remains for those without scripts.
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-when]");
  if (form && form.checkValidity()) form.requestSubmit();
});
start();
