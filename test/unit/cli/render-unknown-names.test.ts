import { expect, test } from "vitest";
import { renderUnknownNames } from "../../../src/cli/render-unknown-names.ts";
import { statusOf } from "./status-sample.ts";

const NAME = {
  dimension: "transaction_type",
  name: "New\u001b[2J",
  stream: "partner_bill_detail",
  lines: "12345",
  amount: "-4.40000000",
  bills: 2,
  sinceMonth: "2026-10-01",
} as const;

test("a name without code is told with its lines, exact amount and first month, and nothing a terminal obeys", () => {
  const text = renderUnknownNames(statusOf({ unknownNames: [NAME] }), undefined);
  expect(text).toMatch(
    /transaction type +New\\x1b\[2J +partner_bill_detail +12,345 +-4\.40000000 +2026-10\n/,
  );
});

test("of very many the first are shown, and how many more there are", () => {
  const unknownNames = Array.from({ length: 15 }, (_, index) => ({ ...NAME, name: `n${index}` }));
  const text = renderUnknownNames(statusOf({ unknownNames }), 80);
  expect(text).toContain("n9");
  expect(text).not.toContain("n10");
  expect(text).toContain("and 5 more: --json");
});
