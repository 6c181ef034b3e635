import type { Customer } from "../domain/warehouse.ts";
import type { ListReading } from "./read-customer-lists.ts";

/**
 * The customers as they would stand if the lists were loaded now: who is listed is bound, who is
 * known and missing has left at `now`. A list that could not be read, or is empty, changes nothing,
 * as when it is loaded. Pure.
 */
export function mergeCustomers(
  known: readonly Customer[],
  readings: readonly ListReading[],
  now: number,
): readonly Customer[] {
  const read = readings.filter(({ uins }) => uins.length > 0);
  const untouched = known.filter(
    ({ account }) => !read.some((reading) => reading.account === account),
  );
  return [
    ...untouched,
    ...read.flatMap(({ account, uins }) => [
      ...[...new Set(uins)].map((uin) => ({ account, uin, unboundAt: undefined })),
      ...known
        .filter((customer) => customer.account === account && !uins.includes(customer.uin))
        .map((customer) => ({ ...customer, unboundAt: customer.unboundAt ?? now })),
    ]),
  ];
}
