import { type ActionSpec, PARTNER_SERVICE } from "../action.ts";
import { requireInteger } from "../parameters.ts";

const PAGING_CODE = "InvalidParameter.Page";

/** The partner's list of customers. `Total` is a text; the page size's maximum is not documented. */
export const describeCustomerUin: ActionSpec = {
  ...PARTNER_SERVICE,
  action: "DescribeCustomerUin",
  role: "partner",
  limitPerSecond: 20,
  parameters: {
    Page: { kind: "integer", isRequired: true, min: 1, code: PAGING_CODE },
    PageSize: { kind: "integer", isRequired: true, min: 1, max: 200, code: PAGING_CODE },
  },
  answer: ({ tenant, credential, params }) => {
    const customers = tenant.customers.filter(
      (customer) => customer.isBound && customer.partnerUin === credential.uin,
    );
    const size = requireInteger(params, "PageSize");
    const skip = (requireInteger(params, "Page") - 1) * size;
    const page = customers.slice(skip, skip + size);
    return {
      Data: page.length === 0 ? null : page.map((customer) => ({ CustomerUin: customer.listedAs })),
      Total: String(customers.length),
    };
  },
};
