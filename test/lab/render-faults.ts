import { type Fault, type FaultGroup, testName } from "./faults/fault.ts";
import type { Mutant } from "./mutants/mutant.ts";

const HEAD = `# What a year brings

Every fault that this project claims to survive, what happens then, the test that shows it, and the mutant: one guard taken out of the program, with which that test fails. \`npm run lab\` plants every mutant in a copy of the project and runs its test there; \`npm test\` does so for a few, and checks that every test and every guard named here is still where it was.

This page is made from \`test/lab/faults.ts\`; \`npx vitest run test/unit/lab -u\` makes it anew.`;

/** The fault list as Markdown, formatted as the formatter would leave it. Pure. */
export function renderFaults(groups: readonly FaultGroup[], mutants: readonly Mutant[]): string {
  const proven = groups.flatMap(({ faults }) => faults.filter((fault) => "proofs" in fault));
  const leftOut = groups.flatMap(({ faults }) => faults.filter((fault) => "leftOut" in fault));
  const counts = `${proven.length} faults, ${mutants.length} mutants; ${leftOut.length} left out.`;
  const sections = groups.map((group) => renderGroup(group, mutants));
  return `${[HEAD, counts, ...sections, renderLeftOut(leftOut)].join("\n\n")}\n`;
}

function renderGroup({ name, faults }: FaultGroup, mutants: readonly Mutant[]): string {
  const rows = faults.flatMap((fault) => {
    if (!("proofs" in fault)) {
      return [];
    }
    return fault.proofs.map((proof, index) => {
      const { file, mutant } = proof;
      const why = mutants.find(({ id }) => id === mutant)?.why ?? "";
      const what = index === 0 ? [String(fault.number), fault.fault, fault.happens] : ["", "", ""];
      return [...what, `\`${file}\`: ${testName(proof)}`, `\`${mutant}\`: ${why}`];
    });
  });
  return `## ${name}\n\n${renderTable(["no.", "fault", "what happens", "test", "mutant"], rows)}`;
}

function renderLeftOut(faults: readonly (Fault & { readonly leftOut: string })[]): string {
  const rows = faults.map(({ number, fault, happens, leftOut }) => [
    String(number),
    fault,
    happens,
    leftOut,
  ]);
  return `## Left out\n\n${renderTable(["no.", "fault", "what should happen", "why there is no test"], rows)}`;
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(escapeCell));
  const widths = head.map((_, at) => Math.max(3, ...cells.map((row) => widthOf(row[at] ?? ""))));
  const lines = cells.map((row) => lineOf(row.map((cell, at) => pad(cell, widths[at] ?? 0))));
  const rule = lineOf(widths.map((width) => "-".repeat(width)));
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function pad(cell: string, width: number): string {
  return cell + " ".repeat(width - widthOf(cell));
}

function widthOf(text: string): number {
  return Array.from(text).length;
}

function escapeCell(text: string): string {
  return text.replaceAll("|", String.raw`\|`);
}
