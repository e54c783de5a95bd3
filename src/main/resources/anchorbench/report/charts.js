"use strict";

const CHARTS = JSON.parse(document.getElementById("charts").textContent);
const DARK = matchMedia("(prefers-color-scheme: dark)");
const LIGHT_COLOURS = { ink: "#1c2430", muted: "#66717f", line: "#d9dee5" };
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
  /** The name of a block, on a row of its own: [row]. */
  heading: (colour, data) => (params, api) =>
      words(data[params.dataIndex].name, params.coordSys.x + 4, api.coord([1, api.value(0)])[1], colour, 600),
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

function axis(settings, colours) {
  const text = { color: colours.muted };
  return { ...settings,
    axisLabel: { ...text, hideOverlap: true, ...settings.axisLabel }, nameTextStyle: text,
    axisLine: { lineStyle: { color: colours.line } }, splitLine: { lineStyle: { color: colours.line } } };
}

function dressed(option, colours) {
  const own = coloured(option, colours);
  for (const series of own.series) {
    series.animation = false;
    if (series.renderItem) series.renderItem = MARKS[series.renderItem](series.color, series.data);
    if (series.label) series.label = { color: colours.ink, ...series.label };
  }
  return { ...own,
    backgroundColor: "transparent",
    aria: { enabled: true },
    legend: { ...own.legend, textStyle: { color: colours.ink } },
    tooltip: { ...own.tooltip, confine: true,
      valueFormatter: (value) => Array.isArray(value) ? value.map(number).join(", ") : number(value) },
    xAxis: axis(own.xAxis, colours), yAxis: axis(own.yAxis, colours) };
}

let drawn = [];

function draw(colours) {
  drawn.forEach((chart) => chart.dispose());
  drawn = CHARTS.map(({ id, option }) => {
    const element = document.getElementById(id);
    const chart = echarts.init(element, null, { renderer: "svg" });
    chart.setOption(dressed(option, colours));
    element.dataset.drawn = element.querySelectorAll("svg path").length;
    return chart;
  });
}

function drawForScreen() {
  draw(DARK.matches ? DARK_COLOURS : LIGHT_COLOURS);
}

drawForScreen();
DARK.addEventListener("change", drawForScreen);
addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
// Paper is white, and nothing can be unfolded on it.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details").forEach((each) => { each.open = true; });
  draw(LIGHT_COLOURS);
});
addEventListener("afterprint", drawForScreen);
