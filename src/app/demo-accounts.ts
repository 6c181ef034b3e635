import type { Account } from "../domain/account.ts";
import { SIMULATED_CREDENTIALS } from "../simulator/simulated-credentials.ts";

/** The three kinds of account that the simulator's tenant knows. */
export const DEMO_ACCOUNTS: readonly Account[] = [
  {
    name: "demo-partner",
    ...credential("partner"),
    displayName: "Demo Reseller",
    invoiceIssuer: "Tencent Cloud",
    tagKeys: [],
  },
  {
    name: "demo-customer",
    ...credential("customer"),
    displayName: "Demo Customer",
    invoiceIssuer: "Demo Reseller",
    tagKeys: ["team", "环境"],
  },
  {
    name: "demo-direct",
    ...credential("payer"),
    displayName: "Demo Direct Account",
    invoiceIssuer: "Tencent Cloud",
    tagKeys: [],
  },
];

function credential(
  kind: "partner" | "customer" | "payer",
): Pick<Account, "secretId" | "secretKey" | "roles" | "uin"> {
  const { secretId, secretKey, roles, uin } = SIMULATED_CREDENTIALS[kind];
  return { secretId, secretKey, roles, uin };
}
