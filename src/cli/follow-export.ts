import type { ExportProgress } from "../app/export-progress.ts";
import type { Clock } from "../domain/clock.ts";
import type { Terminal } from "./command-context.ts";
import { sizeText } from "./size-text.ts";

const REDRAW_MS = 200;
const LINE_MS = 30_000;

/**
 * Tells how an export goes: in a line that is redrawn where people watch, else in a line every half a
 * minute, so that a short one says nothing.
 */
export function followExport(
  view: string,
  { terminal, clock }: { readonly terminal: Terminal; readonly clock: Clock },
): (progress: ExportProgress) => void {
  const everyMs = terminal.isTty ? REDRAW_MS : LINE_MS;
  let toldAt = terminal.isTty ? -Infinity : clock.monotonic();
  return (progress) => {
    const now = clock.monotonic();
    if (now - toldAt >= everyMs) {
      toldAt = now;
      const line = `export ${view}: ${stageText(progress)}`;
      if (terminal.isTty) {
        terminal.status(line.slice(0, terminal.width - 1));
      } else {
        terminal.err(`${line}\n`);
      }
    }
  };
}

function stageText(progress: ExportProgress): string {
  switch (progress.stage) {
    case "measuring":
      return "looking how long the amounts are";
    case "writing":
      return "writing the file";
    case "reading":
      return "bytes" in progress
        ? `${sizeText(progress.bytes)} read`
        : `${count(progress.rows)} of ${count(progress.total)} rows read`;
  }
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
