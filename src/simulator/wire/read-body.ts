import type { IncomingMessage } from "node:http";
import { ApiError } from "../api-error.ts";

const MAX_BYTES = 10 * 1024 * 1024;

/** The whole request body. Throws what the stream throws when the caller goes away. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

/** The JSON object in a body. Throws ApiError for anything else, and above the vendor's 10 MB. */
export function parseBody(body: Buffer): Readonly<Record<string, unknown>> {
  if (body.length > MAX_BYTES) {
    throw new ApiError("RequestSizeLimitExceeded", "The request is larger than 10 MB.");
  }
  const value = parseJson(body.toString("utf8"));
  if (!isRecord(value)) {
    throw new ApiError("InvalidParameter", "The request body is not a JSON object.");
  }
  return value;
}

/** Whether a value is an object with fields: no null, no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
