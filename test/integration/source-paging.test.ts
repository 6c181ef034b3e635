import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { demoTenant } from "../../src/simulator/demo-tenant.ts";
import type { Fault } from "../../src/simulator/faults/fault-script.ts";
import { type Simulator, startSimulator } from "../../src/simulator/start-simulator.ts";
import { type BillLine, makeLine } from "../../src/simulator/tenant/bill-line.ts";
import { addLines } from "../../src/simulator/tenant/edit-tenant.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { openSource, type PlaygroundOptions, refusalOf, rowCount } from "./source-playground.ts";

const NOW = Date.parse("2026-11-21T04:00:00Z");
const TENANT = demoTenant(NOW);
const STREAMS = await readStreams();
const DETAIL = "partner_bill_detail";

// One for each test: a call that a test gave up may arrive during the next.
let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ tenant: TENANT, now: () => NOW, limits: "none" });
});
afterEach(() => simulator.close());

const open = (change: Partial<PlaygroundOptions> = {}) =>
  openSource({ origin: simulator.origin, streams: STREAMS, now: NOW, ...change });

const added = (month: string): readonly BillLine[] =>
  Array.from({ length: 3 }, (_, index) => makeLine(month, { id: `99999999999999999${index}0` }));

describe("pages", () => {
  test.each<[string, Fault, number]>([
    [
      "with a Total that is too low are read to the empty page",
      { patch: { Total: { $add: -100 } } },
      640,
    ],
    ["without a Total are read to the empty page", { patch: { Total: { $remove: true } } }, 640],
    ["with a Total of 0 beside rows are read to the empty page", { patch: { Total: 0 } }, 640],
    ["with a Total as text are read like any other", { patch: { Total: "640" } }, 640],
  ])("%s", async (_, fault, rows) => {
    simulator.setFaults([{ fault }]);
    expect(rowCount(await open().extract(DETAIL))).toBe(rows);
  });

  test.each<[string, string, Fault]>([
    ["with a Total that promises more", "200000000001", { patch: { Total: { $add: 5 } } }],
    ["that are all the first one", "200000000001", { ignorePage: true }],
    ["that are all the first one, without Ids", "200000000003", { ignorePage: true }],
  ])("%s contradict each other", async (_, uin, fault) => {
    simulator.setFaults([{ fault }]);
    const error = await refusalOf(open().extract(DETAIL, { uin }));
    expect(error).toMatchObject({ failure: "inconsistent", code: "InconsistentPages" });
  });

  test.each<[string, Fault, RegExp]>([
    [
      "of another customer",
      { patch: { "DetailSet.3.OwnerAccountId": 200_000_000_009 } },
      /OwnerAccountId says "200000000009"/,
    ],
    [
      "without a charged amount",
      { patch: { "DetailSet.3.TotalCost": { $remove: true } } },
      /TotalCost is missing/,
    ],
    [
      "with an amount that is none",
      { patch: { "DetailSet.3.TotalCost": "1,50" } },
      /TotalCost is not a decimal: "1,50"/,
    ],
    [
      "with a time that is none",
      { patch: { "DetailSet.3.TransactionTime": "2026-02-30 00:00:00" } },
      /TransactionTime is not a time/,
    ],
  ])("with one line %s are refused whole, and the field is named", async (_, fault, message) => {
    simulator.setFaults([{ match: { params: { Page: 2 } }, fault }]);
    const error = await refusalOf(open().extract(DETAIL));
    expect(error).toMatchObject({ failure: "drift" });
    expect(error.message).toMatch(message);
  });
});

describe("a bill that grows while it is read", () => {
  test("in the running month is followed to its new end, and page 1 is read again", async () => {
    const { before, reading } = await readGrowing("2026-11");
    expect(rowCount(await reading)).toBe(before + 3);
    expect(simulator.calls().at(-1)?.params["Page"]).toBe(1);
  });

  test("at its front in the running month contradicts itself: a line moved", async () => {
    const { reading } = await readGrowing("2026-11", 0);
    expect(await refusalOf(reading)).toMatchObject({ failure: "inconsistent" });
  });

  test("in a closed month contradicts itself", async () => {
    const { reading } = await readGrowing("2026-10");
    expect(await refusalOf(reading)).toMatchObject({ failure: "inconsistent" });
  });
});

/** Reads a month into which three lines come at `position` once its first page was answered. */
async function readGrowing(month: string, position?: number) {
  const bill = { uin: "200000000001", month };
  const before = rowCount(await open().extract(DETAIL, bill));
  simulator.resetCalls();
  let answers = 0;
  const { extract } = open({
    onAnswer: () => {
      answers += 1;
      if (answers === 1) {
        simulator.setTenant(addLines(TENANT, bill, added(month), position));
      }
    },
  });
  return { before, reading: extract(DETAIL, bill) };
}
