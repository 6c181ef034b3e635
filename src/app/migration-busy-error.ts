import { BillhouseError } from "../domain/errors.ts";

/** Another process was migrating the schema for longer than we wait. */
export class MigrationBusyError extends BillhouseError {
  override readonly recovery = "abort";
}
