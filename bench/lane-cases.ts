import type { Account } from "../src/domain/account.ts";
import { addMonths, billMonthAt } from "../src/domain/bill-month.ts";
import { SIMULATED_CREDENTIALS } from "../src/simulator/simulated-credentials.ts";
import type { SimulatedCredential } from "../src/simulator/tenant/tenant.ts";
import type { LanePlan } from "./lane-setup.ts";

/** A lane that is measured. All of them are busy side by side, as in a night. */
export type LaneCase = {
  readonly label: string;
  /** The documented limit, calls per second. */
  readonly limit: number;
  /** The lane as the simulator's calls name it, with the caller. */
  readonly lane: string;
  readonly plan: LanePlan;
  /** Calls of a process before it has work for a second one: only page 1 is known to exist until it is there. */
  readonly idleCalls: number;
};

/** Of the tenant's customers, the first has many pages and the second a single short one. */
export const LANE_LINES: readonly number[] = [200_000, 3];

const [LONG_UIN, SHORT_UIN] = ["200000000001", "200000000002"] as const;

// A second reseller's key, so that its calls are a lane of their own.
const SECOND_PARTNER: SimulatedCredential = {
  ...SIMULATED_CREDENTIALS.partner,
  secretId: "AKIDSIMULATEDSECONDPARTNER",
};

export const LANE_CREDENTIALS: readonly SimulatedCredential[] = [SECOND_PARTNER];

/** The lanes of the three documented limits, and one whose only work is the pages of one slice. */
export function laneCases(now: number): readonly LaneCase[] {
  const month = addMonths(billMonthAt(now), -1);
  const partner = accountOf("partner", SIMULATED_CREDENTIALS.partner);
  const payer = accountOf("payer", SIMULATED_CREDENTIALS.payer);
  const short = { uins: [SHORT_UIN], month, oneSliceAtOnce: false };
  const details = "intlpartnersmgt.DescribeCustomerBillDetail";
  return [
    {
      label: "1/s",
      limit: 1,
      lane: "intlpartnersmgt.DescribeBillSummaryByRegion",
      plan: { account: partner, stream: "partner_bill_by_region", ...short },
      idleCalls: 0,
    },
    {
      label: "5/s",
      limit: 5,
      lane: details,
      plan: { account: partner, stream: "partner_bill_detail", ...short },
      idleCalls: 0,
    },
    {
      label: "20/s",
      limit: 20,
      lane: "billing.DescribeBillSummaryByRegion",
      plan: { account: payer, stream: "payer_bill_by_region", ...short, uins: [payer.uin ?? ""] },
      idleCalls: 0,
    },
    {
      label: "5/s, one long slice",
      limit: 5,
      lane: details,
      plan: {
        account: accountOf("second-partner", SECOND_PARTNER),
        stream: "partner_bill_detail",
        uins: [LONG_UIN],
        month,
        oneSliceAtOnce: true,
      },
      idleCalls: 1,
    },
  ];
}

function accountOf(name: string, credential: SimulatedCredential): Account {
  const { secretId, secretKey, roles, uin } = credential;
  return { name, secretId, secretKey, roles, uin, tagKeys: [] };
}
