import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { AbortError } from "../../src/domain/abort-error.ts";
import { runCommand } from "./run-command.ts";

type Running = {
  readonly origin: string;
  /** Ends it as Ctrl-C does; gives its exit code. */
  readonly interrupt: () => Promise<number>;
};

async function start(...argv: string[]): Promise<Running> {
  const abort = new AbortController();
  const { promise: origin, resolve } = Promise.withResolvers<string>();
  const ending = runCommand(["simulator", "--port", "0", ...argv], {
    signal: abort.signal,
    onOut: (text) => {
      resolve(/^BILLING_TENCENT_ORIGIN=(.*)$/m.exec(text)?.[1] ?? "");
      return false;
    },
  });
  return {
    origin: await origin,
    interrupt: async () => {
      abort.abort(new AbortError("interrupted", "interrupted by SIGINT"));
      return (await ending).exitCode;
    },
  };
}

async function askUnsigned(origin: string): Promise<string> {
  const response = await fetch(origin, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-tc-action": "DescribeCustomerUin",
      "x-tc-version": "2022-09-28",
      "x-tc-timestamp": "0",
    },
    body: "{}",
  });
  return await response.text();
}

test("the simulator answers at the origin it prints, until it is interrupted", async () => {
  const simulator = await start("--seed", "7", "--customers", "3", "--months", "1");
  expect(await askUnsigned(simulator.origin)).toContain("AuthFailure");
  expect(await simulator.interrupt()).toBe(0);
  await expect(askUnsigned(simulator.origin)).rejects.toThrow("fetch failed");
});

test("a fault script is followed", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "billhouse-"));
  try {
    const file = path.join(folder, "faults.json");
    await writeFile(file, '[{ "fault": { "error": "InternalError.Rehearsed" } }]');
    const simulator = await start("--faults", file);
    expect(await askUnsigned(simulator.origin)).toContain("InternalError.Rehearsed");
    await simulator.interrupt();
    await writeFile(file, '[{ "fault": { "nonsense": 1 } }]');
    const { exitCode, err } = await runCommand(["simulator", "--faults", file]);
    expect(exitCode).toBe(2);
    expect(err).toContain("nonsense");
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a port that is taken ends with 2 and says what to do", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const { exitCode, err } = await runCommand(["simulator", "--port", port]);
  server.close();
  expect(exitCode).toBe(2);
  expect(err).toContain(`port ${port} cannot be used`);
  expect(err).toContain("--port 0");
});

test("a fault script that is not there is told with where its path starts", async () => {
  const { err } = await runCommand(["simulator", "--faults", "no-such-faults.json"]);
  expect(err).toContain("ENOENT");
  expect(err).toContain("the project's folder");
});

test.each([
  ["--port", "70000"],
  ["--customers", "1"],
  ["--limits", "some"],
  ["--latency-ms", "-1"],
  ["--faults", "/nowhere/faults.json"],
])("%s %s ends with 2", async (option, value) => {
  const { exitCode, err } = await runCommand(["simulator", option, value]);
  expect(exitCode).toBe(2);
  expect(err).not.toBe("");
});
