import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { freshDatabase } from "../support/fresh-database.ts";

test("a database that is only busy is waited for, however long a connect may take", async () => {
  await using database = await freshDatabase();
  await using busy = database.openAgain({ poolMax: 1, connectTimeoutMs: 400 });
  const merge = busy.pool.query("select pg_sleep(0.9)");
  const { rows } = await busy.pool.query("select 1 as answer");
  await merge;
  expect(rows).toEqual([{ answer: 1 }]);
});

test("a server that takes the connection and says nothing is given up in time", async () => {
  await using database = await freshDatabase();
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await using hanging = database.openAgain({
    url: `postgresql://u:p@127.0.0.1:${port}/x`,
    connectTimeoutMs: 200,
  });
  await expect(hanging.pool.query("select 1")).rejects.toThrow("timeout expired");
  silent.close();
});
