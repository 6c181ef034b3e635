import { describe, expect, test } from "vitest";
import { mergeCustomers } from "../../../src/app/merge-customers.ts";
import type { Customer } from "../../../src/domain/warehouse.ts";

const NOW = Date.parse("2026-11-21T04:00:00Z");

function customer(uin: string, unboundAt?: number, account = "main"): Customer {
  return { account, uin, unboundAt };
}

describe("a plan's customers", () => {
  test("are those on the list, and those that left, as of now", () => {
    const known = [customer("1"), customer("2"), customer("3", 5)];

    const merged = mergeCustomers(known, [{ account: "main", uins: ["1", "4"] }], NOW);

    expect(merged).toEqual([customer("1"), customer("4"), customer("2", NOW), customer("3", 5)]);
  });

  test("are bound again when the list shows them again", () => {
    expect(mergeCustomers([customer("1", 5)], [{ account: "main", uins: ["1"] }], NOW)).toEqual([
      customer("1"),
    ]);
  });

  test.each([
    ["could not be read", { account: "main", uins: [], error: new Error("no") }],
    ["came back empty", { account: "main", uins: [] }],
  ])("stay as they are known where the list %s", (_why, reading) => {
    const known = [customer("1"), customer("9", undefined, "other")];

    expect(mergeCustomers(known, [reading], NOW)).toEqual(known);
  });
});
