// Draws the figures marked data-chart with uPlot, from the JSON that their address gives.
const HEIGHT = 200;
const charts = new Map();
const dark = matchMedia("(prefers-color-scheme: dark)");

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (entry.isIntersecting) first(entry.target);
  }
}, { rootMargin: "300px" });

const sized = new ResizeObserver((entries) => {
  for (const entry of entries) {
    const chart = charts.get(entry.target.closest("[data-chart]"));
    const width = Math.floor(entry.contentRect.width);
    if (chart?.plot && width && width !== chart.plot.width) chart.plot.setSize({ width, height: HEIGHT });
  }
});

// Paper shows the whole page. Printing does not wait for charts nobody scrolled to: they say so, and are there the next time.
addEventListener("beforeprint", () => document.querySelectorAll("[data-chart][data-state=waiting]").forEach(first));

dark.addEventListener("change", () => charts.forEach((chart, figure) => draw(figure, chart.data)));

export function drawCharts(root) {
  root.querySelectorAll("[data-chart]:not([data-state])").forEach((figure) => {
    figure.dataset.state = "waiting";
    seen.observe(figure);
  });
}

export function forgetCharts() {
  charts.forEach((chart) => chart.plot?.destroy());
  charts.clear();
  seen.disconnect();
  sized.disconnect();
}

function first(figure) {
  seen.unobserve(figure);
  figure.dataset.state = "loading";
  load(figure, figure.dataset.chart);
}

async function load(figure, address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.redirected) return say(figure, "You are no longer logged in. Reload the page to log in.", "failed");
  if (answer && !answer.ok) return say(figure, `The data did not arrive (${answer.status}). Reload the page to try again.`, "failed");
  const data = await answer?.json().catch(() => null);
  if (!data) return say(figure, "The site cannot be reached. Reload the page when it is back.", "failed");
  draw(figure, data);
}

function say(figure, text, state) {
  const note = Object.assign(document.createElement("p"), { className: "none", textContent: text });
  figure.querySelector(".plot").replaceChildren(note);
  figure.dataset.state = state;
}

function draw(figure, data) {
  const place = figure.querySelector(".plot");
  charts.get(figure)?.plot?.destroy();
  const points = data.series.reduce((sum, one) => sum + one.values.filter((value) => value !== null).length, 0);
  figure.dataset.points = points;
  figure.querySelector("[data-unit]").textContent = units(data);
  if (!points) {
    charts.set(figure, { data });
    return say(figure, "Nothing recorded in this time.", "empty");
  }
  place.replaceChildren();
  const plot = new uPlot(options(figure, data, place.clientWidth), columns(data), place);
  showLast(plot, data);
  charts.set(figure, { plot, data });
  sized.observe(place);
  figure.dataset.state = "drawn";
}

// While nobody points at a chart, its legend tells the last day that the first series has a value for.
function showLast(plot, data) {
  const idx = data.series[0].values.findLastIndex((value) => value !== null);
  const last = () => plot.setLegend({ idx: idx < 0 ? plot.data[0].length - 1 : idx }, false);
  plot.over.addEventListener("mouseleave", () => setTimeout(last));
  last();
}

function units(data) {
  return [...new Set(data.series.map((one) => one.unit))].filter(Boolean).join(", ");
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function faded(name, share) {
  return `color-mix(in srgb, ${colour(name)} ${share}%, transparent)`;
}

// A stacked series is drawn at the height of those below it; the legend shows its own value.
function columns(data) {
  if (!data.stacked) return [data.times, ...data.series.map((one) => one.values)];
  const sums = new Array(data.times.length).fill(0);
  const stacked = data.series.slice().reverse().map((one) => one.values.map((value, i) => (sums[i] += value ?? 0)));
  return [data.times, ...stacked.reverse()];
}

function options(figure, data, width) {
  const right = data.series.some((one) => one.axis === "right");
  return {
    width,
    height: HEIGHT,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), "Etc/UTC"),
    scales: scales(data),
    axes: [axis("x"), axis("left"), ...(right ? [axis("right")] : [])],
    series: [{ value: (_, seconds, __, i) => moment(seconds, data, i) }, ...data.series.map((one) => series(one, data))],
    bands: bands(data),
    cursor: { drag: { x: "zoom" in figure.dataset, y: false, setScale: false }, sync: { key: "page", setSeries: false } },
    legend: { markers: { width: 0, fill: (plot, i) => (i ? colour(data.series[i - 1].tone) : null) } },
    hooks: { draw: [(plot) => limits(plot, data)], ...zoom(figure, data) },
  };
}

function scales(data) {
  const scale = (zero) => ({ range: (_, low, high) => spread(low, high, zero) });
  const bars = data.series.some((one) => one.kind === "bar");
  const gap = data.times.length > 1 ? data.times[1] - data.times[0] : 86400 * 30;
  const [from, to] = data.window ?? [data.times[0], data.times[data.times.length - 1]];
  const whole = bars ? [from - gap / 2, to + gap / 2] : from === to ? [from - 43200, to + 43200] : [from, to];
  const x = { time: true, range: (plot, low, high) => (plot.zoomed ? [low, high] : whole) };
  return { x, left: scale(data.zero), right: scale(data.zero && data.zero_right) };
}

function spread(low, high, zero) {
  if (low === null || high === null) return [0, 1];
  const room = (high - Math.min(low, zero ? 0 : low)) * 0.06 || Math.abs(high) * 0.1 || 1;
  return [zero ? Math.min(0, low) : low - room, high + room];
}

