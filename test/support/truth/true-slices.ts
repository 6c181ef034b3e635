import { findAction } from "../../../src/simulator/action-table.ts";
import { checkParameters } from "../../../src/simulator/parameters.ts";
import type { SimulatedCredential, Tenant } from "../../../src/simulator/tenant/tenant.ts";
import { PLACES_BY_STREAM, type Place, STREAM_CALLS } from "./true-streams.ts";

/** A row as the warehouse should hold it: column by column the exact text; a column left out is NULL. */
export type TrueRow = Readonly<Record<string, string | null>>;

/** What a slice should hold in one table. */
export type TrueTable = { readonly place: Place; readonly rows: readonly TrueRow[] };

/** What a slice should hold, in every table of its stream; the first one is the main table. */
export type TrueSlice = {
  readonly account: string;
  readonly stream: string;
  readonly uin: string;
  /** First day of the month. */
  readonly month: string;
  readonly tables: readonly TrueTable[];
};

/** A configured account of the program under test. */
export type TrueAccount = {
  readonly name: string;
  readonly credential: SimulatedCredential;
  readonly tagKeys: readonly string[];
};

/** What was asked for, and when; months are `yyyy-MM`. */
export type TruthScope = {
  readonly accounts: readonly TrueAccount[];
  readonly streams: readonly string[];
  readonly months: readonly string[];
  /** Epoch ms. */
  readonly now: number;
};

type Fields = Readonly<Record<string, unknown>>;

/**
 * Every bill slice that a scope has under a tenant, with its rows: what the vendor answers, put into
 * columns by the contract's own rules. Shares nothing with the program's reader and loader.
 */
export async function trueSlices(tenant: Tenant, scope: TruthScope): Promise<readonly TrueSlice[]> {
  const slices: TrueSlice[] = [];
  for (const account of scope.accounts) {
    for (const stream of scope.streams.filter((name) => isOf(account, name))) {
      for (const uin of uinsOf(tenant, account, stream)) {
        for (const month of scope.months) {
          slices.push(await trueSlice(tenant, { account, stream, uin, month, now: scope.now }));
        }
      }
    }
  }
  return slices;
}

function isOf({ credential }: TrueAccount, stream: string): boolean {
  const call = STREAM_CALLS[stream];
  if (call === undefined) {
    throw new RangeError(`the truth does not know the stream ${stream}`);
  }
  return credential.roles.includes(call.role);
}

function uinsOf(tenant: Tenant, { credential }: TrueAccount, stream: string): readonly string[] {
  return STREAM_CALLS[stream]?.role === "partner"
    ? tenant.customers.filter(({ isBound }) => isBound).map(({ uin }) => uin)
    : [credential.uin];
}

type Asked = {
  readonly account: TrueAccount;
  readonly stream: string;
  readonly uin: string;
  readonly month: string;
  readonly now: number;
};

async function trueSlice(tenant: Tenant, asked: Asked): Promise<TrueSlice> {
  const { account, stream, uin } = asked;
  const answers = await answersTo(tenant, asked);
  const month = `${asked.month}-01`;
  const tables = (PLACES_BY_STREAM[stream] ?? []).map((place) => ({
    place,
    rows: answers
      .flatMap((answer) => recordsIn(place, answer))
      .map((record) => ({
        account: account.name,
        [place.uinColumn]: uin,
        bill_month: month,
        ...place.constants,
        ...rowOf(place, record),
      })),
  }));
  return { account: account.name, stream, uin, month, tables };
}

async function answersTo(tenant: Tenant, asked: Asked): Promise<readonly Fields[]> {
  const call = STREAM_CALLS[asked.stream];
  if (call === undefined) {
    return [];
  }
  const spec = findAction(call.action, call.version);
  const answer = async (body: Fields): Promise<Fields> => {
    const params = checkParameters(spec.parameters, body);
    return await spec.answer({
      tenant,
      credential: asked.account.credential,
      params,
      now: asked.now,
    });
  };
  const answers: Fields[] = [];
  for (const body of call.bodies(asked.uin, asked.month, asked.account.tagKeys)) {
    if (!call.isPaged) {
      answers.push(await answer(body));
      continue;
    }
    for (let page = 1; page === answers.length + 1; page += 1) {
      const one = await answer({ ...body, Page: page, PageSize: 200 });
      if (listIn(one, "DetailSet").length > 0) {
        answers.push(one);
      }
    }
  }
  return answers;
}

function recordsIn(place: Place, answer: Fields): readonly Fields[] {
  if (place.list === undefined) {
    return [answer];
  }
  const outers = listIn(answer, place.list);
  const { within } = place;
  if (within === undefined) {
    return outers;
  }
  return outers.flatMap((outer) => {
    const repeated = Object.fromEntries((place.outer ?? []).map((field) => [field, outer[field]]));
    return listIn(outer, within).map((record) => ({ ...repeated, ...record }));
  });
}

function listIn(answer: Fields, field: string): readonly Fields[] {
  return (answer[field] ?? []) as readonly Fields[];
}

/** The columns of one record, with the raw texts of what could not be stored under `extra`. */
export function rowOf(
  place: Pick<Place, "rename" | "notStored" | "extraColumn">,
  record: Fields,
): TrueRow {
  const row: Record<string, string | null> = {};
  const raw: Record<string, string> = {};
  for (const [field, value] of Object.entries(record)) {
    if (value === undefined || value === null || place.notStored?.includes(field) === true) {
      continue;
    }
    const column = place.rename?.[field] ?? snakeCase(field);
    const text = textOf(value);
    row[column] = isUnstorable(field, text) ? null : text;
    if (isUnstorable(field, text)) {
      raw[field] = text;
    }
  }
  const extra = Object.keys(raw).length === 0 ? null : canonicalJson({ $raw: raw });
  return { ...row, [place.extraColumn ?? "extra"]: extra };
}

const DECIMAL = /(Cost|Amount|Ratio|Rate|Price|Usage|Duration|AfterDiscount|Deduction)$/;
const TIME = /Time$/;

function isUnstorable(field: string, text: string): boolean {
  return (
    (DECIMAL.test(field) && (text === "-" || text === "")) ||
    (TIME.test(field) && (text === "-" || text === "" || text.startsWith("0000-00-00")))
  );
}

/** A text as it is, a number by its digits, anything nested as canonical JSON. */
function textOf(value: unknown): string {
  if (typeof value === "string") {
    return value;
  }
  if (typeof value === "object" && value !== null && "rawJSON" in value) {
    return String(value.rawJSON);
  }
  return canonicalJson(value);
}

/** JSON text that is equal for equal values: fields in the order of their names. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, nested: unknown) =>
    typeof nested === "object" && nested !== null && !Array.isArray(nested)
      ? Object.fromEntries(
          Object.entries(nested).toSorted(([left], [right]) => (left < right ? -1 : 1)),
        )
      : nested,
  );
}

/** `RICost` → `ri_cost`, as the contract names columns. */
function snakeCase(field: string): string {
  return field
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}
