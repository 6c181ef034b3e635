import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readStreams, STREAMS_DIR } from "../../../src/source/tencent/read-streams.ts";

const MADE_UP_DIR = join(import.meta.dirname, "../../fixtures/streams");

test("the folder is the list: every file there is a stream, named like its file", async () => {
  const files = (await readdir(STREAMS_DIR)).filter((name) => name.endsWith(".ts")).toSorted();
  const streams = await readStreams();
  expect(streams.map(({ name }) => `${name.replaceAll("_", "-")}.ts`)).toEqual(files);
});

test("the streams are these: schedules, filters and reports rely on their names", async () => {
  const streams = await readStreams();
  expect(
    streams.map(
      ({ name, service, action, role }) =>
        `${name}: ${service.name} ${service.version} ${action} (${role})`,
    ),
  ).toEqual([
    "customer_bill_by_product: intlpartnersmgt 2022-09-28 DescribeBillSummary (customer)",
    "customer_bill_by_project: intlpartnersmgt 2022-09-28 DescribeBillSummary (customer)",
    "customer_bill_by_tag: intlpartnersmgt 2022-09-28 DescribeBillSummary (customer)",
    "customer_bill_detail: intlpartnersmgt 2022-09-28 DescribeBillDetail (customer)",
    "customer_info: intlpartnersmgt 2022-09-28 DescribeCustomerInfo (partner)",
    "customer: intlpartnersmgt 2022-09-28 DescribeCustomerUin (partner)",
    "partner_bill_by_pay_mode: intlpartnersmgt 2022-09-28 DescribeBillSummaryByPayMode (partner)",
    "partner_bill_by_product: intlpartnersmgt 2022-09-28 DescribeBillSummaryByProduct (partner)",
    "partner_bill_by_region: intlpartnersmgt 2022-09-28 DescribeBillSummaryByRegion (partner)",
    "partner_bill_detail: intlpartnersmgt 2022-09-28 DescribeCustomerBillDetail (partner)",
    "partner_bill_total: intlpartnersmgt 2022-09-28 DescribeCustomerBillSummary (partner)",
    "payer_bill_by_region: billing 2018-07-09 DescribeBillSummaryByRegion (payer)",
  ]);
});

test("a file in another folder adds a stream, behind the others", async () => {
  const streams = await readStreams([STREAMS_DIR, MADE_UP_DIR]);
  expect(streams.at(-1)?.name).toBe("made_up_usage");
  expect(streams.length).toBe((await readStreams()).length + 1);
});

test("two files that declare the same name are refused by that name", async () => {
  await expect(readStreams([MADE_UP_DIR, MADE_UP_DIR])).rejects.toThrow(
    "two stream files declare made_up_usage",
  );
});

test("a file without a stream is refused by its name, and other files are none", async () => {
  const directory = await mkdtemp(join(tmpdir(), "billhouse-streams-"));
  try {
    await writeFile(join(directory, "README.md"), "no stream");
    expect(await readStreams([directory])).toEqual([]);
    await writeFile(join(directory, "half-done.ts"), "export const table = {};\n");
    await expect(readStreams([directory])).rejects.toThrow(/half-done\.ts exports no stream/);
  } finally {
    await rm(directory, { recursive: true });
  }
});
