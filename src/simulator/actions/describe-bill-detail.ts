import { type ActionSpec, PARTNER_SERVICE } from "../action.ts";
import { answerLinePage, commonLineFields } from "../bill-line-page.ts";
import { FILTERS, MONTH, PAGING, requireCaller, requireMonth } from "../bill-request.ts";
import type { BillLine } from "../tenant/bill-line.ts";

/** The lines of the calling end customer's own month. */
export const describeBillDetail: ActionSpec = {
  ...PARTNER_SERVICE,
  action: "DescribeBillDetail",
  role: "customer",
  limitPerSecond: 1,
  parameters: { Month: MONTH, ...PAGING, ...FILTERS },
  answer: (call) => {
    const month = requireMonth(call, "Month");
    const customer = requireCaller(call);
    return answerLinePage(call, { customer, month }, (line) => ({
      ...commonLineFields(line, customer),
      Tags: tagsOf(line),
    }));
  },
};

function tagsOf(line: BillLine): readonly object[] | null | undefined {
  return line.tags.length === 0
    ? line.emptyTags
    : line.tags.map((tag) => ({ TagKey: tag.key, TagValue: tag.value }));
}
