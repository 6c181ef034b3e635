import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { findClosedFolder } from "./account-access.ts";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import { isErrorCode } from "./error-code.ts";
import { resolveRealPath } from "./real-path.ts";
import { chooseAccount, parseAccounts } from "./server-account.ts";
import type { ServerAccount } from "./server-account.ts";

/** Where a project's server keeps everything, and as whom it runs. */
export type ServerPlace = {
  /** Holds the cluster, the password, the port, the lock and, where needed, copied binaries. */
  readonly dataDir: string;
  /** PostgreSQL's own data directory. It exists only whole: an unfinished one has another name. */
  readonly clusterDir: string;
  /** The account the server runs as; undefined means the account we run as. */
  readonly account: ServerAccount | undefined;
};

// Belongs to root and is open to every account, unlike root's home.
const SHARED_ROOT = "/var/lib/billhouse";

/**
 * Chooses the place for the server of `wantedDir`. Anyone but root stays there. Root runs the server
 * as another account (PostgreSQL refuses root), and where that account cannot enter a folder on the
 * way, the place is `/var/lib/billhouse/<hash of ownerDir>`. A cluster that exists keeps its place
 * and its owner. Changes nothing; throws `EmbeddedServerError` where there is no such account.
 */
export async function chooseServerPlace(wantedDir: string, ownerDir: string): Promise<ServerPlace> {
  const dataDir = await resolveRealPath(wantedDir);
  if (process.getuid?.() !== 0) {
    return placeAt(dataDir, undefined);
  }
  const wanted = await placeForRoot(dataDir);
  const shared = await placeForRoot(join(SHARED_ROOT, hashPath(await resolveRealPath(ownerDir))));
  const closedFolder = await findClosedFolder(wanted.dataDir, wanted.account);
  if (closedFolder === undefined) {
    return wanted.exists || !shared.exists ? wanted : shared;
  }
  if (wanted.exists) {
    throw new EmbeddedServerError(
      `The database in ${dataDir} belongs to the account ${wanted.account.name}, which cannot enter ${closedFolder}.`,
      `Let it in (chmod o+x ${closedFolder}), or set DATABASE_URL to a PostgreSQL server of your own.`,
    );
  }
  return shared;
}

type RootPlace = ServerPlace & { readonly account: ServerAccount; readonly exists: boolean };

async function placeForRoot(dataDir: string): Promise<RootPlace> {
  const accounts = parseAccounts(await readFile("/etc/passwd", "utf8"));
  const owner = await findOwner(join(dataDir, "cluster"));
  if (owner !== undefined) {
    const name = accounts.find((account) => account.uid === owner.uid)?.name ?? String(owner.uid);
    return { ...placeAt(dataDir, { name, ...owner }), account: { name, ...owner }, exists: true };
  }
  const account = chooseAccount(accounts);
  if (account === undefined) {
    throw new EmbeddedServerError(
      "PostgreSQL refuses to run as root, and /etc/passwd has neither a postgres nor a nobody account to run it as.",
      "Run as an ordinary user, add one of these accounts, or set DATABASE_URL.",
    );
  }
  return { ...placeAt(dataDir, account), account, exists: false };
}

/** Who owns the cluster; a folder of root's is no cluster, for the server would refuse it. */
async function findOwner(clusterDir: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const { uid, gid } = await stat(clusterDir);
    return uid === 0 ? undefined : { uid, gid };
  } catch (error) {
    if (isErrorCode(error, "ENOENT", "ENOTDIR")) {
      return undefined;
    }
    throw error;
  }
}

function placeAt(dataDir: string, account: ServerAccount | undefined): ServerPlace {
  return { dataDir, clusterDir: join(dataDir, "cluster"), account };
}

function hashPath(path: string): string {
  return createHash("sha256").update(path).digest("hex").slice(0, 16);
}
