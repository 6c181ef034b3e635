import type { Account } from "../../domain/account.ts";
import type { Clock } from "../../domain/clock.ts";
import { type JsonObject, writeJson } from "../../domain/json.ts";
import type { Logger } from "../../domain/logger.ts";
import { RetryableError } from "../../domain/retryable-error.ts";
import type { Service, Stream } from "../../domain/stream.ts";
import { classifyError } from "./classify-error.ts";
import { decodeEnvelope } from "./decode-envelope.ts";
import type { LaneQueue } from "./lane-queue.ts";
import { withRetries } from "./retry.ts";
import { signTc3 } from "./tc3-signature.ts";
import { exchange, TRANSPORT_LIMITS, type TransportLimits } from "./transport.ts";

export type ClientOptions = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly fetch: typeof fetch;
  /** Every call goes here instead of to the service's host; the signing service stays the real one. */
  readonly origin?: string | undefined;
  readonly limits?: TransportLimits;
  /** Blanks out every known secret in what is quoted of an answer. */
  readonly scrub?: (text: string) => string;
};

/** One call to be made: whose key signs it, what is asked, the lane it belongs to. */
export type Call = {
  readonly account: Account;
  readonly stream: Stream;
  readonly params: JsonObject;
  readonly lane: LaneQueue;
  readonly signal: AbortSignal;
};

/** What one attempt brought back, with the server's clock beside ours. */
export type Answer = { readonly answer: JsonObject; readonly clockSkewMs: number | undefined };

const CONTENT_TYPE = "application/json";

/** Signed calls to the API, counted. */
export class TencentClient {
  readonly #options: ClientOptions;
  #calls = 0;
  #throttles = 0;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Attempts sent and throttle answers received since this client was made. */
  get meter(): { readonly calls: number; readonly throttles: number } {
    return { calls: this.#calls, throttles: this.#throttles };
  }

  /**
   * Makes the call, again as often as its errors allow. Throws the error whose class says what to
   * do next.
   */
  async call(call: Call): Promise<JsonObject> {
    const { clock, random, logger } = this.#options;
    return await call.lane.add(
      async () =>
        await withRetries(async () => (await this.attempt(call)).answer, {
          clock,
          random,
          signal: call.signal,
          onRetry: (error, attempt, delayMs) => {
            logger[error.isThrottle ? "debug" : "warn"]("call failed, trying again", {
              account: call.account.name,
              action: call.stream.action,
              attempt,
              delayMs: Math.round(delayMs),
              error,
            });
          },
        }),
      call.signal,
    );
  }

  /** Makes the call once, in a slot of its own. */
  async attempt(call: Call): Promise<Answer> {
    try {
      return await this.#attempt(call);
    } catch (error) {
      if (error instanceof RetryableError && error.isThrottle) {
        this.#throttles += 1;
        await call.lane.penalise();
      }
      throw error;
    }
  }

  async #attempt(call: Call): Promise<Answer> {
    const http = await call.lane.inSlot(async () => await this.#send(call), call.signal);
    const clockSkewMs =
      http.serverTimeMs === undefined ? undefined : http.serverTimeMs - this.#options.clock.now();
    const envelope = decodeEnvelope(http, this.#options.scrub);
    if (envelope.kind === "answer") {
      return { answer: envelope.answer, clockSkewMs };
    }
    const { code, message, requestId } = envelope;
    const { account, stream } = call;
    throw classifyError({
      code,
      message,
      requestId,
      action: stream.action,
      account: account.name,
      clockSkewMs,
    });
  }

  async #send({ account, stream, params, signal }: Call): ReturnType<typeof exchange> {
    const { clock, origin } = this.#options;
    const { service } = stream;
    const url = new URL(origin ?? `https://${service.host}`);
    const body = writeJson(params);
    this.#calls += 1;
    const headers = signedHeaders({
      account,
      service,
      action: stream.action,
      body,
      host: url.host,
      nowMs: clock.now(),
    });
    return await exchange(
      this.#options.fetch,
      { url: url.href, headers, body, signal },
      this.#options.limits ?? TRANSPORT_LIMITS,
    );
  }
}

type Signed = {
  readonly account: Account;
  readonly service: Service;
  readonly action: string;
  readonly body: string;
  readonly host: string;
  readonly nowMs: number;
};

function signedHeaders({
  account,
  service,
  action,
  body,
  host,
  nowMs,
}: Signed): Record<string, string> {
  const timestampS = Math.floor(nowMs / 1000);
  const { secretId, secretKey, token } = account;
  return {
    "content-type": CONTENT_TYPE,
    authorization: signTc3({
      secretId,
      secretKey,
      service: service.name,
      host,
      contentType: CONTENT_TYPE,
      body,
      timestampS,
    }),
    "x-tc-action": action,
    "x-tc-version": service.version,
    "x-tc-timestamp": String(timestampS),
    // Names and messages depend on it; without it they came back in Chinese for some callers.
    "x-tc-language": "en-US",
    ...(token === undefined ? {} : { "x-tc-token": token }),
  };
}
