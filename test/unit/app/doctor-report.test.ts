import { expect, test } from "vitest";
import { type Finding, reportOf } from "../../../src/app/doctor-report.ts";

const OK = { area: "api", subject: "x", verdict: "ok", message: "", exitCode: 0 } as const;
const REFUSED = { ...OK, verdict: "refused", exitCode: 3 } as const;
const SKIPPED = { ...OK, verdict: "skipped" } as const;
const DOWN = { ...OK, area: "database", verdict: "unreachable", exitCode: 8 } as const;
const BAD = { ...OK, area: "configuration", verdict: "wrong", exitCode: 2 } as const;

test.each<{ what: string; findings: readonly Finding[]; exitCode: number }>([
  { what: "nothing wrong", findings: [OK, SKIPPED], exitCode: 0 },
  { what: "one of two refused", findings: [OK, REFUSED], exitCode: 3 },
  { what: "all that was asked refused", findings: [REFUSED, SKIPPED, REFUSED], exitCode: 6 },
  { what: "nothing asked", findings: [SKIPPED], exitCode: 0 },
  { what: "no database, all refused", findings: [DOWN, REFUSED], exitCode: 8 },
  { what: "bad configuration, no database", findings: [DOWN, BAD], exitCode: 2 },
])("$what ends with $exitCode", ({ findings, exitCode }) => {
  expect(reportOf(findings).exitCode).toBe(exitCode);
});
