import type { ProgressSnapshot } from "../app/run-progress.ts";
import { durationText } from "./duration-text.ts";

const BAR_WIDTH = 20;

/**
 * A run's progress in one line of at most `width` columns: what does not fit is left out, the least
 * telling first. Pure.
 */
export function progressLine(title: string, progress: ProgressSnapshot, width: number): string {
  const parts = partsOf(title, progress);
  const order = [...parts].toSorted((left, right) => right.weight - left.weight);
  while (lineOf(parts).length > width && order.length > 1) {
    const least = order.pop();
    parts.splice(
      parts.findIndex((part) => part === least),
      1,
    );
  }
  return lineOf(parts).slice(0, width);
}

type Part = { readonly text: string; readonly weight: number };

function partsOf(title: string, progress: ProgressSnapshot): Part[] {
  const { callsDone, callsTotal, slicesDone, slicesTotal, slicesFailed, throttles } = progress;
  const parts: Part[] = [
    { text: title, weight: 3 },
    { text: bar(callsTotal === 0 ? 0 : callsDone / callsTotal), weight: 1 },
    { text: `${count(callsDone)}/${count(callsTotal)} calls`, weight: 9 },
    { text: `${progress.callsPerSecond.toFixed(1)}/s`, weight: 6 },
    { text: `${count(slicesDone)}/${count(slicesTotal)} slices`, weight: 7 },
    { text: `${count(throttles)} throttled`, weight: throttles === 0 ? 2 : 5 },
    { text: stageText(progress), weight: 8 },
  ];
  if (slicesFailed > 0) {
    parts.splice(5, 0, { text: `${count(slicesFailed)} failed`, weight: 8 });
  }
  return parts;
}

function stageText({ stage, etaSeconds }: ProgressSnapshot): string {
  if (stage === "loading") {
    return etaSeconds === undefined ? "planning" : `${durationText(etaSeconds * 1000)} left`;
  }
  return { beginning: "beginning", waiting: "waiting for another run", checking: "checking" }[
    stage
  ];
}

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
  return `[${"#".repeat(full)}${".".repeat(BAR_WIDTH - full)}]`;
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}

function lineOf(parts: readonly Part[]): string {
  return parts.map(({ text }) => text).join("  ");
}
