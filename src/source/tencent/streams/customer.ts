import { defineStream } from "../../../domain/stream.ts";
import { PARTNER_SERVICE } from "../services.ts";
import { identifier } from "../shapes/columns.ts";

/** The partner's customers. `Total` comes back as text, UINs may carry blanks (vendor sample). */
export const stream = defineStream({
  name: "customer",
  service: PARTNER_SERVICE,
  action: "DescribeCustomerUin",
  role: "partner",
  callsPerSecond: 20,
  slicing: "account",
  phase: "list",
  requests: () => [{}],
  paging: {
    pageField: "Page",
    sizeField: "PageSize",
    // The maximum is not documented; 100 is what the sibling list actions allow.
    size: 100,
    totalField: "Total",
    list: "Data",
    idField: "CustomerUin",
  },
  tables: [
    {
      name: "customer",
      mode: "roster",
      place: { list: "Data" },
      constants: {},
      key: ["customer_uin"],
      columns: { customer_uin: identifier("CustomerUin") },
    },
  ],
});
