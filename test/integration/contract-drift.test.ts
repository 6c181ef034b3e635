import type { Pool } from "pg";
import { describe, expect, test } from "vitest";
import type { DoctorReport } from "../../src/app/doctor-report.ts";
import { addMonths, billMonthAt } from "../../src/domain/bill-month.ts";
import { JsonNumber } from "../../src/domain/json-number.ts";
import type { Stream } from "../../src/domain/stream.ts";
import type { FaultScript } from "../../src/simulator/faults/fault-script.ts";
import { generateTenant } from "../../src/simulator/generate-tenant.ts";
import { readStreams } from "../../src/source/tencent/read-streams.ts";
import { billsDigest } from "../e2e/bills.ts";
import { allAccountsEnv, CUSTOMERS, startVendor } from "../e2e/vendor.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { readText, type TextRow } from "../support/read-table.ts";
import { runCommand } from "./run-command.ts";

const STREAMS = await readStreams();
/** Over, so that every customer has a bill in it. */
const MONTH = addMonths(billMonthAt(Date.now()), -1);

const TENANT = generateTenant({
  seed: 7,
  now: Date.now(),
  customers: CUSTOMERS.length,
  months: 2,
  linesPerMonth: 30,
});

type Patch = Readonly<Record<string, unknown>>;
type Target = {
  readonly stream: Stream;
  /** Where the stream's records lie in an answer: `DetailSet.0.`, or '' where the answer is the record. */
  readonly record: string;
  readonly list: string;
  /** The field without which a record is worth nothing. */
  readonly field: string;
};

const TARGETS: readonly Target[] = STREAMS.map((stream) => {
  const [table] = stream.tables;
  const list = table?.place.list ?? "";
  const columns = Object.entries(table?.columns ?? {});
  const required = columns.find(([, { required: isRequired }]) => isRequired === true);
  const member = columns.find(([name]) => table?.key.includes(name) === true);
  return {
    stream,
    list,
    record: list === "" ? "" : `${list}.${required === undefined ? "*" : "0"}.`,
    field: (required ?? member)?.[1].field ?? "",
  };
});

/** The vendor's answers changed in one slice of every stream. */
function drifting(patchOf: (target: Target) => Patch): FaultScript {
  return TARGETS.map((target) => ({
    match: {
      service: target.stream.service.name,
      action: target.stream.action,
      params: paramsOf(target.stream),
    },
    fault: { patch: patchOf(target) as never },
  }));
}

/** What tells the calls of the one slice from all others. */
function paramsOf(stream: Stream): Readonly<Record<string, unknown>> {
  if (stream.slicing === "account") {
    return {};
  }
  const uin = stream.slicing === "own-month" ? "" : CUSTOMERS[0];
  const [params = {}] = stream.requests({ uin, month: MONTH, tagKeys: ["team"], customerUins: [] });
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      value instanceof JsonNumber ? Number(value.source) : value,
    ]),
  );
}

async function readSlices(pool: Pool): Promise<ReadonlyMap<string, TextRow>> {
  const rows = await readText(
    pool,
    `select stream || ' ' || uin || ' ' || bill_month as key, stream, status, error_code, error_message,
       row_count, amount, last_success_at, unknown_fields, raw_fields
     from billing_ops.slice order by 1`,
  );
  return new Map(rows.map((row) => [row["key"] ?? "", row]));
}

/** One night; what it wrote to its log. */
async function sync(env: Readonly<Record<string, string>>, exitCode: number): Promise<string> {
  const ended = await runCommand(["sync"], { env });
  const err = ended.exitCode === exitCode ? "" : ended.err;
  expect({ exitCode: ended.exitCode, err }).toEqual({ exitCode, err: "" });
  return ended.err;
}

const GONE = { $remove: true };

describe("a field that is", { timeout: 120_000 }, () => {
  test.each<[string, (target: Target) => Patch, RegExp]>([
    ["missing", ({ record, field }) => ({ [record + field]: GONE }), /^field \w+ is missing/],
    [
      "of another type",
      ({ record, field }) => ({ [record + field]: { Value: "1" } }),
      /^field \w+ is not a /,
    ],
    [
      "called otherwise, a whole list of records",
      ({ list, field }) =>
        list === "" ? { [field]: GONE, Renamed: "1" } : { [list]: GONE, Renamed: [{ A: "1" }] },
      /^field \w+ is missing/,
    ],
  ])(
    "%s fails that slice of each stream by its name, keeps its rows, and no other slice",
    async (_, patchOf, problem) => {
      await using vendor = await startVendor({ tenant: TENANT });
      await using database = await freshDatabase();
      const env = allAccountsEnv(vendor, database.url);
      await sync(env, 0);
      const [bills, before] = [await billsDigest(database.pool), await readSlices(database.pool)];
      vendor.setFaults(drifting(patchOf));

      await sync(env, 3);

      const after = [...(await readSlices(database.pool))];
      const failed = after.filter(([, { status }]) => status === "failed");
      expect(failed.map(([, { stream }]) => stream)).toEqual(
        STREAMS.map(({ name }) => name).toSorted(),
      );
      for (const [key, slice] of failed) {
        const { stream, error_code, error_message, ...kept } = slice;
        const start = `${stream}: `;
        expect([error_code, error_message?.slice(0, start.length)]).toEqual(["Drift", start]);
        expect(error_message?.slice(start.length)).toMatch(problem);
        expect(kept).toEqual(keptOf(before.get(key)));
      }
      const others = after.filter(([, { status }]) => status !== "failed");
      expect(others.length).toBeGreaterThan(STREAMS.length);
      expect(
        others.filter(
          ([key, { last_success_at }]) => before.get(key)?.["last_success_at"] === last_success_at,
        ),
      ).toEqual([]);
      expect(await billsDigest(database.pool)).toEqual(bills);

      vendor.setFaults([]);
      await sync(env, 0);
      expect(await billsDigest(database.pool)).toEqual(bills);
    },
  );
});

