import Table from "cli-table3";
import PQueue from "p-queue";
import { expect, inject, test } from "vitest";
import { labOption } from "../support/lab-environment.ts";
import { FAULT_GROUPS } from "./faults.ts";
import { type Proof, testName } from "./faults/fault.ts";
import { MUTANTS } from "./mutants/all-mutants.ts";
import type { Verdict } from "./mutants/read-verdict.ts";
import { runExperiment, takeSnapshot } from "./mutants/workshop.ts";

/** As many as a small machine bears without its tests running out of time. */
const AT_ONCE = 2;

/** `LAB_MUTANT` names, with commas, the only mutants to be looked at; then why they fail is told. */
const wanted = labOption("MUTANT")?.split(",");

const proofs = FAULT_GROUPS.flatMap(({ faults }) =>
  faults.flatMap((fault) => ("proofs" in fault ? fault.proofs : [])),
).filter(({ mutant }) => wanted?.includes(mutant) ?? true);

const WORDS = { failed: "caught", passed: "SURVIVED", broken: "BROKEN" } as const;

type Line = { readonly proof: Proof; readonly verdict: Verdict; readonly seconds: number };

test("every test of the fault list passes as it is, and fails where its guard is taken out", async () => {
  await using snapshot = await takeSnapshot();
  const where = { adminUrl: inject("postgres").adminUrl, project: snapshot.project };
  const queue = new PQueue({ concurrency: AT_ONCE });
  const [controls, lines] = await Promise.all([
    queue.addAll(
      filesOf(proofs).map(({ file, tests }) => async () => ({
        file,
        verdict: await runExperiment({ tests, ...where }),
      })),
    ),
    queue.addAll(
      distinct(proofs).map((proof) => async () => {
        const line = await plant(proof, where);
        process.stdout.write(`${WORDS[line.verdict.kind]} ${proof.mutant}\n`);
        return line;
      }),
    ),
  ]);
  process.stdout.write(`${tableOf(lines)}\n`);
  expect(controls.filter(({ verdict }) => verdict.kind !== "passed")).toEqual([]);
  expect(lines.filter(({ verdict }) => verdict.kind !== "failed")).toEqual([]);
});

async function plant(
  proof: Proof,
  where: { readonly adminUrl: string; readonly project: string },
): Promise<Line> {
  const mutant = MUTANTS.find(({ id }) => id === proof.mutant);
  const beganAt = performance.now();
  const verdict: Verdict =
    mutant === undefined
      ? { kind: "broken", reason: "no such mutant" }
      : await runExperiment({ mutant, tests: [proof], ...where }).catch(asBroken);
  return { proof, verdict, seconds: (performance.now() - beganAt) / 1000 };
}

function asBroken(error: unknown): Verdict {
  return { kind: "broken", reason: String(error) };
}

/** Each mutant with each of its tests once, however many faults they stand for. */
function distinct(all: readonly Proof[]): readonly Proof[] {
  return [...new Map(all.map((proof) => [JSON.stringify(proof), proof])).values()];
}

function filesOf(
  all: readonly Proof[],
): readonly { readonly file: string; readonly tests: readonly [Proof, ...Proof[]] }[] {
  return [...Map.groupBy(all, ({ file }) => file)].flatMap(([file, [first, ...others]]) =>
    first === undefined ? [] : [{ file, tests: [first, ...others] }],
  );
}

function tableOf(lines: readonly Line[]): string {
  const table = new Table({
    head: ["mutant", "test", "caught", "s"],
    colAligns: ["left", "left", "left", "right"],
    colWidths: [null, 70, wanted === undefined ? null : 60, null],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const { proof, verdict, seconds } of lines) {
    table.push([
      proof.mutant,
      `${proof.file}: ${testName(proof)}`,
      wanted === undefined || verdict.kind === "passed"
        ? WORDS[verdict.kind]
        : `${WORDS[verdict.kind]}: ${verdict.reason}`,
      seconds.toFixed(1),
    ]);
  }
  const caught = lines.filter(({ verdict }) => verdict.kind === "failed").length;
  const mutants = new Set(lines.map(({ proof }) => proof.mutant)).size;
  return `${table.toString()}\n${mutants} mutants, ${caught} of ${lines.length} caught`;
}
