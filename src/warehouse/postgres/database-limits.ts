/** How long things may take on the way to the database, milliseconds. */
export type DatabaseLimits = {
  /** How long a connection that nobody uses is kept open. */
  readonly idleMs: number;
  /** One statement outside a transaction. None of ours takes a second on a sound server. */
  readonly statementMs: number;
  /** One statement on which calls or a lease wait. */
  readonly urgentStatementMs: number;
  /** The wait for one lock; then the transaction is repeated. */
  readonly lockMs: number;
  /** How often another connection looks whether a transaction is still being worked on. */
  readonly watchMs: number;
  /** How long that look may take. */
  readonly lookMs: number;
};

export const DATABASE_LIMITS: DatabaseLimits = {
  idleMs: 10_000,
  statementMs: 60_000,
  urgentStatementMs: 15_000,
  lockMs: 30_000,
  watchMs: 20_000,
  lookMs: 10_000,
};
