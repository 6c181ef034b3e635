import type { Side } from "../../domain/check.ts";
import type {
  BillKey,
  CheckableBill,
  CheckedBill,
  CheckResult,
  Label,
  MeasuredBill,
} from "../../domain/reconciliation.ts";
import type { Stream } from "../../domain/stream.ts";
import type { CheckBook } from "../../domain/warehouse.ts";
import { measureBills } from "./measure-bills.ts";
import type { Database } from "./open-database.ts";
import { readCheckResults } from "./read-check-results.ts";
import { readCheckableBills } from "./read-checkable-bills.ts";
import { readLabels } from "./read-labels.ts";
import { replaceCheckResults } from "./replace-check-results.ts";

/** Checks in PostgreSQL: exact figures from the bills themselves, results in `billing_ops.reconciliation`. */
export class PostgresCheckBook implements CheckBook {
  readonly #database: Database;
  readonly #streams: readonly Stream[];

  constructor(database: Database, streams: readonly Stream[]) {
    this.#database = database;
    this.#streams = streams;
  }

  async bills(
    streams: readonly string[],
    among?: readonly BillKey[],
  ): Promise<readonly CheckableBill[]> {
    return await readCheckableBills(this.#database, streams, among);
  }

  async measure(
    sides: readonly Side[],
    bills: readonly BillKey[],
  ): Promise<readonly MeasuredBill[]> {
    return await measureBills(this.#database, this.#streams, { sides, bills });
  }

  async labels(side: Side, codes: string, names: readonly string[]): Promise<readonly Label[]> {
    return await readLabels(this.#database, this.#streams, { side, codes, names });
  }

  async results(bills?: readonly BillKey[]): Promise<readonly CheckResult[]> {
    return await readCheckResults(this.#database, bills);
  }

  async replace(
    checked: readonly CheckedBill[],
    of: { readonly checkIds: readonly string[]; readonly now: number },
  ): Promise<void> {
    await replaceCheckResults(this.#database, checked, of);
  }
}
