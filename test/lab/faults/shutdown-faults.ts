import type { FaultGroup } from "./fault.ts";

const INTERRUPTION = "test/e2e/interruption.test.ts";

/** How a process ends that is told to. */
export const SHUTDOWN_FAULTS: FaultGroup = {
  name: "Shutdown",
  faults: [
    {
      number: 601,
      fault: "SIGTERM in the middle of a run",
      happens:
        "no further call leaves, the run is closed as interrupted, exit code 75; the next goes on",
      proofs: [
        {
          file: INTERRUPTION,
          title:
            "a run that is cut off > by SIGTERM ends with 75, and the next one goes on to the rows of an undisturbed run",
          mutant: "cut-off-runs-not-continued",
        },
      ],
    },
    {
      number: 602,
      fault: "SIGTERM while pages are on their way",
      happens: "they are waited for and staged; the next run goes on behind them",
      proofs: [
        {
          file: INTERRUPTION,
          title:
            "SIGTERM > lets the pages in flight come back: they are stored, and the next run goes on behind them",
          mutant: "calls-in-flight-dropped",
        },
        {
          file: "test/unit/source/with-grace.test.ts",
          title:
            "a call that is on its way when the run is told to stop > may come back within the grace",
          mutant: "no-grace",
        },
      ],
    },
    {
      number: 603,
      fault: "SIGTERM while the vendor hangs",
      happens: "the call is given up after four seconds, the process ends within ten",
      proofs: [
        {
          file: "test/unit/source/with-grace.test.ts",
          title: "a call that is on its way when the run is told to stop > is given up after it",
          mutant: "endless-grace",
        },
      ],
    },
    {
      number: 604,
      fault: "SIGTERM while a load waits for somebody's lock",
      happens: "the process ends within ten seconds and says which slice it left behind",
      proofs: [
        {
          file: INTERRUPTION,
          title: "SIGTERM > ends within ten seconds although a load hangs, and says what kept it",
          mutant: "hanging-loads-awaited",
        },
      ],
    },
    {
      number: 605,
      fault: "a second signal",
      happens: "ends the process at once, exit code 75",
      proofs: [
        {
          file: INTERRUPTION,
          title: "SIGTERM > twice ends at once, whatever is in flight",
          mutant: "second-signal-ignored",
        },
      ],
    },
    {
      number: 606,
      fault: "npm passes the terminal's Ctrl-C on once more",
      happens: "two signals within a second are one person asking once",
      proofs: [
        {
          file: "test/integration/api-trouble-signals.test.ts",
          title: "a signal that npm passes on once more is one signal, also while the vendor hangs",
          mutant: "one-ctrl-c-is-two",
        },
      ],
    },
    {
      number: 607,
      fault: "BILLING_MAX_RUN_MINUTES is over",
      happens: "the run ends like an interrupted one and names the variable",
      proofs: [
        {
          file: "test/unit/app/run-deadline.test.ts",
          title:
            "a run's deadline > interrupts the run when its minutes are over, and names the variable",
          mutant: "deadline-in-seconds",
        },
      ],
    },
    {
      number: 608,
      fault: "a run is told to stop while its slices wait for others",
      happens: "begins no further slice, and frees the one it was at: it has not failed",
      proofs: [
        {
          file: "test/unit/pipeline/execute-plan.test.ts",
          title: "a run that is told to stop > begins no further slice",
          mutant: "slices-begun-after-the-end",
        },
        {
          file: "test/unit/pipeline/execute-plan.test.ts",
          title: "a run that is told to stop > frees the slice it was at: it has not failed",
          mutant: "interrupted-slices-fail",
        },
      ],
    },
    {
      number: 609,
      fault: "the service is told to stop during a run",
      happens: "waits for it, as it was told, and ends with 75; while idle with 0, at once",
      proofs: [
        {
          file: "test/unit/scheduler/nightly.test.ts",
          title: "the end of the service > waits for the run in progress, which is told",
          mutant: "runs-side-by-side",
        },
      ],
    },
  ],
};
