import { addMonths, billMonthAt, firstDay } from "../domain/bill-month.ts";
import type { CheckRules } from "../domain/check.ts";
import type { Clock } from "../domain/clock.ts";
import type { Logger } from "../domain/logger.ts";
import type { MonthRules } from "../domain/month-state.ts";
import type { CheckResult } from "../domain/reconciliation.ts";
import type { RunResult } from "../domain/run.ts";
import type { Source } from "../domain/source.ts";
import type { Phase } from "../domain/stream.ts";
import type { Customer, OpenRun, Warehouse } from "../domain/warehouse.ts";
import { awaitHeld } from "./await-held.ts";
import { configuredStreams } from "./configured-streams.ts";
import { countRun } from "./count-run.ts";
import { endsInTime } from "./ends-in-time.ts";
import { executePlan } from "./execute-plan.ts";
import type { ExecuteContext } from "./execute-slice.ts";
import { GiveWay } from "./give-way.ts";
import { keepAlive } from "./keep-alive.ts";
import { mergeEnds } from "./merge-ends.ts";
import { laneLoads, type PlanSettings, planRun, type RunRequest, scopeOf } from "./plan-run.ts";
import { boundCustomers } from "./plan-slices.ts";
import { reconcile } from "./reconcile.ts";
import type { RunListener } from "./run-events.ts";
import { exitCodeOf, runStatusOf, type SliceEnd } from "./run-outcome.ts";
import { slicesToMend } from "./slices-to-mend.ts";
import { tendMonths } from "./tend-months.ts";
import { UnderWay } from "./under-way.ts";

export type RunDependencies = {
  readonly source: Source;
  readonly warehouse: Warehouse;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: PlanSettings;
  readonly checkRules: CheckRules;
  readonly monthRules: MonthRules;
  readonly listener: RunListener;
};

// Whoever says stop waits ten seconds at most; the end has to be noted in that time too.
const DRAIN_MAX_MS = 7_500;

const LISTS: readonly Phase[] = ["list"];
const BILLS: readonly Phase[] = ["facts", "summary", "detail"];

/**
 * One run: lists, plan, slices, checks. Undefined when the request's tick was already run.
 *
 * Never throws for what happened to slices: that is in the result. Throws when the run could not be
 * begun at all.
 */
export async function runSync(
  request: RunRequest,
  dependencies: RunDependencies,
  signal: AbortSignal,
): Promise<RunResult | undefined> {
  const { warehouse, clock, settings, listener } = dependencies;
  const now = clock.now();
  const run = await warehouse.runs.begin({
    kind: request.kind,
    scope: scopeOf(request, settings, now),
    now,
    ...(request.tickAt === undefined ? {} : { tickAt: request.tickAt }),
  });
  if (run === undefined) {
    return undefined;
  }
  listener.runBegan(run);
  return await new Run(request, dependencies, run, now).work(signal);
}

/** The state of one run while it works. */
class Run {
  readonly #request: RunRequest;
  readonly #dependencies: RunDependencies;
  readonly #run: OpenRun;
  /** When the run began: months are decided by this instant, however long it takes. */
  readonly #now: number;
  readonly #abort = new AbortController();
  readonly #accountAborts: ReadonlyMap<string, AbortController>;
  #ends: readonly SliceEnd[] = [];
  readonly #underWay = new UnderWay();
  readonly #giveWay: GiveWay;
  #customers: readonly Customer[] = [];
  #mismatches = 0;

