/** What would change something, or reach behind the database, on any login's part. */
export const WRITES = [
  "insert into billing_mart.coverage default values",
  "update billing_mart.what_changed set product = ''",
  "delete from billing_mart.cost_by_product",
  "create table billing_mart.mine ()",
  "create table public.mine ()",
  "create temporary table mine ()",
  "create schema mine",
  "create function billing_mart.mine() returns int language sql return 1",
  "create function pg_temp.mine() returns int language sql return 1",
  "create extension dblink",
  "create extension postgres_fdw",
  "select lo_create(0)",
  "select lo_from_bytea(0, 'mine')",
];

/** Ways to the server's own files and programs. */
export const FILES = [
  "select pg_read_file('postgresql.conf')",
  "select pg_read_binary_file('PG_VERSION')",
  "select pg_ls_dir('.')",
  "select lo_import('/etc/passwd')",
  "copy (select 1) to '/tmp/mine'",
  "copy (select 1) to program 'cat'",
  "copy billing_mart.coverage from '/etc/passwd'",
];

/** Ways round the views. */
export const SIDE_DOORS = [
  "select billing_ops.ensure_month_partition('bill_detail', '2031-01-01')",
  "select * from billing_ops.coverage_at(now())",
  "select * from pg_statistic",
  "select rolpassword from pg_authid",
];

/** What would keep runs, migrations and the closing of months from beginning. */
export const LOCK_OUTS: readonly string[] = ["", "_shared"].flatMap((shared) =>
  ["pg_advisory_lock", "pg_try_advisory_lock", "pg_advisory_xact_lock", "pg_try_advisory_xact_lock"]
    .map((name) => `${name}${shared}`)
    .flatMap((name) => [`select ${name}(1112099916)`, `select ${name}(1112099916, 1)`]),
);

/** How PostgreSQL refuses them. */
export const REFUSAL =
  /permission denied|must be (owner|superuser)|cannot (insert into|update|delete from) view/;
