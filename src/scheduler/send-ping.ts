import type { Clock } from "../domain/clock.ts";

export type Ping = {
  readonly name: "start" | "success" | "failure";
  /** What the check's URL is continued with. */
  readonly suffix: string;
  readonly body: string;
  /** Ties the end of a run to its start; a UUID. */
  readonly rid?: string | undefined;
};

export type SendOptions = {
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Pick<Clock, "sleep">;
  readonly timeoutMs: number;
};

type Attempt = { readonly problem?: string; readonly mayPass?: boolean };

/**
 * Sends one ping, a second time after a failure that may pass, all within `timeoutMs`. Returns what
 * went wrong, in words that hold no part of the URL's path; undefined where all is well. Never
 * rejects.
 */
export async function sendPing(options: SendOptions, ping: Ping): Promise<string | undefined> {
  const { clock, timeoutMs } = options;
  const first = await attempt(options, ping);
  if (first.mayPass !== true) {
    return first.problem;
  }
  await clock.sleep(timeoutMs / 10);
  return (await attempt(options, ping)).problem;
}

async function attempt(
  { url, fetch, timeoutMs }: SendOptions,
  { suffix, body, rid }: Ping,
): Promise<Attempt> {
  try {
    const response = await fetch(pingUrl(url, suffix, rid), {
      method: "POST",
      headers: { "content-type": "text/plain; charset=utf-8" },
      body,
      // Two attempts and the pause between them make up the whole.
      signal: AbortSignal.timeout(timeoutMs * 0.45),
    });
    return judge(response.status, await firstBytes(response));
  } catch (error) {
    return { problem: codeOf(error), mayPass: true };
  }
}

function pingUrl(url: string, suffix: string, rid: string | undefined): URL {
  const target = new URL(url);
  if (suffix !== "") {
    // The path, not the text: a check named by its slug may carry `?create=1`.
    target.pathname = target.pathname.replace(/\/+$/, "") + suffix;
  }
  if (rid !== undefined) {
    target.searchParams.set("rid", rid);
  }
  return target;
}

function judge(status: number, text: string): Attempt {
  if (status >= 200 && status < 300) {
    // hc-ping.com says 200 also to what it ignores: "OK (not found)", "OK (rate limited)".
    const ignored = /^OK \(([a-z ]{1,40})\)/.exec(text)?.[1];
    return ignored === undefined ? {} : { problem: `the service ignored it: ${ignored}` };
  }
  const mayPass = status >= 500 || status === 408 || status === 429;
  return { problem: `HTTP ${status}`, mayPass };
}

/** The answer's first piece: it is `OK` or a short reason, and whoever sends more is not to be read. */
async function firstBytes(response: Response): Promise<string> {
  for await (const chunk of response.body ?? []) {
    return Buffer.from(chunk).toString("utf8");
  }
  return "";
}

// Not the message: fetch puts the whole URL, the check's secret with it, into some of its own.
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return "failed";
  }
  const { cause } = error;
  if (cause instanceof Error && "code" in cause) {
    return String(cause.code);
  }
  return error.name === "TimeoutError" ? "no answer in time" : error.name;
}
