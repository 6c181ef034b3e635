import { readdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
// oxlint-disable-next-line import/no-unassigned-import -- makes the type of connection known that the configuration asks for
import "@malloydata/db-postgres";
import { Malloy, MalloyConfig, type ModelMaterializer, Runtime } from "@malloydata/malloy";

const MALLOY_DIR = join(import.meta.dirname, "../../dashboards/malloy");

/** Something in a model that can be run: a view of a source, or a query with a name of its own. */
export type Runnable = {
  /** The model's file. */
  readonly file: string;
  readonly name: string;
  /** The Malloy statement that runs it. */
  readonly statement: string;
};

/** Every view and named query of every model, found by parsing; nothing is compiled yet. */
export function readRunnables(): readonly Runnable[] {
  const files = readdirSync(MALLOY_DIR).filter((name) => name.endsWith(".malloy"));
  return files.toSorted().flatMap((file) => {
    const { symbols } = Malloy.parse({ source: readFileSync(join(MALLOY_DIR, file), "utf8") });
    return symbols.flatMap(({ type, name, children }) =>
      type === "query"
        ? [{ file, name, statement: `run: ${name}` }]
        : children
            .filter((child) => child.type === "query")
            .map((view) => ({
              file,
              name: `${name} -> ${view.name}`,
              statement: `run: ${name} -> ${view.name}`,
            })),
    );
  });
}

/** The models on a database; compiled when first asked for. */
export type MalloyModels = {
  /** The model of a file; compiling it reads the columns of its tables. */
  readonly model: (file: string) => ModelMaterializer;
};

/** Opens the models with the connection of their `malloy-config.json`, which connects for every statement. */
export function openMalloyModels(databaseUrl: string): MalloyModels {
  const environment = new Map([["MALLOY_DATABASE_URL", databaseUrl]]);
  const runtime = new Runtime({
    config: new MalloyConfig(readFileSync(join(MALLOY_DIR, "malloy-config.json"), "utf8"), {
      overlays: { env: ([name = ""]) => environment.get(name) },
    }),
    urlReader: { readURL: async (url) => await readFile(fileURLToPath(url), "utf8") },
  });
  const models = new Map<string, ModelMaterializer>();
  return {
    model: (file) => {
      const known = models.get(file) ?? runtime.loadModel(pathToFileURL(join(MALLOY_DIR, file)));
      models.set(file, known);
      return known;
    },
  };
}
