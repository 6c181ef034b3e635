import type { BillLine } from "./bill-line.ts";
import { type BillLines, givenLines, readLines, spliceLines } from "./bill-lines.ts";
import type { Customer, Payer, PayerRegion, SimulatedCredential, Tenant } from "./tenant.ts";

/** Names one bill: a customer's, in a month `yyyy-MM`. */
export type BillKey = { readonly uin: string; readonly month: string };

const NO_LINES = givenLines([]);

/** The lines of a bill; empty where the customer has none in that month. Throws RangeError for an unknown customer. */
export function linesOf(tenant: Tenant, { uin, month }: BillKey): BillLines {
  return customerOf(tenant, uin).bills.get(month) ?? NO_LINES;
}

/** A tenant in which these lines are part of the bill: at the end, or from `position` on (0 is the front). */
export function addLines(
  tenant: Tenant,
  key: BillKey,
  added: readonly BillLine[],
  position?: number,
): Tenant {
  const lines = linesOf(tenant, key);
  return withLines(tenant, key, spliceLines(lines, position ?? lines.length, 0, added));
}

/** A tenant in which the line at `position` is another. */
export function changeLine(
  tenant: Tenant,
  key: BillKey,
  position: number,
  change: (line: BillLine) => BillLine,
): Tenant {
  const lines = linesOf(tenant, key);
  const changed = [...readLines(lines, position, 1)].map((line) => change(line));
  return withLines(tenant, key, spliceLines(lines, position, 1, changed));
}

/** A tenant in which the bill has lost `count` lines from `position` on. */
export function removeLines(tenant: Tenant, key: BillKey, position: number, count = 1): Tenant {
  return withLines(tenant, key, spliceLines(linesOf(tenant, key), position, count));
}

/** A tenant in which the bill is exactly these lines. */
export function withLines(tenant: Tenant, { uin, month }: BillKey, lines: BillLines): Tenant {
  return changeCustomer(tenant, uin, (customer) => ({
    ...customer,
    bills: new Map([...customer.bills, [month, lines]]),
  }));
}

/** A tenant with one customer more, last on its partner's list. */
export function addCustomer(tenant: Tenant, customer: Customer): Tenant {
  return { ...tenant, customers: [...tenant.customers, customer] };
}

/** A tenant in which the customer left its partner. */
export function unbindCustomer(tenant: Tenant, uin: string): Tenant {
  return changeCustomer(tenant, uin, (customer) => ({ ...customer, isBound: false }));
}

/** A tenant in which one customer is another. Throws RangeError for an unknown customer. */
export function changeCustomer(
  tenant: Tenant,
  uin: string,
  change: (customer: Customer) => Customer,
): Tenant {
  const before = customerOf(tenant, uin);
  const after = change(before);
  return {
    ...tenant,
    customers: tenant.customers.map((customer) => (customer === before ? after : customer)),
  };
}

/** A tenant in which a direct account's month is exactly these regions. Throws RangeError for an unknown account. */
export function withPayerBill(
  tenant: Tenant,
  { uin, month }: BillKey,
  regions: readonly PayerRegion[],
): Tenant {
  if (!tenant.payers.some((payer) => payer.uin === uin)) {
    throw new RangeError(`the tenant has no direct account ${uin}`);
  }
  const change = (payer: Payer): Payer =>
    payer.uin === uin ? { ...payer, bills: new Map([...payer.bills, [month, regions]]) } : payer;
  return { ...tenant, payers: tenant.payers.map((payer) => change(payer)) };
}

/**
 * A tenant that knows another credential in the place of the one with this SecretId, which is then
 * refused. Throws RangeError where there is none.
 */
export function changeCredential(
  tenant: Tenant,
  secretId: string,
  change: (credential: SimulatedCredential) => SimulatedCredential,
): Tenant {
  const before = tenant.credentials.find((candidate) => candidate.secretId === secretId);
  if (before === undefined) {
    throw new RangeError(`the tenant has no SecretId ${secretId}`);
  }
  const after = change(before);
  return {
    ...tenant,
    credentials: tenant.credentials.map((credential) =>
      credential === before ? after : credential,
    ),
  };
}

function customerOf(tenant: Tenant, uin: string): Customer {
  const customer = tenant.customers.find((candidate) => candidate.uin === uin);
  if (customer === undefined) {
    throw new RangeError(`the tenant has no customer ${uin}`);
  }
  return customer;
}
