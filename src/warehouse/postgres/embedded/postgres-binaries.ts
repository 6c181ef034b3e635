import {
  access,
  chmod,
  constants,
  cp,
  lstat,
  readdir,
  rename,
  rm,
  stat,
  symlink,
} from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { ENTER, findClosedFolder, isAllowed, READ } from "./account-access.ts";
import { isErrorCode } from "./error-code.ts";
import type { PostgresPackage } from "./postgres-package.ts";
import type { ServerPlace } from "./server-place.ts";

const COPY_PREFIX = "postgres-";

/** Where `prepareBinaries` has put or will put the programs. Changes nothing. */
export async function locateBinaries(place: ServerPlace, source: PostgresPackage): Promise<string> {
  const root = (await needsCopy(place, source)) ? copyDirOf(place, source) : source.packageDir;
  return join(root, "native", "bin");
}

/**
 * Makes PostgreSQL's programs runnable by the server's account and returns their folder: the
 * package's own, or a copy beside the data where that account cannot reach the package or its links
 * are missing and cannot be made. Callers hold the lock, and no server of this place runs.
 */
export async function prepareBinaries(
  place: ServerPlace,
  source: PostgresPackage,
): Promise<string> {
  const binDir = await locateBinaries(place, source);
  if (!(await needsCopy(place, source))) {
    await createLinks(source.packageDir, source);
  } else if (!(await exists(copyDirOf(place, source)))) {
    await copyPackage(place, source);
  }
  return binDir;
}

async function needsCopy(place: ServerPlace, source: PostgresPackage): Promise<boolean> {
  const lib = join(source.packageDir, "native", "lib");
  const hasLinks = await Promise.all(
    source.links.map(async ({ link }) => await exists(join(source.packageDir, link))),
  );
  if (hasLinks.includes(false) && !(await isWritable(lib))) {
    return true;
  }
  return place.account !== undefined && !(await isUsableBy(place.account, source.packageDir));
}

/** One file of each kind stands for all: an installation writes them with one umask. */
async function isUsableBy(
  account: NonNullable<ServerPlace["account"]>,
  packageDir: string,
): Promise<boolean> {
  const native = join(packageDir, "native");
  const samples = [
    { path: join(native, "bin", "postgres"), wanted: READ + ENTER },
    { path: join(native, "share", "postgresql", "postgres.bki"), wanted: READ },
    { path: join(native, "lib", "postgresql"), wanted: READ + ENTER },
  ];
  for (const { path, wanted } of samples) {
    const isOpen = (await findClosedFolder(path, account)) === undefined;
    if (!isOpen || !isAllowed(await stat(path), account, wanted)) {
      return false;
    }
  }
  return true;
}

async function copyPackage(place: ServerPlace, source: PostgresPackage): Promise<void> {
  // Copies of other versions, and one that was cut off.
  for (const name of await readdir(place.dataDir)) {
    if (name.startsWith(COPY_PREFIX)) {
      await rm(join(place.dataDir, name), { recursive: true, force: true });
    }
  }
  const draft = `${copyDirOf(place, source)}.draft`;
  await cp(join(source.packageDir, "native"), join(draft, "native"), {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    // Links are made anew: one that an installer wrote with its full path would lead back to where the
    // server's account cannot go.
    filter: async (file) => !(await lstat(file)).isSymbolicLink(),
  });
  await createLinks(draft, source);
  if (place.account !== undefined) {
    await openToAll(draft);
  }
  await rename(draft, copyDirOf(place, source));
}

async function createLinks(root: string, source: PostgresPackage): Promise<void> {
  for (const { file, link } of source.links) {
    try {
      // Relative, so that the folder can be moved.
      await symlink(relative(dirname(link), file), join(root, link));
    } catch (error) {
      if (!isErrorCode(error, "EEXIST")) {
        throw error;
      }
    }
  }
}

/** Lets every account read and enter what root may: the copy stays root's, its user is another. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      await openToAll(path);
    } else if (entry.isFile()) {
      const isProgram = ((await stat(path)).mode & 0o100) !== 0;
      await chmod(path, isProgram ? 0o755 : 0o644);
    }
  }
}

function copyDirOf(place: ServerPlace, source: PostgresPackage): string {
  return join(place.dataDir, `${COPY_PREFIX}${source.label}`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isErrorCode(error, "ENOENT", "ENOTDIR")) {
      return false;
    }
    throw error;
  }
}

async function isWritable(folder: string): Promise<boolean> {
  return await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
}
