import { type Kysely, sql } from "kysely";

/** A view: `schema.name`, what it means, its columns in the order of `query` with what they mean. */
export type View = {
  readonly name: string;
  readonly meaning: string;
  readonly columns: readonly (readonly [name: string, meaning: string])[];
  /** The SELECT that makes it; its columns take the names of `columns`. */
  readonly query: string;
};

/** Creates a view with a comment on it and on each of its columns. */
export async function createView(db: Kysely<unknown>, view: View): Promise<void> {
  const names = view.columns.map(([name]) => sql.ref(name));
  await sql`create view ${sql.table(view.name)} (${sql.join(names)}) as ${sql.raw(view.query)}`.execute(
    db,
  );
  await sql`comment on view ${sql.table(view.name)} is ${sql.lit(view.meaning)}`.execute(db);
  for (const [name, meaning] of view.columns) {
    await sql`comment on column ${sql.ref(`${view.name}.${name}`)} is ${sql.lit(meaning)}`.execute(
      db,
    );
  }
}
