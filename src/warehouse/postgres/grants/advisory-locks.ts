const NAMES = [
  "pg_advisory_lock",
  "pg_advisory_lock_shared",
  "pg_try_advisory_lock",
  "pg_try_advisory_lock_shared",
  "pg_advisory_xact_lock",
  "pg_advisory_xact_lock_shared",
  "pg_try_advisory_xact_lock",
  "pg_try_advisory_xact_lock_shared",
];

/**
 * All functions that take an advisory lock in this database, as GRANT and REVOKE name them. Runs,
 * migrations and the closing of months are held together by such locks: who takes one first stops them.
 */
export const ADVISORY_LOCKS: string = NAMES.flatMap((name) =>
  ["bigint", "integer, integer"].map((keys) => `pg_catalog.${name}(${keys})`),
).join(", ");