  constructor(request: RunRequest, dependencies: RunDependencies, run: OpenRun, now: number) {
    this.#request = request;
    this.#dependencies = dependencies;
    this.#run = run;
    this.#now = now;
    this.#accountAborts = new Map(
      dependencies.settings.accounts.map(({ name }) => [name, new AbortController()]),
    );
    const { warehouse, clock, logger } = dependencies;
    const { signal } = this.#abort;
    this.#giveWay = new GiveWay({ run, runs: warehouse.runs, clock, logger, signal });
  }

  async work(signal: AbortSignal): Promise<RunResult> {
    const { warehouse, clock, source, logger } = this.#dependencies;
    const forward = (): void => this.#abort.abort(signal.reason);
    signal.addEventListener("abort", forward);
    if (signal.aborted) {
      forward();
    }
    const before = source.meter();
    const lease = keepAlive(warehouse.runs, this.#run, clock, this.#abort);
    try {
      const isOver = await endsInTime(this.#stages(), {
        signal: this.#abort.signal,
        graceMs: DRAIN_MAX_MS,
        clock,
      });
      if (!isOver) {
        logger.warn("not everything that was under way has ended; it is left behind", {
          afterMs: DRAIN_MAX_MS,
          slices: this.#underWay.describe(),
        });
      }
    } catch (error) {
      this.#abort.abort(error);
    } finally {
      await lease[Symbol.asyncDispose]();
      signal.removeEventListener("abort", forward);
    }
    return await this.#finish(before);
  }

  async #stages(): Promise<void> {
    const { warehouse, settings } = this.#dependencies;
    const { months } = scopeOf(this.#request, settings, this.#now);
    const ahead = addMonths(billMonthAt(this.#now), 1);
    await warehouse.accounts.save(settings.accounts);
    await warehouse.slices.prepareMonths([...new Set([...months, ahead])]);
    this.#customers = await warehouse.accounts.customers();
    await this.#phase(LISTS);
    this.#customers = await warehouse.accounts.customers();
    await this.#saveExpected();
    await this.#phase(BILLS);
    if (!this.#abort.signal.aborted) {
      await this.#check();
    }
    if (!this.#abort.signal.aborted) {
      await this.#tendMonths();
    }
  }

  async #saveExpected(): Promise<void> {
    const { warehouse, settings, source } = this.#dependencies;
    const names = settings.accounts.map(({ name }) => name);
    const expected = configuredStreams(settings, source.streams, this.#customers);
    await warehouse.accounts.saveExpected(names, expected, settings.openMonths);
  }

  async #phase(phases: readonly Phase[]): Promise<void> {
    const { warehouse, source, settings, listener } = this.#dependencies;
    if (this.#abort.signal.aborted) {
      return;
    }
    const history = await warehouse.runs.syncHistory();
    const states = await warehouse.slices.states();
    const knowledge = {
      streams: source.streams,
      now: this.#now,
      customers: this.#customers,
      states,
      closed: await warehouse.months.closed(),
      reopened: await warehouse.months.reopened(),
      since: history.lastSucceededAt ?? history.firstStartedAt,
    };
    const plan = planRun(this.#request, settings, phases, knowledge);
    listener.planned(plan, laneLoads(plan, source, knowledge));
    const slices = plan.slices.map(({ slice }) => slice);
    await warehouse.slices.register(slices);
    await warehouse.slices.prepareMonths([...new Set(slices.flatMap(({ month }) => month ?? []))]);
    const context = this.#context();
    const ends = await executePlan(plan.slices, context);
    const held = ends.filter(({ status }) => status === "held");
    this.#ends = [...this.#ends, ...ends.filter(({ status }) => status !== "held")];
    if (held.length > 0) {
      listener.waitingForOthers(held.length);
      const isAll = held.length === ends.length;
      this.#ends = [...this.#ends, ...(await awaitHeld(held, context, isAll))];
    }
  }

  #context(): ExecuteContext {
    const { source, warehouse, clock, logger, listener } = this.#dependencies;
    return {
      run: this.#run,
      source,
      slices: warehouse.slices,
      clock,
      logger,
      customerUins: (account) => boundCustomers(this.#customers, account),
      underWay: this.#underWay,
      giveWay: this.#giveWay,
      accountAbort: (account) => this.#accountAborts.get(account) ?? this.#abort,
      abort: this.#abort,
      onEnd: (end) => listener.sliceEnded(end),
    };
  }

  // What the run looked at is what it answers for: also a settled month outside the open ones, and
  // not the bills of an account that was not asked for.
  async #check(): Promise<void> {
    const { checkRules, listener, logger } = this.#dependencies;
    let results = await this.#reconcile();
    const again = slicesToMend(results, this.#ends, checkRules.checks);
    if (again.length > 0 && !this.#abort.signal.aborted) {
      logger.info("checks do not match: the slices concerned are read once more", {
        slices: again.length,
      });
      // They were told of before; only what goes wrong now is news.
      const onEnd = (end: SliceEnd): void => {
        if (end.error !== undefined) {
          listener.sliceEnded(end);
        }
      };
      const ends = await executePlan(again, { ...this.#context(), onEnd });
      this.#ends = mergeEnds(this.#ends, ends);
      results = await this.#reconcile();
    }
    this.#mismatches = results.filter(({ verdict }) => verdict === "mismatch").length;
    listener.checked(results);
  }

  async #reconcile(): Promise<readonly CheckResult[]> {
    const { warehouse, clock, checkRules } = this.#dependencies;
    const bills = new Map(
      this.#ends.flatMap(({ planned: { slice } }) => {
        const { account, uin, month } = slice;
        const bill = month === undefined ? undefined : { account, uin, billMonth: firstDay(month) };
        return bill === undefined ? [] : [[Object.values(bill).join("\u0000"), bill] as const];
      }),
    );
    return await reconcile(
      { warehouse, checkRules, clock },
      { bills: [...bills.values()], asOf: this.#now, signal: this.#abort.signal },
    );
  }

  async #tendMonths(): Promise<void> {
    const { settings, listener } = this.#dependencies;
    const restated = await tendMonths(this.#dependencies, {
      run: this.#run,
      request: this.#request,
      scope: scopeOf(this.#request, settings, this.#now),
      signal: this.#abort.signal,
    });
    if (restated.length > 0) {
      this.#mismatches += restated.length;
      listener.checked(restated);
    }
  }

  async #finish(before: {
    readonly calls: number;
    readonly throttles: number;
  }): Promise<RunResult> {
    const { warehouse, clock, source, logger } = this.#dependencies;
    const reason: unknown = this.#abort.signal.reason;
    const abort = this.#abort.signal.aborted
      ? reason instanceof Error
        ? reason
        : new Error(String(reason))
      : undefined;
    const exitCode = exitCodeOf({ ends: this.#ends, abort, mismatches: this.#mismatches });
    const status = runStatusOf(exitCode);
    const counts = countRun(this.#ends, before, source.meter());
    const result: RunResult = {
      runId: this.#run.runId,
      kind: this.#run.kind,
      status,
      exitCode,
      counts,
      ...(abort === undefined ? {} : { abort }),
    };
    try {
      await warehouse.runs.finish(this.#run, { status, exitCode, now: clock.now(), counts });
    } catch (error) {
      // The next run closes it as interrupted; what ended this one matters more.
      logger.error("the run's end could not be noted", { runId: this.#run.runId, error });
      return { ...result, exitCode: abort === undefined ? 8 : exitCode };
    }
    return result;
  }
}
