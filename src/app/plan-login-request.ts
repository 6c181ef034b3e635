import type { ClientBase } from "pg";
import type { GrantStep } from "../warehouse/postgres/grants/grant-step.ts";
import {
  loginNameProblems,
  loginProblems,
  revokedNameProblems,
  wideningProblems,
} from "../warehouse/postgres/grants/login-problems.ts";
import { mayRead } from "../warehouse/postgres/grants/may-read.ts";
import { missingLoginRights } from "../warehouse/postgres/grants/missing-rights.ts";
import { planLogin, planRevoke } from "../warehouse/postgres/grants/plan-login.ts";
import type { GrantFacts } from "../warehouse/postgres/grants/read-grant-facts.ts";
import {
  type LoginFacts,
  readCustomersOf,
  readLogin,
  readUnknownCustomers,
} from "../warehouse/postgres/grants/read-login.ts";
import type { LoginKind, RoleNames } from "../warehouse/postgres/grants/role-names.ts";
import { scramVerifier } from "../warehouse/postgres/grants/scram-verifier.ts";
import { GrantUsageError } from "./grant-usage-error.ts";
import { loginUrl } from "./login-url.ts";

/** A login to be made, or one that is there to be given its place. */
export type MakeLogin = {
  readonly name: string;
  readonly kind: LoginKind;
  /** For the kind customer: all that it sees from then on. */
  readonly customers?: readonly string[];
  /** Of a new login; one is generated where absent. */
  readonly password?: string | undefined;
};

export type MadeLogin = {
  readonly name: string;
  /** The kind of login; undefined where everything was taken from it. */
  readonly kind: LoginKind | undefined;
  readonly isNew: boolean;
  /** The generated password: nobody can tell it again. Undefined where there is none. */
  readonly password: string | undefined;
  /** To connect with, with the generated password where there is one; undefined where it cannot be told. */
  readonly url: string | undefined;
  /** The customers whose rows it sees, or saw until now. */
  readonly customers: readonly string[];
};

/** What a plan for a login is made from. */
export type LoginContext = {
  readonly client: ClientBase;
  readonly facts: GrantFacts;
  readonly names: RoleNames;
  readonly databaseUrl: string;
  /** A random one, for a login that is given none. */
  readonly password: string;
  readonly salt: Buffer;
};

export type LoginSteps = {
  readonly steps: readonly GrantStep[];
  /** The same for somebody else to run: without a password that nobody was told. */
  readonly scriptSteps: readonly GrantStep[];
  /** What the connected role lacks for them. */
  readonly missing: readonly string[];
  /** What becomes of the login; undefined where none was asked for. */
  readonly login: MadeLogin | undefined;
};

/** What makes a login. Throws a `GrantUsageError` where it cannot be meant. Changes nothing. */
export async function planLoginRequest(
  { name, kind, customers, password }: MakeLogin,
  { client, facts, names, ...context }: LoginContext,
): Promise<LoginSteps> {
  const unknown =
    customers !== undefined && (await mayRead(client, "slice"))
      ? await readUnknownCustomers(client, customers)
      : [];
  assertNone(loginNameProblems(name, names));
  const login = await readLogin(client, name, names);
  const seen = (await mayRead(client, "customer_login")) ? await readCustomersOf(client, name) : [];
  assertNone([
    ...wideningProblems({ name, kind }, login, { names, customers: seen }),
    ...(login === undefined ? [] : loginProblems(name, kind, login)),
    ...unknown.map((uin) => `--customer ${uin}: no list names it, and no bill of it was loaded`),
  ]);
  const isNew = login === undefined;
  const generated = isNew && password === undefined ? context.password : undefined;
  const stepsWith = (given: string | undefined): readonly GrantStep[] => {
    const verifier = given === undefined ? undefined : scramVerifier(given, context.salt);
    const { database } = facts;
    const isSince16 = facts.versionNumber >= 160_000;
    return planLogin({ name, kind, database, isSince16, login, verifier, customers }, names);
  };
  return {
    steps: stepsWith(password ?? generated),
    scriptSteps: stepsWith(password),
    missing: missingLoginRights(facts, {
      names,
      group: names[kind],
      isNew,
      hasCustomers: customers !== undefined,
    }),
    login: {
      name,
      kind,
      isNew,
      password: generated,
      url: loginUrl(context.databaseUrl, name, generated),
      customers: customers ?? [],
    },
  };
}

/** What takes everything from a login. Throws a `GrantUsageError` where it has nothing. Changes nothing. */
export async function planRevokeRequest(
  name: string,
  { client, facts, names }: LoginContext,
): Promise<LoginSteps> {
  assertNone(revokedNameProblems(name));
  const login = await readLogin(client, name, names);
  const mayLook = await mayRead(client, "customer_login");
  const customers = mayLook ? await readCustomersOf(client, name) : [];
  assertNone([
    ...(name === facts.role ? [`${name} is who you are: it would lock itself out`] : []),
    ...(mayLook && (login?.memberships ?? []).length === 0 && customers.length === 0
      ? [`${name} was granted nothing here`]
      : []),
  ]);
  const isSince16 = facts.versionNumber >= 160_000;
  const steps = planRevoke({ name, login, database: facts.database }, { isSince16 });
  return {
    steps,
    scriptSteps: steps,
    missing: missingToRevoke(facts, names, login),
    login: {
      name,
      kind: undefined,
      isNew: false,
      password: undefined,
      url: undefined,
      customers,
    },
  };
}

function missingToRevoke(
  facts: GrantFacts,
  names: RoleNames,
  login: LoginFacts | undefined,
): readonly string[] {
  const groups = (login?.memberships ?? []).map(({ group }) => group);
  const sentences = [names.customer, ...groups].flatMap((group) =>
    missingLoginRights(facts, { names, group, isNew: false, hasCustomers: true }),
  );
  return [...new Set(sentences)];
}

function assertNone(problems: readonly string[]): void {
  if (problems.length > 0) {
    throw new GrantUsageError(problems);
  }
}
