import type { Account } from "../../domain/account.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Credential } from "../../domain/credential.ts";
import { type JsonObject, writeJson } from "../../domain/json.ts";
import type { Logger } from "../../domain/logger.ts";
import { RetryableError } from "../../domain/retryable-error.ts";
import type { Service, Stream } from "../../domain/stream.ts";
import type { AccountCredentials } from "./account-credentials.ts";
import { classifyError } from "./classify-error.ts";
import { decodeEnvelope } from "./decode-envelope.ts";
import type { LaneQueue } from "./lane-queue.ts";
import { withRetries } from "./retry.ts";
import { signTc3 } from "./tc3-signature.ts";
import { exchange, TRANSPORT_LIMITS, type TransportLimits } from "./transport.ts";
import { withGrace } from "./with-grace.ts";

export type ClientOptions = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly credentials: AccountCredentials;
  readonly fetch: typeof fetch;
  /** Every call goes here instead of to the service's host; the signing service stays the real one. */
  readonly origin?: string | undefined;
  readonly limits?: TransportLimits;
  /** Blanks out every known secret in what is quoted of an answer. */
  readonly scrub?: (text: string) => string;
};

/** One call to be made: whose key signs it, what is asked, the lane that it belongs to with that key. */
export type Call = {
  readonly account: Account;
  readonly stream: Stream;
  readonly params: JsonObject;
  readonly laneFor: (credential: Credential) => LaneQueue;
  /** Once it aborts, nothing more is sent; an answer that is on its way is waited for a few seconds. */
  readonly signal: AbortSignal;
  /** Aborts when nobody waits for the answer any more. */
  readonly abandoned?: AbortSignal;
};

// An answer that has been paid for with a slot is worth waiting for, but a run that was told to stop
// has ten seconds in all to store what it has.
const GRACE_MS = 4_000;

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
    const { clock, random, logger, credentials } = this.#options;
    return await call.laneFor(credentials.of(call.account.name)).add(
      async () =>
        await withRetries(async () => (await this.attempt(call)).answer, {
          clock,
          random,
          signal: stopOf(call),
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
      stopOf(call),
    );
  }

  /** Makes the call once, in a slot of its own; once more where a newer credential takes a refused one's place. */
  async attempt(call: Call): Promise<Answer> {
    const { credentials, logger } = this.#options;
    const account = call.account.name;
    return await credentials.use(
      account,
      async (credential, assertCurrent) =>
        await this.#attemptWith({ ...call, credential, assertCurrent }),
      () => {
        const { action } = call.stream;
        logger.warn("a credential was refused, going on with what its files hold now", {
          account,
          action,
        });
      },
    );
  }

  async #attemptWith(call: SignedCall): Promise<Answer> {
    const lane = call.laneFor(call.credential);
    try {
      return await this.#answer(call, lane);
    } catch (error) {
      if (error instanceof RetryableError && error.isThrottle) {
        this.#throttles += 1;
        await lane.penalise();
      }
      throw error;
    }
  }

  async #answer(call: SignedCall, lane: LaneQueue): Promise<Answer> {
    const http = await lane.inSlot(async () => {
      // It may have waited long, and calls that are known to be refused get a key locked.
      call.assertCurrent();
      return await this.#send(call);
    }, stopOf(call));
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

  async #send({
    credential,
    stream,
    params,
    signal,
    abandoned,
  }: SignedCall): ReturnType<typeof exchange> {
    const { clock, origin } = this.#options;
    const { service } = stream;
    const url = new URL(origin ?? `https://${service.host}`);
    const body = writeJson(params);
    this.#calls += 1;
    const headers = signedHeaders({
      credential,
      service,
      action: stream.action,
      body,
      host: url.host,
      nowMs: clock.now(),
    });
    return await withGrace(
      signal,
      { clock, graceMs: GRACE_MS },
      async (late) =>
        await exchange(
          this.#options.fetch,
          {
            url: url.href,
            headers,
            body,
            signal: abandoned === undefined ? late : AbortSignal.any([late, abandoned]),
          },
          this.#options.limits ?? TRANSPORT_LIMITS,
        ),
    );
  }
}

/** Aborts when the call must not leave any more, for either reason. */
function stopOf({ signal, abandoned }: Call): AbortSignal {
  return abandoned === undefined ? signal : AbortSignal.any([signal, abandoned]);
}

type SignedCall = Call & {
  readonly credential: Credential;
  /** Throws where another credential has taken its place. */
  readonly assertCurrent: () => void;
};

type Signed = {
  readonly credential: Credential;
  readonly service: Service;
  readonly action: string;
  readonly body: string;
  readonly host: string;
  readonly nowMs: number;
};

function signedHeaders({
  credential,
  service,
  action,
  body,
  host,
  nowMs,
}: Signed): Record<string, string> {
  const timestampS = Math.floor(nowMs / 1000);
  const { secretId, secretKey, token } = credential;
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
