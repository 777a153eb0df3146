import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import initSqlJs from "sql.js";
import { expect, test } from "vitest";
import { linkOf, LinkError, projectOfLink } from "../../../demo/share/share-link.ts";
import { unpacked } from "../../../demo/share/unpack-zip.ts";
import type { Project } from "../../../demo/session/project.ts";
import { FacetIndex } from "../../../src/actor/facets/facet-index.ts";
import { ActorIdFactory } from "../../../src/codec/actor-id.ts";
import { checkImport } from "../../../src/files/import-check.ts";
import { packFiles, unpackFiles } from "../../../src/protocol/file-archive.ts";
import { FileImage } from "../../../src/storage/disk/file-image.ts";
import { crc32 } from "../../../src/storage/indexed-db/checksum.ts";
import { BrokenRecord } from "../../../src/storage/indexed-db/disk-format.ts";
import { decodeChunk, encodeChunk, NO_HEAD } from "../../../src/storage/indexed-db/file-chunk.ts";
import { decodeLogRecord, encodeLogRecord } from "../../../src/storage/indexed-db/log-record.ts";
import { checkIntegrity } from "../../../src/storage/sqlite/integrity.ts";
import { PageFile } from "../../../src/storage/sqlite/page-file.ts";
import { treeProblem } from "../../../src/storage/sqlite/page-trees.ts";
import { replayLog } from "../../../src/storage/sqlite/write-ahead-log.ts";
import { AlarmTable } from "../../../src/storage/tables/alarm-table.ts";
import { seededRandom } from "../seeded-random.ts";
import { loadSqlite } from "../storage/sqlite/load-sqlite.ts";

// TABD_FUZZ_INPUTS=20000 makes a longer run, TABD_SEED repeats a run.
const inputs = Number(process.env["TABD_FUZZ_INPUTS"] ?? 1_000);
const seed = Number(process.env["TABD_SEED"] ?? Math.floor(Math.random() * 2 ** 32));
console.log(`fuzzed readers: seed ${seed} (again with TABD_SEED=${seed}), ${inputs} inputs`);

const random = seededRandom(seed);
const below = (limit: number): number => Math.floor(random() * limit);

/** Edge cases of lengths and offsets. */
const EDGES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff, 4096, 4095];

/** A copy with changed bytes, numbers or ranges, or of another length. */
function mutated(original: Uint8Array): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(original);
  for (let changes = 1 + below(4); changes > 0 && bytes.length > 4; changes--) {
    // Half of the changes hit the headers.
    const at = below(random() < 0.5 ? Math.min(bytes.length - 4, 200) : bytes.length - 4);
    const view = new DataView(bytes.buffer);
    const kind = below(6);
    if (kind === 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    else if (kind === 1) bytes[at] = below(256);
    else if (kind === 2) view.setUint32(at, EDGES[below(EDGES.length)] ?? 0, random() < 0.5);
    else if (kind === 3) bytes.copyWithin(at, below(bytes.length), below(bytes.length));
    else if (kind === 4) bytes = bytes.slice(0, at);
    else bytes = new Uint8Array(Buffer.concat([bytes, bytes.subarray(at, at + 5000)]));
  }
  return bytes;
}

const SQL = await initSqlJs();
const sqlite = await loadSqlite();
const ids = new ActorIdFactory("rooms");
const OBJECT = `rooms/${ids.idFromName("a").hex}.sqlite`;
const NEIGHBOR = `rooms/${ids.idFromName("b").hex}.sqlite`;
const METADATA = "rooms/metadata.sqlite";

function database(...statements: string[]): Uint8Array {
  const made = new SQL.Database();
  for (const statement of ["PRAGMA page_size=4096", ...statements]) made.run(statement);
  const bytes = made.export();
  made.close();
  return bytes;
}

