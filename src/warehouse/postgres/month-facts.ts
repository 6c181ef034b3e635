import { hash } from "node:crypto";
import type { ClientBase } from "pg";
import type { MonthFacts } from "../../domain/month-state.ts";
import type { SliceStatus } from "../../domain/run.ts";
import { NO_MONTH_DAY } from "../../domain/slice.ts";
import { type BillFilter, whereBill } from "./bill-filter.ts";
import type { Statement } from "./run-statement.ts";

/** A row of `factsStatement`. */
export type FactsRow = {
  readonly account: string;
  readonly uin: string;
  readonly bill_month: string;
  readonly state: MonthFacts["state"];
  readonly waits_for: readonly string[];
  readonly checked_at: Date | null;
  readonly mismatches: readonly string[];
  readonly slices: readonly SliceRow[];
};

type SliceRow = {
  readonly stream: string;
  readonly status: SliceStatus;
  readonly was_loaded: boolean;
  readonly changed_ms: number | null;
  readonly full_ms: number | null;
  readonly steady_ms: number | null;
  readonly load_epoch: number;
  readonly claimed_by: number | null;
};

/**
 * Reads what decides on closing, of bills that are not closed and were ever loaded. From bookkeeping
 * alone: how many lines they have does not count.
 */
export function factsStatement(filter: BillFilter): Statement {
  const { text, values } = whereBill("s", filter, [NO_MONTH_DAY]);
  return {
    text: `
      with bill as (
        select s.account, s.uin, s.bill_month, coalesce(m.state, 'open') as state,
          coalesce(m.waits_for, '{}') as waits_for,
          json_agg(json_build_object('stream', s.stream, 'status', s.status,
            'was_loaded', s.last_success_at is not null,
            'changed_ms', ${milliseconds("s.last_changed_at")},
            'full_ms', ${milliseconds("s.last_full_at")},
            'steady_ms', ${milliseconds("s.steady_since")},
            'load_epoch', s.load_epoch, 'claimed_by', s.claimed_by)
            order by s.stream collate "C") as slices
        from billing_ops.slice s
        left join billing_ops.month_state m on m.account = s.account and m.uin = s.uin
          and m.bill_month = s.bill_month
        where s.bill_month <> $1 and coalesce(m.state, 'open') <> 'closed' and ${text}
        group by s.account, s.uin, s.bill_month, m.state, m.waits_for
        having bool_or(s.last_success_at is not null))
      select b.*, c.checked_at,
        array(select distinct r.check_id from billing_ops.reconciliation r
          where r.account = b.account and r.uin = b.uin and r.bill_month = b.bill_month
            and r.verdict = 'mismatch' order by 1) as mismatches
      from bill b
      left join billing_ops.checked_bill c on c.account = b.account and c.uin = b.uin
        and c.bill_month = b.bill_month
      order by b.account collate "C", b.uin collate "C", b.bill_month`,
    values,
  };
}

// Whole ones, as everywhere in the process.
function milliseconds(column: string): string {
  return `round(extract(epoch from ${column}) * 1000)`;
}

/** The facts of a row as the domain has them. */
export function toFacts(row: FactsRow): MonthFacts {
  return {
    account: row.account,
    uin: row.uin,
    billMonth: row.bill_month,
    state: row.state,
    waitsFor: row.waits_for,
    checkedAt: row.checked_at?.getTime(),
    mismatches: row.mismatches,
    slices: row.slices.map((slice) => ({
      stream: slice.stream,
      status: slice.status,
      wasLoaded: slice.was_loaded,
      lastChangedAt: slice.changed_ms ?? undefined,
      lastFullAt: slice.full_ms ?? undefined,
      steadySince: slice.steady_ms ?? undefined,
      isClaimed: slice.claimed_by !== null,
    })),
    version: versionOf(row),
  };
}

// Without what it waits for, which is noted between the decision and the closing.
function versionOf({ state, slices, mismatches, checked_at }: FactsRow): string {
  return hash("sha256", JSON.stringify([state, slices, mismatches, checked_at])).slice(0, 32);
}

/** Reads facts inside the caller's transaction. */
export async function readFacts(
  client: ClientBase,
  filter: BillFilter,
): Promise<readonly MonthFacts[]> {
  const { text, values = [] } = factsStatement(filter);
  const { rows } = await client.query<FactsRow>(text, [...values]);
  return rows.map(toFacts);
}
