import { generateTenant } from "../../../src/simulator/generate-tenant.ts";
import { makeLine } from "../../../src/simulator/tenant/bill-line.ts";
import { addLines } from "../../../src/simulator/tenant/edit-tenant.ts";
import type { Tenant } from "../../../src/simulator/tenant/tenant.ts";

export type Adjustment = { readonly uin: string; readonly month: string };

/** Far enough back for every bill that is still asked for. */
const MONTHS = 7;
const LINES = 12;

/**
 * What the vendor knows at an instant: bills that grow by the day until their month is over, and a
 * line more for every adjustment there was.
 */
export function nightlyTenant(
  now: number,
  { customers, adjustments }: { customers: number; adjustments: readonly Adjustment[] },
): Tenant {
  const base = generateTenant({
    seed: 20_260_401,
    now,
    customers,
    months: MONTHS,
    linesPerMonth: LINES,
  });
  return adjustments.reduce(
    (tenant, { uin, month }, nth) =>
      addLines(tenant, { uin, month }, [
        makeLine(month, { id: `77${String(nth).padStart(17, "0")}` }),
      ]),
    base,
  );
}
