import { expect, test } from "@playwright/test";
import { seededRandom } from "../unit/seeded-random.ts";
import { type CounterTab, ManyTabs } from "./many-tabs.ts";
import { overlaps } from "./overlaps.mjs";

const path = "test/e2e/pages/harness.html";
const rounds = Number(process.env["TABD_ROUNDS"] ?? 16);
const names = ["a", "b", "c"];
const MAX_TABS = 6;
/** Longer than a leader's lease, in ms. */
const LONG_FREEZE = 14_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Increments counters from tabs that may close at any moment. Retries each increment, in other
 * tabs too, until one acknowledges it.
 */
class Workload {
  readonly acknowledged: Record<string, number> = Object.fromEntries(
    names.map((name) => [name, 0]),
  );
  /** Errors of calls that failed in an open tab and were not retryable. */
  readonly wrong: string[] = [];
  failed = 0;
  readonly #tabs: ReadonlySet<CounterTab>;
  readonly #random: () => number;
  #stopped = false;

  constructor(tabs: ReadonlySet<CounterTab>, random: () => number) {
    this.#tabs = tabs;
    this.#random = random;
  }

  run(workers: number): Promise<unknown> {
    return Promise.all(Array.from({ length: workers }, (_, worker) => this.#work(worker)));
  }

  stop(): void {
    this.#stopped = true;
  }

  async #work(worker: number): Promise<void> {
    for (let number = 0; !this.#stopped; number++) {
      const name = names[Math.floor(this.#random() * names.length)] ?? "";
      await this.#increment(name, `${worker}.${number}`);
      this.acknowledged[name] = (this.acknowledged[name] ?? 0) + 1;
    }
  }

  async #increment(name: string, token: string): Promise<void> {
    for (;;) {
      const tabs = [...this.#tabs];
      const tab = tabs[Math.floor(this.#random() * tabs.length)];
      const outcome = await tab?.increment(name, token);
      if (outcome?.ok) return;
      if (outcome !== undefined) this.failed++;
      if (outcome !== undefined && !outcome.retryable) this.wrong.push(outcome.message);
      await sleep(10);
    }
  }
}

/** Something that happens to a tab; returns whether the tab still exists. */
type Action = (tab: CounterTab, random: () => number, many: ManyTabs) => Promise<"gone" | "stays">;

const actions: Readonly<Record<string, Action>> = {
  async reload(tab) {
    await tab.reload();
    return "stays";
  },
  async close(tab) {
    await tab.close();
    return "gone";
  },
  async restart(tab) {
    await tab.restart();
    return "stays";
  },
  async end(tab) {
    await tab.end();
    return "gone";
  },
  async crash(tab) {
    await tab.crash();
    return "gone";
  },
  async hide(tab, random, many) {
    await tab.page.bringToFront();
    await sleep(random() * 300);
    await many.hideAll();
    return "stays";
  },
  async freeze(tab, random, many) {
    await many.hideAll();
    await tab.freeze();
    await sleep(random() * 1500);
    await tab.resume();
    return "stays";
  },
  async "freeze for long"(tab, _, many) {
    await many.hideAll();
    await tab.freeze();
    await sleep(LONG_FREEZE);
    await tab.resume();
    return "stays";
  },
};

/** The short actions; long runs sometimes freeze a tab for long too. */
const usual = Object.keys(actions).filter((name) => name !== "freeze for long");

/** Chooses a random tab, but half the time the leader. */
async function choose(tabs: ReadonlySet<CounterTab>, random: () => number): Promise<CounterTab> {
  const open = [...tabs];
  const any = open[Math.floor(random() * open.length)] as CounterTab;
  if (random() < 0.5) return any;
  return (await leaders(tabs))[0] ?? any;
}

async function leaders(tabs: ReadonlySet<CounterTab>): Promise<CounterTab[]> {
  const open = [...tabs];
  const roles = await Promise.all(open.map((tab) => tab.role()));
  return open.filter((_, index) => roles[index] === "leader");
}

test("tabs that open and close at random count every increment once", async ({ baseURL }) => {
  test.setTimeout(120_000 + rounds * 20_000);
  const seed = Number(process.env["TABD_SEED"] ?? Math.floor(Math.random() * 2 ** 32));
  console.log(`seed ${seed} (run it again with TABD_SEED=${seed}, longer with TABD_ROUNDS)`);
  const random = seededRandom(seed);
  const many = await ManyTabs.launch(new URL(path, baseURL).href);
  try {
    const tabs = new Set([await many.open(), await many.open()]);
    const workload = new Workload(tabs, seededRandom(seed + 1));
    const done = workload.run(3);
    const counts: Record<string, number> = {};

    const run = async (name: string, tab: CounterTab): Promise<void> => {
      counts[name] = (counts[name] ?? 0) + 1;
      // The workload sends it no new calls meanwhile.
      tabs.delete(tab);
      if ((await actions[name]?.(tab, random, many)) === "stays") tabs.add(tab);
      if (tabs.size === 0) tabs.add(await many.open());
    };
    for (let round = 0; round < rounds; round++) {
      await sleep(random() * 400);
      const name = usual[Math.floor(random() * usual.length)] ?? "";
      if (tabs.size < 2 || (random() < 0.35 && tabs.size < MAX_TABS)) tabs.add(await many.open());
      else await run(name, await choose(tabs, random));
      if (round % 40 !== 7) continue;
      // A leader whose lease expires, and that then resumes.
      if (tabs.size < 2) tabs.add(await many.open());
      const [leader = await choose(tabs, random)] = await leaders(tabs);
      await run("freeze for long", leader);
    }

    workload.stop();
    await done;
    expect(workload.wrong).toEqual([]);
    await expect.poll(async () => (await leaders(tabs)).length).toBe(1);
    for (const tab of tabs) expect(await tab.counts(names)).toEqual(workload.acknowledged);
    for (const tab of tabs) await tab.close();
    const last = await many.open();
    expect(await last.counts(names)).toEqual(workload.acknowledged);
    const messages = await many.heard();
    expect(overlaps(messages)).toEqual([]);
    const starts = messages.filter(({ type }) => type === "start").length;
    const total = Object.values(workload.acknowledged).reduce((sum, count) => sum + count);
    console.log(
      `${total} increments, ${starts} instances, ${workload.failed} calls that failed, ` +
        JSON.stringify(counts),
    );
    // The leader changed at least once.
    expect(starts).toBeGreaterThan(names.length);
  } finally {
    await many.close();
  }
});

test("a leader paused in a debugger loses the lease and returns as a follower", async ({
  baseURL,
}) => {
  const many = await ManyTabs.launch(new URL(path, baseURL).href);
  try {
    const [first, second] = [await many.open(), await many.open()];
    await first.increment("a", "1");
    expect([await first.role(), await second.role()]).toEqual(["leader", "follower"]);
    expect(await second.counts(names)).toMatchObject({ a: 1 });
    const goOn = await first.stopHost();
    const late = first.increment("a", "late");
    await expect.poll(() => second.role()).toBe("leader");
    expect(await second.increment("a", "2")).toEqual({ ok: true });
    expect(await second.counts(names)).toMatchObject({ a: 2 });
    await goOn();
    await expect.poll(() => first.role()).toBe("follower");
    expect(await late).toMatchObject({ ok: false, retryable: true });
    expect(await first.increment("a", "3")).toEqual({ ok: true });
    for (const tab of [first, second]) expect(await tab.counts(names)).toMatchObject({ a: 3 });
    expect(overlaps(await many.heard())).toEqual([]);
  } finally {
    await many.close();
  }
});
