import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import initSqlJs from "sql.js";
import { beforeAll, expect, test } from "vitest";

import { ActorIdFactory } from "../../src/codec/actor-id.ts";
import * as scenario from "./alarm-records/scenario.js";
import { serveInNode } from "./node-engine.ts";
import { type ScenarioModule, scenarioWorker, type StepReport } from "./scenario-worker.ts";
import { Workerd } from "./workerd.ts";

/**
 * The object's file and the scheduler's file both record an alarm. workerd and tabd both get files
 * in which the two records differ (`actor-sqlite.c++`, `armAlarmHandler`).
 */

const module = scenario as unknown as ScenarioModule;

const HOUR = 3_600_000;

/** Times in ms, relative to the common start; null: no alarm. */
const RECORDS: Readonly<Record<string, { object: number | null; scheduler: number | null }>> = {
  "the same": { object: 1500, scheduler: 1500 },
  "the object's overdue, the scheduler's later": { object: -HOUR, scheduler: 1500 },
  "the object's later, the scheduler's overdue": { object: 2000, scheduler: -HOUR },
  "the object's far, the scheduler's overdue": { object: HOUR, scheduler: -HOUR },
  "the object has none": { object: null, scheduler: -HOUR },
  "the scheduler has none": { object: 1500, scheduler: null },
  "both overdue, and not the same": { object: -HOUR, scheduler: -2 * HOUR },
};

/** The time limit for both runtimes to load the files, in ms. */
const BOTH_ARE_THERE = 8000;

/** All due alarms have fired by this time, in ms after the common start. */
const ALL_HAVE_RUN = 6000;

const LABELS = Object.keys(RECORDS);

const SQL = await initSqlJs();
const ids = new ActorIdFactory("scenarios");
const idOf = (label: string): string => ids.idFromName(label).hex;

type Files = ReadonlyMap<string, Uint8Array>;

interface Ask {
  (label: string, input: object): Promise<StepReport[]>;
}

/** The result of each alarm: when it fired, and the three records afterwards. */
type Outcome = Readonly<Record<string, unknown>>;

let workerd: Outcome;
let tabd: Outcome;

beforeAll(async () => {
  const made = await makeFiles();
  const start = Date.now() + BOTH_ARE_THERE;
  const files = change(made, start);
  [workerd, tabd] = await Promise.all([inWorkerd(files, start), inTabd(files, start)]);
}, 60_000);

test.each(LABELS)("%s", (label) => {
  expect(workerd[label]).toBeDefined();
  expect(tabd[label]).toEqual(workerd[label]);
});

test("the cases cover every kind of difference", () => {
  expect(Object.keys(module.scenarios)).toEqual(LABELS);
});

/** Files as workerd leaves them: each object has an alarm in both records. */
async function makeFiles(): Promise<Files> {
  const disk = await mkdtemp(join(tmpdir(), "disk-"));
  try {
    await serveWorkerd(disk, async (ask) => {
      for (const label of LABELS) await ask(label, { time: Date.now() + 24 * HOUR });
    });
    return await readFiles(disk);
  } finally {
    await rm(disk, { recursive: true });
  }
}

/** The same files with the times of {@link RECORDS}. */
function change(files: Files, start: number): Files {
  const changed = new Map(files);
  const edit = (path: string, sql: string, values: (string | number | null)[]): void => {
    const database = open(changed.get(path));
    database.run(sql, values);
    changed.set(path, database.export());
    database.close();
  };
  for (const [label, { object, scheduler }] of Object.entries(RECORDS)) {
    const id = idOf(label);
    const objectTime = "UPDATE _cf_METADATA SET value = CAST(? AS INTEGER) * 1000000 WHERE key = 1";
    edit(`scenarios/${id}.sqlite`, objectTime, [object === null ? null : start + object]);
    const [sql, values] =
      scheduler === null
        ? ["DELETE FROM _cf_ALARM WHERE actor_id = ?", [id]]
        : [
            "UPDATE _cf_ALARM SET scheduled_time = CAST(? AS INTEGER) * 1000000 WHERE actor_id = ?",
            [start + scheduler, id],
          ];
    edit("scenarios/metadata.sqlite", sql as string, values as (string | number)[]);
  }
  return changed;
}

