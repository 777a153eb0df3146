import { expect, PlaygroundPage, test } from "./playground-page.ts";

/** How a tab may go whose host runs the objects. */
const ends = {
  "is closed": (owner: PlaygroundPage) => owner.page.close(),
  "kills its host": (owner: PlaygroundPage) =>
    owner.card.getByRole("button", { name: "Kill host" }).click(),
};

/** How many hosts have the disk's lock, and wait for it. */
function owners({ page }: PlaygroundPage): Promise<{ held: number; pending: number }> {
  return page.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    const count = (locks: LockInfo[]): number =>
      locks.filter(({ name }) => name === "tabd:disk:playground-first-alarm").length;
    return { held: count(held), pending: count(pending) };
  });
}

for (const [words, end] of Object.entries(ends)) {
  test(`time stands still in the other tab, too, when the one that stopped it ${words}`, async ({
    playground: owner,
    context,
  }) => {
    await owner.open();
    await owner.running();
    const client = new PlaygroundPage(await context.newPage());
    await client.open();
    await client.running();
    expect(await owners(client)).toEqual({ held: 1, pending: 1 });
    await owner.page.bringToFront();
    await owner.page.getByRole("button", { name: "Pause" }).click();
    await owner.send("Remind in 5 s", "done");
    await expect(client.card).toContainText("tea, at");
    // By real time it is overdue then.
    await owner.page.waitForTimeout(6000);
    await client.page.bringToFront();
    await end(owner);
    await expect.poll(() => owners(client)).toEqual({ held: 1, pending: 0 });
    const last = client.card.getByRole("status", { name: "Last alarm" });
    // What is overdue fires at once when a host takes over: here nothing is.
    await client.page.waitForTimeout(1500);
    await expect(client.card).toContainText("tea, at");
    await expect(last).toHaveText("");
    await expect(client.page.getByRole("button", { name: "Pause" })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    await client.nextAlarm();
    await expect(client.card).toContainText("No alarm is pending.");
    await expect(last).toContainText("tea rang at");
  });
}
