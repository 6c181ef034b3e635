import type { Side } from "../../../src/domain/check.ts";
import type {
  BillKey,
  CheckableBill,
  CheckedBill,
  CheckResult,
  Figure,
  Label,
  MeasuredBill,
} from "../../../src/domain/reconciliation.ts";
import type { CheckBook } from "../../../src/domain/warehouse.ts";

/** A bill with one figure for each stream that a side may ask for. */
export type MemoryBill = BillKey & {
  state: string;
  readonly rows: number;
  readonly amounts: Readonly<Record<string, string>>;
};

/** Checks in memory, and a note of every bill that was measured. */
export class MemoryChecks implements CheckBook {
  readonly measured: string[] = [];
  readonly lookedUp: (readonly string[])[] = [];
  onReplace: () => void = () => undefined;
  readonly #bills: readonly MemoryBill[];
  readonly #checked = new Map<string, CheckedBill & { readonly at: number }>();

  constructor(bills: readonly MemoryBill[]) {
    this.#bills = bills;
  }

  async bills(
    _streams: readonly string[],
    among?: readonly BillKey[],
  ): Promise<readonly CheckableBill[]> {
    const asked = among?.map(keyOf);
    return await Promise.resolve(
      this.#bills
        .filter((bill) => asked?.includes(keyOf(bill)) !== false)
        .map((bill) => {
          const { seal, at = 0 } = this.#checked.get(keyOf(bill)) ?? {};
          return { ...bill, checked: typeof seal === "string" ? { seal, at } : undefined };
        }),
    );
  }

  async measure(
    sides: readonly Side[],
    bills: readonly BillKey[],
  ): Promise<readonly MeasuredBill[]> {
    this.measured.push(...bills.map(({ uin }) => uin));
    const asked = bills.map(keyOf);
    return await Promise.resolve(
      this.#bills
        .filter((bill) => asked.includes(keyOf(bill)))
        .map((bill) => ({ ...bill, figures: figuresOf(bill, sides) })),
    );
  }

  async labels(_side: Side, _codes: string, names: readonly string[]): Promise<readonly Label[]> {
    this.lookedUp.push(names);
    return await Promise.resolve(names.map((name) => ({ code: name, name })));
  }

  async results(bills?: readonly BillKey[]): Promise<readonly CheckResult[]> {
    const asked = bills?.map(keyOf);
    return await Promise.resolve(
      [...this.#checked]
        .filter(([key]) => asked?.includes(key) !== false)
        .flatMap(([, { results }]) => results),
    );
  }

  async replace(checked: readonly CheckedBill[], { now }: { readonly now: number }): Promise<void> {
    this.onReplace();
    for (const one of checked) {
      this.#checked.set(keyOf(one.bill), { ...one, at: now });
    }
    await Promise.resolve();
  }
}

function figuresOf(
  { amounts }: MemoryBill,
  sides: readonly Side[],
): ReadonlyMap<Side, readonly Figure[]> {
  return new Map(
    sides.flatMap((side) => {
      const amount = amounts[side.stream];
      const member = side.member === undefined ? "" : "East";
      return amount === undefined ? [] : [[side, [{ member, amount }]] as const];
    }),
  );
}

function keyOf({ account, uin, billMonth }: BillKey): string {
  return [account, uin, billMonth].join("\u0000");
}
