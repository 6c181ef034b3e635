import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BillhouseError } from "../../src/domain/errors.ts";
import { demoTenant } from "../../src/simulator/demo-tenant.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { openSource, type PlaygroundOptions, refusalOf } from "./source-playground.ts";

const NOW = Date.parse("2026-11-21T04:00:00Z");
const STREAMS = await readStreams();
const SUMMARY = "partner_bill_by_region";
const CERTIFICATES = path.resolve(import.meta.dirname, "../fixtures/tls");

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ tenant: demoTenant(NOW), now: () => NOW, limits: "none" });
});
beforeEach(() => simulator.resetCalls());
afterAll(() => simulator.close());

const open = (change: Partial<PlaygroundOptions> = {}) =>
  openSource({ origin: simulator.origin, streams: STREAMS, now: NOW, ...change });

describe("what is no HTTP answer, before a good one, costs one more call and no row", () => {
  const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  const answerOf = (body: string): string => `${HEAD}Content-Length: ${body.length}\r\n\r\n${body}`;

  test.each<[string, string]>([
    ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n"],
    ["a connection that ends without a word", ""],
    ["a connection that ends within the headers", HEAD],
    ["headers without an end", HEAD + `X-Filler: ${"a".repeat(1_000_000)}\r\n`],
    ["a body that is shorter than its length", `${HEAD}Content-Length: 500\r\n\r\n{"Response"`],
    ["a body that is longer than its length", `${HEAD}Content-Length: 5\r\n\r\n{"Response":{}}`],
    ["two lengths", `${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    ["a chunk without a size", `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`],
    ["chunks without an end", `${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\n{"Res\r\n`],
    [
      "a packed body that cannot be unpacked",
      `${HEAD}Content-Encoding: gzip\r\n\r\n{"Response":{}}`,
    ],
    ["a byte that is no UTF-8", answerOf('{"Response":{"RequestId":"\u00ff"}}')],
  ])("%s", async (_, bytes) => {
    const expected = await open().extract(SUMMARY);
    await using server = await listenTcp(answerFirst(Buffer.from(bytes, "latin1")));
    const { extract, source } = open({ origin: server.origin });

    expect(await extract(SUMMARY)).toEqual(expected);
    expect(source.meter()).toEqual({ calls: 2, throttles: 0 });
  });
});

test("a name that DNS does not know is tried five times and named by what the network said", async () => {
  const { extract, source, clock } = open({ origin: "http://api.invalid" });

  const error = await refusalOf(extract(SUMMARY));

  expect(error).toMatchObject({ recovery: "fail-slice", failure: "failed" });
  expect(error.code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  expect(error.hint).toContain("DNS, firewall, HTTPS_PROXY");
  expect(source.meter().calls).toBe(5);
  expect(clock.slept).toHaveLength(4);
});

describe("a server that cannot prove who it is", () => {
  test("with a certificate of its own making is shown no signature", async () => {
    const seen: string[] = [];
    await using server = await listenTls((call, response) => {
      seen.push(call.headers.authorization ?? "");
      response.end("{}");
    });
    const { extract, source } = open({ origin: server.origin });

    const error = await refusalOf(extract(SUMMARY));

    expect(error).toMatchObject({ failure: "failed", code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect(seen).toEqual([]);
    expect(source.meter().calls).toBe(5);
  });

  test("by not speaking TLS at all is shown no signature", async () => {
    const seen: Buffer[] = [];
    await using server = await listenTcp((socket) => {
      socket.once("data", (bytes) => {
        seen.push(bytes);
        socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
      });
    });

    const error = await refusalOf(
      open({ origin: server.origin.replace("http:", "https:") }).extract(SUMMARY),
    );

    expect(error).toMatchObject({ recovery: "fail-slice", failure: "failed" });
    expect(seen).toHaveLength(5);
    expect(Buffer.concat(seen).includes("TC3-HMAC-SHA256")).toBe(false);
  });
});

describe("a packed answer", () => {
  test("is read like any other", async () => {
    const expected = await open().extract(SUMMARY);
    await using server = await listenHttp(async (call, response) => {
      const answer = await forward(call);
      response.setHeader("Content-Encoding", "gzip");
      response.end(gzipSync(answer));
    });

    expect(await open({ origin: server.origin }).extract(SUMMARY)).toEqual(expected);
  });

  test("of 64 kB that unpacks to 64 MB is given up while it unpacks", async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.alloc(64e6, " "), Buffer.from("{}")]));
    expect(bomb.length).toBeLessThan(65_536);
    expect(gunzipSync(bomb)).toHaveLength(64e6 + 2);
    await using server = await listenHttp(async (_call, response) => {
      response.setHeader("Content-Encoding", "gzip");
      response.end(bomb);
    });
    const { extract, logs } = open({
      origin: server.origin,
      limits: { totalMs: 30_000, bodyBytesMax: 1_000_000 },
    });

    const error = await refusalOf(extract(SUMMARY));

    expect(error).toMatchObject({ failure: "failed", code: "BodyTooLarge" });
    expect(logs.map(({ fields }) => (fields["error"] as BillhouseError).code)).toEqual(
      Array(4).fill("BodyTooLarge"),
    );
  });
});

describe("an answer that comes slowly", () => {
  test("but within its time is whole", async () => {
    const expected = await open().extract(SUMMARY);
    await using server = await listenHttp(async (call, response) => {
      const answer = await forward(call);
      const middle = Math.floor(answer.length / 2);
      response.write(answer.slice(0, middle));
      await sleep(100);
      response.end(answer.slice(middle));
    });
    const limits = { totalMs: 5_000, bodyBytesMax: 1_000_000 };

    expect(await open({ origin: server.origin, limits }).extract(SUMMARY)).toEqual(expected);
  });
});

/** A server of a test's own, and where it listens. */
type TestServer = AsyncDisposable & { readonly origin: string };

/** Says `bytes` to the first who connects and hangs up; whoever comes later talks to the simulator. */
function answerFirst(bytes: Buffer): (socket: Socket) => void {
  let isFirst = true;
  return (socket) => {
    if (isFirst) {
      isFirst = false;
      socket.once("data", () => socket.end(bytes));
      return;
    }
    const onwards = connect(Number(new URL(simulator.origin).port), "127.0.0.1");
    socket.pipe(onwards).pipe(socket);
    onwards.on("error", () => socket.destroy());
  };
}

/** What the simulator answers to the same request, which names the host that it was signed for. */
async function forward(call: IncomingMessage): Promise<string> {
  const onwards = request(simulator.origin, { method: "POST", headers: call.headers });
  call.pipe(onwards);
  const [answer] = (await once(onwards, "response")) as [IncomingMessage];
  return await text(answer);
}

async function listenHttp(
  answer: (...exchange: Parameters<RequestListener>) => Promise<void>,
): Promise<TestServer> {
  return await listenOn(
    createServer((call, response) => void answer(call, response)),
    "http:",
  );
}

async function listenTls(listener: RequestListener): Promise<TestServer> {
  const [key, cert] = ["self-signed.key", "self-signed.crt"].map((name) =>
    readFileSync(path.join(CERTIFICATES, name)),
  );
  return await listenOn(createTlsServer({ key, cert }, listener), "https:");
}

async function listenTcp(listener: (socket: Socket) => void): Promise<TestServer> {
  return await listenOn(createTcpServer(listener), "http:");
}

async function listenOn(server: Server, protocol: string): Promise<TestServer> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `${protocol}//127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await once(server, "close");
    },
  };
}
