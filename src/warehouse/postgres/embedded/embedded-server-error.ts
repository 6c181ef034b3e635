/**
 * The embedded server cannot be had. `message` says what went wrong, `hint` what its reader can do
 * about it, `cause` keeps the error underneath where there was one.
 */
export class EmbeddedServerError extends Error {
  override readonly name = "EmbeddedServerError";
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.hint = hint;
  }
}
