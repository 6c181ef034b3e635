import { expect, test } from "vitest";
import { fieldFindings } from "../../../src/app/check-fields.ts";
import type { KeptField } from "../../../src/warehouse/postgres/read-unknown-fields.ts";

function keptOf(field: string, stream = "partner_bill_detail"): KeptField {
  return { stream, field, rows: "2", slices: 1, sinceMonth: "2026-10-01", newestAt: 0 };
}

test("fields that this version does not know are a note with what to do, and stop nothing", () => {
  const unknown = [keptOf("NewField"), keptOf("NewField", "customer"), keptOf("Other")];
  expect(fieldFindings({ unknown, raw: [] })).toEqual([
    {
      area: "database",
      subject: "fields",
      streams: ["partner_bill_detail", "customer"],
      verdict: "note",
      message: "the API sends what this version does not know: NewField, Other",
      hint: expect.stringMatching(/^nothing is lost.*update Billhouse, or report it/),
      exitCode: 0,
    },
  ]);
});

test("of very many only the first are named", () => {
  const unknown = Array.from({ length: 8 }, (_, index) => keptOf(`New${index}`));
  expect(fieldFindings({ unknown, raw: [] })[0]?.message).toMatch(/New4 and 3 more$/);
});

test("values kept as raw text are nothing to do anything about", () => {
  expect(fieldFindings({ unknown: [], raw: [keptOf("ComponentUsage")] })).toMatchObject([
    { verdict: "ok", exitCode: 0 },
  ]);
});
