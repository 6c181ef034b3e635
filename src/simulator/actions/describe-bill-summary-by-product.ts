import type { ActionSpec } from "../action.ts";
import { partnerSummary } from "../partner-summary.ts";

/** A customer's month by product, for its partner. */
export const describeBillSummaryByProduct: ActionSpec = partnerSummary({
  action: "DescribeBillSummaryByProduct",
  keyOf: ({ line }) => line.product.code,
  fieldsOf: ({ key, first }) => ({
    BusinessCode: key,
    BusinessCodeName: first.line.product.name,
  }),
});
