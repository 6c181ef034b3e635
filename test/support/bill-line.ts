import type { JsonObject } from "../../src/domain/json.ts";

/** One record of a detail action, with every field of a pay-as-you-go line; overrides come last. */
export function billLine(overrides: JsonObject = {}): JsonObject {
  return {
    Id: "1",
    PayerAccountId: "200000000000",
    OperatorAccountId: "100000000001",
    ProductName: "Cloud Virtual Machine (CVM)",
    BillingMode: "Pay-As-You-Go resources",
    ProjectName: "Default Project",
    Region: "Frankfurt",
    AvailabilityZone: "Frankfurt Zone 1",
    InstanceId: "ins-1",
    InstanceName: "web",
    SubProductName: "CVM Standard S5",
    TransactionType: "Hourly settlement",
    TransactionId: "20261001000001",
    TransactionTime: "2026-10-01 01:00:00",
    UsageStartTime: "2026-10-01 00:00:00",
    UsageEndTime: "2026-10-01 00:59:59",
    ComponentType: "CPU",
    ComponentName: "CPU-S5",
    ComponentListPrice: "0.01210000",
    ComponentPriceMeasurementUnit: "USD/core/hour",
    ComponentUsage: "2.00000000",
    ComponentUsageUnit: "core",
    UsageDuration: "1.00000000",
    DurationUnit: "hour",
    OriginalCost: "0.02420000",
    Currency: "USD",
    TotalCost: "0.02178000",
    ...overrides,
  };
}

/** An answer of a detail action that lists `lines`. */
export function billLines(...lines: readonly JsonObject[]): JsonObject {
  return { DetailSet: lines };
}
