import { describe, expect, test } from "vitest";
import { type Finding, reportOf } from "../../../src/app/doctor-report.ts";
import { renderDoctor, renderDoctorJson } from "../../../src/cli/render-doctor.ts";

function findingOf(more: Partial<Finding>): Finding {
  return {
    area: "api",
    subject: "intlpartnersmgt.DescribeBillDetail",
    account: "main",
    role: "customer",
    verdict: "ok",
    message: "can be read",
    exitCode: 0,
    ...more,
  };
}

const REFUSED = findingOf({
  verdict: "refused",
  message: "DescribeBillDetail: AuthFailure: bad key",
  hint: "check the key",
  code: "AuthFailure",
  requestId: "r-1",
  exitCode: 3,
});

describe("the doctor's report", () => {
  test("says that a sync can run where nothing is wrong", () => {
    const text = renderDoctor(reportOf([findingOf({})]));
    expect(text).toMatch(/ok +main +customer +DescribeBillDetail +can be read/);
    expect(text).not.toContain("What to do");
    expect(text).toContain("A sync can run.");
  });

  test("says below the table what to do, with the RequestId for the vendor's support", () => {
    expect(renderDoctor(reportOf([REFUSED]))).toContain(
      [
        "What to do",
        "",
        "  main, customer: DescribeBillDetail: AuthFailure: bad key",
        "    check the key",
        "    RequestId r-1",
      ].join("\n"),
    );
  });

  test("gives the same advice for several actions once", () => {
    const other = { ...REFUSED, message: "DescribeBillSummary: AuthFailure: bad key" };
    const text = renderDoctor(reportOf([REFUSED, other]));
    expect(text.match(/check the key/g)).toHaveLength(1);
    expect(text).toContain("main, customer (2 actions)");
  });

  test("keeps the whole text of a problem that its table had to cut", () => {
    const message = `the database is not available: ${"x".repeat(100)}`;
    const down = { area: "database", subject: "server", verdict: "unreachable" } as const;
    const text = renderDoctor(reportOf([findingOf({ ...down, message, hint: "start it" })]), 80);
    expect(text).toContain("x…");
    expect(text).toContain(message);
  });

  test("lets no control character of what the API says reach the terminal", () => {
    const text = renderDoctor(reportOf([{ ...REFUSED, message: "DescribeX: a\u001b[2J" }]));
    expect(text).not.toContain("\u001b");
    expect(text).toContain("DescribeX: a\\x1b[2J");
  });

  test("is one JSON document for programs", () => {
    expect(JSON.parse(renderDoctorJson(reportOf([REFUSED])))).toEqual({
      exitCode: 6,
      findings: [REFUSED],
    });
  });
});
