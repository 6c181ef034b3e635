/** Facts and bookkeeping: for who loads. */
export const BASE_SCHEMAS = ["billing", "billing_ops"] as const;

/** Views for BI tools: for who reads. */
export const MART_SCHEMAS = ["billing_mart", "focus"] as const;

/** The same views, each login its own rows: for who is a customer. */
export const OWN_SCHEMA = "billing_own";

export const SCHEMAS: readonly string[] = [...BASE_SCHEMAS, ...MART_SCHEMAS, OWN_SCHEMA];
