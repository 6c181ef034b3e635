import type { Pool } from "pg";
import type { Tenant } from "../../../src/simulator/tenant/tenant.ts";
import { type TrueSlice, trueSlices, type TruthScope } from "./true-slices.ts";

/** One process (or several side by side) that ran while the vendor knew `tenant`. */
export type Act = {
  readonly tenant: Tenant;
  /** The highest run there was when it was over; '0' where there was none. */
  readonly lastRunId: string;
  /** Undefined where it was killed. */
  readonly exitCode: number | undefined;
  /** Calls that arrived at the vendor meanwhile, where one process made them all. */
  readonly calls?: number;
};

/** What happened to a database, from its first run on. */
export type History = { readonly scope: TruthScope; readonly acts: readonly Act[] };

/** One load of a slice, as bookkeeping tells it. */
export type LoadRow = {
  readonly run_id: string;
  readonly slice: string;
  readonly is_first: boolean;
  readonly row_count: string;
  readonly amount: string | null;
  readonly rows_added: string;
  readonly rows_changed: string;
  readonly rows_removed: string;
};

/** What the vendor said of a slice when it was loaded, by each load that changed something. */
export type LoadedSlice = {
  readonly key: string;
  /** What it said at the last load, which may have changed nothing: this is what must be there. */
  readonly present: TrueSlice | undefined;
  readonly versions: readonly { readonly load: LoadRow; readonly truth: TrueSlice }[];
};

/** A warehouse and what it should hold. */
export type Evidence = {
  readonly pool: Pool;
  readonly history: History;
  readonly slices: readonly LoadedSlice[];
};

/** Account, stream, UIN and month of a slice. */
export function keyOf({ account, stream, uin, month }: Omit<TrueSlice, "tables">): string {
  return [account, stream, uin, month].join(" ");
}

const cache = new WeakMap<Tenant, Map<TruthScope, Promise<ReadonlyMap<string, TrueSlice>>>>();

/** The slices of a tenant by their keys; made once. */
export function trueSlicesByKey(
  tenant: Tenant,
  scope: TruthScope,
): Promise<ReadonlyMap<string, TrueSlice>> {
  const ofTenant = cache.get(tenant) ?? new Map<TruthScope, ReturnType<typeof trueSlicesByKey>>();
  cache.set(tenant, ofTenant);
  const known = ofTenant.get(scope);
  const made =
    known ??
    trueSlices(tenant, scope).then(
      (slices) => new Map(slices.map((slice) => [keyOf(slice), slice])),
    );
  ofTenant.set(scope, made);
  return made;
}

/** The act in which a run was begun. */
export function actOf({ acts }: History, runId: string): Act {
  const act = acts.find(({ lastRunId }) => BigInt(runId) <= BigInt(lastRunId));
  if (act === undefined) {
    throw new RangeError(`run ${runId} belongs to no act`);
  }
  return act;
}
