import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { expect, test } from "@playwright/test";
import { unzipSync } from "fflate";

const root = join(import.meta.dirname, "../..");

interface Attachment {
  readonly name: string;
  readonly body?: string;
}

interface Result {
  readonly status: string;
  readonly retry: number;
  readonly errors: readonly { readonly message: string }[];
  readonly attachments: readonly Attachment[];
  readonly steps: readonly { readonly title: string }[];
}

interface Suite {
  readonly specs: readonly {
    readonly title: string;
    readonly tests: readonly { readonly results: readonly Result[] }[];
  }[];
  readonly suites?: readonly Suite[];
}

function specsIn({ specs, suites = [] }: Suite): Suite["specs"] {
  return [...specs, ...suites.flatMap(specsIn)];
}

/** Runs a test file in a Playwright of its own. @returns the results of each test, by title. */
async function run(source: string, ...args: string[]): Promise<Record<string, readonly Result[]>> {
  await mkdir(join(root, "test-results"), { recursive: true });
  const folder = await mkdtemp(join(root, "test-results/nested-"));
  try {
    await writeFile(join(folder, "tsconfig.json"), "{}");
    await writeFile(join(folder, "nested.spec.ts"), source);
    await writeFile(
      join(folder, "playwright.config.ts"),
      `import base from "${root}/test/playwright/playwright.config.ts";
       export default { ...base, testDir: ".", outputDir: "results", expect: { timeout: 1000 } };`,
    );
    const cli = join(root, "node_modules/@playwright/test/cli.js");
    const report = join(folder, "report.json");
    const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
    const command = [cli, "test", "--reporter=json", "--config", folder, ...args];
    // It fails, as its tests do.
    await promisify(execFile)(process.execPath, command, { env }).catch(() => undefined);
    const { suites } = JSON.parse(await readFile(report, "utf8")) as { suites: readonly Suite[] };
    const specs = suites.flatMap(specsIn);
    return Object.fromEntries(
      specs.map(({ title, tests }) => [title, tests.flatMap(({ results }) => results)]),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

const head = `
  import { expect, workerTest } from "tabd/playwright";
  const source = \`
    import { DurableObject } from "cloudflare:workers";
    export class Counter extends DurableObject {
      async add() {
        const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
        await this.ctx.storage.put("count", count);
        return count;
      }
      async wake(time) { await this.ctx.storage.setAlarm(time); }
      alarm() { console.log("awake"); }
    }\`;
  const worker = {
    modules: { "main.js": source },
    compatibilityDate: "2026-11-17",
    durableObjectNamespaces: [{ className: "Counter", uniqueKey: "counters" }],
    bindings: { COUNTERS: { durableObjectNamespace: "Counter" } },
  } as const;
`;

/** A test whose assertions all fail, each with its own message. */
const failing = `${head}
  const test = workerTest(worker, { clock: 0 });
  test("fails", async ({ tabd }) => {
    const one = tabd.object("COUNTERS", "one");
    const two = tabd.object("COUNTERS", "two");
    await one.call("wake", 60_000);
    await two.call("add");
    await two.call("wake", 1000);
    await tabd.clock.advance(1000);
    const soft = expect.configure({ soft: true, timeout: 50 });
    await soft(two).toHaveAlarm();
    await soft(one).toHaveAlarm(61_000);
    await soft(one).toHaveAlarm({ within: 58_999 });
    await soft(one).toHaveNoAlarm();
    await soft(two).toHaveFired(2);
    await soft(two).not.toHaveFired(1);
    await soft(two).toHaveFailed();
    await soft(two).toHaveStored("count", 2);
    await soft(two).toHaveStored("name");
    await soft(two).not.toHaveStored("count");
    await soft(one).toHaveRun("add");
    await soft(tabd.object("COUNTER" as "COUNTERS", "one")).toHaveAlarm();
  });`;

const messages: readonly (readonly [expected: string, received: string])[] = [
  ["an alarm", "no alarm"],
  ["an alarm at 1970-01-01 00:01:01.000", "an alarm at 1970-01-01 00:01:00.000"],
  ["an alarm within 58999 ms", "an alarm at 1970-01-01 00:01:00.000, in 59000 ms"],
  ["no alarm", "an alarm at 1970-01-01 00:01:00.000"],
  ["2 times", "once"],
  ["not once", "once"],
  ["at least once", "0 times"],
  ['"count": 2', '"count": 1'],
  ['a value for "name"', 'only the keys "count"'],
  ['not a value for "count"', '"count": 1'],
  ["at least once", "0 times"],
];

test("a failed assertion says what it expected, and shows the object's timeline", async () => {
  const [result] = (await run(failing))["fails"] ?? [];
  const errors = (result?.errors ?? []).map(({ message }) => stripVTControlCharacters(message));
  const found = errors.map((message) => [
    /^Expected: (.*)$/m.exec(message)?.[1],
    /^Received: (.*)$/m.exec(message)?.[1],
  ]);
  expect(found.slice(0, -1)).toEqual(messages);
  expect(found.at(-1)?.[1]).toContain('no namespace bound as "COUNTER"');
  expect(errors[4]).toContain(`Timeline of COUNTERS "two":
  1970-01-01 00:00:00.000  object started
  1970-01-01 00:00:00.000  add() called
  1970-01-01 00:00:00.000  wake() called
  1970-01-01 00:00:00.000  alarm set for 1970-01-01 00:00:01.000
  1970-01-01 00:00:01.000  alarm fired
  1970-01-01 00:00:01.000  log: awake
  1970-01-01 00:00:01.000  alarm succeeded`);

  expect(result?.steps.map(({ title }) => title)).toEqual(
    expect.arrayContaining(['COUNTERS "one": wake(60000)', "tabd.clock.advance(1000)"]),
  );
  const bodies = new Map(
    result?.attachments.map(({ name, body = "" }) => [name, Buffer.from(body, "base64")]),
  );
  expect(String(bodies.get("tabd-timeline.svg"))).toContain(">Counter two</text>");
  const events = JSON.parse(String(bodies.get("tabd-timeline.json"))) as { type: string }[];
  expect(events.map(({ type }) => type)).toContain("alarm-fired");
  expect(String(bodies.get("tabd-console.txt"))).toBe(
    "Counter two\n1970-01-01 00:00:01.000  log  awake\n",
  );
  const files = Object.keys(unzipSync(bodies.get("tabd-disk.zip") ?? new Uint8Array()));
  expect(files).toContain("counters/metadata.sqlite");
  expect(files).toHaveLength(3);
});

const isolated = `${head}
  const test = workerTest(worker);
  for (const name of ["a", "b"]) {
    test(name, async ({ tabd }, info) => {
      const counter = tabd.object("COUNTERS", "one");
      expect(await counter.call("add")).toBe(1);
      expect(info.retry).toBe(name === "a" ? 1 : 0);
    });
  }
  const shared = workerTest(worker, { disk: "worker" });
  shared.describe.serial("shared", () => {
    for (const count of [1, 2]) {
      shared("shared " + count, async ({ tabd }) => {
        expect(await tabd.object("COUNTERS", "one").call("add")).toBe(count);
      });
    }
  });`;

test("parallel tests and retries have disks of their own, unless they share one", async () => {
  const results = await run(isolated, "--workers=2", "--retries=1");
  const statuses = Object.entries(results).map(([title, all]) => [
    title,
    all.map(({ status, errors }) => (status === "passed" ? status : errors[0]?.message)),
  ]);
  expect(Object.fromEntries(statuses)).toEqual({
    a: [expect.stringContaining("Expected:"), "passed"],
    b: ["passed"],
    "shared 1": ["passed"],
    "shared 2": ["passed"],
  });
});
