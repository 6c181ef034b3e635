import type { EmbeddedDatabaseState } from "../app/embedded-database-command.ts";

/** The embedded server's state for people, one fact a line. Pure. */
export function renderDatabaseState(state: EmbeddedDatabaseState): string {
  const { running, pid, port, version, dataDir, binDir, runAs } = state;
  const facts = [
    ["status", stateText(running, pid)],
    ["version", `PostgreSQL ${version}`],
    ["address", port === undefined ? "not chosen yet" : `127.0.0.1:${port}`],
    ["data", dataDir],
    ["programs", binDir],
    ...(runAs === undefined ? [] : [["runs as", runAs]]),
  ];
  return facts.map(([name = "", text = ""]) => `${name.padEnd(9)}${text}\n`).join("");
}

function stateText(running: boolean, pid: number | undefined): string {
  if (running) {
    return `running, process ${pid}`;
  }
  return pid === undefined ? "stopped" : `starting or stopping, process ${pid}`;
}
