import type { Clock } from "../domain/clock.ts";
import type { Logger } from "../domain/logger.ts";
import type { RunResult } from "../domain/run.ts";
import type { TickBook } from "../domain/tick-book.ts";
import { type Bell, createCronBell } from "./cron-bell.ts";
import { CLOCK_STEP_MAX_MS, dueTick } from "./due-tick.ts";
import { nextTick, type Schedule } from "./schedule.ts";
import { TickAttempts } from "./tick-attempts.ts";
import { WakeableSleep } from "./wakeable-sleep.ts";

const POLL_MS = 60_000;
const ASK_AGAIN_FIRST_MS = 5_000;
const ASK_AGAIN_MAX_MS = 5 * 60_000;
/** Interrupted or out of time. */
const EXIT_INTERRUPTED = 75;

export type NightlyOptions = Schedule & {
  readonly clock: Clock;
  readonly ticks: TickBook;
  /**
   * Runs the tick to its end, or continues it; undefined where another process took it. The signal
   * asks it to stop early.
   */
  readonly run: (tickAt: number, signal: AbortSignal) => Promise<RunResult | undefined>;
  readonly onResult?: (result: RunResult) => void | Promise<void>;
  readonly logger: Logger;
  /** Ends the service. */
  readonly signal: AbortSignal;
  /** How often to ask what is due when no bell rings; a minute by default. */
  readonly pollMs?: number;
  /** node-cron by default. */
  readonly bell?: Bell;
};

/** The scheduler at work. Disposing of it ends it as its signal would, and waits for the run in progress. */
export type Nightly = AsyncDisposable & {
  /** Kept once the signal has aborted and the run in progress has ended; broken only by a defect. */
  readonly drained: Promise<void>;
};

/**
 * Runs every tick of the schedule once, for as long as the signal lets it.
 *
 * The database says what is due; it is asked at the start, whenever the bell rings and every minute,
 * so that no sleep of the host, step of its clock or missed bell loses a night. One run at a time. A
 * run that throws, or a database that does not answer, is logged and tried again later. Throws only
 * for a schedule that `isCronExpression` or the system's time zones refuse.
 */
export function startNightly(options: NightlyOptions): Nightly {
  const { logger, signal } = options;
  const stop = new AbortController();
  const service = new NightlyService({ ...options, signal: stop.signal });
  logger.info("the schedule is on", { ...service.schedule, nextTick: service.nextTick() });
  const bell = (options.bell ?? createCronBell(service.schedule, logger))(() => service.ring());
  const forward = (): void => stop.abort(signal.reason);
  signal.addEventListener("abort", forward, { once: true });
  if (signal.aborted) {
    forward();
  }
  const drained = service.serve().finally(() => {
    bell[Symbol.dispose]();
    signal.removeEventListener("abort", forward);
    logger.info("the schedule is off");
  });
  return {
    drained,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await drained;
    },
  };
}

class NightlyService {
  readonly schedule: Schedule;
  readonly #options: NightlyOptions;
  readonly #attempts = new TickAttempts();
  readonly #sleep: WakeableSleep;
  #questionsFailed = 0;

  constructor(options: NightlyOptions) {
    this.#options = options;
    this.#sleep = new WakeableSleep(options.clock, options.signal);
    this.schedule = { cron: options.cron, timezone: options.timezone };
  }

  nextTick(): string {
    return isoText(nextTick(this.schedule, this.#options.clock.now()));
  }

  /** Asks what is due at once, unless a run is in progress or the database has just failed to answer. */
  ring(): void {
    this.#sleep.wake();
  }

  async serve(): Promise<void> {
    const { signal, pollMs = POLL_MS } = this.#options;
    while (!signal.aborted) {
      await this.#check();
      // A bell that rings every second must not make a database that fails a hot loop.
      await (this.#questionsFailed === 0
        ? this.#sleep.sleep(pollMs)
        : this.#sleep.sleep(askAgainMs(this.#questionsFailed), { sound: true }));
    }
  }

  async #check(): Promise<void> {
    const { clock, ticks, logger } = this.#options;
    try {
      const now = clock.now();
      const last = await ticks.lastTick(now + CLOCK_STEP_MAX_MS);
      if (this.#questionsFailed > 0) {
        logger.info("the database answers again");
        this.#questionsFailed = 0;
      }
      const tickAt = dueTick(this.schedule, { now, last });
      if (tickAt !== undefined && this.#attempts.mayRun(tickAt, clock.monotonic())) {
        await this.#runTick(tickAt);
      }
    } catch (error) {
      this.#questionsFailed += 1;
      logger.warn("could not ask the database what is due", {
        error,
        askAgainMs: askAgainMs(this.#questionsFailed),
      });
    }
  }

  async #runTick(tickAt: number): Promise<void> {
    const { clock, run, onResult, logger, signal } = this.#options;
    if (signal.aborted) {
      return;
    }
    const tick = isoText(tickAt);
    logger.info("a tick is due", { tick, lateMs: clock.now() - tickAt });
    try {
      const result = await run(tickAt, signal);
      if (result === undefined) {
        logger.info("another process took the tick", { tick });
        return;
      }
      this.#attempts.note(tickAt, clock.monotonic());
      if (result.exitCode === EXIT_INTERRUPTED) {
        this.#attempts.giveUp(tickAt);
      }
      await onResult?.(result);
      logger.info("waiting for the next tick", { nextTick: this.nextTick() });
    } catch (error) {
      const tryAgainMs = this.#attempts.note(tickAt, clock.monotonic());
      logger.error("the run of a tick failed; the service goes on", { tick, error, tryAgainMs });
    }
  }
}

function askAgainMs(failures: number): number {
  return Math.min(ASK_AGAIN_FIRST_MS * 2 ** (failures - 1), ASK_AGAIN_MAX_MS);
}

function isoText(instant: number): string {
  return new Date(instant).toISOString();
}
