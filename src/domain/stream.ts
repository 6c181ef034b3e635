import type { Role } from "./account.ts";
import type { BillMonth } from "./bill-month.ts";
import type { JsonObject } from "./json.ts";
import type { Table } from "./table.ts";

/** A vendor service: the name in the signature's scope, the version header, the host. */
export type Service = {
  readonly name: string;
  readonly version: string;
  readonly host: string;
};

/**
 * Which slices a stream has: `account` one an account · `customer-month` one for each customer and
 * month · `own-month` one a month for the account's own UIN.
 */
export type Slicing = "account" | "customer-month" | "own-month";

/** When in a run a stream's slices are begun: the customer list first, then what is cheap, then what is long. */
export type Phase = "list" | "facts" | "summary" | "detail";

/**
 * Which bill a stream shows, and how. Streams of one family show the same bill: a UIN's month.
 * `total` the bill in one cheap call · `lines` every line of it, in pages · `summary` its amounts by
 * something. Where total and first page of the lines are as they were, so are the others.
 */
export type BillView = {
  readonly family: string;
  readonly part: "total" | "lines" | "summary";
};

/** What a stream's requests are made from. */
export type RequestInput = {
  readonly uin: string;
  readonly month: BillMonth | undefined;
  readonly tagKeys: readonly string[];
  /** Customers that are bound to the account now. */
  readonly customerUins: readonly string[];
};

/** Numbered pages: page and size are sent as numbers, a total may come back as number, text or not at all. */
export type Paging = {
  readonly pageField: string;
  readonly sizeField: string;
  readonly size: number;
  readonly totalField: string;
  readonly list: string;
  /** The record's field by which a repeated page is recognised, where records carry one. */
  readonly idField?: string;
};

/**
 * The whole declaration of one API action and the tables it fills. Adding an action is one such
 * file and one migration: everything else reads this.
 */
export type Stream = {
  readonly name: string;
  readonly service: Service;
  readonly action: string;
  /** The kind of credential that may call it. */
  readonly role: Role;
  /** The documented limit, requests per second and lane. */
  readonly callsPerSecond: number;
  readonly slicing: Slicing;
  readonly phase: Phase;
  /** Absent for a stream that shows no bill. */
  readonly bill?: BillView;
  /** The parameters of each request of a slice, without paging; none means there is nothing to ask. */
  readonly requests: (input: RequestInput) => readonly JsonObject[];
  /** Said by `plan` where `requests` gives none for a configured account. */
  readonly withoutRequests?: string;
  /**
   * The list parameter of which one member can fail a whole call: a refused call is made again in
   * parts, and a member that is refused alone is left out. Not together with paging.
   */
  readonly splitOnRefusal?: string;
  readonly paging?: Paging;
  /** The answer's field that is 0 while the bill is being prepared. */
  readonly readyField?: string;
  readonly tables: readonly Table[];
};

/** Gives the declaration its type, and refuses one that contradicts itself. Throws a plain `Error`: a defect. */
export function defineStream(stream: Stream): Stream {
  const [first] = stream.tables;
  if (first === undefined || !/^[a-z][a-z0-9_]*$/.test(stream.name)) {
    throw new Error(`stream ${stream.name}: needs a snake_case name and at least one table`);
  }
  if (stream.splitOnRefusal !== undefined && stream.paging !== undefined) {
    throw new Error(`stream ${stream.name}: a paged call cannot be split`);
  }
  for (const table of stream.tables) {
    const known = knownColumns(table);
    const missing = namedColumns(table).filter((column) => !known.has(column));
    if (missing.length > 0) {
      throw new Error(`stream ${stream.name}: ${table.name} has no column ${missing.join(", ")}`);
    }
  }
  return stream;
}

function knownColumns(table: Table): ReadonlySet<string | undefined> {
  return new Set([
    ...Object.keys(table.constants),
    ...Object.keys(table.outerColumns ?? {}),
    ...Object.keys(table.columns),
    table.ordinal,
    table.outerOrdinal,
    table.line === undefined ? undefined : "line_id",
  ]);
}

/** The columns that a declaration speaks of beside its list of them. */
function namedColumns({ key, amount, line, dimension, names = {} }: Table): readonly string[] {
  return [
    ...key,
    ...(amount === undefined ? [] : [amount]),
    ...(line?.fingerprint ?? []),
    ...(dimension === undefined ? [] : [dimension.code, dimension.name]),
    ...Object.values(names),
  ];
}

/** The lane's name for people and for configuration: `intlpartnersmgt.DescribeBillDetail`. */
export function laneName(stream: Pick<Stream, "service" | "action">): string {
  return `${stream.service.name}.${stream.action}`;
}
