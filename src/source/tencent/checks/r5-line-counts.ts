import { type Comparison, defineCheck } from "../../../domain/check.ts";

function countsOf(stream: string): readonly Comparison[] {
  return [
    {
      left: { source: stream, stream, measure: { kind: "rows" } },
      right: { source: `${stream}.promised`, stream, measure: { kind: "promised" } },
      unit: "count",
      dimension: "",
      // A bill grows while it is read: then more lines arrive than the first page's Total said.
      isSurplusAccepted: true,
    },
    {
      left: { source: `${stream}.ids`, stream, measure: { kind: "ids" } },
      right: { source: `${stream}.distinct_ids`, stream, measure: { kind: "distinct-ids" } },
      unit: "count",
      dimension: "",
    },
  ];
}

/** As many lines are there as were promised, and none twice. */
export const check = defineCheck({
  id: "R5",
  meaning: "as many lines are loaded as the API promised, and no Id twice",
  comparisons: [...countsOf("partner_bill_detail"), ...countsOf("customer_bill_detail")],
});
