import { stream } from "../../src/source/tencent/streams/partner-bill-by-region.ts";
import { openDatabase } from "../../src/warehouse/postgres/open-database.ts";
import { openWarehouse } from "../../src/warehouse/postgres/postgres-warehouse.ts";
import { FakeClock } from "./fake-clock.ts";
import { beginRun, claimed, NIGHT, stageAnswers } from "./load-answers.ts";
import { sliceOf } from "./slice-of.ts";

// A process of its own that loads one slice, stages the next one, says so and then waits for its end.
const [url = ""] = process.argv.slice(2);
const database = openDatabase({
  url,
  applicationName: "billhouse doomed run",
  onIdleError: () => undefined,
});
const warehouse = openWarehouse(database, [stream], new FakeClock());
const answer = { SummaryOverview: [{ RegionId: "1", TotalCost: "1.0" }] };

const run = await beginRun(warehouse);
const done = await claimed(warehouse, run, sliceOf(stream, { uin: "1" }));
await stageAnswers(warehouse, done, [answer]);
await warehouse.slices.load(done, NIGHT);
const claim = await claimed(warehouse, run, sliceOf(stream, { uin: "2" }));
await stageAnswers(warehouse, claim, [answer]);
console.log(JSON.stringify({ runId: run.runId, epoch: claim.epoch }));
setInterval(() => undefined, 60_000);
