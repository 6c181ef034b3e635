import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { freshDatabase } from "../support/fresh-database.ts";
import { type Program, startProgram } from "../support/program.ts";
import { partnerEnv, startVendor } from "./vendor.ts";

const ANY_PORT = { BILLING_HTTP_ADDRESS: "127.0.0.1:0" };

async function originOf(program: Program): Promise<string> {
  let stderr = "";
  program.child.stderr?.on("data", (text: string) => {
    stderr += text;
  });
  await program.says("listening");
  for (;;) {
    const origin = /"origin":"(http:[^"]+)"/.exec(stderr)?.[1];
    if (origin !== undefined) {
      return origin;
    }
    await sleep(10);
  }
}

describe("npm start", () => {
  test("makes the schema, catches up the missed night, answers, and ends with 0 when told to while idle", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase("empty");

    const program = startProgram(["start"], { ...partnerEnv(vendor, database.url), ...ANY_PORT });
    const origin = await originOf(program);
    await program.says("waiting for the next tick");
    const ready = await fetch(`${origin}/readyz`);
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    const report = await fetch(`${origin}/`);
    program.child.kill("SIGTERM");
    const ended = await program.ended;

    expect(ready.status).toBe(200);
    expect(report.status).toBe(200);
    expect(metrics).toContain('billhouse_runs_total{kind="sync",status="succeeded"} 1');
    expect(metrics).toContain("billhouse_run_last_exit_code 0");
    expect(ended.exitCode).toBe(0);
    const { rows } = await database.pool.query(
      "select kind, status, tick_at is not null as has_tick from billing_ops.run",
    );
    expect(rows).toEqual([{ kind: "sync", status: "succeeded", has_tick: true }]);
  });

  test("ends with 75 when told to during a run, and the next start goes on with it", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase();
    const env = { ...partnerEnv(vendor, database.url), ...ANY_PORT };

    const first = startProgram(["start"], { ...env, BILLING_RATE_LIMITS: "*=5" });
    await first.says('"stream":"partner_bill_detail"');
    first.child.kill("SIGTERM");
    const cutOff = await first.ended;
    const second = startProgram(["start"], env);
    await second.says("waiting for the next tick");
    second.child.kill("SIGTERM");
    const ended = await second.ended;

    expect(cutOff.exitCode).toBe(75);
    expect(ended.exitCode).toBe(0);
    const { rows } = await database.pool.query(
      "select status, continues from billing_ops.run order by run_id",
    );
    expect(rows).toEqual([
      { status: "interrupted", continues: null },
      { status: "succeeded", continues: "1" },
    ]);
  });

  test("does not run a night again that ran", async () => {
    await using vendor = await startVendor();
    await using database = await freshDatabase();
    const env = { ...partnerEnv(vendor, database.url), ...ANY_PORT };
    const first = startProgram(["start"], env);
    await first.says("waiting for the next tick");
    first.child.kill("SIGTERM");
    await first.ended;
    const calls = vendor.calls().length;

    const second = startProgram(["start"], env);
    await second.says("the schedule is on");
    await sleep(500);
    second.child.kill("SIGTERM");

    expect((await second.ended).exitCode).toBe(0);
    expect(vendor.calls()).toHaveLength(calls);
  });
});
