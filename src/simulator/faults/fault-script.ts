import { z } from "zod";

const PATCHED_VALUE = z.json();

/** What goes wrong: exactly one kind, and `delayMs` beside any of them. */
const FAULT = z
  .strictObject({
    delayMs: z.int().min(0).optional().describe("waits before answering"),
    error: z.string().min(1).optional().describe("an API error code, answered as HTTP 200"),
    status: z.int().min(200).max(599).optional().describe("an HTTP status, with `body`"),
    reset: z.literal(true).optional().describe("the connection is reset"),
    truncate: z.int().min(0).optional().describe("the answer ends after so many bytes"),
    emptyBody: z.literal(true).optional(),
    endlessBody: z.literal(true).optional().describe("an answer that never ends"),
    slowLoris: z.number().positive().optional().describe("ms between two bytes of the answer"),
    hang: z.literal(true).optional().describe("no answer at all"),
    redirect: z.string().min(1).optional().describe("HTTP 302 to this address"),
    notReady: z.literal(true).optional().describe("Ready 0 and no rows"),
    patch: z.record(z.string().min(1), PATCHED_VALUE).optional().describe("changed fields"),
    repeatPage: z.int().min(1).optional().describe("always this page"),
    ignorePage: z.literal(true).optional().describe("always the first page"),
    clockSkewMs: z.int().optional().describe("shifts the server's clock"),
    answer: z.strictObject({ body: z.string() }).optional().describe("this body, word for word"),
    message: z.string().optional().describe("of an `error`"),
    body: z.string().optional().describe("of a `status`"),
    headers: z.record(z.string(), z.string()).optional().describe("of a `status`"),
  })
  .superRefine((fault, context) => {
    const kinds = FAULT_KINDS.filter((kind) => fault[kind] !== undefined);
    if (kinds.length > 1 || (kinds.length === 0 && fault.delayMs === undefined)) {
      const message = `a fault is exactly one of ${FAULT_KINDS.join(", ")} or delayMs, got ${kinds.join(" and ") || "none"}`;
      context.addIssue({ code: "custom", message });
    }
  });

/** The kinds of faults; delayMs goes with each of them or stands alone. */
export const FAULT_KINDS = [
  ...(["error", "status", "reset", "truncate", "emptyBody", "endlessBody", "slowLoris"] as const),
  ...(["hang", "redirect", "notReady", "patch", "repeatPage", "ignorePage"] as const),
  ...(["clockSkewMs", "answer"] as const),
];

const RULE = z.strictObject({
  match: z
    .strictObject({
      service: z.string().optional(),
      action: z.string().optional(),
      secretId: z.string().optional(),
      params: z.record(z.string(), z.unknown()).optional().describe("request fields, all equal"),
      nth: z
        .union([z.int().min(1), z.tuple([z.int().min(1), z.int().min(1)])])
        .optional()
        .describe("the n-th matching call, or from the first to the last of two, counted from 1"),
      every: z.int().min(1).optional().describe("every n-th matching call"),
      probability: z.number().min(0).max(1).optional(),
      seed: z.int().optional().describe("of the probability's sequence"),
    })
    .default({}),
  fault: FAULT,
});

const SCRIPT = z.array(RULE).readonly();

/** One fault; see the fields. */
export type Fault = z.infer<typeof FAULT>;

/** What goes wrong and when: of the rules that match a call, the first one whose turn it is applies. Every rule counts its own matches. */
export type FaultScript = readonly z.input<typeof RULE>[];

/** A fault script that cannot be used; the message names every mistake and where it is. */
export class FaultScriptError extends Error {
  override readonly name = "FaultScriptError";
}

/** Reads a script from JSON text. Throws FaultScriptError. */
export function readFaultScript(text: string): FaultScript {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FaultScriptError("the fault script is not JSON", { cause: error });
  }
  return checkFaultScript(value);
}

/** Checks a script that is already an object. Throws FaultScriptError. */
export function checkFaultScript(value: unknown): readonly z.output<typeof RULE>[] {
  const result = SCRIPT.safeParse(value);
  if (!result.success) {
    const lines = result.error.issues.map(
      (issue) => `  ${issue.path.join(".") || "script"}: ${issue.message}`,
    );
    throw new FaultScriptError(`the fault script has mistakes:\n${lines.join("\n")}`);
  }
  return result.data;
}
