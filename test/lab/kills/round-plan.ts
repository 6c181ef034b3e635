import {
  integerBelow,
  mulberry32,
  pick,
  type Random,
} from "../../../src/simulator/tenant/random.ts";

/**
 * When a process is killed: as the n-th thing of its kind happens, where n is this `share` of how many
 * are to be expected. `before`: the call is not answered, the statement never reaches the server.
 * `after`: the answer is sent, the statement reaches the server, and nobody is there to hear of it.
 */
export type Moment =
  | {
      readonly at: "call" | "statement" | "commit";
      readonly side: "before" | "after";
      readonly share: number;
    }
  | { readonly at: "time"; readonly share: number };

export type Command = "sync" | "backfill";

/** One process: killed at its moment, or left alone. */
export type PlannedAct = {
  readonly command: Command;
  readonly moment?: Moment;
  /** Whether the vendor's bills change just before it. */
  readonly edits: boolean;
  /** A bill that changed between a run that was cut off and the one that goes on with it may make checks fail. */
  readonly mayMismatch: boolean;
};

/** A round: one tenant, one database, some processes that are killed and then some that are not. */
export type RoundPlan = {
  readonly seed: number;
  readonly customers: number;
  /** Lines of a customer's month when it is over: by customer, then by month. */
  readonly lines: readonly (readonly number[])[];
  readonly streams: readonly string[];
  /** Without a schema: the first process makes it. */
  readonly startsEmpty: boolean;
  readonly acts: readonly PlannedAct[];
};

/** Months that a tenant has; a sync loads the last two, a backfill the one before them. */
export const MONTHS = 3;

const STREAM_SETS: readonly string[] = [
  "partner_bill_detail",
  "partner_bill_by_pay_mode,partner_bill_detail",
  "partner_bill_by_region,partner_bill_total,partner_bill_by_pay_mode,customer_info",
  "customer_bill_by_tag,customer_bill_by_project,customer_bill_detail,payer_bill_by_region",
  "partner_bill_by_product,partner_bill_total,partner_bill_detail,customer_bill_detail,customer_info",
];

// A page has 200 lines: none, a few, exactly one page, two pages, a few pages.
const LINE_COUNTS = [0, 7, 90, 200, 330, 620];

/** The same round for the same seed, always. */
export function planRound(seed: number): RoundPlan {
  const random = mulberry32(seed);
  const customers = 2 + integerBelow(random, 2);
  const lines = Array.from({ length: customers }, () =>
    Array.from({ length: MONTHS }, () => pick(random, LINE_COUNTS)),
  );
  const streams = pick(random, STREAM_SETS).split(",");
  const startsLoaded = random() < 0.4;
  const startsEmpty = !startsLoaded && random() < 0.2;
  return {
    seed,
    customers,
    lines,
    streams,
    startsEmpty,
    acts: planActs(random, startsLoaded),
  };
}

function planActs(random: Random, startsLoaded: boolean): readonly PlannedAct[] {
  const share = random();
  const commands: readonly Command[] =
    share < 0.7 ? ["sync"] : share < 0.9 ? ["backfill"] : ["sync", "backfill"];
  const kills = 1 + [0.6, 0.85].filter((limit) => random() >= limit).length;
  const changesOnTheWay = random() < 0.25;
  const undisturbed = (edits: boolean, mayMismatch: boolean): readonly PlannedAct[] =>
    commands.map((command, index) => ({ command, edits: edits && index === 0, mayMismatch }));
  const doomed = Array.from({ length: kills }, (_, index) => ({
    command: pick(random, commands),
    moment: planMoment(random),
    edits: index === 0 ? startsLoaded : changesOnTheWay,
    mayMismatch: changesOnTheWay,
  }));
  return [
    ...(startsLoaded ? undisturbed(false, false) : []),
    ...doomed,
    ...undisturbed(changesOnTheWay, changesOnTheWay),
    // What went on with a cut-off run holds bills from before and after the change: one run more is all of one piece.
    ...(changesOnTheWay ? undisturbed(false, false) : []),
  ];
}

function planMoment(random: Random): Moment {
  const at = pick(random, ["call", "statement", "commit", "time"] as const);
  const share = random();
  return at === "time" ? { at, share } : { at, share, side: pick(random, ["before", "after"]) };
}