/** What of a slice a failure must leave as it was. */
function keptOf(slice: TextRow | undefined): TextRow {
  const { stream: _stream, error_code: _code, error_message: _message, ...kept } = slice ?? {};
  return { ...kept, status: "failed" };
}

describe("a field that this version does not know", { timeout: 120_000 }, () => {
  const NEW = {
    "DetailSet.*.NewField": { Deep: ["kept"] },
    "DetailSet.0.ComponentUsage": "-",
    "DetailSet.0.OtherNewField": { $raw: "1.50" },
  };
  const FAULTS: FaultScript = [
    { match: { action: "DescribeCustomerBillDetail" }, fault: { patch: NEW } },
    {
      match: { action: "DescribeBillSummaryByPayMode" },
      fault: { patch: { "SummaryOverview.0.Detail.*.NewField": "1" } },
    },
  ];

  test("fails nothing, is counted apart from raw texts, and shown by status, doctor and log until it is known", async () => {
    await using vendor = await startVendor({ tenant: TENANT, faults: FAULTS });
    await using database = await freshDatabase();
    const env = { ...allAccountsEnv(vendor, database.url), BILLING_LOG_FORMAT: "json" };

    const log = await sync(env, 0);

    const counted = await rowsInBills(database.pool);
    const { unknownFields, rawFields } = await statusDocument(env);
    expect(unknownFields.map(({ stream, field, rows }) => [stream, field, rows])).toEqual(counted);
    expect(counted).toHaveLength(3);
    expect(rawFields.map(({ field }) => field)).toContain("ComponentUsage");
    expect(rawFields.map(({ field }) => field)).not.toContain("NewField");
    const warnings = log.split("\n").filter((line) => line.includes("does not know"));
    expect(warnings.map((line) => JSON.parse(line) as Record<string, unknown>)).toMatchObject(
      counted
        .map(([stream, field, rows]) => ({ level: "warn", stream, field, rows: Number(rows) }))
        .toSorted((a, b) => (`${a.stream} ${a.field}` < `${b.stream} ${b.field}` ? -1 : 1)),
    );
    expect(await fieldsFinding(env)).toMatchObject({
      verdict: "note",
      message: "the API sends what this version does not know: NewField, OtherNewField",
      hint: expect.stringContaining("nothing is lost"),
    });

    vendor.setFaults([]);
    expect(await sync(env, 0)).not.toContain("does not know");
    expect((await statusDocument(env)).unknownFields).toEqual([]);
    expect(await fieldsFinding(env)).toMatchObject({ verdict: "ok" });
  });
});

/** Counted again from the bills themselves, most frequent first. */
async function rowsInBills(pool: Pool): Promise<readonly (readonly [string, string, string])[]> {
  const rows = await readText(
    pool,
    `select stream, field, count(*) as rows from (
       select 'partner_bill_detail' as stream, jsonb_object_keys(extra - '$raw') as field
       from billing.bill_detail
       union all select 'partner_bill_by_pay_mode', jsonb_object_keys(extra - '$raw')
       from billing.partner_bill_by_action) kept
     group by 1, 2 order by 3 desc, 1, 2`,
  );
  return rows.map(({ stream, field, rows: count }) => [stream ?? "", field ?? "", count ?? ""]);
}

async function statusDocument(env: Readonly<Record<string, string>>): Promise<StatusDocument> {
  return JSON.parse((await runCommand(["status", "--json"], { env })).out) as StatusDocument;
}

async function fieldsFinding(env: Readonly<Record<string, string>>): Promise<unknown> {
  const { out } = await runCommand(["doctor", "--json"], { env });
  return (JSON.parse(out) as DoctorReport).findings.find(({ subject }) => subject === "fields");
}

type StatusDocument = Readonly<
  Record<
    "unknownFields" | "rawFields",
    readonly { readonly stream: string; readonly field: string; readonly rows: string }[]
  >
>;
