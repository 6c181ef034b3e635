import { BillhouseError } from "./errors.ts";

/**
 * The source is still preparing the data: a success that carries none. The slice keeps its rows and
 * is asked for again by a later run; treating it as an empty bill would delete good rows.
 */
export class NotReadyError extends BillhouseError {
  override readonly recovery = "defer";
}
