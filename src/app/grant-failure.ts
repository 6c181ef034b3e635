import { GrantRefusedError } from "../warehouse/postgres/grants/grant-refused-error.ts";
import type { GrantOutcome } from "./plan-grant.ts";

/** The connected role may not grant it, and nothing was changed: what it lacks, and what others can run. */
export class GrantFailure extends GrantRefusedError {
  /** What would have come of it. */
  readonly outcome: GrantOutcome;

  constructor(refused: GrantRefusedError, outcome: GrantOutcome) {
    super(refused.missing, refused.cause);
    this.outcome = outcome;
  }
}
