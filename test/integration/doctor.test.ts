import { describe, expect, test } from "vitest";
import { DEMO_ACCOUNTS } from "../../src/app/demo-accounts.ts";
import type { DoctorReport, Finding } from "../../src/app/doctor-report.ts";
import { systemClock } from "../../src/app/system-clock.ts";
import { accountPrefix } from "../../src/config/known-variables.ts";
import { demoTenant } from "../../src/simulator/demo-tenant.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { createRole, freshDatabase } from "../support/fresh-database.ts";
import { type CommandOptions, runCommand } from "./run-command.ts";

type Env = Readonly<Record<string, string>>;

const SECRETS = DEMO_ACCOUNTS.flatMap(({ secretId, secretKey }) => [secretId, secretKey]);

async function openSimulator(tenant = demoTenant(Date.now())): Promise<Simulator> {
  return await startSimulator({ tenant, limits: "none", now: Date.now });
}

/** The demo's accounts of the given names, all calls going to the simulator. */
function envFor({ origin }: Simulator, databaseUrl: string, names: readonly string[]): Env {
  const accounts = DEMO_ACCOUNTS.filter(({ name }) => names.includes(name));
  return {
    DATABASE_URL: databaseUrl,
    BILLING_TENCENT_ORIGIN: origin,
    BILLING_RATE_LIMITS: "*=100",
    BILLING_ACCOUNTS: names.join(","),
    ...Object.fromEntries(
      accounts.flatMap(({ name, secretId, secretKey, roles, uin = "", tagKeys }) => {
        const prefix = accountPrefix(name);
        return [
          [`${prefix}SECRET_ID`, secretId],
          [`${prefix}SECRET_KEY`, secretKey],
          [`${prefix}ROLES`, roles.join(",")],
          [`${prefix}UIN`, uin],
          [`${prefix}TAG_KEYS`, tagKeys.join(",")],
        ] as const;
      }),
    ),
  };
}

const ALL = DEMO_ACCOUNTS.map(({ name }) => name);
const PARTNER = ["demo-partner"];

/** The report of `doctor --json`. Whatever it says, it must hold no secret. */
async function doctor(
  env: Env,
  options: Pick<CommandOptions, "clock"> = {},
): Promise<DoctorReport> {
  const { exitCode, out, err } = await runCommand(["doctor", "--json"], { env, ...options });
  for (const secret of [...SECRETS, "wrong-key"]) {
    expect(out + err).not.toContain(secret);
  }
  const report = JSON.parse(out) as DoctorReport;
  expect(report.exitCode).toBe(exitCode);
  return report;
}

function found({ findings }: DoctorReport, filter: Partial<Finding>): readonly Finding[] {
  return findings.filter((finding) =>
    Object.entries(filter).every(([name, value]) => Reflect.get(finding, name) === value),
  );
}

test("where all is well each lane of each account is called once, and no bill is written", async () => {
  await using simulator = await openSimulator();
  await using database = await freshDatabase();
  const report = await doctor(envFor(simulator, database.url, ALL));
  expect(report.exitCode).toBe(0);
  expect(found(report, { area: "api" }).map(({ verdict }) => verdict)).toEqual(
    Array.from({ length: 10 }, () => "ok"),
  );
  const calls = simulator.calls().map(({ service, action }) => `${service}.${action}`);
  // The list is called once more, for a customer to ask about.
  expect(calls.toSorted()).toEqual([
    "billing.DescribeBillSummaryByRegion",
    "intlpartnersmgt.DescribeBillDetail",
    "intlpartnersmgt.DescribeBillSummary",
    "intlpartnersmgt.DescribeBillSummaryByPayMode",
    "intlpartnersmgt.DescribeBillSummaryByProduct",
    "intlpartnersmgt.DescribeBillSummaryByRegion",
    "intlpartnersmgt.DescribeCustomerBillDetail",
    "intlpartnersmgt.DescribeCustomerBillSummary",
    "intlpartnersmgt.DescribeCustomerInfo",
    "intlpartnersmgt.DescribeCustomerUin",
    "intlpartnersmgt.DescribeCustomerUin",
  ]);
  const { rows } = await database.pool.query(
    `select (select count(*) from billing_ops.run)::int as runs,
       (select count(*) from billing_ops.slice)::int as slices,
       (select count(*) from billing.customer)::int as customers`,
  );
  expect(rows).toEqual([{ runs: 0, slices: 0, customers: 0 }]);
});

