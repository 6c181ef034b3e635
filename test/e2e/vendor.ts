import { generateTenant } from "../../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from "../../src/simulator/start-simulator.ts";
import type { Tenant } from "../../src/simulator/tenant/tenant.ts";
import type { Environment } from "../support/program.ts";

export const CUSTOMERS = ["200000000001", "200000000002", "200000000003"] as const;

/** What every vendor of these tests knows: the same on each call of one UTC+8 day. */
export function vendorTenant(): Tenant {
  return generateTenant({
    seed: 7,
    now: Date.now(),
    customers: CUSTOMERS.length,
    months: 4,
    linesPerMonth: 230,
  });
}

/** A vendor with three customers and no rate limits, unless `options` say otherwise. */
export async function startVendor(
  options: Partial<Omit<SimulatorOptions, "now">> = {},
): Promise<Simulator> {
  return await startSimulator({
    limits: "none",
    tenant: vendorTenant(),
    now: Date.now,
    ...options,
  });
}

/** What points the program at the vendor and the database, with the partner's key, fast. */
export function partnerEnv(vendor: Simulator, databaseUrl: string): Environment {
  return {
    DATABASE_URL: databaseUrl,
    BILLING_TENCENT_ORIGIN: vendor.origin,
    BILLING_RATE_LIMITS: "*=200",
    TENCENTCLOUD_SECRET_ID: SIMULATED_CREDENTIALS.partner.secretId,
    TENCENTCLOUD_SECRET_KEY: SIMULATED_CREDENTIALS.partner.secretKey,
  };
}

/** The same with all three kinds of account. */
export function allAccountsEnv(vendor: Simulator, databaseUrl: string): Environment {
  const { partner, customer, payer } = SIMULATED_CREDENTIALS;
  return {
    DATABASE_URL: databaseUrl,
    BILLING_TENCENT_ORIGIN: vendor.origin,
    BILLING_RATE_LIMITS: "*=200",
    BILLING_ACCOUNTS: "reseller,tenant,direct",
    BILLING_RESELLER_SECRET_ID: partner.secretId,
    BILLING_RESELLER_SECRET_KEY: partner.secretKey,
    BILLING_TENANT_SECRET_ID: customer.secretId,
    BILLING_TENANT_SECRET_KEY: customer.secretKey,
    BILLING_TENANT_ROLES: "customer",
    BILLING_TENANT_UIN: customer.uin,
    BILLING_TENANT_TAG_KEYS: "team",
    BILLING_DIRECT_SECRET_ID: payer.secretId,
    BILLING_DIRECT_SECRET_KEY: payer.secretKey,
    BILLING_DIRECT_ROLES: "payer",
    BILLING_DIRECT_UIN: payer.uin,
  };
}
