import { join } from "node:path";

/** PostgreSQL's own programs for making, starting and stopping a server, by absolute path. */
export type ServerPrograms = {
  readonly initdb: string;
  readonly pgCtl: string;
  /** The environment to run them with. */
  readonly env: Readonly<Record<string, string>>;
};

/** The programs in `binDir`, by their names on this platform. */
export function createServerPrograms(
  binDir: string,
  env: Readonly<Record<string, string>>,
): ServerPrograms {
  const suffix = process.platform === "win32" ? ".exe" : "";
  return { initdb: join(binDir, `initdb${suffix}`), pgCtl: join(binDir, `pg_ctl${suffix}`), env };
}
