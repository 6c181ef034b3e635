import { BillhouseError } from "../domain/errors.ts";

export type SerializeErrorOptions = {
  /** Keep every stack, not just those of defects. */
  readonly withStack: boolean;
  /** Makes the parts of an error loggable, its causes among them. */
  readonly serialize: (part: unknown) => unknown;
};

/** The names of an error's own fields that are told; what else drivers attach may hold rows of a bill. */
const TOLD = ["name", "message", "code", "requestId", "hint", "cause", "errors"] as const;

/**
 * An error as plain data: name, message, code, requestId, hint and the chain of causes. Its stack
 * only where nobody gave the error a meaning, so that somebody has to look at the code.
 */
export function serializeError(
  error: Error,
  { withStack, serialize }: SerializeErrorOptions,
): Readonly<Record<string, unknown>> {
  const names = withStack || isDefect(error) ? [...TOLD, "stack"] : TOLD;
  const fields = names.map((name) => [name, serialize(Reflect.get(error, name))] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

function isDefect(error: Error): boolean {
  return !(error instanceof BillhouseError) && !("code" in error) && error.cause === undefined;
}
