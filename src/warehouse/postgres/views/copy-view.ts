import type { Readable } from "node:stream";
import type { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { ExportedView, ViewScope } from "./exported-view.ts";
import { READABLE, selectView } from "./select-view.ts";

/** A view's rows as CSV. */
export type ViewCopy = {
  /** UTF-8 with a line of titles, lines ending in \n; NULL is nothing, the empty text is `""`. */
  readonly stream: Readable;
  /** How many rows there were, once the stream has ended. */
  readonly rows: () => Promise<number>;
};

/** Lets PostgreSQL itself write the CSV, as fast as it is read on. The stream fails with the driver's errors. */
export function copyView(client: Client, view: ExportedView, scope: ViewScope): ViewCopy {
  const stream = client.query(
    copyTo(`copy (${selectView(view, scope, READABLE)}) to stdout (format csv, header true)`),
  );
  // The driver tells of the connection's end even a stream that nobody reads any more.
  stream.on("error", () => undefined);
  return {
    stream,
    rows: async () => {
      // The count comes behind the data; once the next statement is answered it is there.
      await client.query("select");
      return stream.rowCount;
    },
  };
}