describe("credentials", () => {
  test("that are all refused end with 6", async () => {
    await using simulator = await openSimulator();
    await using database = await freshDatabase();
    const env = envFor(simulator, database.url, PARTNER);
    const report = await doctor({ ...env, BILLING_DEMO_PARTNER_SECRET_KEY: "wrong-key" });
    expect(report.exitCode).toBe(6);
    expect(found(report, { verdict: "refused" })).toMatchObject([
      { account: "demo-partner", code: "AuthFailure.SignatureFailure" },
    ]);
    expect(found(report, { verdict: "refused" })[0]?.hint).toContain("demo-partner");
  });

  test("of which one is refused end with 3 and say which", async () => {
    await using simulator = await openSimulator();
    await using database = await freshDatabase();
    const env = envFor(simulator, database.url, ALL);
    const report = await doctor({ ...env, BILLING_DEMO_DIRECT_SECRET_KEY: "wrong-key" });
    expect(report.exitCode).toBe(3);
    expect(found(report, { verdict: "refused" }).map(({ account }) => account)).toEqual([
      "demo-direct",
    ]);
  });

  test("with the wrong role are refused, and what depends on the list is not asked", async () => {
    await using simulator = await openSimulator();
    await using database = await freshDatabase();
    const env = envFor(simulator, database.url, ["demo-customer"]);
    const report = await doctor({ ...env, BILLING_DEMO_CUSTOMER_ROLES: "partner" });
    expect(report.exitCode).toBe(6);
    expect(found(report, { verdict: "refused" })).toHaveLength(1);
    expect(found(report, { verdict: "skipped" })).toHaveLength(6);
    expect(simulator.calls()).toHaveLength(1);
  });

  test("of a partner without customers are fine, with nothing to ask about", async () => {
    await using simulator = await openSimulator({ ...demoTenant(Date.now()), customers: [] });
    await using database = await freshDatabase();
    const report = await doctor(envFor(simulator, database.url, PARTNER));
    expect(report.exitCode).toBe(0);
    expect(found(report, { verdict: "skipped", message: "no customers" })).toHaveLength(6);
  });

  test("that others use at the same moment are asked again", async () => {
    await using simulator = await openSimulator();
    await using database = await freshDatabase();
    simulator.setFaults([
      { match: { action: "DescribeBillDetail", nth: 1 }, fault: { error: "RequestLimitExceeded" } },
    ]);
    const report = await doctor(envFor(simulator, database.url, ["demo-customer"]));
    expect(report.exitCode).toBe(0);
    expect(found(report, { subject: "intlpartnersmgt.DescribeBillDetail" })).toMatchObject([
      { verdict: "ok" },
    ]);
  });
});

describe("the clock", () => {
  test("that is ten minutes behind ends with 6 and names the seconds", async () => {
    await using simulator = await openSimulator();
    await using database = await freshDatabase();
    const clock = { ...systemClock, now: () => Date.now() - 600_000 };
    const report = await doctor(envFor(simulator, database.url, PARTNER), { clock });
    expect(report.exitCode).toBe(6);
    const [wrong] = found(report, { exitCode: 6 });
    expect(wrong?.message).toMatch(/clock is (599|600) s behind/);
  });

  test("that is on its way there is noted", async () => {
    await using simulator = await openSimulator();
    await using database = await freshDatabase();
    const clock = { ...systemClock, now: () => Date.now() + 100_000 };
    const report = await doctor(envFor(simulator, database.url, PARTNER), { clock });
    expect(report.exitCode).toBe(0);
    expect(found(report, { area: "clock" })[0]).toMatchObject({
      verdict: "note",
      message: expect.stringMatching(/^(100|101) s ahead of/),
    });
  });
});

