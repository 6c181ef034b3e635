import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ExportPlayground, openExportPlayground, readParquet } from "./export-playground.ts";

const DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

const digits = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...DIGITS), maxLength });

const EVERY_KIND = `
  create view billing_mart.every_kind as
  select *, n as ordinal from (values
    (1, 123.4500::numeric, 9007199254740993::bigint, -7, 2::smallint, 0.1::float8, true,
      date '2026-10-31', timestamptz '2026-10-31 23:59:59.123456+08', 'plain',
      '{"team": "a", "rate": 1.10}'::jsonb, array['x', 'y"z', null], array[1.10, 2.20],
      interval '1 day 2 hours'),
    (2, null, null, null, null, null, null, null, null, null, null, null, null, null),
    (3, -0.000::numeric, -9223372036854775808, 2147483647, -2, 'NaN', false, date '1969-12-31',
      timestamptz '1969-12-31 23:59:59.999999Z', '', '[]', '{}', '{}', interval '0'),
    (4, 0, 0, 0, 0, -1e-300, false, date '0001-01-01', timestamptz '0001-01-01 00:00:00Z',
      E'comma, "quote",\\nline\\r\\nend \\\\ é 字 🙂', '"NULL"', array[''], array[null::numeric], interval '-1 second'))
    kinds (n, amount, large, whole, small, real, is_paid, day, at, text, tags, list, numbers, age)`;

describe("in Parquet", () => {
  test("every kind of column has its type and every value is the same", async () => {
    await using playground = await openExportPlayground(EVERY_KIND);
    const { types, rows } = await exportParquet(playground, "every_kind");
    expect(types).toEqual({
      n: "INTEGER",
      amount: "DECIMAL(38,18)",
      large: "BIGINT",
      whole: "INTEGER",
      small: "INTEGER",
      real: "DOUBLE",
      is_paid: "BOOLEAN",
      day: "DATE",
      at: "TIMESTAMP WITH TIME ZONE",
      text: "VARCHAR",
      tags: "VARCHAR",
      list: "VARCHAR",
      numbers: "VARCHAR",
      age: "VARCHAR",
      ordinal: "INTEGER",
    });
    const [first = {}, second = {}, third = {}, fourth = {}] = rows;
    expect(first).toMatchObject({
      amount: "123.450000000000000000",
      large: "9007199254740993",
      whole: "-7",
      small: "2",
      real: "0.1",
      is_paid: "true",
      day: "2026-10-31",
      at: "2026-10-31T15:59:59.123456Z",
      text: "plain",
      tags: '{"rate": 1.10, "team": "a"}',
      list: '["x","y\\"z",null]',
      numbers: "[1.10,2.20]",
      age: "P1DT2H",
    });
    const { n: _n, ordinal: _ordinal, ...nulls } = second;
    expect(new Set(Object.values(nulls))).toEqual(new Set([null]));
    expect(third).toMatchObject({
      amount: "0.000000000000000000",
      large: "-9223372036854775808",
      whole: "2147483647",
      real: "nan",
      day: "1969-12-31",
      at: "1969-12-31T23:59:59.999999Z",
      text: "",
      list: "[]",
    });
    expect(fourth).toMatchObject({
      real: "-1e-300",
      day: "0001-01-01",
      at: "0001-01-01T00:00:00.000000Z",
      text: 'comma, "quote",\nline\r\nend \\ é 字 🙂',
      tags: '"NULL"',
      list: '[""]',
      numbers: "[null]",
      age: "PT-1S",
    });
  });

  test("many rows keep their number and their values", async () => {
    await using playground = await openExportPlayground(
      "create view billing_mart.many as select g::bigint as n, g / 1000.0 as cost from generate_series(1, 40001) g",
    );
    const { rows } = await exportParquet(playground, "many");
    expect(rows).toHaveLength(40_001);
    expect(rows.reduce((sum, { n }) => sum + Number(n), 0)).toBe((40_001 * 40_002) / 2);
    expect(rows.find(({ n }) => n === "39999")?.["cost"]).toBe("39.999000000000000000");
  });
});

