import { expect, test } from "vitest";
import { tellReport } from "../../../src/cli/perform-run.ts";
import { AbortError } from "../../../src/domain/abort-error.ts";
import { reportOf } from "../app/run-sample.ts";

function toldOf(abort: Error): string {
  let told = "";
  const terminal = {
    out: () => undefined,
    err: (text: string) => {
      told += text;
    },
    status: () => undefined,
    isTty: false,
    isOutTty: false,
    isOutClosed: () => false,
    width: 80,
  };
  const report = reportOf({ result: { status: "interrupted", exitCode: 75, abort } });
  tellReport(report, false, { terminal, scrub: (text) => text });
  return told;
}

test("a run that was told to stop says that the same command goes on", () => {
  expect(toldOf(new AbortError("interrupted", "interrupted by SIGINT"))).toBe(
    "interrupted by SIGINT\n" +
      "  what was loaded stays; the same command within 20 h goes on where this one stopped\n",
  );
});

test("a run that ended for another reason says what that reason says", () => {
  const hint = "set the clock (NTP) and run again";
  const told = toldOf(new AbortError("clock", "the clock is off", { hint }));
  expect(told).toBe(`the clock is off\n  ${hint}\n`);
});
