import { describe, expect, test } from "vitest";
import {
  isUnsettled,
  lookbackMonths,
  openMonthsAt,
  settlingMonths,
} from "../../../src/pipeline/due-months.ts";
import { aState } from "./a-stream.ts";

const at = (instant: string): number => Date.parse(instant);

describe("the months that a sync looks at in any case", () => {
  test.each([
    ["2026-11-21T00:00:00Z", 1, ["2026-11"]],
    ["2026-11-21T00:00:00Z", 2, ["2026-10", "2026-11"]],
    ["2026-01-05T00:00:00Z", 3, ["2025-11", "2025-12", "2026-01"]],
    ["2026-10-31T15:59:59.999Z", 2, ["2026-09", "2026-10"]],
    ["2026-10-31T16:00:00.000Z", 2, ["2026-10", "2026-11"]],
    ["2025-12-31T16:00:00.000Z", 2, ["2025-12", "2026-01"]],
  ])(
    "at %s with %d open months are %j: the current UTC+8 month and those before it",
    (now, count, months) => {
      expect(openMonthsAt(at(now), count)).toEqual(months);
    },
  );
});

describe("the earlier months that it may have to look at again", () => {
  test.each([
    { what: "nothing, before any run", now: "2026-11-21", last: undefined, months: [] },
    {
      what: "nothing, after a run the night before",
      now: "2026-11-21",
      last: "2026-11-20",
      months: [],
    },
    {
      what: "what was open then, the first night of a month",
      now: "2026-11-01",
      last: "2026-10-31",
      months: ["2026-09"],
    },
    {
      what: "nothing within the month after that",
      now: "2026-11-02",
      last: "2026-11-01",
      months: [],
    },
    {
      what: "after six weeks of outage, what was open then",
      now: "2026-11-21",
      last: "2026-10-10",
      months: ["2026-09"],
    },
    {
      what: "after six weeks over two month ends, both",
      now: "2026-12-05",
      last: "2026-10-25",
      months: ["2026-09", "2026-10"],
    },
    {
      what: "after months, every month in between",
      now: "2026-11-21",
      last: "2026-07-01",
      months: ["2026-06", "2026-07", "2026-08", "2026-09"],
    },
    {
      what: "over a year's end",
      now: "2026-02-10",
      last: "2025-11-10",
      months: ["2025-10", "2025-11", "2025-12"],
    },
    {
      what: "with one open month, the month of that run",
      now: "2026-11-01",
      last: "2026-10-31",
      open: 1,
      months: ["2026-10"],
    },
    {
      what: "with three open months, what was open then",
      now: "2026-11-21",
      last: "2026-10-10",
      open: 3,
      months: ["2026-08"],
    },
  ])("$what (now $now, last good run $last)", ({ now, last, open = 2, months }) => {
    const input = {
      now: at(`${now}T02:00:00Z`),
      since: last === undefined ? undefined : at(`${last}T02:00:00Z`),
      openMonths: open,
    };
    expect(lookbackMonths(input)).toEqual(months);
  });

  test("are decided by UTC+8 months, for the last run as for this one", () => {
    const since = at("2026-09-30T16:00:00Z");
    const input = { now: at("2026-11-30T15:59:59Z"), openMonths: 2 };
    expect(lookbackMonths({ ...input, since })).toEqual(["2026-09"]);
    expect(lookbackMonths({ ...input, since: since - 1 })).toEqual(["2026-08", "2026-09"]);
    expect(lookbackMonths({ ...input, now: input.now + 1000, since })).toEqual([
      "2026-09",
      "2026-10",
    ]);
  });
});

test("the two months before the open ones may still be settling, whatever the year", () => {
  expect(settlingMonths(Date.parse("2027-01-15T00:00:00Z"), 2)).toEqual(["2026-10", "2026-11"]);
  expect(settlingMonths(Date.parse("2026-12-02T00:00:00Z"), 1)).toEqual(["2026-10", "2026-11"]);
});

describe("a slice of an earlier month is due", () => {
  test.each<[string, string | undefined, boolean]>([
    ["when it was never loaded", undefined, true],
    ["when it was loaded in its month", "2026-09-20T00:00:00Z", true],
    ["when it was loaded as late as the 6th of the next month", "2026-10-06T15:59:59.999Z", true],
    ["no longer once it was loaded after that day", "2026-10-06T16:00:00.000Z", false],
    ["no longer when that was long ago", "2026-10-20T00:00:00Z", false],
  ])("%s", (_, loadedAt, isDue) => {
    const lastSuccessAt = loadedAt === undefined ? undefined : at(loadedAt);
    expect(isUnsettled("2026-09", aState({ billMonth: "2026-09-01", lastSuccessAt }))).toBe(isDue);
  });

  test("when nothing at all is known of it", () => {
    expect(isUnsettled("2026-09", undefined)).toBe(true);
  });
});
