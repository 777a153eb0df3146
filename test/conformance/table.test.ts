import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import * as cloudflareWorkers from "../../src/api/cloudflare-workers.ts";
import { cloneValues, errorValues } from "../unit/clone-values.ts";
import {
  type Asked,
  conformancePage,
  conformanceTable,
  outcomesOf,
  worseOutcomes,
} from "./conformance-table.ts";
import { BUGS, DIVERGENCES } from "./divergences.ts";
import { REFERENCE_ROWS } from "./reference-rows.ts";
import { refused } from "./refused-values.ts";
import { make } from "./rpc/questions.js";
import type { ScenarioModule } from "./scenario-worker.ts";

const { version } = createRequire(import.meta.url)("workerd/package.json") as { version: string };

const PAGE = fileURLToPath(new URL("../../docs/conformance.md", import.meta.url));

/**
 * All that is asked. That each has the outcome which it has here is for the other tests to show:
 * they fail when one that conforms does not, and when one that does not conform does.
 */
async function everythingAsked(): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const file of await readdir(new URL("./scenarios/", import.meta.url))) {
    const path = new URL(`./scenarios/${file}`, import.meta.url).href;
    const { scenarios } = (await import(/* @vite-ignore */ path)) as ScenarioModule;
    const module = file.replace(/\.js$/, "");
    for (const label of Object.keys(scenarios)) asked.push(outcomeOf(`${module}/${label}`, label));
  }
  const { labels } = make(cloudflareWorkers) as unknown as { labels: readonly string[] };
  const conforming = [
    ...labels.map((label) => `rpc/${label}`),
    ...Object.keys({ ...cloneValues, ...errorValues }).map((name) => `value-bytes/${name}`),
    ...refused.map(([name]) => `refused-values/${name}`),
  ];
  return [...asked, ...conforming.map((key): Asked => ({ key, outcome: "conforms" }))];
}

function outcomeOf(key: string, label: string): Asked {
  const bug = BUGS[label];
  if (bug !== undefined) return { key, outcome: "bug", reason: bug };
  const divergence = DIVERGENCES[label];
  if (divergence === undefined) return { key, outcome: "conforms" };
  return { key, outcome: "documented divergence", reason: divergence };
}

const table = conformanceTable(REFERENCE_ROWS, await everythingAsked());
const page = conformancePage(table, version);
const kept = await readFile(PAGE, "utf8").catch(() => "");

test("nothing is worse than docs/conformance.md says", () => {
  expect(worseOutcomes(kept, page)).toEqual([]);
});

test("docs/conformance.md is what `npm run conformance` makes of all this", async () => {
  await expect(page).toMatchFileSnapshot(PAGE);
});

test("every row and every divergence can be read back from the page", () => {
  const apart = table.asked.filter(({ outcome }) => outcome !== "conforms");
  expect(outcomesOf(page).size).toBe(table.rows.length + apart.length);
});

test("what becomes worse is named", () => {
  const worse = [{ key: "storage-get/x", outcome: "bug" as const, reason: "a | b" }];
  const before = conformancePage(
    conformanceTable(REFERENCE_ROWS, [{ key: "storage-get/x", outcome: "conforms" }]),
    version,
  );
  const now = conformancePage(conformanceTable(REFERENCE_ROWS, worse), version);
  expect(worseOutcomes(before, now)).toEqual([
    "Storage: asynchronous / get(): was conforms, is bug",
  ]);
  expect(worseOutcomes(now, before)).toEqual([]);
});
