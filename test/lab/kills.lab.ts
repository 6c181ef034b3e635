import { env } from "node:process";
import { expect, test } from "vitest";
import { describeFailure, tallyKills } from "./kills/kill-tally.ts";
import { playRound, type RoundReport } from "./kills/play-round.ts";
import { planRound } from "./kills/round-plan.ts";

const KILLS = Number(env["LAB_KILLS"] ?? "200");
const FIRST_SEED = Number(env["LAB_SEED"] ?? "1");
// Two cores: one process works while the other's database does.
const ROUNDS_AT_ONCE = 2;

test(`${KILLS} kills at random moments lose, double and change nothing, and no reader sees half a slice`, async () => {
  const reports: RoundReport[] = [];
  let seed = FIRST_SEED;
  const isEnough = (): boolean =>
    "LAB_SEED" in env
      ? seed > FIRST_SEED
      : reports.reduce((sum, { kills }) => sum + kills.length, 0) >= KILLS;
  const player = async (): Promise<void> => {
    while (!isEnough()) {
      const plan = planRound(seed);
      seed += 1;
      const report = await playRound(plan);
      reports.push(report);
      if (report.violations.length > 0) {
        process.stdout.write(`${describeFailure(report)}\n`);
      }
    }
  };
  await Promise.all(Array.from({ length: ROUNDS_AT_ONCE }, player));

  process.stdout.write(`${tallyKills(reports)}\n`);
  expect(reports.flatMap(({ violations }) => violations)).toEqual([]);
});
