import type { ExitCode } from "../domain/run.ts";

export type EndAnyway = {
  readonly afterMs: number;
  /** Why the process ought to have ended by then: `done`, `told to stop by SIGTERM`. */
  readonly since: string;
  /** Where the process has not set a code of its own yet. */
  readonly exitCode: ExitCode;
};

/**
 * Ends the process after `afterMs`, should it still be there, and says what has kept it. Nothing is
 * lost: what was not committed is undone by the database, and the next run reads it again. The
 * timer itself keeps nothing alive.
 */
export function endAnyway(
  host: NodeJS.Process,
  say: (text: string) => void,
  { afterMs, since, exitCode }: EndAnyway,
): void {
  const timer = setTimeout(() => {
    const open = Object.entries(Object.groupBy(host.getActiveResourcesInfo(), (name) => name))
      .map(([name, all]) => `${all?.length ?? 0} × ${name}`)
      .join(", ");
    say(`${since} ${afterMs / 1000} s ago, but still open: ${open}; ending anyway\n`);
    host.exit(host.exitCode ?? exitCode);
  }, afterMs);
  timer.unref();
}
