import type { Service } from "../../domain/stream.ts";

/** The partner service of Tencent Cloud International: bills of and for resellers' customers. */
export const PARTNER_SERVICE: Service = {
  name: "intlpartnersmgt",
  version: "2022-09-28",
  host: "intlpartnersmgt.intl.tencentcloudapi.com",
};

/** The billing centre: an account's own bill. */
export const BILLING_SERVICE: Service = {
  name: "billing",
  version: "2018-07-09",
  host: "billing.intl.tencentcloudapi.com",
};
