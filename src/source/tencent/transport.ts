import { RetryableError } from "../../domain/retryable-error.ts";

export type HttpRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
};

export type HttpAnswer = {
  readonly status: number;
  readonly text: string;
  /** Epoch milliseconds of the server's Date header. */
  readonly serverTimeMs: number | undefined;
};

export type TransportLimits = {
  /** For the whole exchange, so that a server that sends a byte a second cannot hold a lane. */
  readonly totalMs: number;
  /** A page of 200 lines is about 250 kB; an endless body must not fill the memory. */
  readonly bodyBytesMax: number;
};

export const TRANSPORT_LIMITS: TransportLimits = { totalMs: 60_000, bodyBytesMax: 32 * 1024 ** 2 };

/**
 * One POST and its whole answer. Never follows a redirect: the signature and a session token would
 * travel to wherever it points. (The built-in fetch gives up connecting after 10 s.)
 *
 * Throws a `RetryableError` for everything that happens to the exchange itself, and the signal's
 * reason where the caller aborted.
 */
export async function exchange(
  fetchImpl: typeof fetch,
  request: HttpRequest,
  limits: TransportLimits,
): Promise<HttpAnswer> {
  const deadline = AbortSignal.timeout(limits.totalMs);
  try {
    const response = await fetchImpl(request.url, {
      method: "POST",
      headers: request.headers,
      body: request.body,
      redirect: "manual",
      signal: AbortSignal.any([request.signal, deadline]),
    });
    const date = Date.parse(response.headers.get("date") ?? "");
    return {
      status: response.status,
      text: await readBody(response, limits.bodyBytesMax),
      serverTimeMs: Number.isNaN(date) ? undefined : date,
    };
  } catch (error) {
    if (request.signal.aborted) {
      throw request.signal.reason;
    }
    throw asRetryable(error, deadline.aborted ? limits.totalMs : undefined);
  }
}

async function readBody(response: Response, bodyBytesMax: number): Promise<string> {
  // Fatal: a broken byte would otherwise become U+FFFD in a name, which nobody could tell from the truth.
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let bytes = 0;
  let text = "";
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bodyBytesMax) {
      throw new RetryableError(`the answer is larger than ${bodyBytesMax} bytes`, {
        code: "BodyTooLarge",
      });
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function asRetryable(error: unknown, timedOutMs: number | undefined): RetryableError {
  if (error instanceof RetryableError) {
    return error;
  }
  if (timedOutMs !== undefined) {
    return new RetryableError(`no complete answer within ${timedOutMs / 1000} s`, {
      code: "Timeout",
      cause: error,
    });
  }
  const { code, message } = rootCause(error);
  return new RetryableError(`the exchange failed: ${message}`, {
    code,
    cause: error,
    hint: "check that this machine reaches the API host (DNS, firewall, HTTPS_PROXY)",
  });
}

// fetch wraps what happened in a TypeError "fetch failed"; the cause says ECONNREFUSED.
function rootCause(error: unknown): { code: string; message: string } {
  let current: unknown = error;
  while (current instanceof Error && current.cause instanceof Error) {
    current = current.cause;
  }
  const code =
    current instanceof Error && "code" in current && typeof current.code === "string"
      ? current.code
      : "NetworkError";
  return { code, message: current instanceof Error ? current.message : String(current) };
}
