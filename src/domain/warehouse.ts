import type { Account } from "./account.ts";
import type { Side } from "./check.ts";
import type { MonthBook } from "./month-state.ts";
import type {
  BillKey,
  CheckableBill,
  CheckedBill,
  CheckResult,
  Label,
  MeasuredBill,
} from "./reconciliation.ts";
import type { RunCounts, RunKind, RunScope, RunStatus, SliceStatus } from "./run.ts";
import type { Slice } from "./slice.ts";
import type { Page, StagedPage } from "./source.ts";

/** A run that this process holds: its heartbeat keeps the lease, its epoch fences its writes. */
export type OpenRun = {
  readonly runId: string;
  readonly kind: RunKind;
  /** The run that this one goes on with, where that was cut off. */
  readonly continues: string | undefined;
  /** Slices loaded after this epoch count as loaded for this run. */
  readonly startEpoch: string;
};

/** What bookkeeping knows of one slice. */
export type SliceState = {
  readonly account: string;
  readonly stream: string;
  readonly uin: string;
  /** First day of the month as `YYYY-MM-DD`; `0001-01-01` where the stream has none. */
  readonly billMonth: string;
  readonly status: SliceStatus;
  readonly rowCount: string;
  /** Epoch milliseconds. */
  readonly lastSuccessAt: number | undefined;
  /** When it was last extracted whole, epoch milliseconds; a slice may be verified without. */
  readonly lastFullAt: number | undefined;
  /** The first whole extraction, after the bill was issued, since which it is the same; epoch milliseconds. */
  readonly steadySince: number | undefined;
};

/** A customer as the account's list last showed it. */
export type Customer = {
  readonly account: string;
  readonly uin: string;
  /** Epoch milliseconds; undefined while the customer is on the list. */
  readonly unboundAt: number | undefined;
};

/** The right to load one slice, until the lease ends or another claims it. */
export type Claim = {
  readonly slice: Slice;
  readonly runId: string;
  /** Higher for every later claim of any slice: a commit with an older one is refused. */
  readonly epoch: string;
  /** Rows that the slice has now. */
  readonly rowCount: string;
  /** Pages of a try that was cut off a little while ago, taken over with the claim, in order. */
  readonly staged: readonly StagedPage[];
  /** The gate of its bill when it was last extracted whole: while that is the same, so is the slice. */
  readonly gate: string | undefined;
};

export type ClaimAnswer =
  | { readonly kind: "claimed"; readonly claim: Claim }
  /** Another live run is at it. */
  | { readonly kind: "held"; readonly byRun: string }
  /** Loaded, by this run or another, since this run began. */
  | { readonly kind: "loaded"; readonly amount: string | null; readonly gate: string | undefined };

/** How many rows have something to do with a field, by the field's name. */
export type FieldCounts = Readonly<Record<string, number>>;

export type LoadResult = {
  readonly status: "loaded" | "empty";
  readonly rows: number;
  /** Exact sum of the stream's charged amount; null where it has none. */
  readonly amount: string | null;
  readonly rowsAdded: number;
  readonly rowsChanged: number;
  readonly rowsRemoved: number;
  /** Fields that the source sent and the stream does not declare; their values are kept. */
  readonly unknownFields: FieldCounts;
};

export type SliceFailureRecord = {
  readonly status: "failed" | "not_ready" | "forbidden";
  readonly code: string;
  readonly message: string;
  readonly requestId: string | undefined;
};

/** Runs: begun, kept alive, finished. All times are epoch milliseconds of the injected clock. */
export interface RunBook {
  /**
   * Opens a run. Runs whose process died are closed as `interrupted` first and their slices freed;
   * one of the same kind and scope that was cut off less than 20 h ago is continued. Undefined when
   * `tickAt` is given and that tick was already run.
   */
  begin(request: {
    readonly kind: RunKind;
    readonly scope: RunScope;
    readonly now: number;
    readonly tickAt?: number;
  }): Promise<OpenRun | undefined>;
  /** Prolongs the run's lease. Throws an `AbortError` when the lease was lost. */
  heartbeat(run: OpenRun, now: number): Promise<void>;
  finish(
    run: OpenRun,
    end: {
      readonly status: RunStatus;
      readonly exitCode: number;
      readonly now: number;
      readonly counts: RunCounts;
    },
  ): Promise<void>;
  /** Notes the lanes in which the run still has slices to begin, so that others can give way. */
  noteBusyLanes(run: OpenRun, lanes: readonly string[]): Promise<void>;
  /** The lanes in which live runs that go before `run` still have slices to begin: a sync goes before a backfill. */
  lanesAhead(run: OpenRun): Promise<ReadonlySet<string>>;
  /** When the last sync that succeeded, and the first sync ever, began. */
  syncHistory(): Promise<{
    readonly lastSucceededAt: number | undefined;
    readonly firstStartedAt: number | undefined;
  }>;
}

