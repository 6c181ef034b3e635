import type { SimulatedCredential } from "./tenant/tenant.ts";

/**
 * The credentials of every generated tenant. They are made up and open nothing: `partner` is a reseller's account,
 * `customer` its second customer, `payer` a direct account, and `temporary` the reseller again with a session token.
 */
export const SIMULATED_CREDENTIALS = {
  partner: {
    secretId: "AKIDSIMULATEDPARTNER",
    secretKey: "made-up-key-of-the-partner",
    roles: ["partner"],
    uin: "100000000001",
  },
  customer: {
    secretId: "AKIDSIMULATEDCUSTOMER",
    secretKey: "made-up-key-of-the-customer",
    roles: ["customer"],
    uin: "200000000002",
  },
  payer: {
    secretId: "AKIDSIMULATEDPAYER",
    secretKey: "made-up-key-of-the-payer",
    roles: ["payer"],
    uin: "300000000001",
  },
  temporary: {
    secretId: "AKIDSIMULATEDTEMPORARY",
    secretKey: "made-up-key-for-an-hour",
    token: "made-up-token-for-an-hour",
    roles: ["partner"],
    uin: "100000000001",
  },
} as const satisfies Readonly<Record<string, SimulatedCredential>>;
