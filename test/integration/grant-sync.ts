import { generateTenant } from "../../src/simulator/generate-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { type CommandResult, runCommand } from "./run-command.ts";

/** A sync, or another command, of a reseller and one of its customers, as the program runs it. */
export async function syncAs(
  { url }: { readonly url: string },
  argv: readonly string[] = ["sync"],
): Promise<CommandResult> {
  const now = Date.now();
  const tenant = generateTenant({ seed: 5, now, customers: 3, months: 2, linesPerMonth: 40 });
  await using vendor = await startSimulator({ tenant, now: () => now, limits: "none" });
  const { partner, customer } = SIMULATED_CREDENTIALS;
  return await runCommand(argv, {
    env: {
      DATABASE_URL: url,
      BILLING_TENCENT_ORIGIN: vendor.origin,
      BILLING_RATE_LIMITS: "*=1000",
      BILLING_ACCOUNTS: "main,end",
      BILLING_MAIN_SECRET_ID: partner.secretId,
      BILLING_MAIN_SECRET_KEY: partner.secretKey,
      BILLING_END_SECRET_ID: customer.secretId,
      BILLING_END_SECRET_KEY: customer.secretKey,
      BILLING_END_ROLES: "customer",
      BILLING_END_UIN: customer.uin,
      BILLING_END_TAG_KEYS: "team",
    },
  });
}
