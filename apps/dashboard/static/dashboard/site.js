// Starts what a page holds: charts and the production plan. htmx swaps pages in place, so each swap starts them anew.
import { drawCharts, forgetCharts } from "./charts.js";
import { startGantt } from "./gantt.js";

function start() {
  drawCharts(document);
  document.querySelectorAll("[data-gantt-chart]").forEach(startGantt);
  openTarget();
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target === document.body) forgetCharts();
});
document.addEventListener("htmx:historyRestore", start);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt === document.body || event.detail.target === document.body) start();
});
// The table that a link of the dictionary leads to is open.
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (target?.matches("details")) target.open = true;
}

addEventListener("hashchange", openTarget);
start();
