/** A PostgreSQL server that tests may make databases and roles on. */
export type TestServer = {
  /** Where it came from, in a few words. */
  readonly origin: string;
  /** The URL of a database on it, of a role that may create databases and roles. */
  readonly adminUrl: string;
  /** Stops it if tests started it and no other test run uses it. */
  readonly stop: (isLastUser: boolean) => Promise<void>;
};

/** Settings of a server whose data nobody will miss: it may forget everything when the host crashes. */
export const CARELESS_SETTINGS: Readonly<Record<string, string>> = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  // A worker inside the template would hold up every CREATE DATABASE.
  autovacuum: "off",
};
