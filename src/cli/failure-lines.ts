import type { FailedSlice } from "../app/run-report.ts";

const SLICES_SHOWN_MAX = 20;

/**
 * Failed slices by what went wrong: the cause and what to do about it once, then the slices with
 * their RequestIds; of very many only the first. Pure.
 */
export function failureLines(failures: readonly FailedSlice[]): readonly string[] {
  const groups = [...Map.groupBy(failures, causeOf).values()].toSorted(
    (left, right) => right.length - left.length,
  );
  const lines: string[] = failures.length === 0 ? [] : ["Not loaded:"];
  let left = SLICES_SHOWN_MAX;
  for (const group of groups) {
    const shown = group.slice(0, left);
    left -= shown.length;
    lines.push(...groupLines(group, shown));
  }
  const more = failures.length - Math.min(failures.length, SLICES_SHOWN_MAX);
  return more > 0 ? [...lines, `  and ${more} more: npm run status`] : lines;
}

function causeOf({ status, code, hint }: FailedSlice): string {
  return [status, code, hint ?? ""].join("\u0000");
}

function groupLines(
  group: readonly FailedSlice[],
  shown: readonly FailedSlice[],
): readonly string[] {
  const [first] = shown;
  if (first === undefined) {
    return [];
  }
  const slices = group.length === 1 ? "1 slice" : `${group.length} slices`;
  return [
    `  ${STATUS_WORDS[first.status]}, ${slices}: ${first.code}`,
    `    ${first.message}`,
    ...(first.hint === undefined ? [] : [`    ${first.hint}`]),
    ...shown.map((failure) => `      ${sliceText(failure)}`),
  ];
}

const STATUS_WORDS = {
  failed: "failed",
  not_ready: "not ready",
  forbidden: "forbidden",
} as const;

function sliceText({ account, stream, uin, month, requestId }: FailedSlice): string {
  const slice = [account, stream, uin, month ?? ""].filter((part) => part !== "").join(" · ");
  return requestId === undefined ? slice : `${slice}  RequestId ${requestId}`;
}