const rows = (into: string, values: string): string =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300) INSERT INTO ${into} SELECT ${values} FROM n`;
const object = database(
  "CREATE TABLE _cf_KV (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID",
  "CREATE TABLE _cf_METADATA (key INTEGER PRIMARY KEY, value BLOB)",
  "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT CHECK (length(text) < 99), up AS (upper(text)))",
  "CREATE INDEX i ON t (up)",
  rows("_cf_KV", "'key ' || i, zeroblob(i * 20)"),
  rows("t", "i, 'text ' || i"),
  "INSERT INTO _cf_METADATA VALUES (1, 5)",
);
const metadata = database(
  "CREATE TABLE _cf_ALARM (actor_id TEXT PRIMARY KEY, scheduled_time INTEGER, actor_name TEXT) WITHOUT ROWID",
  rows("_cf_ALARM", "printf('%064x', i), i * 1000000, 'name ' || i"),
);

/** A valid write-ahead log: a header and one frame for each page, with checksums. */
function logOf(pages: Uint8Array): Uint8Array<ArrayBuffer> {
  const count = pages.length / 4096;
  const log = new Uint8Array(32 + count * (24 + 4096));
  const view = new DataView(log.buffer);
  let [a, b] = [0, 0];
  const sum = (from: number, to: number): void => {
    for (let at = from; at < to; at += 8) {
      a = (a + view.getUint32(at) + b) | 0;
      b = (b + view.getUint32(at + 4) + a) | 0;
    }
  };
  [0x377f0683, 3_007_000, 4096, 0, 7, 9].forEach((word, index) => view.setUint32(4 * index, word));
  sum(0, 24);
  view.setInt32(24, a);
  view.setInt32(28, b);
  for (let page = 0; page < count; page++) {
    const frame = 32 + page * (24 + 4096);
    [page + 1, page === count - 1 ? count : 0, 7, 9].forEach((word, index) =>
      view.setUint32(frame + 4 * index, word),
    );
    log.set(pages.subarray(page * 4096, (page + 1) * 4096), frame + 24);
    sum(frame, frame + 8);
    sum(frame + 24, frame + 24 + 4096);
    view.setInt32(frame + 16, a);
    view.setInt32(frame + 20, b);
  }
  return log;
}

const project: Project = {
  name: "n",
  files: { "index.ts": "export class A extends DurableObject {}" },
  config: { main: "index.ts", compatibilityDate: "2026-05-01", namespaces: [] },
};
const link = new URL(await linkOf(project, "https://example.com/")).hash;
const linkText = JSON.stringify(project);
const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const zip = zipSync({
  "wrangler.jsonc": text("{}"),
  "src/index.ts": text("code ".repeat(500)),
  [`k/${"0".repeat(64)}.sqlite`]: [object, { level: 0 }],
});
const index = new Uint8Array(8 + 2 * 9);
new DataView(index.buffer).setBigUint64(0, 0xc4cdce5bc5b0ef57n, true);
for (const at of [8, 17]) {
  new DataView(index.buffer).setUint16(at + 2, 5, true);
  index.set(text("child"), at + 4);
}
const record = encodeLogRecord(7, [
  { path: OBJECT, size: 8192, replaced: false, ranges: [{ offset: 9, bytes: text("changed") }] },
  { path: METADATA, size: 4096, replaced: true, ranges: [{ offset: 0, bytes: text("all") }] },
]).bytes;
const chunk = encodeChunk({ path: OBJECT, n: 3, lsn: 7, data: text("chunk"), head: NO_HEAD });

/** The error of a reader; undefined if it succeeds. */
async function failureOf(read: () => unknown): Promise<unknown> {
  try {
    await read();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Imports a damaged file with an undamaged one, which must stay unchanged. */
async function importOf(path: string, bytes: Uint8Array): Promise<void> {
  const given = packFiles([
    [path, bytes],
    [NEIGHBOR, object],
  ]);
  const { archive } = await checkImport(given, sqlite, () => undefined);
  const files = new Map(await unpackFiles(archive));
  expect(Buffer.compare(files.get(NEIGHBOR) ?? text(""), object)).toBe(0);
  expect(files.size).toBe(2);
  if (path !== METADATA) return;
  // An accepted file must be usable.
  const image = new FileImage();
  image.write(0, files.get(METADATA) ?? text(""));
  const opened = sqlite.open(new PageFile(METADATA, image));
  const table = new AlarmTable(opened);
  for (const row of table.due(Infinity)) expect(row.actorId).toMatch(/^[0-9a-f]{64}$/);
  table.earliest();
  opened.close();
}

const cannotImport = (error: unknown): boolean =>
  (error as Error).message.startsWith('Cannot import "');
const isBroken = (error: unknown): boolean => error instanceof BrokenRecord;
const isZipError = (error: unknown): boolean =>
  error instanceof Error &&
  /^(?:This is not a zip file|The zip|[^]* in the zip )/.test(error.message);

/** Updates the checksum in most cases, so that the damage passes it. */
function withChecksum(bytes: Uint8Array<ArrayBuffer>, end: number): Uint8Array<ArrayBuffer> {
  if (bytes.length >= 8 && random() < 0.7) {
    new DataView(bytes.buffer).setUint32(4, crc32(bytes, 8, Math.min(end, bytes.length)), true);
  }
  return bytes;
}

const readers: [
  what: string,
  share: number,
  read: () => unknown,
  isFine: (e: unknown) => boolean,
][] = [
  [
    "trees of pages",
    0.1,
    () => {
      const image = new FileImage();
      const bytes = mutated(random() < 0.5 ? object : metadata);
      const pages = Array.from({ length: Math.floor(bytes.length / 4096) }, (_, n) => n * 4096);
      const interior = pages.filter((page) => [2, 5].includes(bytes[page] ?? 0));
      const page = interior[below(interior.length)];
      // Random changes rarely hit the number of a child.
      if (page !== undefined && random() < 0.5) {
        new DataView(bytes.buffer).setUint32(page + 8, below(20));
      }
      image.write(0, bytes);
      const file = new PageFile(OBJECT, image);
      const opened = sqlite.open(file);
      const problem = treeProblem(file, opened);
      opened.close();
      if (problem !== undefined) throw new Error(problem);
      checkIntegrity(sqlite, image);
    },
    (error) => /^its pages? \d* ?ha(?:s|ve) |^the rows .* claim /.test((error as Error).message),
  ],
  ["objects' databases", 0.1, () => importOf(OBJECT, mutated(object)), cannotImport],
  ["alarms' databases", 0.2, () => importOf(METADATA, mutated(metadata)), cannotImport],
  [
    "logs",
    0.1,
    () => {
      const log = mutated(logOf(metadata));
      // A damaged frame ends a log; only a damaged header is refused. Random changes rarely hit it.
      const at = below(4);
      if (random() < 0.25) log[at] = (log[at] ?? 0) ^ (2 << below(7));
      const { bytes } = replayLog(mutated(object), log);
      expect(bytes.length).toBeLessThan(1e8);
    },
    (error) => /^(?:is|has) /.test((error as Error).message),
  ],
  [
    "indexes of facets",
    0.1,
    () => new FacetIndex(mutated(index)),
    (error) => error instanceof Error,
  ],
  [
    "zips",
    0.15,
    async () => {
      const files = await unpacked(new Blob([mutated(zip)]));
      for (const name of Object.keys(files)) {
        expect(name).not.toMatch(/^\/|^[a-z]:|(?:^|\/)\.\.(?:\/|$)|__proto__|\p{Cc}/iu);
      }
    },
    isZipError,
  ],
  [
    "links",
    0.1,
    () => {
      const damaged = mutated(text(random() < 0.5 ? link : linkText));
      const changed = new TextDecoder().decode(damaged);
      const hash = changed.startsWith("#code/1/")
        ? changed
        : `#code/1/${gzipSync(changed).toString("base64url")}`;
      return projectOfLink(hash).then(({ origin, trusted, disk }) =>
        expect([origin, trusted, disk]).toEqual(["link", undefined, undefined]),
      );
    },
    (error) => error instanceof LinkError,
  ],
  [
    "records of the disk's log",
    0.1,
    () => {
      const bytes = mutated(record);
      const end = bytes.length < 28 ? 0 : 32 + new DataView(bytes.buffer).getUint32(24, true);
      for (const section of decodeLogRecord(withChecksum(bytes, end), 7)) section.ranges();
    },
    isBroken,
  ],
  [
    "chunks of the disk's files",
    0.05,
    () => decodeChunk(withChecksum(mutated(chunk), Infinity), OBJECT, 3),
    isBroken,
  ],
];

test.each(readers)(
  "fuzzed %s are read, or refused with a proper error",
  { timeout: 60_000 + 20 * inputs },
  async (_what, share, read, isFine) => {
    let refused = 0;
    for (let input = 0; input < inputs * share; input++) {
      const error = await failureOf(read);
      if (error === undefined) continue;
      if (!isFine(error)) throw error;
      refused++;
    }
    expect(refused).toBeGreaterThan(0);
  },
);
