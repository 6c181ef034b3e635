import { createTask, validate } from "node-cron";
import { nextTick } from "./schedule.ts";

/**
 * Whether the service can run by `expression`: both the bell (node-cron) and the calendar
 * (cron-parser) accept it and find a time that it names. So `0 0 30 2 *`, which never comes, is
 * refused, and so is what only one of them knows: `@weekdays`, `15W`, `22-2`, `5/15`.
 */
export function isCronExpression(expression: string): boolean {
  if (!validate(expression)) {
    return false;
  }
  const task = createTask(expression, () => undefined, { timezone: "UTC" });
  try {
    const [next] = task.getNextRuns(1);
    return next !== undefined && nextTick({ cron: expression, timezone: "UTC" }, 0) > 0;
  } catch {
    return false;
  } finally {
    // The library keeps every task it made until it is destroyed.
    void task.destroy();
  }
}
