import { describe, expect, it } from "vitest";
import {
  addMonths,
  billMonthAt,
  instantOfDay,
  monthsBetween,
  settledAt,
} from "../../../src/domain/bill-month.ts";
import { openMonthsAt } from "../../../src/pipeline/due-months.ts";
import { nextTick } from "../../../src/scheduler/schedule.ts";

const HOUR = 3_600_000;

// Beijing's clock as the system's time zone data has it, independent of our own arithmetic.
const BEIJING = new Intl.DateTimeFormat("sv", {
  timeZone: "Asia/Shanghai",
  dateStyle: "short",
  timeStyle: "medium",
});

const beijing = (at: number): string => BEIJING.format(at);

/** Every hour from 2023 to 2032: three leap days, nine year ends. */
const HOURS = Array.from(
  { length: (Date.UTC(2033, 0, 1) - Date.UTC(2023, 0, 1)) / HOUR },
  (_, hour) => Date.UTC(2023, 0, 1) + hour * HOUR,
);

describe("the bill's month", () => {
  it("is Beijing's at every hour of ten years, and so is the one a millisecond before", () => {
    const wrong = HOURS.filter(
      (at) =>
        billMonthAt(at) !== beijing(at).slice(0, 7) ||
        billMonthAt(at - 1) !== beijing(at - 1).slice(0, 7),
    );
    expect(wrong).toEqual([]);
  });

  it("changes where UTC's does not: for eight hours the two name different months", () => {
    const different = HOURS.filter(
      (at) => billMonthAt(at) !== new Date(at).toISOString().slice(0, 7),
    );
    expect(different.length).toBe(10 * 12 * 8);
  });

  it("is followed by the next one, from January to December and over every year's end", () => {
    const months = monthsBetween("2023-01", "2032-12");
    expect(months.length).toBe(120);
    expect(new Set(months)).toEqual(
      new Set(
        HOURS.slice(8)
          .map((at) => beijing(at).slice(0, 7))
          .filter((month) => month < "2033"),
      ),
    );
    for (const [index, month] of months.entries()) {
      expect(addMonths("2023-01", index)).toBe(month);
      expect(addMonths(month, -index)).toBe("2023-01");
    }
  });

  it("is settled when Beijing's 7th of the next month begins, also after a leap day", () => {
    for (const month of monthsBetween("2023-12", "2028-12")) {
      expect(beijing(settledAt(month))).toBe(`${addMonths(month, 1)}-07 00:00:00`);
    }
    expect(beijing(instantOfDay("2028-02", 29))).toBe("2028-02-29 00:00:00");
    expect(beijing(instantOfDay("2028-02", 30))).toBe("2028-03-01 00:00:00");
  });
});

describe("a night", () => {
  it("comes on a leap day as on any other, and looks at February and January", () => {
    const schedule = { cron: "30 9 * * *", timezone: "Asia/Shanghai" };
    const tick = nextTick(schedule, Date.parse("2028-02-29T00:00:00+08:00"));
    expect(beijing(tick)).toBe("2028-02-29 09:30:00");
    expect(openMonthsAt(tick, 2)).toEqual(["2028-01", "2028-02"]);
    expect(beijing(nextTick(schedule, tick))).toBe("2028-03-01 09:30:00");
  });

  it.each([
    ["2027-12-31T15:59:59.999Z", ["2027-11", "2027-12"]],
    ["2027-12-31T16:00:00.000Z", ["2027-12", "2028-01"]],
    ["2028-02-29T15:59:59.999Z", ["2028-01", "2028-02"]],
    ["2028-02-29T16:00:00.000Z", ["2028-02", "2028-03"]],
  ])("at %s looks at the two months that Beijing's calendar has: %j", (now, months) => {
    expect(openMonthsAt(Date.parse(now), 2)).toEqual(months);
  });
});
