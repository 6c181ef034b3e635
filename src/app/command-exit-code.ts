import { ConfigError } from "../config/config-error.ts";
import type { ExitCode } from "../domain/run.ts";
import { exitCodeOfError } from "../pipeline/run-outcome.ts";
import { HttpAddressError } from "../scheduler/http-address-error.ts";
import { EmbeddedServerError } from "../warehouse/postgres/embedded/embedded-server-error.ts";
import { CloseBusyError } from "./close-busy-error.ts";
import { MigrationBusyError } from "./migration-busy-error.ts";

/** The exit code that belongs to an error which ended a command. Pure. */
export function commandExitCode(error: unknown): ExitCode {
  if (error instanceof ConfigError || error instanceof HttpAddressError) {
    return 2;
  }
  if (error instanceof MigrationBusyError || error instanceof CloseBusyError) {
    return 5;
  }
  if (error instanceof EmbeddedServerError) {
    return 8;
  }
  return error instanceof Error ? exitCodeOfError(error) : 1;
}
