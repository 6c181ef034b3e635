import type { Database } from "../warehouse/postgres/open-database.ts";
import {
  type DatabaseFacts,
  readDatabaseFacts,
} from "../warehouse/postgres/read-database-facts.ts";
import { readSchemaState, type SchemaState } from "../warehouse/postgres/read-schema-state.ts";
import type { Finding } from "./doctor-report.ts";

const VERSION_MIN = 150_000;

export type DatabaseCheck = {
  readonly findings: readonly Finding[];
  /** Whether the slot book is there, so that calls keep the limits together with running runs. */
  readonly hasSchema: boolean;
};

/** Looks at server, schema and rights. Writes nothing; throws the driver's errors. */
export async function checkDatabase(database: Database): Promise<DatabaseCheck> {
  const facts = await readDatabaseFacts(database.pool);
  const schema = await readSchemaState(database);
  return {
    findings: [
      serverFinding(facts),
      ...trouble(facts),
      schemaFinding(schema, facts),
      rights(facts),
    ],
    hasSchema: schema.kind === "current",
  };
}

function serverFinding({ version, versionNumber, database, role }: DatabaseFacts): Finding {
  const seen = `PostgreSQL ${version}, database ${database}, role ${role}`;
  return versionNumber >= VERSION_MIN
    ? finding("server", "ok", seen)
    : finding("server", "wrong", seen, "PostgreSQL 15 or newer is needed");
}

function trouble({ isReadOnly, encoding }: DatabaseFacts): readonly Finding[] {
  const found: Finding[] = [];
  if (isReadOnly) {
    const hint = "connect to the primary server, with a role that may write";
    found.push({ ...finding("server", "wrong", "it only lets us read", hint), exitCode: 8 });
  }
  if (encoding !== "UTF8") {
    const hint = "names come in any language: make the database with encoding UTF8";
    found.push(finding("encoding", "wrong", `the database stores ${encoding}`, hint));
  }
  return found;
}

function schemaFinding({ kind, names }: SchemaState, { mayMigrate }: DatabaseFacts): Finding {
  switch (kind) {
    case "current":
      return finding("schema", "ok", "up to date");
    case "ahead":
      return finding(
        "schema",
        "wrong",
        `made by a newer Billhouse (${names.join(", ")})`,
        "use the newest version of Billhouse",
      );
    case "behind":
    case "missing": {
      const what = kind === "missing" ? "not there yet" : `${names.length} migrations behind`;
      return mayMigrate
        ? finding("schema", "note", `${what}; the next sync brings it up to date`)
        : finding(
            "schema",
            "wrong",
            `${what}, and this role may not change it`,
            "run npm run migrate with a role that may create schemas and tables",
          );
    }
  }
}

function rights({ mayLoad, mayMigrate, refusedTables, role }: DatabaseFacts): Finding {
  if (mayLoad === false) {
    const which = refusedTables.length === 0 ? "the schemas" : refusedTables.slice(0, 3).join(", ");
    return finding(
      "rights",
      "wrong",
      `${role} may not write ${which}`,
      "grant it SELECT, INSERT, UPDATE and DELETE on all tables in billing and billing_ops",
    );
  }
  const may = [
    mayLoad === true ? "load bills" : undefined,
    mayMigrate ? "change the schema" : undefined,
  ];
  const said = may.filter((right) => right !== undefined).join(" and ");
  return finding("rights", "ok", said === "" ? "none needed yet" : `may ${said}`);
}

function finding(
  subject: string,
  verdict: "ok" | "note" | "wrong",
  message: string,
  hint?: string,
): Finding {
  return {
    area: "database",
    subject,
    verdict,
    message,
    exitCode: verdict === "wrong" ? 2 : 0,
    ...(hint === undefined ? {} : { hint }),
  };
}
