import { afterAll, beforeAll, expect, test } from "vitest";
import { type JsonObject, writeJson } from "../../src/domain/json.ts";
import { demoTenant } from "../../src/simulator/demo-tenant.ts";
import { SIMULATED_CREDENTIALS } from "../../src/simulator/simulated-credentials.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { addMonths, billMonthAt } from "../../src/simulator/tenant/wall-clock.ts";
import { AccountCredentials } from "../../src/source/tencent/account-credentials.ts";
import { LaneQueue } from "../../src/source/tencent/lane-queue.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { TencentClient } from "../../src/source/tencent/tencent-client.ts";
import { memoryLogger } from "../unit/scheduler/memory-logger.ts";
import { callBySdk, type Fields } from "./simulator-client.ts";
import { ACCOUNTS, ImpatientClock, OpenSlots } from "./source-playground.ts";

// The official client signs with the machine's own clock.
const NOW = Date.now();
const MONTH = addMonths(billMonthAt(NOW), -1);
const STREAMS = await readStreams();

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ tenant: demoTenant(NOW), now: Date.now, limits: "none" });
});
afterAll(() => simulator.close());

const REQUESTS = STREAMS.flatMap((stream) => {
  const { name, role, paging } = stream;
  const input = {
    uin: role === "partner" ? "200000000001" : ACCOUNTS[role].uin,
    month: MONTH,
    tagKeys: ["team"],
    customerUins: ["200000000001", "200000000002"],
  };
  const page = paging === undefined ? {} : { [paging.pageField]: 1, [paging.sizeField]: 50 };
  return stream.requests(input).map((params) => ({
    name,
    stream,
    params: { ...(JSON.parse(writeJson(params)) as Fields), ...page },
  }));
});

test.each(REQUESTS)(
  "$name: the official client and ours are given the same answer",
  async ({ stream, params }) => {
    const credential = SIMULATED_CREDENTIALS[stream.role];
    const theirs = await callBySdk(simulator, credential, stream.action, params);
    const ours = JSON.parse(writeJson(await callOurs(stream.role, stream.name, params))) as Fields;
    expect("fields" in theirs ? comparable(theirs.fields) : theirs).toEqual(comparable(ours));
    expect(Object.keys(ours).length).toBeGreaterThan(1);
  },
);

test("both are refused for the same reason", async () => {
  const params = { BillMonth: MONTH, CustomerUin: 200_000_000_099 };
  const theirs = await callBySdk(
    simulator,
    SIMULATED_CREDENTIALS.partner,
    "DescribeBillSummaryByRegion",
    params,
  );
  const ours = await callOurs("partner", "partner_bill_by_region", params).catch(
    (error: unknown) => error,
  );
  expect(ours).toMatchObject({ code: "UnauthorizedOperation.UinNoAuth" });
  expect(theirs).toEqual({ code: "UnauthorizedOperation.UinNoAuth" });
});

async function callOurs(
  role: "partner" | "customer" | "payer",
  name: string,
  params: Fields,
): Promise<JsonObject> {
  const clock = new ImpatientClock(NOW);
  const client = new TencentClient({
    credentials: new AccountCredentials([ACCOUNTS[role]]),
    clock,
    random: () => 0,
    logger: memoryLogger().logger,
    fetch,
    origin: simulator.origin,
  });
  const stream = STREAMS.find((candidate) => candidate.name === name)!;
  const lane = new LaneQueue({ key: name, callsPerSecond: 50, slots: new OpenSlots(), clock });
  return await client.call({
    account: ACCOUNTS[role],
    stream,
    params: params as JsonObject,
    laneFor: () => lane,
    signal: new AbortController().signal,
  });
}

/** Without what differs from call to call, and with ids beyond 2^53 as the digits they have in common. */
function comparable(fields: Fields): unknown {
  return JSON.parse(
    JSON.stringify({ ...fields, RequestId: undefined }, (_name, value: unknown) =>
      typeof value === "bigint" || (typeof value === "number" && !Number.isSafeInteger(value))
        ? Number(value).toPrecision(15)
        : value,
    ),
  );
}
