import { hostname, userInfo } from "node:os";

/** Who made a transition by hand: `npm run reopen (alice@reports-1)`. */
export function whoRuns(command: string): string {
  return `npm run ${command} (${userName()}@${hostname()})`;
}

// In a container the number of the user may have no name.
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "?");
  }
}
