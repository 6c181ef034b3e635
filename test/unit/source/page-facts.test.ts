import { describe, expect, test } from "vitest";
import { JsonNumber } from "../../../src/domain/json-number.ts";
import type { Json, JsonObject } from "../../../src/domain/json.ts";
import type { Paging } from "../../../src/domain/stream.ts";
import { pageFactsOf } from "../../../src/source/tencent/page-facts.ts";
import type { PageFacts } from "../../../src/source/tencent/page-walk.ts";

const PAGING: Paging = {
  pageField: "Page",
  sizeField: "PageSize",
  size: 200,
  totalField: "Total",
  list: "DetailSet",
  idField: "Id",
};

const facts = (answer: JsonObject, paging: Paging = PAGING): PageFacts =>
  pageFactsOf(paging, answer, 1);
const page = (...records: readonly JsonObject[]): PageFacts => facts({ DetailSet: records });

describe("Total", () => {
  test.each<[Json | undefined, number | undefined]>([
    [new JsonNumber("468"), 468],
    [new JsonNumber("0"), 0],
    ["468", 468],
    [" 468 ", 468],
    ["", undefined],
    [null, undefined],
    [undefined, undefined],
  ])("%j counts %s rows", (total, expected) => {
    expect(facts(total === undefined ? {} : { Total: total }).total).toBe(expected);
  });

  test.each<Json>([
    new JsonNumber("-1"),
    new JsonNumber("1.5"),
    new JsonNumber("1e3"),
    "many",
    {},
    [],
    true,
  ])("%j is no count: drift that names the field", (total) => {
    expect(() => facts({ Total: total })).toThrow(
      expect.objectContaining({ failure: "drift", message: expect.stringContaining("Total") }),
    );
  });
});

test.each<[string, Json, RegExp]>([
  ["not at full length", "x".repeat(50_000), /^field Total is not a count: "x{60}…"$/],
  ["escaped", "a\u0000b", /"a\\u0000b"$/],
  ["in its JSON", { Rows: new JsonNumber("1") }, /Rows/],
])("a Total that is no count is quoted %s", (_, total, message) => {
  expect(() => facts({ Total: total })).toThrow(message);
});

describe("rows", () => {
  test.each<[string, JsonObject, number]>([
    ["a list", { DetailSet: [{ Id: "1" }, { Id: "2" }] }, 2],
    ["an empty list", { DetailSet: [] }, 0],
    ["null", { DetailSet: null }, 0],
    ["no list", {}, 0],
  ])("are counted in %s", (_, answer, rows) => {
    expect(facts(answer)).toMatchObject({ number: 1, rows, hasIds: rows > 0 });
  });

  test("that are no list are drift", () => {
    expect(() => facts({ DetailSet: "none" })).toThrow(
      expect.objectContaining({ failure: "drift" }),
    );
  });
});

describe("a page is recognised", () => {
  test("by its Ids where every row has one, whatever else changed in it", () => {
    const before = page({ Id: "1", Tags: [] }, { Id: new JsonNumber("2"), Tags: [] });
    const after = page({ Id: "1", Tags: null }, { Id: "2", Tags: null });
    expect(before.hasIds).toBe(true);
    expect(after.fingerprint).toBe(before.fingerprint);
    expect(page({ Id: "1" }, { Id: "3" }).fingerprint).not.toBe(before.fingerprint);
    expect(page({ Id: "12" }).fingerprint).not.toBe(before.fingerprint);
  });

  test.each<[string, Json | undefined]>([
    ["is absent", undefined],
    ["is null", null],
    ["is empty", ""],
    ["is blank", " "],
    ["is a dash", "-"],
  ])("by its whole content where an Id %s, as where the line gets its key", (_, id) => {
    const row = (cost: string): JsonObject =>
      id === undefined ? { Cost: cost } : { Cost: cost, Id: id };
    const full = page({ Id: "1", Cost: "1" }, row("2"));
    expect(full.hasIds).toBe(false);
    expect(page({ Id: "1", Cost: "1" }, row("3")).fingerprint).not.toBe(full.fingerprint);
    expect(page({ Cost: "1", Id: "1" }, row("2")).fingerprint).toBe(full.fingerprint);
  });

  test("by its whole content in a stream whose records carry no Id", () => {
    const { idField: _, ...withoutIds } = PAGING;
    expect(facts({ DetailSet: [{ Id: "1" }] }, withoutIds).hasIds).toBe(false);
  });

  test("and an empty page has no Ids", () => {
    expect(page().hasIds).toBe(false);
  });
});