async function inWorkerd(files: Files, start: number): Promise<Outcome> {
  const disk = await mkdtemp(join(tmpdir(), "disk-"));
  try {
    for (const [path, bytes] of files) {
      await mkdir(dirname(join(disk, path)), { recursive: true });
      await writeFile(join(disk, path), bytes);
    }
    const looked = await serveWorkerd(disk, (ask) => lookAtAll(ask, start));
    return told(looked, await readFiles(disk), start);
  } finally {
    await rm(disk, { recursive: true });
  }
}

async function inTabd(files: Files, start: number): Promise<Outcome> {
  const engine = await serveInNode(module, files);
  try {
    const looked = await lookAtAll((label, input) => engine.ask(label, input), start);
    return told(looked, await engine.files(), start);
  } finally {
    engine.end();
  }
}

async function lookAtAll(ask: Ask, start: number): Promise<Map<string, StepReport>> {
  await new Promise((resolve) => setTimeout(resolve, start + ALL_HAVE_RUN - Date.now()));
  const looked = new Map<string, StepReport>();
  for (const label of LABELS) {
    const [report] = await ask(label, {});
    if (report !== undefined) looked.set(label, report);
  }
  return looked;
}

/** Times are relative to `start`. */
function told(looked: ReadonlyMap<string, StepReport>, files: Files, start: number): Outcome {
  const since = (time: unknown): unknown => (typeof time === "number" ? time - start : time);
  return Object.fromEntries(
    [...looked].map(([label, report]) => {
      const text = JSON.stringify(report, (key, value: unknown) =>
        key === "scheduledTime" || key === "alarm" ? since(value) : value,
      );
      const id = idOf(label);
      const own = "SELECT value / 1000000 FROM _cf_METADATA WHERE key = 1";
      const filed = `SELECT scheduled_time / 1000000 FROM _cf_ALARM WHERE actor_id = '${id}'`;
      return [
        label,
        {
          look: JSON.parse(text) as unknown,
          object: since(valueIn(files.get(`scenarios/${id}.sqlite`), own)),
          scheduler: since(valueIn(files.get("scenarios/metadata.sqlite"), filed)),
        },
      ];
    }),
  );
}

async function serveWorkerd<T>(disk: string, run: (ask: Ask) => Promise<T>): Promise<T> {
  const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), "utf8");
  const sources = {
    driver: await read("driver.js"),
    scenarios: await read("alarm-records/scenario.js"),
  };
  const running = await Workerd.start(scenarioWorker(sources), { disk });
  try {
    return await run((label, input) =>
      running.json(encodeURIComponent(label), { method: "POST", body: JSON.stringify(input) }),
    );
  } finally {
    await running.stop();
  }
}

async function readFiles(disk: string): Promise<Files> {
  const names = await readdir(disk, { recursive: true });
  const files = names.filter((name) => name.endsWith(".sqlite"));
  return new Map(
    await Promise.all(
      files.map(async (name) => [name, new Uint8Array(await readFile(join(disk, name)))] as const),
    ),
  );
}

function open(bytes: Uint8Array | undefined): InstanceType<typeof SQL.Database> {
  if (bytes === undefined) throw new Error("the file is missing");
  const copy = bytes.slice();
  // This SQLite has no write-ahead log for the file and needs none.
  if (copy[18] === 2) copy.fill(1, 18, 20);
  return new SQL.Database(copy);
}

/** A query's only value; undefined without a row. */
function valueIn(bytes: Uint8Array | undefined, sql: string): unknown {
  const database = open(bytes);
  try {
    return database.exec(sql)[0]?.values[0]?.[0];
  } finally {
    database.close();
  }
}
