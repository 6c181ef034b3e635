import { BillhouseError } from "../../../domain/errors.ts";

/** The connected role may not make the grants. Nothing was changed. */
export class GrantRefusedError extends BillhouseError {
  override readonly recovery = "abort";
  /** What it lacks, one sentence each, never empty. */
  readonly missing: readonly string[];

  constructor(missing: readonly string[], cause?: unknown) {
    super(missing.join("\n"), { cause });
    this.missing = missing;
  }
}
