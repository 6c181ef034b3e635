/** One answer as the server sends it. */
export type Served = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** `whole` as HTTP wants it; `cut` after the body without its end; `reset` before anything was sent. */
  readonly end: "whole" | "cut" | "reset";
  /** What Content-Length says where it is not the body's length. */
  readonly contentLength?: number;
};

/** Larger answers are refused in the lab, so that too large ones need not be large. */
export const BODY_BYTES_MAX = 384 * 1024;
