import { expect, test } from "vitest";
import { answersTo, openGrantDatabase } from "./grant-playground.ts";
import { LOCK_OUTS } from "./grant-refusals.ts";
import { syncAs } from "./grant-sync.ts";

/** The month before this one, as its lines are dated. */
function monthBefore(now: Date): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)).toISOString().slice(0, 7);
}

test.each(["--loader", "--owner"])(
  "who belongs to %s takes the locks that runs, migrations and the closing of months are held together by",
  async (flag) => {
    await using stage = await openGrantDatabase();
    const login = await stage.makeLogin(flag, "etl");
    for (const command of ["sync", "reconcile", "migrate"]) {
      expect(await syncAs(login, [command])).toMatchObject({ exitCode: 0 });
    }
    // Too early to be closed, as is found with the lock in hand.
    expect(await syncAs(login, ["close", "--month", monthBefore(new Date())])).toEqual({
      exitCode: 3,
      out: expect.stringMatching(/^Not closed, \d+ bills/),
      err: expect.any(String),
    });
    const answers = await answersTo(login, LOCK_OUTS);
    expect(answers.filter((answer) => !answer.endsWith(": done"))).toEqual([]);
  },
);
