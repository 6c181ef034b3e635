import type { ColumnType, Generated } from "kysely";
import type { Verdict } from "../../domain/reconciliation.ts";
import type { RunKind, RunStatus, SliceStatus } from "../../domain/run.ts";
import type { FieldCounts } from "../../domain/warehouse.ts";

/** int8 and numeric come back as text; dates as `YYYY-MM-DD`. */
type Int8 = ColumnType<string, string | number, string | number>;

export interface RunTable {
  run_id: ColumnType<string, never, never>;
  kind: RunKind;
  status: RunStatus;
  exit_code: number | null;
  scope: ColumnType<unknown, string, string>;
  tick_at: Date | null;
  continues: string | null;
  start_epoch: Int8;
  started_at: Date;
  last_seen_at: Date;
  finished_at: Date | null;
  lease_until: ColumnType<Date, never, never>;
  slices_planned: Generated<number>;
  slices_loaded: Generated<number>;
  slices_failed: Generated<number>;
  calls: Generated<Int8>;
  throttles: Generated<Int8>;
  rows_added: Generated<Int8>;
  rows_changed: Generated<Int8>;
  rows_removed: Generated<Int8>;
}

export interface SliceTable {
  account: string;
  stream: string;
  uin: string;
  bill_month: string;
  status: SliceStatus;
  row_count: ColumnType<string, string | undefined, string>;
  amount: string | null;
  last_success_at: Date | null;
  last_changed_at: Date | null;
  last_attempt_at: Date | null;
  error_code: string | null;
  error_message: string | null;
  request_id: string | null;
  last_full_at: Date | null;
  steady_since: Date | null;
  promised_rows: string | null;
  gate: string | null;
  claim_epoch: Generated<Int8>;
  claimed_by: string | null;
  last_run_id: string | null;
  load_epoch: Generated<Int8>;
  unknown_fields: ColumnType<FieldCounts | null, string | null, string | null>;
  raw_fields: ColumnType<FieldCounts | null, string | null, string | null>;
}

export interface SliceLoadTable {
  load_id: Generated<string>;
  run_id: string;
  account: string;
  stream: string;
  uin: string;
  bill_month: string;
  is_first: boolean;
  row_count: Int8;
  amount: string | null;
  rows_added: Int8;
  rows_changed: Int8;
  rows_removed: Int8;
  loaded_at: Date;
  load_epoch: Generated<Int8>;
  folded_rows: Generated<Int8>;
  folded_amount: Generated<string>;
}

export interface ReconciliationTable {
  account: string;
  uin: string;
  bill_month: string;
  check_id: string;
  left_source: string;
  right_source: string;
  dimension: string;
  member: string;
  unit: "amount" | "count";
  left_amount: string | null;
  right_amount: string | null;
  difference: string | null;
  verdict: Verdict;
  checked_at: Date;
}

export interface LaneTable {
  lane: string;
  next_at: Date;
  penalty: number;
  penalised_at: Date | null;
}

export interface CustomerTable {
  account: string;
  customer_uin: string;
  name: string | null;
  mark: string | null;
  unbound_at: Date | null;
}

export interface AccountTable {
  account: string;
  uin: string | null;
  roles: readonly string[];
  display_name: string | null;
  invoice_issuer: string | null;
  loaded_at: Date;
}

/** The tables that code of ours names. Fact tables are not among them: their streams declare them. */
export interface BookkeepingSchema {
  "billing_ops.run": RunTable;
  "billing_ops.slice": SliceTable;
  "billing_ops.slice_load": SliceLoadTable;
  "billing_ops.reconciliation": ReconciliationTable;
  "billing_ops.lane": LaneTable;
  "billing.customer": CustomerTable;
  "billing.account": AccountTable;
}