describe("the database", () => {
  test("that does not answer ends with 8, and the API is looked at all the same", async () => {
    await using simulator = await openSimulator();
    const down = "postgres://somebody:wrong-key@127.0.0.1:1/billhouse";
    const report = await doctor(envFor(simulator, down, ["demo-direct"]));
    expect(report.exitCode).toBe(8);
    expect(found(report, { area: "database" })).toMatchObject([{ verdict: "unreachable" }]);
    expect(found(report, { area: "api" })).toMatchObject([{ verdict: "ok" }]);
  });

  test("without schema is fine for a role that may make it, and nothing is made", async () => {
    await using simulator = await openSimulator();
    await using database = await freshDatabase("empty");
    const report = await doctor(envFor(simulator, database.url, ["demo-direct"]));
    expect(report.exitCode).toBe(0);
    expect(found(report, { subject: "schema" })).toMatchObject([{ verdict: "note" }]);
    const { rowCount } = await database.pool.query(
      "select from pg_namespace where nspname like 'billing%'",
    );
    expect(rowCount).toBe(0);
  });

  test("without schema and without the right to make it ends with 2 and names migrate", async () => {
    await using simulator = await openSimulator();
    await using database = await freshDatabase("empty");
    const role = await createRole(database);
    const report = await doctor(envFor(simulator, role.url, ["demo-direct"]));
    expect(report.exitCode).toBe(2);
    expect(found(report, { subject: "schema" })[0]?.hint).toContain("npm run migrate");
  });

  test("whose tables the role may not write ends with 2 and names what to grant", async () => {
    await using simulator = await openSimulator();
    await using database = await freshDatabase();
    const role = await createRole(database);
    const { username } = new URL(role.url);
    await database.pool.query(`
      grant usage on schema billing, billing_ops to ${username};
      grant select on all tables in schema billing, billing_ops to ${username};`);
    const report = await doctor(envFor(simulator, role.url, ["demo-direct"]));
    expect(report.exitCode).toBe(2);
    expect(found(report, { subject: "rights" })).toMatchObject([
      { verdict: "wrong", hint: expect.stringContaining("INSERT") },
    ]);
  });

  test("that is newer than this program ends with 2", async () => {
    await using simulator = await openSimulator();
    await using database = await freshDatabase();
    await database.pool.query(
      "insert into billing_ops.kysely_migration (name, timestamp) values ('9999-later', '')",
    );
    const report = await doctor(envFor(simulator, database.url, ["demo-direct"]));
    expect(report.exitCode).toBe(2);
    expect(found(report, { subject: "schema" })[0]?.message).toContain("9999-later");
  });
});

describe("a bad configuration", () => {
  test("ends with 2, tells every problem at once, and calls nothing", async () => {
    await using simulator = await openSimulator();
    const env = envFor(simulator, "postgres://127.0.0.1:1/x", ["demo-direct"]);
    const bad = { BILLING_CRON: "never", BILLING_OPEN_MONTHS: "many", BILLING_NOBODY: "x" };
    const report = await doctor({ ...env, ...bad });
    expect(report.exitCode).toBe(2);
    expect(report.findings.map(({ subject }) => subject).toSorted()).toEqual(
      Object.keys(bad).toSorted(),
    );
    expect(simulator.calls()).toHaveLength(0);
  });

  test("without any account says how to name one, and looks at the database", async () => {
    await using database = await freshDatabase();
    const report = await doctor({ DATABASE_URL: database.url });
    expect(report.exitCode).toBe(2);
    expect(found(report, { subject: "TENCENTCLOUD_SECRET_ID" })).toHaveLength(1);
    expect(found(report, { area: "database", verdict: "ok" })).toHaveLength(4);
  });
});
