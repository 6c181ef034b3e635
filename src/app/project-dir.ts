import path from "node:path";

/** Billhouse's own folder: where package.json, migrations and `.data` lie. */
export const PROJECT_DIR = path.resolve(import.meta.dirname, "../..");
