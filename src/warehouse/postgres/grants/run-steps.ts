import { type ClientBase, DatabaseError } from "pg";
import { GrantRefusedError } from "./grant-refused-error.ts";
import type { GrantStep } from "./grant-step.ts";

const INSUFFICIENT_PRIVILEGE = "42501";

type Notice = { readonly severity?: string | undefined; readonly message?: string | undefined };

/**
 * Runs the statements one after the other in the caller's transaction.
 *
 * Throws a `GrantRefusedError` where the server refuses one, or does only a part of it, which it says
 * in a warning; the caller's transaction must then end without a COMMIT.
 */
export async function runSteps(client: ClientBase, steps: readonly GrantStep[]): Promise<void> {
  const warnings: string[] = [];
  const listen = ({ severity, message = "" }: Notice): void => {
    if (severity === "WARNING") {
      warnings.push(message);
    }
  };
  client.on("notice", listen);
  try {
    for (const statement of steps.flatMap(({ statements }) => statements)) {
      await runStatement(client, statement);
      if (warnings.length > 0) {
        throw new GrantRefusedError([
          `the server did not do it: ${withoutVerifier(statement)}: ${warnings.join("; ")}`,
        ]);
      }
    }
  } finally {
    client.off("notice", listen);
  }
}

// Passwords are tried out on a verifier as on a stolen hash.
function withoutVerifier(statement: string): string {
  return statement.replaceAll(/SCRAM-SHA-256\$[^']*/g, "…");
}

async function runStatement(client: ClientBase, statement: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    if (error instanceof DatabaseError && error.code === INSUFFICIENT_PRIVILEGE) {
      throw new GrantRefusedError(
        [`the server refuses it: ${withoutVerifier(statement)}: ${error.message}`],
        error,
      );
    }
    throw error;
  }
}
