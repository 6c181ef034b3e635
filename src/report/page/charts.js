// Runs in the reader's browser, inside the page, as it stands here: plain JavaScript, typed by its
// comments. The page is whole without it; it adds the charts.

/** @import { Chart as ChartClass, ChartConfiguration, ChartDataset, TooltipItem } from "chart.js" */
/** @import { Chart as ChartData, ChartSeries } from "../chart.ts" */

/** @typedef {Record<"text" | "muted" | "grid" | "main" | "second" | "third" | "rise" | "fall" | "unfinished", string>} Colours */

/** @type {typeof globalThis & { readonly Chart?: typeof ChartClass }} */
const host = globalThis;
const Chart = host.Chart ?? missing();

/** @returns {never} */
function missing() {
  throw new Error("the chart library stands before this script");
}

const PHONE_PX = 560;
const BAR_PX = 38;
const AXIS_PX = 40;

const segmenter = new Intl.Segmenter("en");
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** @returns {Colours} */
function readColours() {
  const style = getComputedStyle(document.documentElement);
  const read = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: read("text"),
    muted: read("muted"),
    grid: read("line"),
    main: read("main"),
    second: read("second"),
    third: read("third"),
    rise: read("rise"),
    fall: read("fall"),
    unfinished: read("unfinished"),
  };
}

/** @param {string} text @param {number} max */
function shortened(text, max) {
  const letters = Array.from(segmenter.segment(text), ({ segment }) => segment);
  const kept = letters.slice(0, max - 1).join("");
  return letters.length <= max ? text : `${kept.trimEnd()}…`;
}

/**
 * One line for each of the label's; a label of one line that is too long is broken between two words.
 *
 * @param {readonly string[]} lines
 * @param {number} max
 * @returns {string[]}
 */
function labelLines(lines, max) {
  const [only = ""] = lines;
  const space = only.lastIndexOf(" ", max);
  const isBroken = lines.length === 1 && only.length > max && space > 0;
  const broken = isBroken ? [only.slice(0, space), only.slice(space + 1)] : lines;
  return broken.map((line) => shortened(line, max));
}

/**
 * @param {ChartData} chart
 * @param {ChartSeries} series
 * @param {Colours} colours
 * @returns {string[]}
 */
function barColours({ kind, labels, unfinished }, { tone, amounts }, colours) {
  return labels.map((_label, index) => {
    if (kind === "moves") {
      return Number(amounts[index]) < 0 ? colours.fall : colours.rise;
    }
    return tone === "main" && index === unfinished ? colours.unfinished : colours[tone];
  });
}

/**
 * @param {ChartData} chart
 * @param {Colours} colours
 * @returns {ChartDataset<"bar", (number | null)[]>[]}
 */
function datasets(chart, colours) {
  return chart.series.map((series) => ({
    label: series.name,
    // A bar's length is good to a pixel; the exact amount stands in tooltip and table.
    data: series.amounts.map((amount) => (amount === null ? null : Number(amount))),
    backgroundColor: barColours(chart, series, colours),
    borderRadius: 3,
    maxBarThickness: chart.kind === "columns" ? 56 : 22,
  }));
}

/** @param {ChartData} chart */
function tooltipLabel({ series, currency }) {
  return (/** @type {TooltipItem<"bar">} */ { datasetIndex, dataIndex }) => {
    const { name, amounts } = series[datasetIndex] ?? { name: "", amounts: [] };
    return `${name} ${amounts[dataIndex] ?? "–"} ${currency}`.trim();
  };
}

/**
 * @param {ChartData} chart
 * @param {Colours} colours
 * @returns {ChartConfiguration<"bar", (number | null)[]>}
 */
function configuration(chart, colours) {
  const { kind, labels, series } = chart;
  const isLying = kind !== "columns";
  const labelMax = window.innerWidth < PHONE_PX ? 18 : 30;
  const amounts = {
    stacked: true,
    border: { display: false },
    grid: { color: colours.grid },
    ticks: {
      color: colours.muted,
      maxTicksLimit: 6,
      callback: (/** @type {number | string} */ value) => compact.format(Number(value)),
    },
  };
  const names = {
    stacked: true,
    border: { color: colours.grid },
    grid: { display: false },
    ticks: {
      color: colours.text,
      autoSkip: !isLying,
      maxRotation: 0,
      callback: (/** @type {number | string} */ value) =>
        labelLines(labels[Number(value)] ?? [], labelMax),
    },
  };
  return {
    type: "bar",
    data: { labels: labels.map((lines) => lines.join(" · ")), datasets: datasets(chart, colours) },
    options: {
      indexAxis: isLying ? "y" : "x",
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      scales: isLying ? { x: amounts, y: names } : { x: names, y: amounts },
      plugins: {
        legend: {
          display: series.length > 1,
          position: "bottom",
          labels: { color: colours.text, boxWidth: 12, boxHeight: 12 },
        },
        tooltip: { callbacks: { label: tooltipLabel(chart) } },
      },
    },
  };
}

/** @param {ChartData} chart @param {HTMLElement} figure */
function draw(chart, figure) {
  const plot = figure.querySelector("div");
  const canvas = figure.querySelector("canvas");
  if (plot === null || canvas === null) {
    return;
  }
  figure.hidden = false;
  if (chart.kind !== "columns") {
    plot.style.height = `${chart.labels.length * BAR_PX + AXIS_PX}px`;
  }
  const drawn = new Chart(canvas, configuration(chart, readColours()));
  const redraw = () => {
    const { data, options } = configuration(chart, readColours());
    drawn.data = data;
    if (options !== undefined) {
      drawn.options = options;
    }
    drawn.update();
  };
  // On paper a page is light, whatever it was on the screen.
  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(query).addEventListener("change", redraw);
  }
  figure.dataset["drawn"] = "";
}

Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;

/** @type {ChartData[]} */
const charts = JSON.parse(document.getElementById("charts")?.textContent ?? "[]");
for (const figure of document.querySelectorAll("figure")) {
  const chart = charts[Number(figure.dataset["chart"])];
  if (chart !== undefined) {
    draw(chart, figure);
  }
}
