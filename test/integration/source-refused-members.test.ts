import { afterEach, beforeEach, expect, test } from "vitest";
import { generateTenant } from "../../src/simulator/generate-tenant.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { unbindCustomer } from "../../src/simulator/tenant/edit-tenant.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { openSource, refusalOf, rowsOf, streamNamed } from "./source-playground.ts";

const NOW = Date.parse("2026-11-21T04:00:00Z");
const TENANT = generateTenant({ seed: 3, now: NOW, customers: 25, months: 1, linesPerMonth: 1 });
const STREAMS = await readStreams();
const STREAM = "customer_info";
const [TABLE] = streamNamed(STREAMS, STREAM).tables;
const UINS = TENANT.customers.map(({ uin }) => uin);

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ tenant: TENANT, now: () => NOW, limits: "none" });
});
afterEach(() => simulator.close());

const open = () => openSource({ origin: simulator.origin, streams: STREAMS, now: NOW });

test("a customer that left the partner a moment ago does not cost the others their names", async () => {
  const [gone, last] = [UINS[6]!, UINS.at(-1)!];
  simulator.setTenant(unbindCustomer(unbindCustomer(TENANT, gone), last));
  const { extract, logs } = open();

  const pages = await extract(STREAM, { customerUins: UINS });

  const named = rowsOf(TABLE!, pages).map((row) => row["customer_uin"]);
  expect(named).toEqual(UINS.filter((uin) => uin !== gone && uin !== last));
  expect(pages.map(({ request, number }) => `${request}.${number}`)).toEqual([
    ...new Set(pages.map(({ request, number }) => `${request}.${number}`)),
  ]);
  const told = logs.map(({ level, fields }) => `${level} ${String(fields["member"])}`);
  expect(told).toEqual([`warn ${gone}`, `warn ${last}`]);
  expect(simulator.calls().length).toBeLessThanOrEqual(16);
});

test("a credential that may read nobody's info fails the slice as before", async () => {
  simulator.setFaults([{ fault: { error: "UnauthorizedOperation.CamNoAuth" } }]);
  const error = await refusalOf(open().extract(STREAM, { customerUins: UINS.slice(0, 3) }));
  expect(error).toMatchObject({ failure: "forbidden", code: "UnauthorizedOperation.CamNoAuth" });
});
