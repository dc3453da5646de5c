// Zooms and moves the production plan. Every position in it is a share of the time, so only one frame is moved.
const MOST_PX_PER_DAY = 24;

export function startGantt(chart) {
  if (chart.dataset.started) return;
  chart.dataset.started = "yes";
  const plot = chart.querySelector(".gantt-plot");
  const time = chart.querySelector(".gantt-time");
  const view = { offset: +chart.dataset.offset / 100, share: +chart.dataset.share / 100 };
  const redraw = () => show(chart, plot, time, view);
  const zoom = (factor, at) => change(view, factor, at, plot.clientWidth, +chart.dataset.days) || redraw();

  document.querySelector(".zoom").hidden = false;
  document.querySelectorAll("[data-gantt]").forEach((button) => {
    const factor = { in: 0.6, out: 1 / 0.6, all: Infinity }[button.dataset.gantt];
    button.addEventListener("click", () => zoom(factor, 0.5));
  });
  plot.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.shiftKey) return;
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, event.offsetX / plot.clientWidth);
  }, { passive: false });
  drag(plot, (pixels) => {
    view.offset = within(view.offset - (pixels / plot.clientWidth) * view.share, 0, 1 - view.share);
    redraw();
  });
  new ResizeObserver(redraw).observe(plot);
  redraw();
}

function within(value, low, high) {
  return Math.min(Math.max(value, low), Math.max(low, high));
}

function change(view, factor, at, width, days) {
  const held = view.offset + at * view.share;
  view.share = within(view.share * factor, width / days / MOST_PX_PER_DAY, 1);
  view.offset = within(held - at * view.share, 0, 1 - view.share);
}

function show(chart, plot, time, view) {
  const width = plot.clientWidth / view.share;
  time.setAttribute("width", `${100 / view.share}%`);
  time.setAttribute("x", `${(-100 * view.offset) / view.share}%`);
  const perMonth = (width * 30.4) / +chart.dataset.days;
  chart.classList.toggle("quarters", perMonth >= 14);
  chart.classList.toggle("months", perMonth >= 34);
  time.querySelectorAll("text[data-share]").forEach((text) => {
    const start = (width * parseFloat(text.getAttribute("x"))) / 100;
    const hidden = Math.max(0, width * view.offset - start);
    const room = (width * +text.dataset.share) / 100 - hidden - 8;
    text.setAttribute("dx", 5 + hidden);
    text.setAttribute("visibility", text.textContent.length * 6.1 <= room ? "visible" : "hidden");
  });
}

// A drag moves the plan; a click without one follows its link.
function drag(plot, move) {
  let last = null, moved = 0;
  plot.addEventListener("pointerdown", (event) => ([last, moved] = [event.clientX, 0]));
  plot.addEventListener("pointermove", (event) => {
    if (last === null) return;
    moved += Math.abs(event.clientX - last);
    if (moved > 4) {
      plot.classList.add("dragging");
      plot.setPointerCapture(event.pointerId);
    }
    move(event.clientX - last);
    last = event.clientX;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    plot.addEventListener(end, () => {
      last = null;
      plot.classList.remove("dragging");
    });
  }
  plot.addEventListener("click", (event) => { if (moved > 4) event.preventDefault(); }, true);
  plot.addEventListener("dragstart", (event) => event.preventDefault());
}
