import type { ClientBase } from "pg";
import type { Side } from "../../domain/check.ts";
import type { BillKey, Figure, MeasuredBill } from "../../domain/reconciliation.ts";
import type { Stream } from "../../domain/stream.ts";
import type { Table } from "../../domain/table.ts";
import { BILL_STATE, billParameters } from "./bill-state.ts";
import { inTransaction } from "./in-transaction.ts";
import { measureSql } from "./measure-sql.ts";
import type { Database } from "./open-database.ts";
import { tableOf } from "./side-table.ts";

/**
 * What the sides come to for `bills`, exact, and all of one moment: runs that load meanwhile do not
 * show. Throws a plain `Error` for a side of a stream that is not among `streams`: a defect.
 */
export async function measureBills(
  database: Database,
  streams: readonly Stream[],
  { sides, bills }: { readonly sides: readonly Side[]; readonly bills: readonly BillKey[] },
): Promise<readonly MeasuredBill[]> {
  const groups = [...Map.groupBy(sides, sourceKey).values()].flatMap((group) =>
    group.slice(0, 1).map((first) => ({
      group,
      stream: first.stream,
      table: tableOf(streams, first),
    })),
  );
  const names = [...new Set(sides.map(({ stream }) => stream))];
  return await inTransaction(database, async (client) => {
    await client.query("set transaction isolation level repeatable read, read only");
    await client.query("set local jit = off");
    const states = await readStates(client, names, bills);
    const figures = bills.map(() => new Map<Side, readonly Figure[]>());
    for (const { stream, table, group } of groups) {
      await measureTable(client, {
        table,
        sides: group,
        bills,
        figures,
        loaded: states.loadedOf(stream),
      });
    }
    return bills.map(({ account, uin, billMonth }, index) => ({
      account,
      uin,
      billMonth,
      state: states.stateOf(index),
      figures: figures[index] ?? new Map(),
    }));
  });
}

function sourceKey({ stream, table = "" }: Side): string {
  return `${stream} ${table}`;
}

type LoadedSlice = { readonly bill: number; readonly promised: string | null };

type States = {
  readonly stateOf: (bill: number) => string;
  readonly loadedOf: (stream: string) => readonly LoadedSlice[];
};

type StateRow = {
  readonly bill: number;
  readonly state: string;
  readonly loaded: Readonly<Record<string, string | null>> | null;
};

async function readStates(
  client: ClientBase,
  streams: readonly string[],
  bills: readonly BillKey[],
): Promise<States> {
  const { rows } = await client.query<StateRow>(
    `select b.bill::int - 1 as bill, ${BILL_STATE} as state,
       jsonb_object_agg(s.stream, s.promised_rows::text)
         filter (where s.status in ('loaded', 'empty')) as loaded
     from unnest($1::text[], $2::text[], $3::date[])
       with ordinality as b (account, uin, bill_month, bill)
     left join billing_ops.slice s on s.account = b.account and s.stream = any($4)
       and s.uin = b.uin and s.bill_month = b.bill_month
     group by b.bill`,
    [...billParameters(bills), streams],
  );
  const states = new Map(rows.map(({ bill, state }) => [bill, state]));
  return {
    stateOf: (bill) => states.get(bill) ?? "",
    loadedOf: (stream) =>
      rows.flatMap(({ bill, loaded }) =>
        loaded !== null && Object.hasOwn(loaded, stream)
          ? [{ bill, promised: loaded[stream] ?? null }]
          : [],
      ),
  };
}

type TableRequest = {
  readonly table: Table;
  readonly sides: readonly Side[];
  readonly bills: readonly BillKey[];
  readonly loaded: readonly LoadedSlice[];
  /** By bill; filled in. */
  readonly figures: readonly Map<Side, readonly Figure[]>[];
};

type FigureRow = {
  readonly side: number;
  readonly bill: number;
  readonly member: string;
  readonly amount: string | null;
  readonly worst: string | null;
  readonly example: string | null;
};

async function measureTable(client: ClientBase, request: TableRequest): Promise<void> {
  const { table, sides, bills, loaded, figures } = request;
  if (loaded.length === 0) {
    return;
  }
  const keys = loaded.flatMap(({ bill }) => bills[bill] ?? []);
  const { rows } = await client.query<FigureRow>(measureSql(table, sides), [
    loaded.map(({ bill }) => bill),
    ...billParameters(keys),
    loaded.map(({ promised }) => promised),
  ]);
  const found = Map.groupBy(rows, ({ bill, side }) => `${bill} ${side}`);
  for (const { bill } of loaded) {
    for (const [index, side] of sides.entries()) {
      figures[bill]?.set(side, (found.get(`${bill} ${index}`) ?? []).map(toFigure));
    }
  }
}

function toFigure({ member, amount, worst, example }: FigureRow): Figure {
  return {
    member,
    amount,
    ...(worst === null ? {} : { worst }),
    ...(example === null ? {} : { example }),
  };
}
