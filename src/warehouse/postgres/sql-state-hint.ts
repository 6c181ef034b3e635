const NOTHING_LOST = "nothing was lost, run again";

const CHECK_URL = `check that PostgreSQL is running and that DATABASE_URL is right; ${NOTHING_LOST}`;
const CHECK_LOGIN = "check user and password in DATABASE_URL, and the server's pg_hba.conf";
const SERVER_LOG = `the server's own log says more; when it is sound again, run again`;

const HINT_BY_STATE: Readonly<Record<string, string>> = {
  "25006": `the server only lets us read: DATABASE_URL must lead to the primary; ${NOTHING_LOST}`,
  "53100": `the database server's disk is full: free space there; ${NOTHING_LOST}`,
  "53200": `the database server is out of memory; ${NOTHING_LOST}`,
  "53300": `raise max_connections or the role's CONNECTION LIMIT, or close other programs; ${NOTHING_LOST}`,
  "53400": `a limit in the server's configuration is used up, such as temp_file_limit: raise it; ${NOTHING_LOST}`,
  "55P03": "somebody holds a lock on one of our tables (pg_locks shows who); run again later",
  "57014": "somebody cancelled our statement; run again",
  "57P04": "the database was dropped: create it anew or correct DATABASE_URL",
};

const HINT_BY_CLASS: Readonly<Record<string, string>> = {
  "28": CHECK_LOGIN,
  "3D": "create the database, or correct its name in DATABASE_URL",
  "40": "too many sessions work on the same rows; run again",
  "58": SERVER_LOG,
  XX: SERVER_LOG,
};

/** What an operator can do about a database that failed with this SQLSTATE, or with none. Pure. */
export function hintFor(state: string | undefined): string {
  return state === undefined
    ? CHECK_URL
    : (HINT_BY_STATE[state] ?? HINT_BY_CLASS[state.slice(0, 2)] ?? CHECK_URL);
}
