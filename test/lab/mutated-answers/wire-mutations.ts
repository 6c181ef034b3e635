import { gzipSync } from "node:zlib";
import { type Mutation, picked } from "./mutation.ts";
import { BODY_BYTES_MAX, type Served } from "./served.ts";

/** A change of an answer on its way: of its bytes, or of the HTTP around them. */
export type WireMutator = (served: Served, mutation: Mutation) => Served;

const STATUSES = [
  201, 202, 204, 206, 226, 300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 408, 413, 418,
  425, 429, 451, 500, 501, 502, 503, 504, 520, 599,
];
const NO_UTF8 = ["ff", "c080", "eda080", "f8888080", "f4908080", "c3", "80", "fe", "e282"];
const PIECES = ["00", "0a", "20", "22", "5c", "2c", "7b7d", "5b", "efbbbf", "f09f9881", "3132"];
const BODIES = [
  "null",
  "[]",
  "{}",
  "0",
  '"text"',
  '{"Response":null}',
  '{"Response":[]}',
  '{"Response":{}}',
  '{"Response":"text"}',
  '{"response":{"RequestId":"r"}}',
  '{"code":4000,"message":"m","codeDesc":"c"}',
  '{"Response":{"RequestId":"r"}',
  '[{"Response":{"RequestId":"r"}}]',
  "<html><body>502 Bad Gateway</body></html>",
  "<?xml version='1.0'?><Error/>",
  "upstream connect error or disconnect/reset before headers",
  "",
  " ",
  "\n",
  "\u0000",
];
const TAILS = [
  "}",
  "{}",
  "null",
  ",",
  "\u0000",
  "<!-- served by proxy -->",
  " \r\n\t",
  "\u00a0",
  "//",
];
const LENGTH_ERRORS = [1, 2, 17, 1000, -1, -2, -17, -1000];

const utf8 = (text: string): Buffer => Buffer.from(text, "utf8");

/** Changes of bytes and of HTTP. */
export const WIRE_MUTATIONS: Readonly<Record<string, WireMutator>> = {
  truncated: (served, { pick, choice }) => {
    const { body } = served;
    // At the end as often as anywhere: the last bracket is the one that is easily missed.
    const length = choice % 2 === 0 ? body.length - 1 - (choice % 7) : pick % (body.length || 1);
    return { ...served, body: body.subarray(0, Math.max(0, length)) };
  },
  "bit flipped": (served, { pick, choice }) => {
    const body = Buffer.from(served.body);
    const at = pick % (body.length || 1);
    body[at] = (body[at] ?? 0) ^ (1 << (choice % 8));
    return { ...served, body };
  },
  "bytes inserted": (served, { pick, choice }) => inserted(served, pick, picked(PIECES, choice)),
  "invalid UTF-8": (served, { pick, choice }) => inserted(served, pick, picked(NO_UTF8, choice)),
  "byte-order mark": (served, { choice }) => {
    const { body } = served;
    const text = body.toString("utf8");
    const marked = [
      Buffer.concat([utf8("\ufeff"), body]),
      Buffer.concat([utf8("\ufeff\ufeff"), body]),
      Buffer.concat([body, utf8("\ufeff")]),
      Buffer.from(`\ufeff${text}`, "utf16le"),
    ];
    return { ...served, body: picked(marked, choice) ?? body };
  },
  "another body": (served, { choice }) => ({ ...served, body: utf8(picked(BODIES, choice) ?? "") }),
  "text after it": (served, { choice }) => ({
    ...served,
    body: Buffer.concat([served.body, utf8(picked(TAILS, choice) ?? "")]),
  }),
  "deep lists alone": (served, { pick, choice }) => {
    const depth = picked([60, 500, 5_000, 40_000], choice) ?? 60;
    const [open, close] = pick % 2 === 0 ? ["[", "]"] : ['{"Response":', "}"];
    const inner = pick % 2 === 0 ? "" : "{}";
    const text = open.repeat(depth) + inner + (pick % 3 === 0 ? "" : close.repeat(depth));
    return { ...served, body: utf8(text) };
  },
  "HTTP status": (served, { choice }) => {
    const status = picked(STATUSES, choice) ?? 500;
    const headers: Record<string, string> =
      status >= 300 && status < 400
        ? { ...served.headers, location: "http://127.0.0.1:9/elsewhere" }
        : served.headers;
    return { ...served, status, headers };
  },
  "wrong Content-Length": (served, { choice }) => ({
    ...served,
    contentLength: Math.max(0, served.body.length + (picked(LENGTH_ERRORS, choice) ?? 1)),
  }),
  "wrong encoding": (served, { choice }) => {
    const { body, headers } = served;
    const zipped = gzipSync(body);
    const coded: readonly (readonly [string, Buffer])[] = [
      ["gzip", body],
      ["br", body],
      ["deflate", body],
      ["gzip", zipped],
      ["gzip", zipped.subarray(0, zipped.length >> 1)],
      ["x-made-up", body],
      ["", zipped],
    ];
    const [encoding, bytes] = picked(coded, choice) ?? ["", body];
    return {
      ...served,
      body: bytes,
      headers: encoding === "" ? headers : { ...headers, "content-encoding": encoding },
    };
  },
  "connection cut": (served, { choice }) => ({
    ...served,
    end: picked(["cut", "reset"], choice) ?? "cut",
  }),
  "too large": (served, { choice }) => {
    const { headers } = served;
    const padded = Buffer.concat([served.body, Buffer.alloc(BODY_BYTES_MAX, " ")]);
    return choice % 2 === 0
      ? { ...served, body: padded }
      : { ...served, body: gzipSync(padded), headers: { ...headers, "content-encoding": "gzip" } };
  },
  "odd Date": (served, { choice }) => {
    const date = picked(["", "yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "0"], choice) ?? "";
    return { ...served, headers: { ...served.headers, date } };
  },
};

function inserted(served: Served, pick: number, hex: string | undefined): Served {
  const at = pick % (served.body.length + 1);
  const { body } = served;
  const piece = Buffer.from(hex ?? "", "hex");
  return { ...served, body: Buffer.concat([body.subarray(0, at), piece, body.subarray(at)]) };
}
