import { describe, expect, it } from "vitest";
import { isCronExpression } from "../../../src/scheduler/is-cron-expression.ts";

describe("an expression that both the bell and the calendar understand is accepted", () => {
  it.each([
    "30 9 * * *",
    "0 30 9 * * *",
    "*/15 * * * *",
    "0 9 * * MON-FRI",
    "0 9 * jan,JUL 7",
    "0 9 L * *",
    "0 9 * * 1#2",
    "0 9 ? * 5L",
    "0 0 29 2 *",
    "@daily",
  ])("%s", (expression) => {
    expect(isCronExpression(expression)).toBe(true);
  });
});

describe("any other is refused", () => {
  it.each([
    ["", "nothing"],
    ["every night", "words"],
    ["* * * *", "four fields"],
    ["0 0 1 1 * * *", "seven fields"],
    ["61 9 * * *", "a minute that is none"],
    ["0 0 30 2 *", "a day that never comes"],
    ["0 0 31 * 1#1", "a day that never comes to node-cron, which wants both"],
    ["22-2 * * * *", "a range that cron-parser refuses"],
    ["0 9 15W * *", "a weekday near the 15th, which cron-parser does not know"],
    ["5/15 * * * *", "a step that node-cron refuses"],
    ["H 3 * * *", "a hash, which node-cron does not know"],
    ["@weekdays", "a nickname that node-cron does not know"],
  ])("%j: %s", (expression) => {
    expect(isCronExpression(expression)).toBe(false);
  });
});
