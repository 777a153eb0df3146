import { expect, PlaygroundPage, test } from "./playground-page.ts";

/** Ways in which the leader's host may end. */
const ends = {
  "is closed": (leader: PlaygroundPage) => leader.page.close(),
  "kills its host": async (leader: PlaygroundPage) => {
    await leader.panel("Objects");
    await leader.page.getByRole("button", { name: "Kill host" }).click();
  },
};

/** The number of hosts that hold and await the disk's lock. */
function leaders({ page }: PlaygroundPage): Promise<{ held: number; pending: number }> {
  return page.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    const count = (locks: LockInfo[]): number =>
      locks.filter(({ name }) => name === "tabd:disk:playground-first-alarm").length;
    return { held: count(held), pending: count(pending) };
  });
}

for (const [words, end] of Object.entries(ends)) {
  test(`the clock stays paused in the other tab when the tab that paused it ${words}`, async ({
    playground: leader,
    context,
  }) => {
    await leader.open();
    await leader.running();
    const follower = new PlaygroundPage(await context.newPage());
    await follower.open();
    await follower.running();
    expect(await leaders(follower)).toEqual({ held: 1, pending: 1 });
    await leader.page.bringToFront();
    await leader.page.getByRole("button", { name: "Pause" }).click();
    await leader.send("Remind in 5 s", "done");
    await expect(follower.card).toContainText("tea, at");
    // Now it is overdue by real time.
    await leader.page.waitForTimeout(6000);
    await follower.page.bringToFront();
    await end(leader);
    await expect.poll(() => leaders(follower)).toEqual({ held: 1, pending: 0 });
    const last = follower.card.getByRole("status", { name: "Last alarm" });
    // A host that takes over fires overdue alarms at once; here there are none.
    await follower.page.waitForTimeout(1500);
    await expect(follower.card).toContainText("tea, at");
    await expect(last).toHaveText("");
    await expect(follower.page.getByRole("button", { name: "Pause" })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    await follower.nextAlarm();
    await expect(follower.card).toContainText("No alarm is pending.");
    await expect(last).toContainText("tea fired at");
  });
}
