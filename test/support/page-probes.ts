// What tests ask of a page, as scripts: the types of a browser are no part of this program.

/** Whether every chart of the page has been drawn. */
export const HAS_DRAWN = `document.querySelector("figure:not([data-drawn])") === null`;

/** How many pixels of each chart are painted. */
export const INK_OF_CHARTS = `
  Array.from(document.querySelectorAll("canvas"), (canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, index) => index % 4 === 3 && value > 0).length;
  })`;

/** The first chart, as a data URL of its picture. */
export const FIRST_PICTURE = `document.querySelector("canvas").toDataURL()`;

export const FIRST_BAR_COLOUR = `
  Chart.getChart(document.querySelector("canvas")).data.datasets[0].backgroundColor[0]`;

/** What the tooltips of the first chart's first series say, from left to right. */
export const FIRST_TOOLTIPS = `(() => {
  const { data, options } = Chart.getChart(document.querySelector("canvas"));
  const { label } = options.plugins.tooltip.callbacks;
  return data.labels.map((_label, dataIndex) => label({ datasetIndex: 0, dataIndex }));
})()`;

/** How wide the page is, whatever the window shows of it. */
export const PAGE_WIDTH = "document.documentElement.scrollWidth";

/** Texts that run out of the box they stand in, where no box scrolls. */
export const CUT_OFF_TEXTS = `
  Array.from(document.querySelectorAll("h1, h2, p, dt, dd, li, footer"))
    .filter((element) => element.closest("nav") === null)
    .filter((element) => element.scrollWidth > element.clientWidth + 1)
    .map((element) => element.textContent)`;

/** Background and text colour of the page, and of the first card. */
export const PAGE_COLOURS = `
  ["html", ".card"].map((selector) => {
    const { backgroundColor, color, colorScheme } = getComputedStyle(document.querySelector(selector));
    return [colorScheme, backgroundColor, color].join(" ");
  })`;

export const FOCUSED_TEXT = "document.activeElement.textContent";
