import { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";
import { SliceError } from "../../../src/domain/slice-error.ts";
import { createScrubber } from "../../../src/logging/scrub.ts";
import { createSink } from "./sink.ts";

const TIME = "2025-01-01T12:00:00.000Z";

describe("a line", () => {
  test("is one JSON object with time, level, event and the fields", () => {
    const { logger, text } = createSink();
    logger.info("slice loaded", { rows: 12, month: "2025-01" });
    logger.warn("slice\nfailed");
    expect(text().split("\n")).toEqual([
      `{"level":"info","time":"${TIME}","event":"slice loaded","rows":12,"month":"2025-01"}`,
      `{"level":"warn","time":"${TIME}","event":"slice\\nfailed"}`,
      "",
    ]);
  });

  test.each([
    ["debug", ["debug", "info", "warn", "error"]],
    ["info", ["info", "warn", "error"]],
    ["warn", ["warn", "error"]],
    ["error", ["error"]],
  ] as const)("at level %s there are those of %j", (level, expected) => {
    const { logger, text } = createSink({ level });
    logger.debug("said");
    logger.info("said");
    logger.warn("said");
    logger.error("said");
    expect([...text().matchAll(/"level":"(\w+)"/g)].map(([, name]) => name)).toEqual(expected);
  });

  test("carries the fields of its logger's ancestors; its own win, each name stands once", () => {
    const { logger, text } = createSink();
    const child = logger.child({ account: "default", stream: "a" }).child({ stream: "b" });
    child.info("said", { account: "main-eu" });
    expect(text()).toContain('"event":"said","account":"main-eu","stream":"b"}');
  });

  test("keeps its own time, level and event beside fields of that name", () => {
    const { logger, last } = createSink();
    logger.info("said", { time: 1, level: "x", event: "y" });
    expect(last()).toEqual({
      level: "info",
      time: TIME,
      event: "said",
      time_: 1,
      level_: "x",
      event_: "y",
    });
  });

  test("for people has the event, the fields and the error, without colours unless asked", () => {
    const plain = createSink({ format: "pretty" });
    plain.logger.error("slice failed", { rows: 1, error: new SliceError("failed", "no luck") });
    expect(plain.text()).toMatch(
      /^\[\d\d:\d\d:\d\d\] ERROR: slice failed \{"rows":1\}\n.*"name": "SliceError",\n.*"no luck"/s,
    );
    const coloured = createSink({ format: "pretty", colorize: true });
    coloured.logger.info("said");
    expect(coloured.text()).toContain("\u001b[");
  });
});

describe("fields", () => {
  const looped: Record<string, unknown> = { name: "loop" };
  looped["self"] = looped;

  test.each<[string, unknown, unknown]>([
    ["big integers as text", 12345678901234567890n, "12345678901234567890"],
    ["dates in UTC", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["no date as null", new Date(Number.NaN), null],
    ["maps as objects", new Map([["a", 1]]), { a: 1 }],
    ["sets as lists", new Set(["a"]), ["a"]],
    ["URLs as text, without the password", new URL("http://u:pw@h/"), "http://u:***@h/"],
    ["bytes by their number", Buffer.from("abc"), "3 bytes"],
    ["loops up to where they close", looped, { name: "loop", self: "…" }],
    ["long texts cut", "a".repeat(20_000), `${"a".repeat(16_384)}… 3616 more`],
    [
      "long lists cut",
      Array.from({ length: 102 }).fill(0),
      [...Array.from({ length: 100 }).fill(0), "… 2 more"],
    ],
    ["nothing for functions", { f: () => 1, a: 1 }, { a: 1 }],
    [
      "*** for what is named like a secret",
      { secretKey: "x", Token: "y", tokens: 3 },
      { secretKey: "***", Token: "***", tokens: 3 },
    ],
  ])("hold %s", (_, value, expected) => {
    const { logger, last } = createSink();
    logger.info("said", { value });
    expect(last()["value"]).toEqual(expected);
  });

  test("are scrubbed before they are cut: no half of a secret remains at the cut", () => {
    const { logger, text } = createSink({ scrub: createScrubber(["hunter22"]) });
    logger.info("said", { value: `${"a".repeat(16_380)}hunter22` });
    expect(text()).toContain('aaa***"');
    expect(text()).not.toContain("hunt");
  });
});

describe("errors", () => {
  test("are told with name, message, code, requestId, hint and the chain of causes", () => {
    const { logger, last } = createSink();
    const socket = Object.assign(new Error("socket closed"), {
      code: "ECONNRESET",
      row: "private",
    });
    const fetchFailed = new TypeError("fetch failed", { cause: socket });
    const details = { code: "Http", requestId: "r-1", hint: "try later", cause: fetchFailed };
    logger.error("slice failed", { error: new SliceError("failed", "no answer", details) });
    expect(last()["error"]).toEqual({
      name: "SliceError",
      message: "no answer",
      code: "Http",
      requestId: "r-1",
      hint: "try later",
      cause: {
        name: "TypeError",
        message: "fetch failed",
        cause: { name: "Error", message: "socket closed", code: "ECONNRESET" },
      },
    });
  });

  test("keep their stack where they are defects, and at level debug", () => {
    const understood = new SliceError("failed", "no luck");
    const defect = new TypeError("x is not a function");
    const { logger, last } = createSink();
    logger.error("failed", { understood, defect });
    expect(last()).toMatchObject({
      defect: { stack: expect.stringContaining("create-logger.test") },
    });
    expect(last()["understood"]).not.toHaveProperty("stack");
    const debug = createSink({ level: "debug" });
    debug.logger.error("failed", { understood });
    expect(debug.last()).toMatchObject({ understood: { stack: expect.any(String) } });
  });

  test("that cause themselves, or many others, end", () => {
    const { logger, last } = createSink();
    const error = new AggregateError([new SliceError("failed", "one")], "all failed");
    error.cause = error;
    logger.error("failed", { error });
    expect(last()["error"]).toEqual({
      name: "AggregateError",
      message: "all failed",
      cause: "…",
      errors: [{ name: "SliceError", message: "one" }],
    });
  });
});

describe("a log that is down", () => {
  test.each(["json", "pretty"] as const)("never fails its caller (%s)", (format) => {
    const { logger } = createSink({
      format,
      destination: {
        write: () => {
          throw new Error("disk full");
        },
      },
    });
    expect(() => logger.child({ a: 1 }).error("said", { error: new Error("x") })).not.toThrow();
  });

  test("may break its pipe: the stream's error ends nothing", () => {
    const stream = Object.assign(new EventEmitter(), { write: () => false });
    createSink({ destination: stream });
    expect(() => stream.emit("error", new Error("EPIPE"))).not.toThrow();
  });

  test("a field that throws when read costs the fields, not the line", () => {
    const { logger, last } = createSink();
    const fields = {
      get broken(): string {
        throw new Error("no");
      },
    };
    logger.error("said", { nested: fields });
    expect(last()).toMatchObject({ event: "said", fields: "unreadable" });
    logger.error("said again", fields);
    expect(last()).toMatchObject({ event: "said again", fields: "unreadable" });
  });
});
