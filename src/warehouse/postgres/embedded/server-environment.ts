// The server outlives the command and shows its environment to its account, so it gets what a program
// needs to run and nothing else: no credentials, and no PGPORT or PGDATA to lead it astray.
const PASSED_ON = new Set([
  "path",
  "ld_library_path",
  "tmpdir",
  "temp",
  "tmp",
  "systemroot",
  "systemdrive",
  "windir",
  "comspec",
  "pathext",
]);

/** The environment of PostgreSQL's programs, made from ours. Messages are in English, times in UTC. */
export function createServerEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  // Names are compared in lower case because Windows says Path.
  const passedOn = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && PASSED_ON.has(name.toLowerCase()) ? [[name, value] as const] : [],
  );
  return { ...Object.fromEntries(passedOn), LC_ALL: "C", TZ: "UTC" };
}
