import { expect, test } from "vitest";
import { exportFileName } from "../../../src/app/export-file-name.ts";

const VIEW = { schema: "focus", name: "cost_and_usage" };

test.each([
  [undefined, undefined, "cost_and_usage.parquet"],
  [["2026-10"], undefined, "cost_and_usage-2026-10.parquet"],
  [["2026-08", "2026-09", "2026-10"], undefined, "cost_and_usage-2026-08_2026-10.parquet"],
  [["2026-10"], ["200000000001"], "cost_and_usage-2026-10-200000000001.parquet"],
  [undefined, ["200000000001", "200000000002"], "cost_and_usage-2-customers.parquet"],
])("a file of the months %j and customers %j is called %s", (months, customers, name) => {
  expect(exportFileName(VIEW, { months, customers }, "parquet")).toBe(name);
});
