import { seededRandom } from "../unit/seeded-random.ts";
import { expectSound } from "./disk-files.ts";
import { expect, type HarnessPage, test } from "./fixture.ts";

const rounds = 8;
const names = ["a", "b", "c"];
const alarmTime = Date.UTC(2100, 0, 1);

/** Checks every file of the disk, and that both records of each alarm agree. */
async function checkFiles(tab: HarnessPage): Promise<void> {
  const { alarms } = expectSound(await tab.page.evaluate(async () => harness.files()));
  expect(alarms["probes"]?.length).toBeGreaterThan(0);
}

/** Checks that acknowledged values are stored; a later, unacknowledged value is fine too. */
async function checkCounts(tab: HarnessPage, acknowledged: Record<string, number>): Promise<void> {
  for (const [name, count] of Object.entries(acknowledged)) {
    const found = await tab.page.evaluate(async (name) => {
      const probe = harness.probe(name);
      return { count: Number(await probe.get("count")), alarm: await probe.getAlarm() };
    }, name);
    expect(found.count, name).toBeGreaterThanOrEqual(count);
    // Value and alarm were written in one commit.
    expect(found.alarm, name).toBe(alarmTime + found.count);
  }
}

async function startWriting(tab: HarnessPage): Promise<void> {
  await tab.page.evaluate(([names, time]) => harness.write(names, time), [
    names,
    alarmTime,
  ] as const);
  await tab.page.waitForFunction((count) => Object.keys(harness.acknowledged).length === count, 3);
}

test("kill() at a random moment while writing loses nothing", async ({ tab }) => {
  const seed = Number(process.env["TABD_SEED"] ?? Math.floor(Math.random() * 2 ** 32));
  console.log(`seed ${seed} (run it again with TABD_SEED=${seed})`);
  const random = seededRandom(seed);
  await tab.open();
  for (let round = 0; round < rounds; round++) {
    await startWriting(tab);
    const acknowledged = await tab.page.evaluate(async (ms) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      harness.server.kill();
      return { ...harness.acknowledged };
    }, random() * 250);
    await tab.page.evaluate(() => harness.start());
    await checkFiles(tab);
    await checkCounts(tab, acknowledged);
  }
});

test("a tab crash while writing loses nothing", async ({ tab, context }) => {
  await tab.open();
  const acknowledged: Record<string, number> = {};
  await tab.page.exposeFunction("note", (counts: Record<string, number>) => {
    Object.assign(acknowledged, counts);
  });
  await startWriting(tab);
  await tab.page.evaluate(() => {
    const note = (globalThis as unknown as { note: (counts: object) => void }).note;
    setInterval(() => note({ ...harness.acknowledged }), 10);
  });
  await expect.poll(() => Object.keys(acknowledged)).toHaveLength(names.length);
  const session = await context.newCDPSession(tab.page);
  const crashed = tab.page.waitForEvent("crash");
  void session.send("Page.crash").catch(() => undefined);
  await crashed;

  const after = tab.on(await context.newPage());
  await after.open();
  await checkFiles(after);
  await checkCounts(after, acknowledged);
});
