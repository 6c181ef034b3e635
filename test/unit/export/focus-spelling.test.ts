import { expect, test } from "vitest";
import { focusSpelling } from "../../../src/warehouse/postgres/views/focus-spelling.ts";

test.each([
  ["billedcost", "BilledCost: what is invoiced", "BilledCost"],
  ["x_billmonth", "x_BillMonth: first day of the bill month", "x_BillMonth"],
  ["skuid", "SkuId:", "SkuId"],
  ["billedcost", "ListCost: of another column", undefined],
  ["billedcost", "What is invoiced: money", undefined],
  ["billedcost", "BilledCost", undefined],
  ["billedcost", "", undefined],
])("%s with the comment %j is spelled %s", (name, comment, spelling) => {
  expect(focusSpelling(name, comment)).toBe(spelling);
});
