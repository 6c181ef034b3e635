import type { Tenant } from "../../../src/simulator/tenant/tenant.ts";
import { readText, type TextRow } from "../read-table.ts";
import { actOf, type Evidence } from "./history.ts";
import { canonicalJson, rowOf, type TrueRow } from "./true-slices.ts";
import { type Place, PLACES_BY_STREAM } from "./true-streams.ts";

/** Columns that say how a row got there, and not what it says. */
const ABOUT_THE_LOAD = new Set(["content_hash", "info_hash", "run_id", "loaded_at"]);

/** Rows of the bill tables, and of the customers, that are lost, doubled or different. */
export async function findRowLies(evidence: Evidence): Promise<readonly string[]> {
  const places = Map.groupBy(Object.values(PLACES_BY_STREAM).flat(), ({ table }) => table);
  const lies: string[] = [];
  for (const [table, ofTable] of places) {
    const actual = await readTable(evidence, table);
    const expected = evidence.slices.flatMap(({ present }) =>
      (present?.tables ?? []).flatMap(({ place, rows }) => (place.table === table ? rows : [])),
    );
    const [{ key, ordinals }] = ofTable as [Place];
    lies.push(...compare(table, { actual, expected, key, ordinals }));
    lies.push(...findOrdinalLies(table, actual, ofTable[0]));
  }
  return [...lies, ...(await findCustomerLies(evidence))];
}

type Comparison = {
  readonly actual: readonly TextRow[];
  readonly expected: readonly TrueRow[];
  readonly key: readonly string[];
  readonly ordinals: readonly string[];
};

function compare(table: string, { actual, expected, key, ordinals }: Comparison): string[] {
  const columns = new Set([...actual, ...expected].flatMap((row) => Object.keys(row)));
  const compared = [...columns]
    .filter((column) => !ABOUT_THE_LOAD.has(column) && !ordinals.includes(column))
    .toSorted();
  const contentOf = (row: TextRow): string =>
    canonicalJson(compared.map((column) => plainId(row[column] ?? null)));
  const [missing, surplus] = unmatched(expected, actual, contentOf);
  const nameOf = (row: TextRow): string =>
    ["account", "customer_uin", "payer_uin", "bill_month", ...key]
      .map((column) => plainId(row[column] ?? ""))
      .join(" ");
  const lies: string[] = [];
  for (const row of surplus) {
    const at = missing.findIndex((candidate) => nameOf(candidate) === nameOf(row));
    const [truth] = at === -1 ? [] : missing.splice(at, 1);
    lies.push(
      truth === undefined
        ? `doubled or made up: ${table} ${nameOf(row)}`
        : `different: ${table} ${nameOf(row)}: ${differences(compared, row, truth)}`,
    );
  }
  return [...lies, ...missing.map((row) => `lost: ${table} ${nameOf(row)}`)];
}

/** What is left of both sides when every row has taken away its equal. */
function unmatched(
  expected: readonly TextRow[],
  actual: readonly TextRow[],
  contentOf: (row: TextRow) => string,
): readonly [TextRow[], TextRow[]] {
  const open = Map.groupBy(expected, contentOf);
  const surplus = actual.filter((row) => open.get(contentOf(row))?.pop() === undefined);
  return [[...open.values()].flat(), surplus];
}

function differences(columns: readonly string[], actual: TextRow, truth: TextRow): string {
  return columns
    .filter((column) => plainId(actual[column] ?? null) !== plainId(truth[column] ?? null))
    .map((column) => `${column} ${actual[column]} instead of ${truth[column]}`)
    .join(", ");
}

/** A line without an Id of the vendor's has a hash of the program's own making: any hash is right. */
function plainId(text: string | null): string | null {
  return text?.startsWith("h1:") === true ? null : text;
}

// Repeats of one key are numbered 1, 2, 3 …, whichever of them got which number.
function findOrdinalLies(table: string, rows: readonly TextRow[], place: Place | undefined) {
  const { key = [], ordinals = [] } = place ?? {};
  const [own] = ordinals.slice(-1);
  const numbered =
    own === undefined ? hashOrdinals(rows) : ownOrdinals(rows, own, [...key, ...ordinals]);
  return [...Map.groupBy(numbered, ({ group }) => group)].flatMap(([group, members]) => {
    const numbers = members.map(({ ordinal }) => ordinal).toSorted((a, b) => a - b);
    return numbers.every((ordinal, index) => ordinal === index + 1)
      ? []
      : [`different: ${table} numbers ${group} as ${numbers.join(", ")}`];
  });
}

