import { type ActionSpec, PARTNER_SERVICE } from "../action.ts";
import { ApiError } from "../api-error.ts";
import { readTexts } from "../parameters.ts";

/** What a partner knows about up to 20 of its customers. */
export const describeCustomerInfo: ActionSpec = {
  ...PARTNER_SERVICE,
  action: "DescribeCustomerInfo",
  role: "partner",
  limitPerSecond: 20,
  parameters: { CustomerUin: { kind: "integers", isRequired: true, min: 1, max: 20 } },
  answer: ({ tenant, credential, params }) => {
    const asked = readTexts(params, "CustomerUin") ?? [];
    const own = new Map(
      tenant.customers
        .filter((customer) => customer.isBound && customer.partnerUin === credential.uin)
        .map((customer) => [customer.uin, customer.info]),
    );
    const stranger = asked.find((uin) => !own.has(uin));
    if (stranger !== undefined) {
      const message = `The account ${stranger} is not one of your customers.`;
      throw new ApiError("UnauthorizedOperation.UinNoAuth", message);
    }
    return { Data: asked.map((uin) => own.get(uin)) };
  },
};
