import type { Mutant } from "./mutant.ts";

const PROCESS = "src/cli/run-process.ts";
const GRACE = "src/source/tencent/with-grace.ts";
const EXECUTE = "src/pipeline/execute-slice.ts";

/** Guards of a process that is told to end. */
export const SHUTDOWN_MUTANTS: readonly Mutant[] = [
  {
    id: "calls-in-flight-dropped",
    file: "src/source/tencent/tencent-client.ts",
    find: "const GRACE_MS = 4_000;",
    replace: "const GRACE_MS = 0;",
    why: "answers that were paid for with a slot are thrown away",
  },
  {
    id: "no-grace",
    file: GRACE,
    find: "clock.sleep(graceMs, done.signal)",
    replace: "clock.sleep(graceMs / 1_000_000, done.signal)",
    why: "a call that is on its way is dropped at once",
  },
  {
    id: "endless-grace",
    file: GRACE,
    find: "() => late.abort(signal.reason),",
    replace: "() => undefined,",
    why: "a vendor that hangs keeps the process from ending",
  },
  {
    id: "hanging-loads-awaited",
    file: "src/pipeline/ends-in-time.ts",
    find: "return await Promise.race([work.then(() => true), outOfTime]);",
    replace: "return await work.then(() => true);",
    why: "somebody's lock keeps the process until it is killed",
  },
  {
    id: "second-signal-ignored",
    file: PROCESS,
    find: "} else if (performance.now() - firstAt > SAME_SIGNAL_WITHIN_MS) {",
    replace: "} else if (performance.now() < firstAt) {",
    why: "whoever is in a hurry has to kill",
  },
  {
    id: "one-ctrl-c-is-two",
    file: PROCESS,
    find: "} else if (performance.now() - firstAt > SAME_SIGNAL_WITHIN_MS) {",
    replace: "} else {",
    why: "Ctrl-C under npm never ends a run tidily",
  },
  {
    id: "deadline-in-seconds",
    file: "src/app/run-deadline.ts",
    find: "clock.sleep(maxMinutes * 60_000, stop.signal)",
    replace: "clock.sleep(maxMinutes * 60_000_000, stop.signal)",
    why: "a run goes on into the working day",
  },
  {
    id: "slices-begun-after-the-end",
    file: EXECUTE,
    find: "async function endOf(\n  planned: PlannedSlice,\n  context: ExecuteContext,\n  gate: BillGate | undefined,\n): Promise<SliceEnd> {\n",
    replace:
      "async function endOf(\n  planned: PlannedSlice,\n  told: ExecuteContext,\n  gate: BillGate | undefined,\n): Promise<SliceEnd> {\n  const context = { ...told, abort: new AbortController() };\n",
    why: "a run that was told to stop claims one slice after the other",
  },
  {
    id: "interrupted-slices-fail",
    file: EXECUTE,
    find: "(abort.signal.aborted || failure instanceof AbortError",
    replace: "(failure instanceof RangeError",
    why: "a restart of the host looks like a failure of the vendor",
  },
];
