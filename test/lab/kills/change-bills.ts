import { amountOf } from "../../../src/simulator/tenant/amount.ts";
import { makeLine } from "../../../src/simulator/tenant/bill-line.ts";
import { givenLines } from "../../../src/simulator/tenant/bill-lines.ts";
import {
  addLines,
  changeCustomer,
  changeLine,
  linesOf,
  removeLines,
  withLines,
  withPayerBill,
} from "../../../src/simulator/tenant/edit-tenant.ts";
import { integerBelow, pick, type Random } from "../../../src/simulator/tenant/random.ts";
import type { Tenant } from "../../../src/simulator/tenant/tenant.ts";

type Bill = { readonly uin: string; readonly month: string };

type Edit = (tenant: Tenant, bill: Bill, random: Random) => Tenant;

const CHANGES_MAX = 4;
const PAGE_SIZE = 200;

/** A tenant in which the vendor has restated a few bills of these months. */
export function changeBills(tenant: Tenant, months: readonly string[], random: Random): Tenant {
  return changeSome(tenant, months, random, EDITS);
}

/**
 * The same where a run that was cut off is to notice it: its staged pages are used again where page 1
 * and `Total` are as they were, so every change of a bill moves one of them.
 */
export function changeBillsVisibly(
  tenant: Tenant,
  months: readonly string[],
  random: Random,
): Tenant {
  return changeSome(tenant, months, random, VISIBLE_EDITS);
}

function changeSome(
  tenant: Tenant,
  months: readonly string[],
  random: Random,
  edits: readonly Edit[],
): Tenant {
  let changed = tenant;
  for (let left = 1 + integerBelow(random, CHANGES_MAX); left > 0; left -= 1) {
    const month = pick(random, months);
    const { uin } = pick(random, tenant.customers);
    changed = pick(random, edits)(changed, { uin, month }, random);
  }
  return changed;
}

const OTHER_EDITS: readonly Edit[] = [
  addSome,
  addSome,
  removeSome,
  removeSome,
  // The whole bill is gone.
  (tenant, bill) => withLines(tenant, bill, givenLines([])),
  renameCustomer,
  changePayer,
];

const dearerAnywhere: Edit = (tenant, bill, random) =>
  dearer(tenant, bill, { random, below: linesOf(tenant, bill).length });

const dearerOnPageOne: Edit = (tenant, bill, random) =>
  dearer(tenant, bill, { random, below: Math.min(PAGE_SIZE, linesOf(tenant, bill).length) });

const EDITS = [...OTHER_EDITS, dearerAnywhere, dearerAnywhere];

const VISIBLE_EDITS = [...OTHER_EDITS, dearerOnPageOne, dearerOnPageOne];

function addSome(tenant: Tenant, bill: Bill, random: Random): Tenant {
  const added = Array.from({ length: 1 + integerBelow(random, 230) }, (_, index) =>
    makeLine(bill.month, {
      id: `99${String(integerBelow(random, 1_000_000_000)).padStart(10, "0")}${String(index).padStart(7, "0")}`,
    }),
  );
  return addLines(tenant, bill, added, integerBelow(random, linesOf(tenant, bill).length + 1));
}

function dearer(
  tenant: Tenant,
  bill: Bill,
  { random, below }: { readonly random: Random; readonly below: number },
): Tenant {
  const more = BigInt(1 + integerBelow(random, 1_000_000));
  return below === 0
    ? tenant
    : changeLine(tenant, bill, integerBelow(random, below), (line) => ({
        ...line,
        original: line.original + more,
        discounted: line.discounted + more,
      }));
}

function removeSome(tenant: Tenant, bill: Bill, random: Random): Tenant {
  const { length } = linesOf(tenant, bill);
  const position = integerBelow(random, length + 1);
  return removeLines(tenant, bill, position, integerBelow(random, length - position + 1));
}

function renameCustomer(tenant: Tenant, { uin }: Bill, random: Random): Tenant {
  const Name = `Renamed ${integerBelow(random, 1000)}`;
  return changeCustomer(tenant, uin, (customer) => ({
    ...customer,
    info: { ...customer.info, Name },
  }));
}

function changePayer(tenant: Tenant, { month }: Bill, random: Random): Tenant {
  const [payer] = tenant.payers;
  const [first, ...others] = payer?.bills.get(month) ?? [];
  if (payer === undefined || first === undefined) {
    return tenant;
  }
  const cash = first.cash + amountOf("0.00000001") * BigInt(1 + integerBelow(random, 1000));
  return withPayerBill(tenant, { uin: payer.uin, month }, [{ ...first, cash }, ...others]);
}
