import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCookbook } from "../support/cookbook.ts";
import {
  type Dashboard,
  DATA_SOURCE,
  GRAFANA_DIR,
  readDashboards,
} from "../support/grafana-dashboard.ts";
import { expandMacros, interpolateVariables } from "../support/grafana-macros.ts";

const dashboards = await readDashboards();
const questions = await readCookbook();

const duplicates = (values: readonly unknown[]): readonly unknown[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

test("dashboards have names of their own for Grafana, and a link finds each of them", () => {
  expect(duplicates(dashboards.map(({ uid }) => uid))).toEqual([]);
  for (const { tags, panels } of dashboards) {
    expect(tags).toContain("billhouse");
    for (const [, uid] of JSON.stringify(panels).matchAll(/\/d\/([a-z-]+)/g)) {
      expect(dashboards.map((dashboard) => dashboard.uid)).toContain(uid);
    }
  }
});

describe.each(dashboards)("$title", ({ panels, templating }: Dashboard) => {
  test("has panels of different ids and titles, each of which says which question it answers", () => {
    expect(duplicates(panels.map(({ id }) => id))).toEqual([]);
    expect(duplicates(panels.map(({ title }) => title))).toEqual([]);
    expect(panels.filter(({ description }) => !description.includes("?"))).toEqual([]);
  });

  test("has no two panels in the same place, and no row of the grid that is empty", () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(duplicates(cells)).toEqual([]);
    const height = Math.max(...panels.map(({ gridPos: { y, h } }) => y + h));
    expect(new Set(cells.map((cell) => cell.split(",")[1])).size).toBe(height);
  });

  test("draws no unit of a currency: which one it is varies, and stands beside the amounts", () => {
    const units = JSON.stringify(panels.map(({ fieldConfig }) => fieldConfig));
    expect(units).not.toMatch(/"currency[A-Z]/);
  });

  test("uses only variables that it has, and each of them, quoted wherever it stands in SQL", () => {
    const sql = [
      ...panels.flatMap(({ targets }) => targets.map(({ rawSql }) => rawSql)),
      ...templating.list.map(({ query }) => query),
    ].join("\n");
    const uses = [...sql.matchAll(/\$(?!__)\{?(\w+)(:\w+)?/g)];
    const used = new Set(uses.map(([, name]) => name));
    expect(used).toEqual(new Set(templating.list.map(({ name }) => name)));
    expect(new Set(uses.map(([, , format]) => format))).toEqual(
      new Set(templating.list.length === 0 ? [] : [":sqlstring"]),
    );
  });

  test("asks marts and FOCUS only, never for whatever columns there are", () => {
    for (const { targets } of panels) {
      for (const { rawSql } of targets) {
        expect(rawSql).not.toMatch(/\bbilling(_ops)?\.|select \*/);
      }
    }
  });
});

test("the provisioned data source is the one that dashboards name, with nothing secret in the file", async () => {
  const yaml = await readFile(join(GRAFANA_DIR, "provisioning/datasources/billhouse.yaml"), "utf8");
  expect(yaml).toMatch(new RegExp(`^ {4}uid: ${DATA_SOURCE.uid}$`, "m"));
  expect(yaml).toMatch(new RegExp(`^ {4}type: ${DATA_SOURCE.type}$`, "m"));
  const fromEnvironment = [...yaml.matchAll(/^ *(?:url|user|password|database|sslmode): (.+)$/gm)];
  expect(fromEnvironment.map(([, value]) => value)).toEqual([
    "${GRAFANA_DATABASE_HOST}",
    "${GRAFANA_DATABASE_USER}",
    "${GRAFANA_DATABASE_PASSWORD}",
    "${GRAFANA_DATABASE_NAME}",
    "${GRAFANA_DATABASE_SSLMODE}",
  ]);
});

test("the container gives Grafana every variable that the provisioning asks for, and the place it reads", async () => {
  const compose = await readFile(join(GRAFANA_DIR, "../../docker-compose.yml"), "utf8");
  const [service = ""] = /^ {2}grafana:\n[^]*?\n(?=\S)/m.exec(compose) ?? [];
  const yaml = await readFile(join(GRAFANA_DIR, "provisioning/datasources/billhouse.yaml"), "utf8");
  for (const [, name] of yaml.matchAll(/\$\{(\w+)\}/g)) {
    expect(service).toContain(`${name}: \${${name}:-`);
  }
  const provider = await readFile(
    join(GRAFANA_DIR, "provisioning/dashboards/billhouse.yaml"),
    "utf8",
  );
  const [, path] = /path: (\S+)/.exec(provider) ?? [];
  expect(service).toContain(`./dashboards/grafana:${path}:ro`);
  expect(service).toContain(`GF_PATHS_PROVISIONING: ${path}/provisioning`);
  expect(service).toMatch(/- "127\.0\.0\.1:/);
  expect(service).toContain("GF_SECURITY_ADMIN_PASSWORD: ${GRAFANA_ADMIN_PASSWORD:-}");
});

test("the cookbook has twenty questions, numbered without a gap", () => {
  expect(questions.map(({ file }) => file.slice(0, 3))).toEqual(
    Array.from({ length: 20 }, (_, index) => `${String(index + 1).padStart(2, "0")}-`),
  );
});

test.each(questions)(
  "$file says what to edit and to look out for, and is one statement",
  (question) => {
    const { comment, sql } = question;
    expect(question.question).toMatch(/\?$/);
    expect(comment).toContain("\n * Edit: ");
    expect(comment).toContain("\n * Look out: ");
    expect(sql.slice(comment.length)).toMatch(/^[^;]+;\n$/);
  },
);

describe("macros and variables are expanded as Grafana does it", () => {
  const range = { from: Date.UTC(2026, 8, 30, 16), to: Date.UTC(2026, 9, 31, 16) };
  const [from, to] = ["'2026-09-30T16:00:00.000Z'", "'2026-10-31T16:00:00.000Z'"];

  test.each([
    ["$__timeFilter(changed_at)", `changed_at BETWEEN ${from} AND ${to}`],
    ["$__timeFrom()::timestamptz", `${from}::timestamptz`],
    ["$__timeTo()", to],
    ["$__time(day)", 'day AS "time"'],
    ["$__timeGroup(t, '1h')", "floor(extract(epoch from t)/3600)*3600"],
    ["$__timeGroupAlias(t,5m)", 'floor(extract(epoch from t)/300)*300 AS "time"'],
  ])("%s", (macro, expanded) => {
    expect(expandMacros(macro, range)).toBe(expanded);
  });

  test("a macro that the data source does not know is refused", () => {
    expect(() => expandMacros("$__month(t)", range)).toThrow("unknown macro $__month");
    expect(() => expandMacros("$__timeGroup(t, 'a month')", range)).toThrow("interval");
  });

  const variables = new Map([
    ["one", { text: "O'Neill", value: "it's", isMany: false }],
    ["many", { text: "All", value: ["a", "b'c"], isMany: true }],
  ]);

  test.each([
    ["= ${one:sqlstring}", "= 'it''s'"],
    ["= '$one'", "= 'it''s'"],
    ["in (${many:sqlstring})", "in ('a','b''c')"],
    ["in ($many)", "in ('a','b''c')"],
    ["in ([[many]])", "in ('a','b''c')"],
    ["${one:text}", "O'Neill"],
    ["$__timeFrom() $other", "$__timeFrom() $other"],
  ])("%s", (text, expanded) => {
    expect(interpolateVariables(text, variables)).toBe(expanded);
  });
});
