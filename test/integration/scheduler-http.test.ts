import { once } from "node:events";
import { request } from "node:http";
import { connect, createServer } from "node:net";
import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { AbortError } from "../../src/domain/abort-error.ts";
import { HttpAddressError } from "../../src/scheduler/http-address-error.ts";
import type { ReadinessProbe } from "../../src/scheduler/readiness.ts";
import { type ServiceHttp, startServiceHttp } from "../../src/scheduler/service-http.ts";
import { createServiceMetrics } from "../../src/scheduler/service-metrics.ts";
import { memoryLogger } from "../unit/scheduler/memory-logger.ts";

const isReady: ReadinessProbe = async () => ({ ready: true });

function start(
  probe: ReadinessProbe = isReady,
  options: {
    readonly port?: number;
    readonly host?: string;
    readonly probeTimeoutMs?: number;
  } = {},
): Promise<ServiceHttp> {
  const registry = new Registry();
  createServiceMetrics({ registry, lastRuns: {}, nextRunAt: () => 0 });
  const { logger } = memoryLogger();
  return startServiceHttp({
    host: "127.0.0.1",
    port: 0,
    registry,
    probe,
    probeTimeoutMs: 50,
    logger,
    ...options,
  });
}

describe("the service over HTTP", () => {
  it("says at /healthz that its process is alive, whatever the database does", async () => {
    await using service = await start(async () => {
      throw new Error("database is down");
    });
    const response = await fetch(`${service.origin}/healthz`);
    expect([response.status, await response.text()]).toEqual([200, "ok\n"]);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it.each<[string, ReadinessProbe, number, string]>([
    ["ready", isReady, 200, "ready\n"],
    [
      "not ready, with the reason",
      async () => ({ ready: false, reason: "the schema is 2 migrations behind" }),
      503,
      "not ready: the schema is 2 migrations behind\n",
    ],
    [
      "not ready where the probe fails with an error of ours, in its words",
      async () => {
        throw new AbortError("database", "the database does not answer");
      },
      503,
      "not ready: the database does not answer\n",
    ],
    [
      "not ready where a driver fails, without its words",
      async () => {
        throw Object.assign(new Error("password authentication failed for user bill@10.0.0.7"), {
          code: "28P01",
        });
      },
      503,
      "not ready: the check failed (28P01)\n",
    ],
    [
      "not ready where the probe hangs",
      () => Promise.withResolvers<never>().promise,
      503,
      "not ready: no answer within 50 ms\n",
    ],
  ])("says at /readyz that it is %s", async (_rule, probe, status, text) => {
    await using service = await start(probe);
    const response = await fetch(`${service.origin}/readyz?verbose=1`);
    expect([response.status, await response.text()]).toEqual([status, text]);
  });

  it("asks the database once for all who ask at the same time, and tells a hanging question to stop", async () => {
    const signals: AbortSignal[] = [];
    const hang: ReadinessProbe = (signal) => {
      signals.push(signal);
      return Promise.withResolvers<never>().promise;
    };
    await using service = await start(hang, { probeTimeoutMs: 500 });
    const all = await Promise.all([1, 2, 3].map(() => fetch(`${service.origin}/readyz`)));
    expect(all.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it("shows the metrics in the format that Prometheus names", async () => {
    await using service = await start();
    const response = await fetch(`${service.origin}/metrics`);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(await response.text()).toContain("\nbillhouse_run_in_progress 0\n");
  });

  it.each([
    ["GET", "/", 404],
    ["GET", "/healthz/", 404],
    ["POST", "/healthz", 405],
    ["DELETE", "/metrics", 405],
    ["OPTIONS", "*", 404],
  ])("answers %s %s with %d", async (method, path, status) => {
    await using service = await start();
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
    request(service.origin, { method, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
    expect(await promise).toBe(status);
  });

  it("answers HEAD as GET, without the body", async () => {
    await using service = await start();
    const response = await fetch(`${service.origin}/healthz`, { method: "HEAD" });
    expect(response.headers.get("content-length")).toBe("3");
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  it("names BILLING_HTTP_ADDRESS where the port is in use", async () => {
    await using service = await start();
    const port = Number(new URL(service.origin).port);
    const failure = await start(isReady, { port }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(HttpAddressError);
    expect(String(failure)).toContain(
      `BILLING_HTTP_ADDRESS=127.0.0.1:${port} is in use by another process`,
    );
  });

  it("names BILLING_HTTP_ADDRESS where the address is not this machine's", async () => {
    await expect(start(isReady, { host: "192.0.2.1" })).rejects.toThrow(
      "BILLING_HTTP_ADDRESS=192.0.2.1:0 is not an address of this machine",
    );
  });

  it("frees the port when it is disposed of, also under a client that says nothing", async () => {
    const service = await start();
    const port = Number(new URL(service.origin).port);
    await fetch(`${service.origin}/healthz`).then((response) => response.text());
    const silent = connect(port, "127.0.0.1");
    await once(silent, "connect");
    silent.on("error", () => undefined);
    await service[Symbol.asyncDispose]();
    await service[Symbol.asyncDispose]();
    const successor = createServer();
    successor.listen(port, "127.0.0.1");
    await expect(once(successor, "listening")).resolves.toBeDefined();
    successor.close();
    silent.destroy();
  });
});
