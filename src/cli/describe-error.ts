import { BillhouseError } from "../domain/errors.ts";

/** How an error is told to the person who ran the command: message, hint, then codes; the stack of a defect. */
export function describeError(
  error: unknown,
  { withStack }: { readonly withStack: boolean },
): string {
  if (!(error instanceof Error)) {
    return `unexpected failure: ${String(error)}`;
  }
  const code = textField(error, "code");
  const requestId = textField(error, "requestId");
  const hint = textField(error, "hint");
  // Nobody gave it a meaning: somebody has to look at the code.
  const isDefect = !(error instanceof BillhouseError) && code === undefined && hint === undefined;
  const codes = [
    code === undefined || error.message.includes(code) ? [] : [`code ${code}`],
    requestId === undefined ? [] : [`RequestId ${requestId}`],
  ].flat();
  return [
    messageOf(error),
    ...(hint === undefined ? [] : [`  ${hint}`]),
    ...(codes.length === 0 ? [] : [`  ${codes.join(", ")}`]),
    ...(withStack || isDefect ? stackOf(error) : []),
  ].join("\n");
}

function messageOf(error: Error): string {
  return error.message === "" ? error.name : error.message;
}

function stackOf({ stack = "" }: Error): readonly string[] {
  return stack
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .map((line) => line.slice(2));
}

function textField(error: Error, name: string): string | undefined {
  const value: unknown = Reflect.get(error, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}