function axis(side) {
  const common = { stroke: colour("soft"), font: "11px system-ui, sans-serif", ticks: { show: false } };
  if (side === "x") return { ...common, grid: { show: false }, size: 24, space: 64, values: days };
  const grid = { show: side === "left", stroke: colour("line"), width: 1 };
  return { ...common, scale: side, side: side === "left" ? 3 : 1, grid, size: 46, values: (_, ticks) => ticks.map(short) };
}

function short(value) {
  const size = Math.abs(value);
  if (size >= 1e6) return `${+(value / 1e6).toFixed(2)}M`;
  if (size >= 1e4) return `${+(value / 1e3).toFixed(1)}k`;
  return value.toLocaleString("en-GB", { maximumFractionDigits: 3 });
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// Labels of the time axis: years, months, days or hours, whichever the distance of its ticks calls for.
function days(_, ticks, __, ___, gap) {
  return ticks.map((seconds, i) => {
    const time = new Date(seconds * 1e3);
    const before = i ? new Date(ticks[i - 1] * 1e3) : null;
    const newYear = !before || before.getUTCFullYear() !== time.getUTCFullYear();
    if (gap >= 86400 * 360) return `${time.getUTCFullYear()}`;
    if (gap >= 86400 * 27) return newYear ? `${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()}` : MONTHS[time.getUTCMonth()];
    if (gap >= 86400) return `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]}`;
    const hour = `${String(time.getUTCHours()).padStart(2, "0")}:${String(time.getUTCMinutes()).padStart(2, "0")}`;
    return !before || before.getUTCDate() !== time.getUTCDate() ? `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]}` : hour;
  });
}

function moment(seconds, data, i) {
  if (seconds === null || seconds === undefined) return "";
  if (data.names) return data.names[i];
  const time = new Date(seconds * 1e3);
  const day = `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()}`;
  const whole = data.times.every((one) => one % 86400 === 0);
  return whole ? day : `${day} ${time.toISOString().slice(11, 16)} UTC`;
}

function series(one, data) {
  const index = data.series.indexOf(one);
  const value = (plot, _, __, i) => {
    const own = i === null || i === undefined ? null : data.series[index].values[i];
    if (own === null || own === undefined) return "–";
    const digits = own && Math.abs(own) < 1 ? Math.max(one.digits, 1 - Math.floor(Math.log10(Math.abs(own)))) : one.digits;
    return own.toLocaleString("en-GB", { maximumFractionDigits: digits, minimumFractionDigits: digits });
  };
  const line = { label: one.label, scale: one.axis, value, stroke: colour(one.tone), width: 1.5, points: { show: false }, spanGaps: false };
  const lone = one.values.filter((entry) => entry !== null).length < 3 ? { show: true, size: 5, fill: colour(one.tone) } : { show: false };
  switch (one.kind) {
    case "area": return { ...line, width: 1, points: lone, fill: faded(one.tone, data.stacked ? 72 : 25) };
    case "bar": return { ...line, width: 0, fill: data.stacked ? colour(one.tone) : faded(one.tone, 75), paths: bars(data, index), points: { show: false } };
    case "points": return { ...line, paths: () => null, points: { show: true, size: 4, width: 0, fill: colour(one.tone), stroke: colour(one.tone) } };
    case "dash": return { ...line, dash: [5, 4], width: 1.2 };
    case "high": case "low": return { ...line, width: 0.6, stroke: faded("band", 80), points: lone };
    default: return { ...line, spanGaps: false, points: lone };
  }
}

// Bars side by side where they are not stacked; only bars share the place.
function bars(data, index) {
  const beside = data.series.filter((one) => one.kind === "bar");
  if (data.stacked || beside.length < 2) return uPlot.paths.bars({ size: [0.8, 60], align: 0 });
  return uPlot.paths.bars({ size: [0.4, 30], align: beside.indexOf(data.series[index]) ? 1 : -1 });
}

// The space between the highest and the lowest, and, where areas are stacked, that above the one below.
function bands(data) {
  const found = [];
  data.series.forEach((one, i) => {
    if (one.kind === "high") found.push({ series: [i + 1, i + 2], fill: faded("band", 45) });
    if (data.stacked && one.kind === "area" && i + 1 < data.series.length) found.push({ series: [i + 1, i + 2], fill: faded(one.tone, 72) });
  });
  return found;
}

function limits(plot, data) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour("alert");
  ctx.fillStyle = colour("soft");
  ctx.font = `${10 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.setLineDash([4, 4]);
  for (const [label, value] of data.limits) {
    const y = plot.valToPos(value, "left", true);
    if (!(y >= bbox.top && y <= bbox.top + bbox.height)) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(`${label} ${value}`, bbox.left + 4, y - 4);
  }
  ctx.restore();
}

// Where the server can give more detail, a drag asks for the piece and a double click for the whole again.
function zoom(figure, data) {
  if (!("zoom" in figure.dataset)) return {};
  const finer = figure.dataset.chart.includes("/charts/sensors/");
  const reset = () => (finer ? load(figure, figure.dataset.chart) : draw(figure, data));
  const select = (plot) => {
    if (plot.select.width < 8) return;
    const [from, to] = [plot.select.left, plot.select.left + plot.select.width].map((x) => plot.posToVal(x, "x"));
    plot.zoomed = true;
    if (!finer) return plot.setScale("x", { min: from, max: to });
    const address = new URL(figure.dataset.chart, location.href);
    address.searchParams.set("from", Math.floor(from));
    address.searchParams.set("to", Math.ceil(to));
    load(figure, address);
  };
  return { setSelect: [select], ready: [(plot) => plot.over.addEventListener("dblclick", reset)] };
}
