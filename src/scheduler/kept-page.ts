import type { Clock } from "../domain/clock.ts";

/** A page of HTML as a server gives it away. */
export type Page = {
  readonly html: string;
  /** What the page may do, for the header of that name. */
  readonly contentSecurityPolicy: string;
};

export type PageSource = {
  /** Makes the page anew; may reject. Its work ends when the signal aborts. */
  readonly make: (signal: AbortSignal) => Promise<Page>;
  /** The page that says in plain words why there is no other; without secrets. */
  readonly apology: (error: unknown) => Page;
};

/** The page, or the apology for it. */
export type ServedPage = Page & { readonly isMade: boolean };

export type KeptPageOptions = {
  readonly clock: Pick<Clock, "monotonic">;
  /** For how long a page is given away before it is made anew; one minute by default. */
  readonly keepMs?: number;
  /** The same for an apology: a page that fails at once would otherwise be tried at every call. */
  readonly keepApologyMs?: number;
  /** How long making it may take; 20 s by default. */
  readonly timeoutMs?: number;
};

/** The page was not made in time. */
export class PageTimeoutError extends Error {
  constructor(timeoutMs: number) {
    super(`the page was not made within ${timeoutMs / 1000} s`);
    this.name = "PageTimeoutError";
  }
}

const KEEP_MS = 60_000;
const KEEP_APOLOGY_MS = 5_000;
const TIMEOUT_MS = 20_000;

/**
 * Makes the page when it is asked for and the last one is too old; all who ask meanwhile share that
 * making. Never rejects: what failed, or took too long, is apologised for.
 */
export function keptPage(
  source: PageSource,
  { clock, keepMs = KEEP_MS, keepApologyMs = KEEP_APOLOGY_MS, timeoutMs }: KeptPageOptions,
): () => Promise<ServedPage> {
  let kept: { readonly page: ServedPage; readonly untilMs: number } | undefined;
  let making: Promise<ServedPage> | undefined;
  const make = async (): Promise<ServedPage> => {
    const page = await makeInTime(source, timeoutMs ?? TIMEOUT_MS);
    kept = { page, untilMs: clock.monotonic() + (page.isMade ? keepMs : keepApologyMs) };
    return page;
  };
  return async () => {
    if (kept !== undefined && clock.monotonic() < kept.untilMs) {
      return kept.page;
    }
    making ??= make().finally(() => {
      making = undefined;
    });
    return await making;
  };
}

async function makeInTime({ make, apology }: PageSource, timeoutMs: number): Promise<ServedPage> {
  const deadline = new AbortController();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new PageTimeoutError(timeoutMs);
    reject(error);
    deadline.abort(error);
  }, timeoutMs);
  try {
    return { ...(await Promise.race([make(deadline.signal), late])), isMade: true };
  } catch (error) {
    return { ...apology(error), isMade: false };
  } finally {
    clearTimeout(timer);
  }
}
