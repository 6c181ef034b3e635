import type { Client, FieldDef, QueryResult } from "pg";
import Cursor from "pg-cursor";

/** A column of a result: `number` is anything PostgreSQL counts or calculates with. */
type QueryField = {
  readonly name: string;
  readonly kind: "number" | "boolean" | "text";
};

/** Values as PostgreSQL writes them, in the order of the fields. */
export type QueryRow = readonly (string | null)[];

/** A part of a result, in order. The fields are the same in all of them, the rows may be none. */
export type QueryBatch = {
  readonly fields: readonly QueryField[];
  readonly rows: readonly QueryRow[];
};

const NUMBER_TYPES = new Set([
  20, // int8
  21, // int2
  23, // int4
  26, // oid
  700, // float4
  701, // float8
  1700, // numeric
]);
const BOOLEAN_TYPE = 16;

/**
 * Gives the result of one statement batch by batch, at least one batch, without ever holding more
 * than one. The extended protocol makes the server itself refuse a second statement behind a
 * semicolon. Throws the driver's errors as they are.
 */
export async function* readCursor(
  client: Client,
  sql: string,
  rowsPerBatch: number,
): AsyncGenerator<QueryBatch> {
  const types = { getTypeParser: () => (value: string) => value };
  const cursor = client.query(new Cursor<QueryRow>(sql, [], { rowMode: "array", types }));
  for (let isFirst = true; ; isFirst = false) {
    const batch = await readBatch(cursor, rowsPerBatch);
    if (isFirst || batch.rows.length > 0) {
      yield batch;
    }
    if (batch.rows.length < rowsPerBatch) {
      return;
    }
  }
}

async function readBatch(cursor: Cursor<QueryRow>, rowsPerBatch: number): Promise<QueryBatch> {
  const { promise, resolve, reject } = Promise.withResolvers<QueryBatch>();
  // Without an error the driver passes null, or nothing, whatever its types say.
  cursor.read(rowsPerBatch, (error: Error | null | undefined, rows, result?: QueryResult) => {
    if (error === null || error === undefined) {
      const described: readonly FieldDef[] = result?.fields ?? [];
      resolve({ rows, fields: described.map(toField) });
    } else {
      reject(error);
    }
  });
  return await promise;
}

function toField({ name, dataTypeID }: FieldDef): QueryField {
  const kind =
    dataTypeID === BOOLEAN_TYPE ? "boolean" : NUMBER_TYPES.has(dataTypeID) ? "number" : "text";
  return { name, kind };
}
