import { BillhouseError } from "./errors.ts";

/** What was asked for cannot be written to a file: an unknown view, a file that is there, a value too long. */
export class ExportError extends BillhouseError {
  override readonly recovery = "abort";
}
