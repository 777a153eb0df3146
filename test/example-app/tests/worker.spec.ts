import { expect, workerTest } from "tabd/playwright";
import type { Env } from "../src/reminders.ts";

const test = workerTest<Env>("src/reminders.ts");

test("one alarm serves all reminders", async ({ tabd }) => {
  const mine = tabd.object("REMINDERS", "mine");
  await mine.call("add", "Drink the tea", 60_000);
  await mine.call("add", "Pay the rent", 3_600_000);
  await expect(mine).toHaveAlarm({ within: 60_000 });
  await tabd.reload();
  await tabd.clock.runUntilIdle();
  await expect(mine).toHaveFired(2);
  await expect(mine).toHaveNoAlarm();
});
