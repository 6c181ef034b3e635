import type { ExpectedSlice } from "./expected-slice.ts";

/** One way in which an answer may be refused: the error's class, and what its message must name (one of these). */
export type Refusal = { readonly by: string; readonly names: readonly string[] };

/** What has to become of a slice that is answered so. */
export type Verdict =
  | { readonly kind: "loads"; readonly slice: ExpectedSlice }
  /** In any of these ways. */
  | { readonly kind: "refused"; readonly refusals: readonly Refusal[] }
  /** Nothing says that it must be loaded; where it is, then like this. */
  | { readonly kind: "either"; readonly slice: ExpectedSlice };

export const DRIFT = "SliceError drift";
export const FAILED = "SliceError failed";
