import type { CloseOutcome, WaitingBill } from "../domain/month-state.ts";
import { billLines, countBills } from "./bill-lines.ts";
import { isoText, utc8Text } from "./render-time.ts";

export type RenderCloseOptions = {
  readonly isDryRun: boolean;
  /** Also bills whose day has not come; else they are counted at most. */
  readonly namesEarly: boolean;
};

/** What was closed, and what was not and why, for people. Pure. */
export function renderClose(
  { closed, waiting, tooEarly }: CloseOutcome,
  { isDryRun, namesEarly }: RenderCloseOptions,
): string {
  const verb = isDryRun ? "Would close" : "Closed";
  const lines = [
    ...(closed.length === 0
      ? []
      : [`${verb} ${countBills(closed.length)}:`, ...billLines(closed, "  ")]),
    ...waitingLines(waiting),
    ...earlyLines(tooEarly, namesEarly),
  ];
  return lines.length === 0
    ? "Nothing to close: no bill of a month that is over is open.\n"
    : `${lines.join("\n")}\n`;
}

/** The same for programs: one JSON document. Pure. */
export function renderCloseJson(
  { closed, waiting, tooEarly }: CloseOutcome,
  { isDryRun }: Pick<RenderCloseOptions, "isDryRun">,
): string {
  const document = {
    dryRun: isDryRun,
    closed: closed.map(monthOf),
    waiting: waiting.map(monthOf),
    tooEarly: tooEarly.map(({ from, ...bill }) => ({ ...monthOf(bill), from: isoText(from) })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function monthOf<T extends { readonly billMonth: string }>({
  billMonth,
  ...bill
}: T): Omit<T, "billMonth"> & { readonly month: string } {
  return { ...bill, month: billMonth.slice(0, 7) };
}

// A bill that waits for two things is told of under both together, once.
function waitingLines(waiting: readonly WaitingBill[]): readonly string[] {
  const groups = Map.groupBy(waiting, ({ waitsFor }) => waitsFor.join("\n  "));
  return waiting.length === 0
    ? []
    : [
        `Not closed, ${countBills(waiting.length)}:`,
        ...[...groups].flatMap(([why, bills]) => [`  ${why}`, ...billLines(bills, "    ")]),
      ];
}

function earlyLines(tooEarly: CloseOutcome["tooEarly"], namesEarly: boolean): readonly string[] {
  const groups = Map.groupBy(tooEarly, ({ from }) => from);
  return [...groups].flatMap(([from, bills]) => [
    `Not before ${utc8Text(from)} (UTC+8), ${countBills(bills.length)}${namesEarly ? ":" : "."}`,
    ...(namesEarly ? billLines(bills, "  ") : []),
  ]);
}
