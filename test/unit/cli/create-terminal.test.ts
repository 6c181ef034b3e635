import { describe, expect, test } from "vitest";
import type { Terminal } from "../../../src/cli/command-context.ts";
import { createTerminal } from "../../../src/cli/create-terminal.ts";

const CLEAR = "\r\u001B[2K";

/** A terminal whose screen is what both streams wrote, in order. */
function terminalOn(isTTY: boolean): { terminal: Terminal; screen: () => string } {
  let written = "";
  const stream = {
    isTTY,
    columns: 100,
    write: (text: string) => {
      written += text;
    },
  };
  const terminal = createTerminal({
    stdout: stream,
    stderr: stream,
    scrub: (text) => text.replaceAll("secret", "***"),
    isDumb: false,
  });
  return { terminal, screen: () => written };
}

describe("the terminal", () => {
  test("keeps the status line below messages and results", () => {
    const { terminal, screen } = terminalOn(true);

    terminal.status("50 %");
    terminal.err("a message\n");
    terminal.out("a result\n");
    terminal.status("");

    expect(screen()).toBe(`${CLEAR}50 %${CLEAR}a message\n50 %${CLEAR}a result\n50 %${CLEAR}`);
  });

  test("does not redraw a status that has not changed", () => {
    const { terminal, screen } = terminalOn(true);

    terminal.status("50 %");
    terminal.status("50 %");

    expect(screen()).toBe(`${CLEAR}50 %`);
  });

  test("shows no status where nobody watches", () => {
    const { terminal, screen } = terminalOn(false);

    terminal.status("50 %");
    terminal.err("a message\n");

    expect(screen()).toBe("a message\n");
  });

  test("blanks secrets out of messages and lets results pass", () => {
    const { terminal, screen } = terminalOn(false);

    terminal.err("a secret\n");
    terminal.out("a secret\n");

    expect(screen()).toBe("a ***\na secret\n");
  });
});
