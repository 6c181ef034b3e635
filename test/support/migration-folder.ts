import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MIGRATIONS_DIR } from "../../src/warehouse/postgres/migrate-schema.ts";

/** The names of the project's migrations, oldest first. */
export async function migrationNames(): Promise<readonly string[]> {
  return (await readdir(MIGRATIONS_DIR))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -".ts".length))
    .toSorted();
}

/**
 * A folder of migrations: those of the project that are `kept`, and more files by name. It lies in
 * the project, so that what its files import is found; disposal removes it.
 */
export async function migrationFolder(
  kept: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<AsyncDisposable & { readonly path: string }> {
  const parent = join(MIGRATIONS_DIR, "..", ".data");
  await mkdir(parent, { recursive: true });
  const path = await mkdtemp(join(parent, "test-migrations-"));
  for (const name of kept) {
    await writeFile(
      join(path, `${name}.ts`),
      `export * from ${JSON.stringify(join(MIGRATIONS_DIR, `${name}.ts`))};\n`,
    );
  }
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(path, name), text);
  }
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }) };
}
