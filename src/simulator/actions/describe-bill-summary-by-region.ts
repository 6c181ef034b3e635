import type { ActionSpec } from "../action.ts";
import { partnerSummary } from "../partner-summary.ts";

/** A customer's month by region, for its partner. */
export const describeBillSummaryByRegion: ActionSpec = partnerSummary({
  action: "DescribeBillSummaryByRegion",
  keyOf: ({ line }) => line.region.id,
  fieldsOf: ({ key, first }) => ({ RegionId: key, RegionName: first.line.region.name }),
});
