import { Client, escapeIdentifier } from "pg";

// First keys of the advisory locks by which test runs know of each other, in the admin database.
const RUN_LOCK = 0x42_54_52_4e;
const SERVER_LOCK = 0x42_54_53_56;

/** Databases of test runs are named after this, the run's number and a number of their own. */
const PREFIX = "billhouse_test_";

/** One run of the tests on a server: a session whose locks tell other runs that it lives. */
export type TestRun = {
  readonly admin: Client;
  /** What the names of this run's databases begin with. */
  readonly databasePrefix: string;
  /** Drops the run's databases and leaves; true where no other run uses the server. */
  readonly leave: () => Promise<boolean>;
};

/** Joins the runs on a server, and drops what runs that were killed left there. */
export async function joinTestRuns(adminUrl: string): Promise<TestRun> {
  const admin = new Client({ connectionString: adminUrl });
  admin.on("error", () => undefined);
  await admin.connect();
  // Waits for a run that is stopping the server just now; then the connection breaks.
  await admin.query("select pg_advisory_lock_shared($1, 0)", [SERVER_LOCK]);
  const number = await takeNumber(admin);
  await dropLeftovers(admin);
  const databasePrefix = `${PREFIX}${number}_`;
  return {
    admin,
    databasePrefix,
    leave: async () => {
      await dropAll(admin, databasePrefix);
      await admin.query("select pg_advisory_unlock_shared($1, 0)", [SERVER_LOCK]);
      const { rows } = await admin.query<{ is_last: boolean }>(
        "select pg_try_advisory_lock($1, 0) as is_last",
        [SERVER_LOCK],
      );
      return rows[0]?.is_last === true;
    },
  };
}

async function takeNumber(admin: Client): Promise<number> {
  for (;;) {
    const number = Math.floor(Math.random() * 1e9);
    if (await tryLock(admin, number)) {
      return number;
    }
  }
}

async function tryLock(admin: Client, number: number): Promise<boolean> {
  const { rows } = await admin.query<{ taken: boolean }>(
    "select pg_try_advisory_lock($1, $2) as taken",
    [RUN_LOCK, number],
  );
  return rows[0]?.taken === true;
}

async function dropLeftovers(admin: Client): Promise<void> {
  const names = [...(await databasesLike(admin, PREFIX)), ...(await rolesLike(admin, PREFIX))];
  const numbers = new Set(names.flatMap((name) => /^billhouse_test_(\d+)_/.exec(name)?.[1] ?? []));
  for (const number of numbers) {
    if (await tryLock(admin, Number(number))) {
      await dropAll(admin, `${PREFIX}${number}_`);
      await admin.query("select pg_advisory_unlock($1, $2)", [RUN_LOCK, Number(number)]);
    }
  }
}

async function dropAll(admin: Client, prefix: string): Promise<void> {
  for (const name of await databasesLike(admin, prefix)) {
    await admin.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
  }
  const roles = await rolesLike(admin, prefix);
  if (roles.length > 0) {
    // In one statement: a role that let another one belong to a third cannot go before them.
    await admin.query(`drop role if exists ${roles.map(escapeIdentifier).join(", ")}`);
  }
}

async function rolesLike(admin: Client, prefix: string): Promise<readonly string[]> {
  const { rows } = await admin.query<{ rolname: string }>(
    "select rolname from pg_roles where starts_with(rolname, $1)",
    [prefix],
  );
  return rows.map(({ rolname }) => rolname);
}

async function databasesLike(admin: Client, prefix: string): Promise<readonly string[]> {
  const { rows } = await admin.query<{ datname: string }>(
    "select datname from pg_database where starts_with(datname, $1)",
    [prefix],
  );
  return rows.map(({ datname }) => datname);
}
