/**
 * What became of a scheduled instant: `ran` its run ended, well or not · `running` a live process is
 * at it · `interrupted` its run was cut off, by a signal, by its time limit or because its process
 * died, and can be continued.
 */
export type TickState = "ran" | "running" | "interrupted";

/** A scheduled instant that a run was begun for. */
export type Tick = {
  /** The instant of the schedule, epoch milliseconds; not when the run began. */
  readonly dueAt: number;
  readonly state: TickState;
};

/** Which scheduled instants were run, for every process that shares the database. */
export interface TickBook {
  /**
   * The newest instant at or before `notAfter` (epoch milliseconds) that a run was begun for;
   * undefined where there is none. A run whose lease has ended counts as `interrupted`, whatever
   * its row still says. Rejects, in bounded time, where the database does not answer.
   */
  lastTick(notAfter: number): Promise<Tick | undefined>;
}
