import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { MemoryHost } from "./memory-host.ts";
import { loadScenarios, scenarioWorker, type StepReport } from "./scenario-worker.ts";
import { Workerd } from "./workerd.ts";

const files = (await readdir(new URL("./scenarios/", import.meta.url)))
  .map((file) => file.replace(/\.js$/, ""))
  .toSorted();

/** The same scenarios in the real workerd and in tabd: nothing that they report may differ. */
describe.each(files)("%s", async (name) => {
  const labels = Object.keys((await loadScenarios(name)).scenarios);
  let disk: string;
  let workerd: Workerd;
  let tabd: MemoryHost;

  beforeAll(async () => {
    disk = await mkdtemp(join(tmpdir(), "disk-"));
    workerd = await Workerd.start(await scenarioWorker(name), { disk });
    tabd = await MemoryHost.start(name);
  });
  afterAll(async () => {
    tabd.close();
    await workerd.stop();
    await rm(disk, { recursive: true });
  });

  test.each(labels)("%s", async (label) => {
    const expected = await workerd.json<StepReport[]>(encodeURIComponent(label));
    expect(await tabd.run(label)).toEqual(expected);
  });
});