/** Slices: known, claimed, staged page by page, loaded whole. */
export interface SliceBook {
  states(): Promise<readonly SliceState[]>;
  /** Notes slices that a run is about to load, as `pending` where they are new. */
  register(slices: readonly Slice[]): Promise<void>;
  /** Makes the month's partitions ahead of the load. Idempotent. */
  prepareMonths(months: readonly string[]): Promise<void>;
  /** `again` claims it even where it was loaded since the run began. */
  claim(run: OpenRun, slice: Slice, now: number, again?: boolean): Promise<ClaimAnswer>;
  /** Stores a page's rows durably, invisible to readers. A page staged again replaces itself. */
  stage(claim: Claim, page: Page, now: number): Promise<void>;
  /** Forgets the claim's staged pages, so that the extraction can begin anew. */
  discard(claim: Claim): Promise<void>;
  /** How many rows of the stream's first table are staged. */
  stagedRows(claim: Claim): Promise<number>;
  /**
   * Makes the slice exactly what was staged, with its bookkeeping, in one transaction; then the
   * claim is free. `gate` is that of its bill as it was before the extraction began, where known. Throws a `SliceError` where the rows contradict the table, an `inconsistent` one
   * where the database has lost staged pages, an `AbortError` of reason `fenced` where the claim was
   * lost.
   */
  load(claim: Claim, now: number, gate?: string): Promise<LoadResult>;
  /**
   * Notes that the slice is as it was, without loading it; then the claim is free. Throws an
   * `AbortError` of reason `fenced` where the claim was lost.
   */
  verify(claim: Claim, now: number): Promise<LoadResult>;
  /** Notes why the slice was not loaded and frees the claim. Its rows stay, and what was staged. */
  fail(claim: Claim, failure: SliceFailureRecord, now: number): Promise<void>;
  /** Frees the claim without a verdict, for a run that is ending. What was staged stays. */
  release(claim: Claim): Promise<void>;
}

export interface AccountBook {
  /** Stores names and roles of the configured accounts for reports. */
  save(accounts: readonly Account[]): Promise<void>;
  customers(): Promise<readonly Customer[]>;
  /**
   * Stores which streams the accounts of `names` are to be loaded with, for how many open months, in
   * place of what was stored for them: by this it is told what is missing. Idempotent.
   */
  saveExpected(
    names: readonly string[],
    expected: readonly ExpectedStream[],
    openMonths: number,
  ): Promise<void>;
}

/** A stream that every run is to load for an account. */
export type ExpectedStream = { readonly account: string; readonly stream: string };

/** What the checks see, and what they found. */
export interface CheckBook {
  /** The bills of which a slice of `streams` was ever loaded, among `among` where given, by account, UIN and month. */
  bills(streams: readonly string[], among?: readonly BillKey[]): Promise<readonly CheckableBill[]>;
  /** The figures of `bills`, exact and all of one moment. Reads their rows. */
  measure(sides: readonly Side[], bills: readonly BillKey[]): Promise<readonly MeasuredBill[]>;
  /** Every label that the codes behind `names` ever had in the side's table, by its column `codes`. */
  labels(side: Side, codes: string, names: readonly string[]): Promise<readonly Label[]>;
  /** The stored results of all checks of `bills`, of every bill where absent, by bill and check. */
  results(bills?: readonly BillKey[]): Promise<readonly CheckResult[]>;
  /** Replaces what these checks found of these bills, in one transaction. Other checks' results stay. */
  replace(
    checked: readonly CheckedBill[],
    of: { readonly checkIds: readonly string[]; readonly now: number },
  ): Promise<void>;
}

/** The warehouse as the pipeline sees it. */
export interface Warehouse {
  readonly runs: RunBook;
  readonly slices: SliceBook;
  readonly accounts: AccountBook;
  readonly checks: CheckBook;
  readonly months: MonthBook;
}
