import type { Account } from "../../../src/domain/account.ts";
import type { Slice } from "../../../src/domain/slice.ts";
import type { Stream } from "../../../src/domain/stream.ts";
import type { SliceState } from "../../../src/domain/warehouse.ts";
import type { PlannedSlice } from "../../../src/pipeline/plan-slices.ts";

/** A partner's monthly summary, unless told otherwise. */
export function aStream(change: Partial<Stream> & { readonly name: string }): Stream {
  return {
    service: { name: "billing", version: "2018-07-09", host: "billing.example" },
    action: `Describe ${change.name}`,
    role: "partner",
    callsPerSecond: 1,
    slicing: "customer-month",
    phase: "summary",
    requests: () => [{}],
    tables: [
      {
        name: change.name,
        mode: "replace",
        place: { list: "List" },
        uinColumn: "customer_uin",
        constants: {},
        key: ["code"],
        columns: { code: { field: "Code", kind: "code" } },
      },
    ],
    ...change,
  };
}

export function anAccount(change: Partial<Account> = {}): Account {
  return {
    name: "main",
    secretId: "AKIDMADEUP",
    secretKey: "made-up",
    roles: ["partner"],
    tagKeys: [],
    ...change,
  };
}

export function aSlice(change: Partial<Slice> = {}): Slice {
  return {
    account: "main",
    stream: aStream({ name: "summary" }),
    uin: "200000000001",
    month: "2026-10",
    ...change,
  };
}

export function planned(slice: Partial<Slice> = {}, isRequired = true): PlannedSlice {
  return { slice: aSlice(slice), reason: "open month", mode: "full", isRequired };
}

export function aState(change: Partial<SliceState> = {}): SliceState {
  const lastSuccessAt = Date.parse("2026-10-15T00:00:00Z");
  return {
    account: "main",
    stream: "summary",
    uin: "200000000001",
    billMonth: "2026-10-01",
    status: "loaded",
    rowCount: "1",
    lastSuccessAt,
    // Extracted whole at its last success, unless told otherwise.
    lastFullAt: "lastSuccessAt" in change ? change.lastSuccessAt : lastSuccessAt,
    steadySince: undefined,
    ...change,
  };
}
