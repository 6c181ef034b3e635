import type { ActionSpec } from "./action.ts";
import { billingDescribeBillSummaryByRegion } from "./actions/billing-describe-bill-summary-by-region.ts";
import { describeBillDetail } from "./actions/describe-bill-detail.ts";
import { describeBillSummaryByPayMode } from "./actions/describe-bill-summary-by-pay-mode.ts";
import { describeBillSummaryByProduct } from "./actions/describe-bill-summary-by-product.ts";
import { describeBillSummaryByRegion } from "./actions/describe-bill-summary-by-region.ts";
import { describeBillSummary } from "./actions/describe-bill-summary.ts";
import { describeCustomerBillDetail } from "./actions/describe-customer-bill-detail.ts";
import { describeCustomerBillSummary } from "./actions/describe-customer-bill-summary.ts";
import { describeCustomerInfo } from "./actions/describe-customer-info.ts";
import { describeCustomerUin } from "./actions/describe-customer-uin.ts";
import { ApiError } from "./api-error.ts";

/** Every action the simulator answers. */
export const ACTIONS: readonly ActionSpec[] = [
  describeCustomerUin,
  describeCustomerInfo,
  describeBillSummaryByRegion,
  describeBillSummaryByPayMode,
  describeBillSummaryByProduct,
  describeCustomerBillSummary,
  describeCustomerBillDetail,
  describeBillSummary,
  describeBillDetail,
  billingDescribeBillSummaryByRegion,
];

/** The action of that name and version: names repeat between the two services. Throws ApiError where there is none. */
export function findAction(action: string, version: string): ActionSpec {
  const sameVersion = ACTIONS.filter((spec) => spec.version === version);
  if (sameVersion.length === 0) {
    throw new ApiError("NoSuchVersion", `The API version ${version} does not exist.`);
  }
  const found = sameVersion.find((spec) => spec.action === action);
  if (found === undefined) {
    throw new ApiError("InvalidAction", `The API ${action} does not exist in ${version}.`);
  }
  return found;
}
