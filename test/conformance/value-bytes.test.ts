import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import initSqlJs from "sql.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { deserialize } from "../../src/codec/deserialize.ts";
import { serialize } from "../../src/codec/serialize.ts";
import { cloneValues, errorValues } from "../unit/codec/clone-values.ts";
import { refused } from "./refused-values.ts";
import { reportText } from "./report-text.ts";
import { Workerd } from "./workerd.ts";

const { version } = createRequire(import.meta.url)("workerd/package.json") as { version: string };

const values = Object.entries({ ...cloneValues, ...errorValues });

/** A worker whose object stores each value and returns the errors of refused ones. */
const MAIN = `
import { DurableObject } from "cloudflare:workers";
const values = [${values.map(([name, { make }]) => `[${JSON.stringify(name)}, ${make}]`).join(",\n")}];
const refused = [${refused.map(([name, make]) => `[${JSON.stringify(name)}, ${make}]`).join(",\n")}];
export class Values extends DurableObject {
  fetch() {
    const errors = {};
    for (const [name, make] of [...values, ...refused]) {
      try {
        this.ctx.storage.kv.put(name, make());
      } catch (error) {
        errors[name] = error.name + ": " + error.message;
      }
    }
    return Response.json(errors);
  }
}
export default {
  fetch: (request, env) => env.VALUES.getByName("values").fetch(request),
};`;

/** The bytes that workerd stored, and the errors of refused values, by name. */
interface Stored {
  readonly bytes: ReadonlyMap<string, Uint8Array>;
  readonly errors: Readonly<Record<string, string>>;
}

async function store(disk: string, compatibilityDate: string): Promise<Stored> {
  const workerd = await Workerd.start(
    {
      modules: { "main.js": MAIN },
      compatibilityDate,
      durableObjectNamespaces: [
        { className: "Values", uniqueKey: compatibilityDate, enableSql: true },
      ],
      durableObjectStorage: { localDisk: "disk" },
      bindings: { VALUES: { durableObjectNamespace: "Values" } },
    },
    { disk },
  );
  let errors: Record<string, string>;
  try {
    errors = await workerd.json("/");
  } finally {
    await workerd.stop();
  }
  const directory = join(disk, compatibilityDate);
  const file = (await readdir(directory)).find((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  if (file === undefined) throw new Error(`workerd left no file in ${directory}`);
  const SQL = await initSqlJs();
  const database = new SQL.Database(await readFile(join(directory, file)));
  const rows = database.exec("SELECT key, value FROM _cf_KV")[0]?.values ?? [];
  database.close();
  return { bytes: new Map(rows as [string, Uint8Array][]), errors };
}

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("hex");

let disk: string;
let enhanced: Stored;
let legacy: Stored;

beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), "values-"));
  enhanced = await store(disk, "2026-08-01");
  // With a date before errors were stored with all their properties.
  legacy = await store(disk, "2026-04-20");
});
afterAll(() => rm(disk, { recursive: true, force: true }));

describe("values have the same bytes as in workerd", () => {
  test.each(values)("%s", (name, { make, needs, once }) => {
    const bytes = enhanced.bytes.get(name);
    expect(enhanced.errors[name]).toBeUndefined();
    if (needs !== undefined && !(needs in globalThis)) return;
    expect(hex(serialize(make()))).toBe(hex(bytes));
    expect(hex(serialize(make(), { enhancedErrors: false }))).toBe(hex(legacy.bytes.get(name)));
    const again = hex(serialize(deserialize(bytes ?? new Uint8Array())));
    expect(once === true || again === hex(bytes)).toBe(true);
  });
});

describe("refused values have workerd's error message", () => {
  test.each(refused)("%s", (name, make) => {
    expect(enhanced.errors[name]).toContain("DataCloneError: ");
    expect(() => serialize(make())).toThrow(
      enhanced.errors[name]?.slice("DataCloneError: ".length) ?? "nothing",
    );
  });
});

test("workerd's error messages match the record", async () => {
  const reports = Object.fromEntries(refused.map(([name]) => [name, enhanced.errors[name]]));
  await expect(reportText({ workerd: version, reports })).toMatchFileSnapshot(
    fileURLToPath(new URL("./reports/refused-values.snap", import.meta.url)),
  );
});
