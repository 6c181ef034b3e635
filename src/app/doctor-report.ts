import { type ExitCode, worstExit } from "../domain/run.ts";

/**
 * What a look at one thing gave: `ok` · `note` works, but worth knowing · `wrong` has to be changed
 * here · `refused` the API lets this credential not do it · `unreachable` nobody answered ·
 * `skipped` was not looked at.
 */
type FindingVerdict = "ok" | "note" | "wrong" | "refused" | "unreachable" | "skipped";

export type Finding = {
  readonly area: "configuration" | "database" | "clock" | "api";
  /** What was looked at: a variable, the schema, a lane. */
  readonly subject: string;
  readonly account?: string;
  readonly role?: string;
  /** The streams that depend on it. */
  readonly streams?: readonly string[];
  readonly verdict: FindingVerdict;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly code?: string;
  readonly requestId?: string;
  /** What a run would end with because of this alone. */
  readonly exitCode: ExitCode;
};

export type DoctorReport = {
  readonly findings: readonly Finding[];
  readonly exitCode: ExitCode;
};

/** The report on `findings`. Refusals count as 6 only where everything that was asked is refused. Pure. */
export function reportOf(findings: readonly Finding[]): DoctorReport {
  const asked = findings.filter(({ area, verdict }) => area === "api" && verdict !== "skipped");
  const isAllRefused = asked.length > 0 && asked.every(({ verdict }) => verdict === "refused");
  const codes = findings.map(({ exitCode }) => exitCode);
  return { findings, exitCode: worstExit(isAllRefused ? [...codes, 6] : codes) };
}
