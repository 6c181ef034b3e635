import { generateTenant } from "./generate-tenant.ts";
import type { Tenant } from "./tenant/tenant.ts";

// Two customers fill more than one page of 200, one has a single small page, one has no bill in every second month.
const LINES_BY_CUSTOMER = [640, 470, 330, 120, 45, 12];
const DEMO_SEED = 20_260_101;
const DEMO_MONTHS = 6;

/**
 * The demo's reseller with six customers, one of which is an end customer with a credential of its own, and a direct
 * account: see SIMULATED_CREDENTIALS. `now` is epoch ms; within one UTC+8 day the tenant is the same.
 */
export function demoTenant(now: number): Tenant {
  return generateTenant({
    seed: DEMO_SEED,
    now,
    customers: LINES_BY_CUSTOMER.length,
    months: DEMO_MONTHS,
    linesPerMonth: (customer, month) =>
      customer === 5 && Number(month.slice(5)) % 2 === 0 ? 0 : (LINES_BY_CUSTOMER[customer] ?? 0),
  });
}
