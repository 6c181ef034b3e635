/** An account of this machine that the server is run as instead of root. */
export type ServerAccount = { readonly name: string; readonly uid: number; readonly gid: number };

// The distribution's own account for PostgreSQL first; `nobody` exists on every machine.
const PREFERRED_NAMES = ["postgres", "nobody"] as const;

/** The accounts in the text of `/etc/passwd`; lines that are not accounts are left out. */
export function parseAccounts(passwd: string): readonly ServerAccount[] {
  return passwd.split("\n").flatMap((line) => {
    const [name = "", , uid = "", gid = ""] = line.split(":");
    // macOS writes nobody as -2.
    const isAccount = name !== "" && /^-?\d+$/.test(uid) && /^-?\d+$/.test(gid);
    return isAccount ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/** The account to run the server as when we are root: `postgres`, else `nobody`, else none. */
export function chooseAccount(accounts: readonly ServerAccount[]): ServerAccount | undefined {
  return PREFERRED_NAMES.map((name) =>
    accounts.find((account) => account.name === name && account.uid !== 0),
  ).find((account) => account !== undefined);
}
