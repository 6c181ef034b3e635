import { escapeIdentifier } from "pg";
import type { LoginFacts } from "./read-login.ts";
import type { LoginKind } from "./role-names.ts";

const CONNECTIONS_MAX = 10;

const READING: readonly (readonly [setting: string, value: string])[] = [
  ["default_transaction_read_only", "on"],
  ["statement_timeout", "'60s'"],
  ["timezone", "'Asia/Shanghai'"],
];
const SEARCH_PATHS = { reader: "billing_mart, focus", customer: "billing_own" } as const;

export type LoginPlace = {
  readonly name: string;
  readonly database: string;
  /** What it is now; undefined where it is to be made. */
  readonly login: LoginFacts | undefined;
};

/** The statements that give a login what suits its kind, and take from it what suits another. Pure. */
export function loginSettings(place: LoginPlace, kind: LoginKind): readonly string[] {
  if (kind === "loader" || kind === "owner") {
    return resetSettings(place);
  }
  const { name, database, login } = place;
  const role = escapeIdentifier(name);
  const limit = login?.connectionLimit ?? -1;
  return [
    ...[...READING, ["search_path", SEARCH_PATHS[kind]] as const].map(
      ([setting, value]) =>
        `alter role ${role} in database ${escapeIdentifier(database)} set ${setting} = ${value}`,
    ),
    // Whoever set another limit meant it.
    ...(limit === -1 ? [`alter role ${role} connection limit ${CONNECTIONS_MAX}`] : []),
  ];
}

/** The statements that undo those of `loginSettings`, where they are still as those left them. Pure. */
export function resetSettings({ name, database, login }: LoginPlace): readonly string[] {
  const role = escapeIdentifier(name);
  const paths = Object.values(SEARCH_PATHS).map((path) => ["search_path", path] as const);
  const found = (login?.settings ?? []).map(plain);
  const ours = [...READING, ...paths].filter(([setting, value]) =>
    found.includes(plain(`${setting}=${value}`)),
  );
  return [
    ...ours.map(
      ([setting]) =>
        `alter role ${role} in database ${escapeIdentifier(database)} reset ${setting}`,
    ),
    ...(login?.connectionLimit === CONNECTIONS_MAX
      ? [`alter role ${role} connection limit -1`]
      : []),
  ];
}

// The server writes a setting's name as it knows it (TimeZone), and a list with its own quotes.
function plain(setting: string): string {
  return setting.toLowerCase().replaceAll(/['"]/g, "");
}
