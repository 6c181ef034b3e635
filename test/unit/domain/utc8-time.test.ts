import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readUtc8Time } from "../../../src/domain/utc8-time.ts";

test.each([
  ["2026-01-31 23:59:59", "2026-01-31 23:59:59+08"],
  ["2024-02-29 00:00:00", "2024-02-29 00:00:00+08"],
  ["2000-02-29 12:00:00", "2000-02-29 12:00:00+08"],
])("%s is a wall clock in UTC+8", (text, timestamptz) => {
  expect(readUtc8Time(text)).toEqual({ timestamptz, keepRaw: false });
});

test.each(["", "-", "0000-00-00 00:00:00", "0000-00-00"])(
  "%j means no time, and its raw text is kept",
  (text) => {
    expect(readUtc8Time(text)).toEqual({ timestamptz: null, keepRaw: true });
  },
);

test.each([
  "2026-02-30 00:00:00",
  "2026-02-29 00:00:00",
  "1900-02-29 00:00:00",
  "2026-04-31 12:00:00",
  "2026-13-01 00:00:00",
  "2026-00-01 00:00:00",
  "2026-01-00 00:00:00",
  "2026-01-01 24:00:00",
  "2026-01-01 23:60:00",
  "2026-01-01 23:59:60",
  "2026-01-01T00:00:00",
  "2026-01-01T00:00:00Z",
  "2026-01-01 00:00:00Z",
  "2026-01-01 00:00",
  "2026-01-01",
  "2026-1-1 00:00:00",
  " 2026-01-01 00:00:00",
  "2026-01-01 00:00:00\n",
  "0000-01-01 00:00:00",
  "soon",
])("%j is not a time that PostgreSQL could store, and is refused", (text) => {
  expect(readUtc8Time(text)).toBeUndefined();
});

test("every second of a calendar comes back as it was written", () => {
  const second = fc.date({
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(second, (date) => {
      const text = date.toISOString().slice(0, 19).replace("T", " ");
      expect(readUtc8Time(text)).toEqual({ timestamptz: `${text}+08`, keepRaw: false });
    }),
  );
});
