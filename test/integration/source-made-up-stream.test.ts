import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readStreams, STREAMS_DIR } from "../../src/source/tencent/read-streams.ts";
import { ACCOUNTS, openSource } from "./source-playground.ts";

const NOW = Date.parse("2026-11-21T04:00:00Z");
const STREAMS = await readStreams([STREAMS_DIR, join(import.meta.dirname, "../fixtures/streams")]);
const METERS = ["cpu", "disk", "net", "ram", "gpu"];

type Call = {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
};

const calls: Call[] = [];
let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      calls.push({ headers: request.headers, body });
      const [page, size] = [Number(body["PageNumber"]), Number(body["Limit"])];
      const items = METERS.slice((page - 1) * size, page * size).map(
        (meter, index) =>
          `{"Meter":"${meter}","Amount":${page}.${index}0,"Period":"2026-10","Colour":"red"}`,
      );
      response.end(`{"Response":{"Count":"5","Items":[${items.join()}],"RequestId":"r"}}`);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

test("one file in a folder is all it takes to extract another action", async () => {
  const { port } = server.address() as AddressInfo;
  const { extract } = openSource({
    origin: `http://127.0.0.1:${port}`,
    streams: STREAMS,
    now: NOW,
  });
  const pages = await extract("made_up_usage");
  expect(pages.map(({ number, rows }) => [number, rows[0]?.map(({ values }) => values)])).toEqual([
    [
      1,
      [
        ["made-up", "cpu", "1.00"],
        ["made-up", "disk", "1.10"],
      ],
    ],
    [
      2,
      [
        ["made-up", "net", "2.00"],
        ["made-up", "ram", "2.10"],
      ],
    ],
    [3, [["made-up", "gpu", "3.00"]]],
  ]);
  expect(pages[0]?.rows[0]?.[0]?.extra).toBe('{"Colour":"red"}');
  const bodies = calls.map(({ body }) => body);
  expect(bodies.toSorted((a, b) => Number(a["PageNumber"]) - Number(b["PageNumber"]))).toEqual(
    [1, 2, 3].map((page) => ({
      Period: "2026-10",
      Uin: Number(ACCOUNTS.payer.uin),
      PageNumber: page,
      Limit: 2,
    })),
  );
  expect(calls[0]?.headers).toMatchObject({
    "x-tc-action": "DescribeMadeUpUsage",
    "x-tc-version": "2030-01-01",
    authorization: expect.stringContaining("/madeup/tc3_request"),
  });
});
