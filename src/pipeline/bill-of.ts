import type { Slice } from "../domain/slice.ts";

/** Equal for slices that show the same bill; undefined for one that shows none. */
export function billOf({ account, stream, uin, month }: Slice): string | undefined {
  return stream.bill === undefined || month === undefined
    ? undefined
    : [account, stream.bill.family, uin, month].join("\u0000");
}

/** The bills of which both total and lines are among `slices`: only those have a gate. Pure. */
export function gatedBills(slices: readonly Slice[]): ReadonlySet<string> {
  const withPart = (part: string): ReadonlySet<string> =>
    new Set(
      slices.flatMap((slice) => (slice.stream.bill?.part === part ? (billOf(slice) ?? []) : [])),
    );
  return withPart("total").intersection(withPart("lines"));
}
