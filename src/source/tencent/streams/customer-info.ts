import { defineStream } from "../../../domain/stream.ts";
import { PARTNER_SERVICE } from "../services.ts";
import { identifier, integer, text, time } from "../shapes/columns.ts";
import { chunksOf, uinNumber } from "../shapes/requests.ts";

/** Name, mark and standing of each customer. The action takes 1 to 20 UINs a call. */
export const stream = defineStream({
  name: "customer_info",
  service: PARTNER_SERVICE,
  action: "DescribeCustomerInfo",
  role: "partner",
  callsPerSecond: 20,
  slicing: "account",
  phase: "facts",
  requests: ({ customerUins }) =>
    chunksOf(customerUins, 20).map((uins) => ({ CustomerUin: uins.map(uinNumber) })),
  splitOnRefusal: "CustomerUin",
  withoutRequests: "the account has no customers yet",
  tables: [
    {
      name: "customer",
      mode: "enrich",
      place: { list: "Data" },
      constants: {},
      key: ["customer_uin"],
      columns: {
        customer_uin: identifier("CustomerUin"),
        name: text("Name"),
        mark: text("Mark"),
        bind_time: time("BindTime"),
        account_status: text("AccountStatus"),
        auth_status: text("AuthStatus"),
        auth_type: integer("AuthType"),
        cid_register_time: time("CidRegisterTime"),
        uin_register_time: time("UinRegisterTime"),
        auth_pass_time: time("AuthPassTime"),
        has_expense: integer("HasExpense"),
      },
      ignored: {
        Email: "personal data that no bill needs",
        Phone: "personal data that no bill needs",
      },
      extraColumn: "info_extra",
      hashColumn: "info_hash",
    },
  ],
});
