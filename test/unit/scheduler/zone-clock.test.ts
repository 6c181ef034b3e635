import { assert, constantFrom, integer, nat, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { firstShowing, highestShown } from "../../../src/scheduler/zone-clock.ts";

const wall = (text: string): number => Date.parse(`${text}Z`);
const text = (at: number): string => new Date(at).toISOString().slice(0, 19);

describe("the first instant at which a zone's clock shows a time", () => {
  it.each([
    ["Asia/Shanghai", "2026-07-01T09:30:00", "2026-07-01T01:30:00", "has no clock changes"],
    ["America/New_York", "2026-01-15T02:30:00", "2026-01-15T07:30:00", "winter"],
    ["America/New_York", "2026-07-15T02:30:00", "2026-07-15T06:30:00", "summer"],
    ["America/New_York", "2026-03-08T01:59:59", "2026-03-08T06:59:59", "just before the gap"],
    ["America/New_York", "2026-03-08T02:30:00", "2026-03-08T07:00:00", "in the gap: its end"],
    ["America/New_York", "2026-03-08T03:00:00", "2026-03-08T07:00:00", "the end of the gap"],
    ["America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00", "shown twice: the first"],
    ["America/New_York", "2026-11-01T02:00:00", "2026-11-01T07:00:00", "after the overlap"],
    ["Europe/London", "2026-03-29T01:15:00", "2026-03-29T01:00:00", "in the gap: its end"],
    ["Europe/London", "2026-10-25T01:15:00", "2026-10-25T00:15:00", "shown twice: the first"],
    ["Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-03T15:30:00", "a gap of 30 minutes"],
    ["Australia/Lord_Howe", "2026-04-05T01:45:00", "2026-04-04T14:45:00", "30 minutes twice"],
    ["America/Sao_Paulo", "2018-11-04T00:00:00", "2018-11-04T03:00:00", "no midnight that day"],
    ["America/Sao_Paulo", "2018-02-17T23:30:00", "2018-02-18T01:30:00", "the day's end twice"],
    ["Pacific/Apia", "2011-12-30T09:30:00", "2011-12-30T10:00:00", "a day that never was"],
  ])("%s, %s is %sZ: %s", (timezone, shown, expected) => {
    expect(text(firstShowing(timezone, wall(shown)))).toBe(expected);
  });
});

describe("the highest time a zone's clock has shown", () => {
  it.each([
    ["America/New_York", "2026-11-01T05:59:59", "2026-11-01T01:59:59", "before the change"],
    ["America/New_York", "2026-11-01T06:30:00", "2026-11-01T01:59:59", "stays during the repeat"],
    ["America/New_York", "2026-11-01T07:00:00", "2026-11-01T02:00:00", "goes on after it"],
    ["America/New_York", "2026-03-08T07:00:00", "2026-03-08T03:00:00", "leaps over the gap"],
    ["Australia/Lord_Howe", "2026-04-04T15:15:00", "2026-04-05T01:59:59", "half an hour's repeat"],
    ["Asia/Shanghai", "2026-11-01T06:30:00", "2026-11-01T14:30:00", "just the time"],
  ])("%s at %sZ: %s, %s", (timezone, at, expected) => {
    expect(text(highestShown(timezone, wall(at)))).toBe(expected);
  });
});

const ZONES = ["America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "Africa/Casablanca"];
const anyInstant = integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2035, 0, 1) });

it("a zone's times and instants keep one order, whatever its clock does", () => {
  assert(
    property(constantFrom(...ZONES), anyInstant, nat(90_000_000), (zone, at, later) => {
      expect(firstShowing(zone, at)).toBeLessThanOrEqual(firstShowing(zone, at + later));
      expect(highestShown(zone, at)).toBeLessThanOrEqual(highestShown(zone, at + later));
      // What has been shown by now was first shown by now.
      expect(firstShowing(zone, highestShown(zone, at))).toBeLessThanOrEqual(at);
    }),
    { numRuns: 300 },
  );
});
