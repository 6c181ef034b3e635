import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** The `uid` of the provisioned data source, by which dashboards name it. */
export const DATA_SOURCE = { type: "grafana-postgresql-datasource", uid: "billhouse" } as const;

export const GRAFANA_DIR = join(import.meta.dirname, "../../dashboards/grafana");

const COLUMNS = 24;

const ref = z.strictObject({
  type: z.literal(DATA_SOURCE.type),
  uid: z.literal(DATA_SOURCE.uid),
});

const gridPos = z
  .strictObject({
    x: z.int().min(0),
    y: z.int().min(0),
    w: z.int().min(1),
    h: z.int().min(1),
  })
  .refine(({ x, w }) => x + w <= COLUMNS, "wider than the grid");

const properties = z.array(z.strictObject({ id: z.string().min(1), value: z.unknown() }));

const fieldConfig = z.strictObject({
  defaults: z.looseObject({ unit: z.string().optional() }),
  overrides: z.array(
    z.strictObject({
      matcher: z.strictObject({ id: z.enum(["byName", "byRegexp"]), options: z.string().min(1) }),
      properties,
    }),
  ),
});

const target = z.strictObject({
  refId: z.string().regex(/^[A-Z]$/),
  datasource: ref,
  editorMode: z.literal("code"),
  rawQuery: z.literal(true),
  format: z.enum(["table", "time_series"]),
  rawSql: z.string().min(1),
});

const panel = z.strictObject({
  id: z.int().positive(),
  type: z.enum(["stat", "table", "timeseries", "barchart"]),
  title: z.string().min(1),
  description: z.string().min(1),
  datasource: ref,
  gridPos,
  fieldConfig,
  options: z.looseObject({}),
  targets: z.array(target).min(1),
});

const variable = z.strictObject({
  type: z.literal("query"),
  name: z.string().regex(/^[a-z][a-z_]*$/),
  label: z.string().min(1),
  description: z.string().min(1),
  datasource: ref,
  query: z.string().min(1),
  definition: z.string(),
  /** 1: when the dashboard is opened; 2: also when the time range changes. */
  refresh: z.literal([1, 2]),
  sort: z.literal(0),
  regex: z.literal(""),
  multi: z.boolean(),
  includeAll: z.boolean(),
  hide: z.literal(0),
  skipUrlSync: z.literal(false),
  current: z.looseObject({}),
  options: z.tuple([]),
});

const dashboard = z.strictObject({
  uid: z.string().regex(/^billhouse-[a-z]+$/),
  title: z.string().min(1),
  description: z.string().min(1),
  tags: z.array(z.string()).min(1),
  // The last one of this format of dashboards; see DashboardMigrator.ts of grafana/grafana.
  schemaVersion: z.literal(42),
  version: z.int().positive(),
  editable: z.boolean(),
  graphTooltip: z.literal([0, 1, 2]),
  fiscalYearStartMonth: z.literal(0),
  // Bill months and days are those of UTC+8.
  timezone: z.literal("Asia/Shanghai"),
  weekStart: z.string(),
  refresh: z.string(),
  time: z.strictObject({ from: z.string().startsWith("now"), to: z.literal("now") }),
  timepicker: z.strictObject({}),
  annotations: z.strictObject({ list: z.array(z.unknown()) }),
  links: z.array(
    z.looseObject({ type: z.literal("dashboards"), tags: z.tuple([z.literal("billhouse")]) }),
  ),
  templating: z.strictObject({ list: z.array(variable) }),
  panels: z.array(panel).min(1),
});

export type Dashboard = z.infer<typeof dashboard>;
export type Panel = Dashboard["panels"][number];
export type Variable = Dashboard["templating"]["list"][number];

/** Every dashboard that is provisioned. Throws a ZodError that names what Grafana could not use. */
export async function readDashboards(): Promise<readonly Dashboard[]> {
  const files = (await readdir(GRAFANA_DIR)).filter((name) => name.endsWith(".json"));
  return await Promise.all(
    files
      .toSorted()
      .map(async (name) =>
        dashboard.parse(JSON.parse(await readFile(join(GRAFANA_DIR, name), "utf8"))),
      ),
  );
}