describe("in CSV", () => {
  test("values are the texts that PostgreSQL gives, instants in UTC, NULL nothing, '' quoted", async () => {
    await using playground = await openExportPlayground(EVERY_KIND);
    // What a login has set for itself changes nothing.
    await playground.database.pool.query(
      `alter database ${playground.database.name} set timezone = 'America/New_York';
       alter database ${playground.database.name} set datestyle = 'German';
       alter database ${playground.database.name} set statement_timeout = '1ms'`,
    );
    const { exitCode, out, err } = await playground.run("--view every_kind --format csv --out -");
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: expect.stringMatching(/^4 rows, /) });
    expect(out).toBe(
      [
        "n,amount,large,whole,small,real,is_paid,day,at,text,tags,list,numbers,age,ordinal",
        '1,123.4500,9007199254740993,-7,2,0.1,true,2026-10-31,2026-10-31T15:59:59.123456Z,plain,"{""rate"": 1.10, ""team"": ""a""}","[""x"",""y\\""z"",null]","[1.10,2.20]",P1DT2H,1',
        "2,,,,,,,,,,,,,,2",
        '3,0.000,-9223372036854775808,2147483647,-2,NaN,false,1969-12-31,1969-12-31T23:59:59.999999Z,"",[],[],[],PT0S,3',
        '4,0,0,0,0,-1e-300,false,0001-01-01,0001-01-01T00:00:00Z,"comma, ""quote"",\nline\r\nend \\ é 字 🙂","""NULL""","[""""]",[null],PT-1S,4',
        "",
      ].join("\n"),
    );
  });

  test("a file holds the same bytes as stdout", async () => {
    await using playground = await openExportPlayground(EVERY_KIND);
    const { out } = await playground.run("--view every_kind --format csv --out -");
    await playground.run("--view every_kind --format csv", { out: "kinds.csv" });
    expect(await playground.text("kinds.csv")).toBe(out);
  });

  test("characters stay whole wherever the server cuts the text", async () => {
    await using playground = await openExportPlayground(
      "create view billing_mart.wide as select repeat('字🙂', 200) as text from generate_series(1, 2000)",
    );
    const { out } = await playground.run("--view wide --format csv --out -");
    expect(out).toBe(`text\n${`${"字🙂".repeat(200)}\n`.repeat(2_000)}`);
  });

  test("nobody reading on, as behind head, is no failure", async () => {
    await using playground = await openExportPlayground(
      "create view billing_mart.endless as select generate_series(1, 1000000000) as n",
    );
    let texts = 0;
    const { exitCode, err } = await playground.run("--view endless --format csv --out -", {
      onOut: () => {
        texts += 1;
        return texts === 2;
      },
    });
    expect({ exitCode, err, texts }).toEqual({ exitCode: 0, err: "", texts: 2 });
  });
});

describe("amounts", () => {
  /** Columns whose values need at most 38 digits together, wherever the point is. */
  const fitting = fc.nat({ max: 38 }).chain((scale) =>
    fc.array(
      fc
        .tuple(fc.constantFrom("", "-"), digits(38 - scale), digits(scale))
        .map(([sign, integer, fraction]) => `${sign}${integer || "0"}.${fraction || "0"}`),
      { minLength: 1, maxLength: 60 },
    ),
  );

  test("of up to 38 digits are in Parquet to the last digit, and in CSV as PostgreSQL writes them", async () => {
    await using playground = await amountsPlayground();
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fitting, async (amounts) => {
        runs += 1;
        const stored = await storeAmounts(playground, amounts);
        const { rows } = await exportParquet(playground, "amounts");
        expect(rows.map(({ amount }) => trimmed(amount ?? ""))).toEqual(stored.map(trimmed));
        const { out } = await playground.run("--view amounts --format csv --out -");
        expect(out.trimEnd().split("\n").slice(1)).toEqual(stored);
      }),
      { numRuns: 15 },
    );
    expect(runs).toBeGreaterThanOrEqual(15);
  });

  test.each([
    ["one value of 39 digits", [`1${"0".repeat(20)}.${"1".repeat(18)}`], "100000000000000000000.1"],
    [
      "two values that no one type holds",
      ["1e37", "0.01"],
      "10000000000000000000000000000000000000 and 0.01",
    ],
    ["no number", ["NaN", "1"], "NaN"],
    ["no end", ["-Infinity", "1"], "Infinity"],
  ])("are refused in Parquet, and not rounded, where there is %s", async (_, amounts, named) => {
    await using playground = await amountsPlayground();
    await storeAmounts(playground, amounts);
    const refused = await playground.run("--view amounts", { out: "a.parquet" });
    expect(refused.exitCode).toBe(2);
    expect(refused.err).toContain("billing_mart.amounts: amount does not fit Parquet");
    expect(refused.err).toContain(named);
    expect(refused.err).toContain("--format csv");
    expect(await playground.files()).toEqual([]);
  });

  test("of any length are in CSV", async () => {
    await using playground = await amountsPlayground();
    const [long = ""] = await storeAmounts(playground, [`-${"7".repeat(90)}.${"3".repeat(90)}00`]);
    const { out } = await playground.run("--view amounts --format csv --out -");
    expect(out).toBe(`amount\n${long}\n`);
    expect(long).toHaveLength(184);
  });
});

async function amountsPlayground(): Promise<ExportPlayground> {
  return await openExportPlayground(
    "create table public.amount (ordinal int, amount numeric)",
    "create view billing_mart.amounts as select amount from public.amount order by ordinal",
  );
}

/** Stores them in place of what was there, and returns them as PostgreSQL writes them. */
async function storeAmounts(
  { database: { pool } }: ExportPlayground,
  amounts: readonly string[],
): Promise<readonly string[]> {
  await pool.query("truncate public.amount");
  const { rows } = await pool.query<{ amount: string }>(
    "insert into public.amount (amount, ordinal) select * from unnest($1::numeric[]) with ordinality returning amount::text",
    [amounts],
  );
  return rows.map(({ amount }) => amount);
}

async function exportParquet(
  playground: ExportPlayground,
  view: string,
): Promise<Awaited<ReturnType<typeof readParquet>>> {
  const out = `${view}.parquet`;
  const { exitCode, err } = await playground.run(`--view ${view} --force`, { out });
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
  return await readParquet(playground.at(out));
}

/** Without the zeros at the end, which are not part of the number. */
function trimmed(amount: string): string {
  const short = amount.includes(".") ? amount.replace(/\.?0+$/, "") : amount;
  return short === "-0" ? "0" : short;
}
