import { closestName } from "./closest-name.ts";
import type { EnvReader } from "./env-reader.ts";
import { redactText } from "./redact-value.ts";

/** What a rate limit applies to, with the documented limit in requests per second. */
export type LaneLimit = {
  readonly service: string;
  readonly action: string;
  readonly callsPerSecond: number;
};

/** Requests per second by target: `service.Action`, `Action`, `service.*` or `*`. */
export type RateLimits = ReadonlyMap<string, number>;

const CALLS_PER_SECOND_MAX = 10_000;

/** Requests per second that a lane may make: the most specific configured limit, else the documented one. */
export function callsPerSecond(limits: RateLimits, lane: LaneLimit): number {
  const { service, action } = lane;
  const targets = [`${service}.${action}`, action, `${service}.*`, "*"];
  const target = targets.find((candidate) => limits.has(candidate));
  return (target === undefined ? undefined : limits.get(target)) ?? lane.callsPerSecond;
}

/** Reads `BILLING_RATE_LIMITS`; an entry that is wrong is reported and left out. */
export function readRateLimits(reader: EnvReader, lanes: readonly LaneLimit[]): RateLimits {
  const limits = new Map<string, number>();
  for (const entry of reader.list("BILLING_RATE_LIMITS") ?? []) {
    const [target = "", rateText = "", ...rest] = entry.split("=").map((part) => part.trim());
    const rate = /^\d+(\.\d+)?$/.test(rateText) ? Number(rateText) : 0;
    const problem =
      rest.length > 0 || target === "" || rateText === ""
        ? { rule: "each entry must read target=rate", hint: "for example *=1,billing.*=5" }
        : (checkRate(rate) ?? checkTarget(target, lanes) ?? checkRepeated(target, limits));
    if (problem === undefined) {
      limits.set(target, rate);
    } else {
      reader.report({ variable: "BILLING_RATE_LIMITS", value: redactText(entry), ...problem });
    }
  }
  return limits;
}

type EntryProblem = { readonly rule: string; readonly hint?: string };

function checkRate(rate: number): EntryProblem | undefined {
  return rate > 0 && rate <= CALLS_PER_SECOND_MAX
    ? undefined
    : { rule: `a rate must be a number above 0, up to ${CALLS_PER_SECOND_MAX}` };
}

function checkRepeated(target: string, limits: RateLimits): EntryProblem | undefined {
  return limits.has(target) ? { rule: `limits ${target} twice` } : undefined;
}

function checkTarget(target: string, lanes: readonly LaneLimit[]): EntryProblem | undefined {
  const services = new Set(lanes.map((lane) => lane.service));
  const actions = new Set(lanes.map((lane) => lane.action));
  const names = new Set([
    "*",
    ...[...services].map((service) => `${service}.*`),
    ...lanes.map((lane) => `${lane.service}.${lane.action}`),
  ]);
  if (actions.has(target)) {
    const full = [...names].filter((name) => name.endsWith(`.${target}`));
    return full.length === 1
      ? undefined
      : { rule: "an action of two services needs its service", hint: `write ${full.join(" or ")}` };
  }
  if (names.has(target)) {
    return undefined;
  }
  const guess = services.has(target) ? `${target}.*` : closestName(target, [...names, ...actions]);
  return {
    rule: "must name an action or a service that Billhouse calls",
    ...(guess === undefined ? {} : { hint: `did you mean ${guess}?` }),
  };
}
