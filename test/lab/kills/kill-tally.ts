import type { RoundReport } from "./play-round.ts";

/** What the kills of many rounds came to, in a few lines for people. */
export function tallyKills(reports: readonly RoundReport[]): string {
  const kills = reports.flatMap((report) => report.kills);
  const processes = reports.flatMap(({ plan }) => plan.acts);
  const doomed = processes.filter(({ moment }) => moment !== undefined);
  const looks = reports.reduce((sum, report) => sum + report.looks, 0);
  const violations = reports.flatMap((report) => report.violations);
  return [
    `${kills.length} kills in ${reports.length} rounds; ${doomed.length - kills.length} processes ended before their moment`,
    `  when: ${countsOf(kills.map(({ at }) => at))}`,
    `  where: ${countsOf(kills.map(({ scene }) => scene.where))}`,
    `  a reader looked ${looks} times meanwhile`,
    `  violations: ${violations.length}`,
  ].join("\n");
}

/** How to play one round again. */
export function describeFailure({ plan, kills, violations }: RoundReport): string {
  const cuts = kills.map(({ at, scene }) => `${at}, ${scene.where}`).join("; ");
  return [
    `LAB_SEED=${plan.seed} npm run lab -- test/lab/kills.lab.ts plays this round again (${plan.streams.join()}; killed ${cuts}):`,
    ...violations.slice(0, 20).map((violation) => `  ${violation}`),
    ...(violations.length > 20 ? [`  and ${violations.length - 20} more`] : []),
  ].join("\n");
}

function countsOf(names: readonly string[]): string {
  return [...Map.groupBy(names, (name) => name)]
    .map(([name, of]) => `${of.length} ${name}`)
    .toSorted()
    .join(" · ");
}
