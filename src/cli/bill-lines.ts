import type { BillKey } from "../domain/reconciliation.ts";

const UINS_SHOWN_MAX = 5;

/** Bills by month and account, a line each, `indent` in front; of many UINs the first. Pure. */
export function billLines(bills: readonly BillKey[], indent: string): readonly string[] {
  const groups = Map.groupBy(bills, ({ billMonth, account }) =>
    [billMonth.slice(0, 7), account].join("  "),
  );
  return [...groups]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([group, own]) => {
      const uins = own.slice(0, UINS_SHOWN_MAX).map(({ uin }) => uin);
      const more = own.length - uins.length;
      return `${indent}${group}  ${uins.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
    });
}

/** `1 bill`, `2,000 bills`. Pure. */
export function countBills(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "bill" : "bills"}`;
}
