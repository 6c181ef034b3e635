import { describe, expect, test } from "vitest";
import { readPageAssets } from "../../../src/report/page-assets.ts";

type Colours = Readonly<Record<string, string>>;

const { style } = await readPageAssets();
const [, lightText = "", darkText = ""] =
  /:root \{([^}]*)\}[\s\S]*?prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}/.exec(style) ?? [];

function coloursIn(text: string): Colours {
  return Object.fromEntries(
    [...text.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = "", colour = ""]) => [
      name,
      colour,
    ]),
  );
}

/** WCAG 2.2: relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(colours: Colours, [one, other]: readonly [string, string]): number {
  const [dark = 0, light = 0] = [one, other]
    .map((name) => luminance(colours[name] ?? ""))
    .toSorted((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
}

const TEXTS = [
  ["text", "page"],
  ["text", "card"],
  ["muted", "page"],
  ["muted", "card"],
  ["link", "page"],
  ["link", "card"],
  ["rise", "card"],
  ["fall", "card"],
  ["bad", "card"],
  ["good", "good-soft"],
  ["warn", "warn-soft"],
  ["bad", "bad-soft"],
  ["text", "good-soft"],
  ["text", "warn-soft"],
  ["text", "bad-soft"],
  ["link", "warn-soft"],
  ["link", "bad-soft"],
] as const;

describe.each([
  ["light", coloursIn(lightText)],
  ["dark", coloursIn(darkText)],
])("in the %s page", (_scheme, colours) => {
  test.each(TEXTS)("%s can be read on %s (WCAG AA: 4.5 to 1)", (...pair) => {
    expect(contrast(colours, pair)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["main", "rise", "fall"])(
    "bars of colour %s stand out from the card (3 to 1)",
    (bar) => {
      expect(contrast(colours, [bar, "card"])).toBeGreaterThanOrEqual(3);
    },
  );
});

test("both pages name the same colours", () => {
  expect(Object.keys(coloursIn(darkText))).toEqual(Object.keys(coloursIn(lightText)));
});
