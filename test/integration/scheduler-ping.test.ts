import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createPinger, type Pinger } from "../../src/scheduler/dead-man-ping.ts";
import { memoryLogger } from "../unit/scheduler/memory-logger.ts";
import { runResult } from "../unit/scheduler/run-result.ts";

const SECRET = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278";
const RUN = "17";
const UUID = /[?&]rid=([0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$/;
const TIMEOUT_MS = 400;

type Seen = { readonly line: string; readonly body: string };
type Answer = (response: ServerResponse, attempt: number) => void;

const ok: Answer = (response) => response.end("OK");

/** A dead-man service of its own that notes what it is told. */
async function openService(answer: Answer = ok) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      seen.push({ line: `${request.method} ${request.url}`, body });
      answer(response, seen.length);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      if (server.listening) {
        await once(server, "close");
      }
    },
  };
}

function pingerOf(url: string | undefined, send: typeof fetch = fetch) {
  const { logger, lines } = memoryLogger();
  const clock = { sleep: (delayMs: number): Promise<void> => setTimeout(delayMs) };
  const pinger: Pinger = createPinger({ url, fetch: send, clock, logger, timeoutMs: TIMEOUT_MS });
  return { pinger, lines };
}

describe("a dead-man service is told", () => {
  it("of a run's start, success and failure, by the paths of healthchecks.io", async () => {
    await using service = await openService();
    const { pinger, lines } = pingerOf(`${service.origin}/${SECRET}`);
    await pinger.started(RUN);
    await pinger.succeeded(runResult({ runId: RUN }));
    await pinger.failed(3, runResult({ runId: RUN, status: "partial", exitCode: 3 }));
    await pinger.failed(1);
    expect(service.seen.map(({ line }) => line.replace(UUID, ""))).toEqual([
      `POST /${SECRET}/start`,
      `POST /${SECRET}`,
      `POST /${SECRET}/3`,
      `POST /${SECRET}/1`,
    ]);
    expect(service.seen[2]?.body).toBe(
      [
        `sync ${RUN} partial, exit code 3`,
        "slices: 12 loaded, 0 failed, 12 planned",
        "rows: 30 added, 4 changed, 2 removed",
        "calls: 48, throttled: 1",
      ].join("\n"),
    );
    expect(lines).toEqual([]);
  });

  it("in the order of events, also where nobody waits for a ping", async () => {
    await using service = await openService();
    let delayMs = 60;
    const { pinger } = pingerOf(`${service.origin}/${SECRET}`, async (...args) => {
      const wait = setTimeout(delayMs);
      delayMs = 0;
      await wait;
      return fetch(...args);
    });
    void pinger.started(RUN);
    await pinger.succeeded(runResult());
    expect(service.seen.map(({ line }) => line.split("?")[0])).toEqual([
      `POST /${SECRET}/start`,
      `POST /${SECRET}`,
    ]);
  });

  it("which start and which end are the same run's, by a UUID that no other run has", async () => {
    await using service = await openService();
    const { pinger } = pingerOf(`${service.origin}/${SECRET}`);
    await pinger.started(RUN);
    await pinger.succeeded(runResult({ runId: RUN }));
    await pinger.started("18");
    const [start, end, next] = service.seen.map(({ line }) => UUID.exec(line)?.[1]);
    expect(start).toBeDefined();
    expect(end).toBe(start);
    expect(next).not.toBe(start);
    await using other = await openService();
    await pingerOf(`${other.origin}/${SECRET}`).pinger.started(RUN);
    expect(UUID.exec(other.seen[0]?.line ?? "")?.[1]).not.toBe(start);
  });

  it("under a slug that is to be created", async () => {
    await using service = await openService();
    const { pinger } = pingerOf(`${service.origin}/key/billhouse/?create=1`);
    await pinger.started(RUN);
    expect(service.seen[0]?.line.replace(UUID, "")).toBe("POST /key/billhouse/start?create=1");
  });

  it("nothing, where there is none", async () => {
    const { pinger, lines } = pingerOf(undefined);
    await pinger.started(RUN);
    await pinger.failed(1);
    expect(lines).toEqual([]);
  });
});

describe("a ping that fails", () => {
  it("is sent once more where that may help", async () => {
    await using service = await openService((response, attempt) => {
      response.writeHead(attempt === 1 ? 503 : 200).end();
    });
    const { pinger, lines } = pingerOf(`${service.origin}/${SECRET}`);
    await pinger.succeeded(runResult());
    expect(service.seen.length).toBe(2);
    expect(lines).toEqual([]);
  });

  it.each<[string, Answer, number, string]>([
    ["the service is in trouble", (response) => response.writeHead(500).end(), 2, "HTTP 500"],
    ["the URL is wrong", (response) => response.writeHead(404).end("not found"), 1, "HTTP 404"],
    [
      "the service only pretends",
      (response) => response.end("OK (not found)"),
      1,
      "the service ignored it: not found",
    ],
    ["the answer never comes", () => undefined, 2, "no answer in time"],
    ["the connection is cut", (response) => response.destroy(), 2, "UND_ERR_SOCKET"],
  ])(
    "because %s is a warning, in time, without the secret",
    async (_why, answer, tries, problem) => {
      await using service = await openService(answer);
      const { pinger, lines } = pingerOf(`${service.origin}/${SECRET}`);
      const began = performance.now();
      await pinger.failed(75);
      expect(performance.now() - began).toBeLessThan(TIMEOUT_MS * 4);
      expect(service.seen.length).toBe(tries);
      expect(lines).toEqual([
        {
          level: "warn",
          event: "could not tell the dead-man service",
          fields: { ping: "failure", problem },
        },
      ]);
    },
  );

  it.each([
    ["a port where nobody listens", `http://127.0.0.1:1/${SECRET}`],
    ["a URL with a password, which fetch refuses", `http://user:${SECRET}@127.0.0.1:1/`],
    ["no URL at all", `not a url ${SECRET}`],
  ])("at %s throws nothing and tells no secret", async (_what, url) => {
    const { pinger, lines } = pingerOf(url);
    await pinger.started(RUN);
    expect(lines.length).toBe(1);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  });
});
