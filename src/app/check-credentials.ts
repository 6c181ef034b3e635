import type { Account } from "../domain/account.ts";
import { billMonthAt } from "../domain/bill-month.ts";
import type { Clock } from "../domain/clock.ts";
import { JsonNumber } from "../domain/json-number.ts";
import { RetryableError } from "../domain/retryable-error.ts";
import type { Probe, Source } from "../domain/source.ts";
import { laneName, type Stream } from "../domain/stream.ts";
import { valueColumns } from "../domain/table.ts";
import { describeProbe } from "./describe-probe.ts";
import type { Finding } from "./doctor-report.ts";

export type CredentialCheckOptions = {
  readonly accounts: readonly Account[];
  readonly source: Source;
  /** The configured choice of streams; all where undefined. */
  readonly chosenStreams: readonly string[] | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

export type CredentialCheck = {
  readonly findings: readonly Finding[];
  /** Server clock minus ours in milliseconds, as far as answers told it. */
  readonly clockSkewsMs: readonly number[];
};

/** Streams of one account that share a lane: one call speaks for them all. */
type SharedLane = { readonly first: Stream; readonly names: readonly string[] };

/** A customer to ask about; or why there is none. */
type Example =
  | { readonly kind: "customer"; readonly uin: string }
  | { readonly kind: "none"; readonly why: string };

const THROTTLE_WAIT_MS = 1_500;

/** Makes one harmless call for every account and lane, the accounts side by side. Never throws for an answer. */
export async function checkCredentials(options: CredentialCheckOptions): Promise<CredentialCheck> {
  const checks = await Promise.all(
    options.accounts.map(async (account) => await new AccountCheck(account, options).work()),
  );
  return {
    findings: checks.flatMap(({ findings }) => findings),
    clockSkewsMs: checks.flatMap(({ clockSkewsMs }) => clockSkewsMs),
  };
}

class AccountCheck {
  readonly #account: Account;
  readonly #options: CredentialCheckOptions;
  readonly #skewsMs: number[] = [];

  constructor(account: Account, options: CredentialCheckOptions) {
    this.#account = account;
    this.#options = options;
  }

  async work(): Promise<CredentialCheck> {
    const { source, chosenStreams } = this.#options;
    const own = source.streams.filter(({ role }) => this.#account.roles.includes(role));
    const wanted = own.filter(
      ({ name, phase }) => phase !== "list" && (chosenStreams?.includes(name) ?? true),
    );
    const lists = own.filter(({ phase }) => phase === "list");
    const listed = await Promise.all(lists.map(async (stream) => await this.#checkList(stream)));
    const example = listed[0]?.example ?? { kind: "none", why: "no customer list" };
    const findings = await Promise.all(
      this.#lanesOf(wanted).map(async (lane) => await this.#checkLane(lane, example)),
    );
    return {
      findings: [...listed.map(({ finding }) => finding), ...findings, ...this.#silent(wanted)],
      clockSkewsMs: this.#skewsMs,
    };
  }

  // A partner's bills are asked for by customer, so the list comes first and names one.
  async #checkList(stream: Stream): Promise<{ finding: Finding; example: Example }> {
    const probe = await this.#probe(stream, "0");
    const finding = this.#finding({ first: stream, names: [stream.name] }, probe);
    if (finding.verdict !== "ok") {
      return { finding, example: { kind: "none", why: "the customer list could not be read" } };
    }
    try {
      const uin = await this.#firstCustomer(stream);
      return uin === undefined
        ? {
            finding: { ...finding, message: "can be read; it has no customers" },
            example: { kind: "none", why: "no customers" },
          }
        : { finding, example: { kind: "customer", uin } };
    } catch (error) {
      const words = describeProbe(error instanceof Error ? error : new Error(String(error)));
      return {
        finding: { ...finding, ...words },
        example: { kind: "none", why: "the customer list could not be read" },
      };
    }
  }

  async #firstCustomer(stream: Stream): Promise<string | undefined> {
    const { source, signal } = this.#options;
    const one = listingOne(stream);
    const slice = { account: this.#account.name, stream: one, uin: "", month: undefined };
    const [table] = stream.tables;
    const column = table === undefined ? -1 : valueColumns(table).indexOf("customer_uin");
    for await (const { rows } of source.extract(slice, source.requestInput(slice, []), signal)) {
      return rows[0]?.[0]?.values[column] ?? undefined;
    }
    return undefined;
  }

  async #checkLane(lane: SharedLane, example: Example): Promise<Finding> {
    const { slicing } = lane.first;
    if (slicing === "own-month") {
      return this.#finding(lane, await this.#probe(lane.first, this.#account.uin ?? ""));
    }
    return example.kind === "customer"
      ? this.#finding(lane, await this.#probe(lane.first, example.uin))
      : { ...this.#base(lane), verdict: "skipped", message: example.why, exitCode: 0 };
  }

  async #probe(stream: Stream, uin: string): Promise<Probe> {
    const { source, signal, clock } = this.#options;
    const ask = async (): Promise<Probe> =>
      await source.probe(this.#account.name, stream, uin, signal);
    let probe = await ask();
    if (probe.error instanceof RetryableError && probe.error.isThrottle) {
      // Another program, or a doctor a moment ago, took the second's only call.
      await clock.sleep(THROTTLE_WAIT_MS, signal);
      probe = await ask();
    }
    signal.throwIfAborted();
    if (probe.clockSkewMs !== undefined) {
      this.#skewsMs.push(probe.clockSkewMs);
    }
    return probe;
  }

  #lanesOf(streams: readonly Stream[]): readonly SharedLane[] {
    const lanes = Map.groupBy(
      streams.filter((stream) => this.#hasRequests(stream)),
      (stream) => this.#options.source.laneOf(this.#account.name, stream).key,
    );
    return [...lanes.values()].flatMap((shared) => {
      const [first] = shared;
      return first === undefined ? [] : [{ first, names: shared.map(({ name }) => name) }];
    });
  }

  #hasRequests(stream: Stream): boolean {
    const month = billMonthAt(this.#options.clock.now());
    const { tagKeys } = this.#account;
    return stream.requests({ uin: "0", month, tagKeys, customerUins: ["0"] }).length > 0;
  }

  #silent(streams: readonly Stream[]): readonly Finding[] {
    return streams
      .filter((stream) => !this.#hasRequests(stream))
      .map((stream) => ({
        ...this.#base({ first: stream, names: [stream.name] }),
        verdict: "skipped",
        message: `${stream.name}: ${stream.withoutRequests ?? "it has nothing to ask for"}`,
        exitCode: 0,
      }));
  }

  #finding(lane: SharedLane, { error }: Probe): Finding {
    return { ...this.#base(lane), ...describeProbe(error) };
  }

  #base({
    first,
    names,
  }: SharedLane): Pick<Finding, "area" | "subject" | "account" | "role" | "streams"> {
    return {
      area: "api",
      subject: laneName(first),
      account: this.#account.name,
      role: first.role,
      streams: names,
    };
  }
}

/** The list's stream cut down to one call for one record. */
function listingOne({ paging, ...stream }: Stream): Stream {
  const one = new JsonNumber("1");
  const page = paging === undefined ? {} : { [paging.pageField]: one, [paging.sizeField]: one };
  return {
    ...stream,
    requests: (input) => stream.requests(input).map((params) => ({ ...params, ...page })),
  };
}
