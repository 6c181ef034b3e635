import type { Slice } from "../../src/domain/slice.ts";
import type { Stream } from "../../src/domain/stream.ts";

/** A slice of `stream`: of one customer and one month, where the stream has them. */
export function sliceOf(stream: Stream, overrides: Partial<Omit<Slice, "stream">> = {}): Slice {
  const place =
    stream.slicing === "account"
      ? { uin: "", month: undefined }
      : { uin: "200000000001", month: "2026-10" };
  return { account: "main", stream, ...place, ...overrides };
}
