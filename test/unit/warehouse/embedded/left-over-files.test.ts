import { describe, expect, test } from "vitest";
import { parsePostmasterPidFile } from "../../../../src/warehouse/postgres/embedded/postmaster-pid-file.ts";
import { parseProcStat } from "../../../../src/warehouse/postgres/embedded/running-process.ts";

const whole = [
  "7177",
  "/srv/billhouse/.data/postgres/cluster",
  "1795259275",
  "30915",
  "",
  "127.0.0.1",
  "  1234567     42",
  "ready   ",
];

describe("postmaster.pid", () => {
  test("gives the process, its folder and its port", () => {
    expect(parsePostmasterPidFile(whole.join("\n"))).toEqual({
      pid: 7177,
      clusterDir: "/srv/billhouse/.data/postgres/cluster",
      port: 30_915,
    });
  });

  test.each([0, 1, 2, 3])("says nothing while only %i of its lines are written", (lines) => {
    expect(parsePostmasterPidFile(whole.slice(0, lines).join("\n"))).toBeUndefined();
  });

  test("says nothing when its first line is no process", () => {
    expect(parsePostmasterPidFile(["-7177", ...whole.slice(1)].join("\n"))).toBeUndefined();
    expect(parsePostmasterPidFile(["nonsense", ...whole.slice(1)].join("\n"))).toBeUndefined();
  });
});

describe("/proc/<pid>/stat", () => {
  const afterName = "S 1 7177 7177 0 -1 4194560 2034 0 0 0 3 1 0 0 20 0 1 0 208311 189440 6144";

  test("gives the state and the start time", () => {
    expect(parseProcStat(`7177 (postgres) ${afterName}`)).toEqual({
      state: "S",
      startMark: "208311",
    });
  });

  test("is not led astray by a program named like fields", () => {
    expect(parseProcStat(`7177 (a) Z 1 2 (b) ${afterName}`)).toEqual({
      state: "S",
      startMark: "208311",
    });
  });
});
