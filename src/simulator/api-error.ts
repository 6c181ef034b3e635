/** A refusal in the vendor's own terms: answered as HTTP 200 with `Response.Error`. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
