import { hash } from "node:crypto";

/**
 * What a run learns of one bill before the rest of it is read: its total, then its first page. The
 * two together are the bill's gate. Whoever waits for a part that cannot be learned gets undefined.
 */
export class BillGate {
  readonly #total = Promise.withResolvers<string | undefined>();
  readonly #gate = Promise.withResolvers<string | undefined>();

  /** The bill's charged amount as this run found it. */
  get total(): Promise<string | undefined> {
    return this.#total.promise;
  }

  /** Equal for bills with the same total, the same first page and the same number of lines promised. */
  get gate(): Promise<string | undefined> {
    return this.#gate.promise;
  }

  /** Only the first word counts, of this as of `noteGate`. */
  noteTotal(amount: string | undefined): void {
    this.#total.resolve(amount);
  }

  noteGate(gate: string | undefined): void {
    this.#gate.resolve(gate);
  }
}

/** The gate of a bill with this total and first page; undefined where either is. Pure. */
export function gateOf(
  total: string | undefined,
  firstPage: string | undefined,
): string | undefined {
  return total === undefined || firstPage === undefined
    ? undefined
    : hash("sha256", `${total} ${firstPage}`).slice(0, 32);
}
