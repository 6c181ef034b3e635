import { parseArgs } from "node:util";

export type BenchOptions = {
  /** Benchmarks to run; all where empty. */
  readonly names: readonly string[];
  /** Lines that `load` loads. */
  readonly rows: number;
  /** How often `load` goes through its cases. */
  readonly rounds: number;
  /** For how long `lanes` keeps each lane busy. */
  readonly seconds: number;
  /** Sizes of the one customer's bill that `memory` reads, in lines. */
  readonly lines: readonly number[];
  /** Customers of the fleet that `sync` and `nights` read. */
  readonly customers: number;
  /** Bill lines in the warehouse whose marts are read. */
  readonly martLines: number;
};

export const USAGE = `npm run bench -- [lanes] [load] [marts] [memory] [nights] [sync] [options]

  --rows 1000000          load: lines in the slice
  --rounds 2              load: how often all cases are measured
  --seconds 25            lanes: how long each lane is kept busy
  --lines 100000,1000000  memory: lines of the bill
  --mart-lines 20000000   marts: lines in the warehouse
  --customers 300         sync, nights: customers of the fleet

BENCH_DATABASE_URL names a PostgreSQL server on which databases may be made; unset: the embedded one.
NODE_OPTIONS is passed on to the programs that are measured.`;

/** Reads the command line. Throws a `TypeError` for what it does not know, a `RangeError` for a bad number. */
export function readBenchOptions(
  args: readonly string[],
): BenchOptions & { readonly help: boolean } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      rows: { type: "string", default: "1000000" },
      rounds: { type: "string", default: "2" },
      seconds: { type: "string", default: "25" },
      lines: { type: "string", default: "100000,1000000" },
      customers: { type: "string", default: "300" },
      "mart-lines": { type: "string", default: "20000000" },
      help: { type: "boolean", default: false },
    },
  });
  return {
    names: positionals,
    rows: positive("--rows", values.rows),
    rounds: positive("--rounds", values.rounds),
    seconds: positive("--seconds", values.seconds),
    lines: values.lines.split(",").map((text) => positive("--lines", text)),
    customers: positive("--customers", values.customers),
    martLines: positive("--mart-lines", values["mart-lines"]),
    help: values.help,
  };
}

function positive(option: string, text: string): number {
  const number = Number(text.replaceAll("_", ""));
  if (!Number.isInteger(number) || number < 1) {
    throw new RangeError(`${option} takes whole numbers above 0, not ${text}`);
  }
  return number;
}
