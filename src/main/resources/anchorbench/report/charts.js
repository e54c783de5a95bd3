"use strict";

const CHARTS = JSON.parse(document.getElementById("charts").textContent);
const DARK = matchMedia("(prefers-color-scheme: dark)");
const LIGHT_COLOURS = { ink: "#1c2430", muted: "#66717f", line: "#d9dee5" };
const LEGEND_ROW = 22;
const CAPTION = 110;
const DARK_COLOURS = { ink: "#e6e9ee", muted: "#97a3b3", line: "#333c48" };

/** Marks that ECharts has not; each gets the colour that its series names. */
const MARKS = {
  /** An interval: [low, high, row, pixels beside the row's middle]. */
  whisker: (colour) => (params, api) => {
    const [from, middle] = api.coord([api.value(0), api.value(2)]);
    const to = api.coord([api.value(1), api.value(2)])[0];
    const y = middle + api.value(3);
    return { type: "group", children: [
      line(colour, from, y, to, y), line(colour, from, y - 3, from, y + 3), line(colour, to, y - 3, to, y + 3)] };
  },
  /** A line across rows: [value, first row, last row]. */
  limit: (colour) => (params, api) => {
    const half = api.size([0, 1])[1] / 2;
    const [x, top] = api.coord([api.value(0), api.value(1)]);
    const bottom = api.coord([api.value(0), api.value(2)])[1];
    return { type: "group", children: [line(colour, x, top - half, x, bottom + half, 2)] };
  },
  /** A cell of two axes of names: [column, row, opacity], and words in it. */
  cell: (colour, data) => (params, api) => {
    const [x, y] = api.coord([api.value(0), api.value(1)]);
    const [width, height] = api.size([1, 1]);
    const label = words(data[params.dataIndex].name, x, y, "ink", 400);
    label.style.textAlign = "center";
    label.style.fill = DARK.matches ? DARK_COLOURS.ink : LIGHT_COLOURS.ink;
    return { type: "group", children: [
      { type: "rect", shape: { x: x - width / 2 + 1, y: y - height / 2 + 1, width: width - 2, height: height - 2 },
        style: { fill: colour, opacity: api.value(2) } },
      label] };
  },
  /** The name of a block, on a row of its own: [row]. */
  heading: (colour, data) => (params, api) =>
      words(data[params.dataIndex].name, 4, api.coord([1, api.value(0)])[1], colour, 600),
  /** Words behind a value: [value, row]. */
  caption: (colour, data) => (params, api) => {
    const [x, y] = api.coord([api.value(0), api.value(1)]);
    return words(data[params.dataIndex].name, x + 6, y, colour, 400);
  },
};

function words(text, x, y, fill, weight) {
  return { type: "text",
    style: { text, x, y, fill, font: `${weight} 12px system-ui, sans-serif`, textVerticalAlign: "middle" } };
}

function line(stroke, x1, y1, x2, y2, lineWidth = 1.5) {
  return { type: "line", shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth } };
}

/** A copy in which colours are named no more. */
function coloured(value, colours) {
  if (Array.isArray(value)) return value.map((each) => coloured(each, colours));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) =>
      [key, key === "color" && each in colours ? colours[each] : coloured(each, colours)]));
}

function number(value) {
  return typeof value === "number" ? value.toLocaleString("en", { maximumSignificantDigits: 5 }) : value;
}

const RULER = document.createElement("canvas").getContext("2d");

/** Rows that a legend takes; ECharts wraps it and leaves it to us to make room. */
function legendRows(option, width) {
  if (option.legend.show === false) return 0;
  RULER.font = "12px sans-serif";
  let rows = 1;
  let used = 0;
  for (const name of option.legend.data ?? new Set(option.series.map((series) => series.name))) {
    const item = option.legend.itemWidth + 15 + RULER.measureText(name).width;
    if (used > 0 && used + item > width - 20) { rows++; used = 0; }
    used += item;
  }
  return rows;
}

/** Names that must all be read are broken to the room that there is. */
function nameWidth(settings, isX, width) {
  if (settings.type !== "category" || settings.axisLabel?.interval !== 0) return {};
  const room = isX ? (width - 90) / settings.data.length - 6 : Math.max(110, width / 4);
  return { width: room, overflow: "break", lineHeight: 14 };
}

/** A logarithmic axis that leaves room for the words behind its longest bar. */
function withRoomForCaptions(settings, series, width) {
  if (!series.some((each) => each.renderItem === "caption")) return settings;
  const free = 1 - CAPTION / Math.max(width - 120, 2 * CAPTION);
  return { ...settings, max: settings.min * Math.pow(settings.max / settings.min, 1 / free) };
}

function axis(settings, isX, width, colours) {
  const text = { color: colours.muted };
  return { ...settings,
    axisLabel: { ...text, hideOverlap: true, ...nameWidth(settings, isX, width), ...settings.axisLabel },
    nameTextStyle: text,
    axisLine: { lineStyle: { color: colours.line } }, splitLine: { lineStyle: { color: colours.line } } };
}

function dressed(option, width, colours) {
  const own = coloured(option, colours);
  own.xAxis = withRoomForCaptions(own.xAxis, own.series, width);
  for (const series of own.series) {
    series.animation = false;
    if (series.renderItem) series.renderItem = MARKS[series.renderItem](series.color, series.data);
    if (series.type === "bar") series.label = { color: colours.ink, textBorderWidth: 0, ...series.label };
  }
  return { ...own,
    backgroundColor: "transparent",
    darkMode: colours === DARK_COLOURS,
    aria: { enabled: true },
    legend: { ...own.legend, textStyle: { color: colours.ink } },
    tooltip: { ...own.tooltip, confine: true,
      valueFormatter: (value) => Array.isArray(value) ? value.map(number).join(", ") : number(value) },
    grid: { ...own.grid, top: own.grid.top + LEGEND_ROW * legendRows(own, width) },
    xAxis: axis(own.xAxis, true, width, colours), yAxis: axis(own.yAxis, false, width, colours) };
}

let drawn = [];

function draw(colours) {
  drawn.forEach((chart) => chart.dispose());
  drawn = CHARTS.map(({ id, option }) => {
    const element = document.getElementById(id);
    const chart = echarts.init(element, null, { renderer: "svg" });
    chart.setOption(dressed(option, element.clientWidth, colours));
    element.dataset.drawn = element.querySelectorAll("svg path").length;
    const svg = element.querySelector("svg");
    svg?.setAttribute("viewBox", `0 0 ${element.clientWidth} ${element.clientHeight}`);
    return chart;
  });
}

function drawForScreen() {
  document.documentElement.classList.remove("paper");
  draw(DARK.matches ? DARK_COLOURS : LIGHT_COLOURS);
}

drawForScreen();
DARK.addEventListener("change", drawForScreen);
let width = innerWidth;
addEventListener("resize", () => {
  // A phone's address bar comes and goes; only another width is another layout.
  if (innerWidth !== width) drawForScreen();
  width = innerWidth;
});
// Paper is white and narrow, and nothing can be unfolded on it.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details").forEach((each) => { each.open = true; });
  document.documentElement.classList.add("paper");
  draw(LIGHT_COLOURS);
});
addEventListener("afterprint", drawForScreen);
