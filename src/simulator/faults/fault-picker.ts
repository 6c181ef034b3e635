import { isDeepStrictEqual } from "node:util";
import { type Random, mixSeeds, mulberry32 } from "../tenant/random.ts";
import { type Fault, type FaultScript, checkFaultScript } from "./fault-script.ts";

/** What a rule can look at. */
export type FaultyCall = {
  readonly service: string;
  readonly action: string;
  readonly secretId: string;
  readonly params: Readonly<Record<string, unknown>>;
};

/** Chooses the fault of each call. Every call must be shown to it exactly once: it counts. */
export type FaultPicker = (call: FaultyCall) => Fault | undefined;

type Match = ReturnType<typeof checkFaultScript>[number]["match"];

/** A picker that starts counting at its script's first call. Throws FaultScriptError for a bad script. */
export function createFaultPicker(script: FaultScript): FaultPicker {
  const rules = checkFaultScript(script).map((rule, at) => ({
    ...rule,
    count: 0,
    random: mulberry32(mixSeeds(rule.match.seed ?? 1, at)),
  }));
  return (call) => {
    // Every matching rule counts the call, also behind the one that applies: "the third call" means the third.
    const due = rules.filter((rule) => {
      if (!isMatch(rule.match, call)) {
        return false;
      }
      rule.count += 1;
      return isDue(rule.match, rule.count, rule.random);
    });
    return due[0]?.fault;
  };
}

function isMatch(match: Match, call: FaultyCall): boolean {
  return (
    (match.service ?? call.service) === call.service &&
    (match.action ?? call.action) === call.action &&
    (match.secretId ?? call.secretId) === call.secretId &&
    Object.entries(match.params ?? {}).every(([name, value]) =>
      isDeepStrictEqual(call.params[name], value),
    )
  );
}

function isDue({ nth, every, probability }: Match, count: number, random: Random): boolean {
  const [from, to] = typeof nth === "number" ? [nth, nth] : (nth ?? [1, Number.POSITIVE_INFINITY]);
  return (
    count >= from &&
    count <= to &&
    (every === undefined || count % every === 0) &&
    (probability === undefined || random() < probability)
  );
}
