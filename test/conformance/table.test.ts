import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import * as cloudflareWorkers from "../../src/api/cloudflare-workers.ts";
import { cloneValues, errorValues } from "../unit/codec/clone-values.ts";
import {
  type Asked,
  conformancePage,
  conformanceTable,
  outcomesOf,
  textsOf,
  worseOutcomes,
} from "./conformance-table.ts";
import { DIVERGENCE_CLASSES } from "./divergence-classes.ts";
import { BUGS, DIVERGENCES } from "./divergences.ts";
import { REFERENCE_MESSAGES, REFERENCE_ROWS } from "./reference/rows.ts";
import { refused } from "./refused-values.ts";
import { make } from "./rpc/questions.js";
import type { ScenarioModule, WorkerdReports } from "./scenario-worker.ts";

const { version } = createRequire(import.meta.url)("workerd/package.json") as { version: string };

const PAGE = fileURLToPath(new URL("../../docs/conformance.md", import.meta.url));

/**
 * All scenarios with their outcomes. The other tests verify these outcomes: they fail when a
 * conforming scenario does not conform, and when a divergence does.
 */
async function everythingAsked(): Promise<Asked[]> {
  const asked: Asked[] = [];
  const ask = async (module: string, labels: readonly string[]): Promise<void> => {
    const answers = await recordOf(module);
    for (const label of labels) {
      const texts = textsOf(answers[label]);
      asked.push({ ...outcomeOf(`${module}/${label}`, label), texts });
    }
  };
  for (const file of await readdir(new URL("./scenarios/", import.meta.url))) {
    const path = new URL(`./scenarios/${file}`, import.meta.url).href;
    const { scenarios } = (await import(/* @vite-ignore */ path)) as ScenarioModule;
    await ask(file.replace(/\.js$/, ""), Object.keys(scenarios));
  }
  const { labels } = make(cloudflareWorkers) as unknown as { labels: readonly string[] };
  await ask("rpc", labels);
  await ask("value-bytes", Object.keys({ ...cloneValues, ...errorValues }));
  await ask(
    "refused-values",
    refused.map(([name]) => name),
  );
  return asked;
}

/** workerd's recorded answers. */
async function recordOf(module: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(new URL(`./reports/${module}.snap`, import.meta.url), "utf8").catch(
    () => undefined,
  );
  return text === undefined ? {} : (JSON.parse(text) as WorkerdReports).reports;
}

function outcomeOf(key: string, label: string): Asked {
  const bug = BUGS[label];
  if (bug !== undefined) return { key, outcome: "bug", reason: bug };
  const divergence = DIVERGENCES[label];
  if (divergence === undefined) return { key, outcome: "conforms" };
  return { key, outcome: "documented divergence", reason: divergence };
}

const reference = { rows: REFERENCE_ROWS, messages: REFERENCE_MESSAGES };
const table = conformanceTable(reference, await everythingAsked());
const page = conformancePage(table, version);
const kept = await readFile(PAGE, "utf8").catch(() => "");

test("no outcome is worse than docs/conformance.md says", () => {
  expect(worseOutcomes(kept, page)).toEqual([]);
});

test("docs/conformance.md is up to date with `npm run conformance`", async () => {
  await expect(page).toMatchFileSnapshot(PAGE);
});

test("every divergence is in one class", () => {
  const classes = (label: string): number =>
    DIVERGENCE_CLASSES.filter(({ labels }) => labels.some((start) => label.startsWith(start)))
      .length;
  expect(Object.keys(DIVERGENCES).filter((label) => classes(label) !== 1)).toEqual([]);
});

test("every row and every divergence can be parsed from the page", () => {
  const apart = table.asked.filter(({ outcome }) => outcome !== "conforms");
  expect(outcomesOf(page).size).toBe(table.rows.length + table.messages.length + apart.length);
});

test.each(REFERENCE_ROWS.flatMap(({ elsewhere }) => elsewhere ?? []))(
  "the test that a row refers to exists: $file, $title",
  async ({ file, title }) => {
    const text = await readFile(new URL(`../${file}`, import.meta.url), "utf8");
    expect(text).toContain(title);
    expect(text).not.toMatch(/\b(?:test|it|describe)\.(?:skip|only|todo)\b/);
  },
);

test("every row names existing scenarios", () => {
  const keys = table.asked.map(({ key }) => key);
  const unknown = REFERENCE_ROWS.filter(({ unsupported }) => unsupported === undefined).flatMap(
    ({ row, asked = [] }) =>
      asked
        .filter((start) => !keys.some((key) => key.startsWith(start)))
        .map((start) => `${row}: ${start}`),
  );
  expect(unknown).toEqual([]);
});

test("a worse outcome is reported by name", () => {
  const worse = [{ key: "storage-get/get: x", outcome: "bug" as const, reason: "a | b" }];
  const before = conformancePage(
    conformanceTable(reference, [{ key: "storage-get/get: x", outcome: "conforms" }]),
    version,
  );
  const now = conformancePage(conformanceTable(reference, worse), version);
  expect(worseOutcomes(before, now)).toEqual([
    "Storage: asynchronous / get(): several keys, in the order of their bytes: was conforms, is bug",
  ]);
  expect(worseOutcomes(now, before)).toEqual([]);
});