type Numbered = { readonly group: string; readonly ordinal: number };

function hashOrdinals(rows: readonly TextRow[]): readonly Numbered[] {
  return rows.flatMap((row) => {
    const [, hash, ordinal] = /^(h1:.*)#(\d+)$/.exec(row["line_id"] ?? "") ?? [];
    const group = [
      row["account"],
      row["customer_uin"],
      row["bill_month"],
      row["source_action"],
      hash,
    ];
    return ordinal === undefined ? [] : [{ group: group.join(" "), ordinal: Number(ordinal) }];
  });
}

function ownOrdinals(
  rows: readonly TextRow[],
  own: string,
  key: readonly string[],
): readonly Numbered[] {
  const columns = ["account", "customer_uin", "bill_month", ...key].filter((name) => name !== own);
  return rows.map((row) => ({
    group: columns.map((column) => row[column]).join(" "),
    ordinal: Number(row[own]),
  }));
}

/** Every customer that any list has shown, with what the last call about it said. */
async function findCustomerLies(evidence: Evidence): Promise<readonly string[]> {
  const rows = await readTable(evidence, "customer");
  const seen = { first_seen_at: null, last_seen_at: null };
  const actual = rows.map((row) => ({
    ...row,
    ...seen,
    unbound_at: row["unbound_at"] === null ? null : "unbound",
  }));
  const { rows: loads } = await evidence.pool.query<{
    account: string;
    stream: string;
    run_id: string;
  }>(
    `select account, stream, last_run_id as run_id from billing_ops.slice
     where stream in ('customer', 'customer_info') and last_run_id is not null`,
  );
  const tenantOf = (account: string, stream: string): Tenant | undefined => {
    const load = loads.find((one) => one.account === account && one.stream === stream);
    return load === undefined ? undefined : actOf(evidence.history, load.run_id).tenant;
  };
  const partners = evidence.history.scope.accounts.filter(({ credential }) =>
    credential.roles.includes("partner"),
  );
  const expected = partners.flatMap(({ name }) =>
    (tenantOf(name, "customer")?.customers ?? []).map(({ uin, isBound }) => ({
      ...infoOf(tenantOf(name, "customer_info"), uin),
      account: name,
      customer_uin: uin,
      unbound_at: isBound ? null : "unbound",
    })),
  );
  return compare("customer", { actual, expected, key: [], ordinals: [] });
}

function infoOf(tenant: Tenant | undefined, uin: string): TrueRow {
  const customer = tenant?.customers.find(
    (candidate) => candidate.uin === uin && candidate.isBound,
  );
  const notStored = ["Email", "Phone"];
  return customer === undefined
    ? {}
    : rowOf({ notStored, extraColumn: "info_extra" }, customer.info);
}

/** Every row of a table in `billing`, as the truth writes it: times on a UTC+8 wall, JSON canonical. */
async function readTable({ pool }: Evidence, table: string): Promise<readonly TextRow[]> {
  const { rows: columns } = await pool.query<{ name: string; type: string }>(
    `select column_name as name, data_type as type from information_schema.columns
     where table_schema = 'billing' and table_name = $1`,
    [table],
  );
  const selected = columns.map(({ name, type }) =>
    type === "timestamp with time zone"
      ? `(${name} at time zone 'Asia/Shanghai')::text as ${name}`
      : `${name}::text as ${name}`,
  );
  const json = columns.filter(({ type }) => type === "jsonb").map(({ name }) => name);
  const rows = await readText(pool, `select ${selected.join(", ")} from billing.${table}`);
  return rows.map((row) => {
    const values = json.map((name) => [name, canonicalText(row[name] ?? null)] as const);
    return { ...row, ...Object.fromEntries(values) };
  });
}

function canonicalText(json: string | null): string | null {
  return json === null ? null : canonicalJson(JSON.parse(json));
}
