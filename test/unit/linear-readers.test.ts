import { zipSync } from "fflate";
import initSqlJs from "sql.js";
import { expect, test } from "vitest";
import { checkedProject } from "../../demo/session/checked-project.ts";
import { diskFilesOf } from "../../demo/share/disk-files.ts";
import { directoryOf } from "../../demo/share/zip-directory.ts";
import { parseLiteral } from "../../demo/values/parse-literal.ts";
import { FacetIndex } from "../../src/actor/facets/facet-index.ts";
import { deserialize } from "../../src/codec/deserialize.ts";
import { serialize } from "../../src/codec/serialize.ts";
import { sortPaths } from "../../src/files/import-paths.ts";
import { decodeLogRecord, encodeLogRecord } from "../../src/storage/indexed-db/log-record.ts";
import { FileImage } from "../../src/storage/disk/file-image.ts";
import { PageFile } from "../../src/storage/sqlite/page-file.ts";
import { treeProblem } from "../../src/storage/sqlite/page-trees.ts";
import { isSlow } from "./linear-time.ts";
import { loadSqlite } from "./storage/sqlite/load-sqlite.ts";

const sqlite = await loadSqlite();
const SQL = await initSqlJs();

/** Inputs are made once for each length, so that only reading is timed. */
function prepared<T>(make: (length: number) => T, read: (input: T) => unknown) {
  const inputs = new Map<number, T>();
  return (length: number): void => {
    let input = inputs.get(length);
    if (input === undefined) inputs.set(length, (input = make(length)));
    try {
      read(input);
    } catch (error) {
      // Refusing a hostile input counts as reading it.
      if (!(error instanceof Error)) throw error;
    }
  };
}

const repeated =
  (text: string) =>
  (length: number): string =>
    text.repeat(length / text.length);
const list = <T>(length: number, make: (n: number) => T): T[] =>
  Array.from({ length }, (_, n) => make(n));
const hex = (n: number): string => n.toString(16).padStart(64, "0");
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const literals = ["[", "[1],", "{a:", "'a\\n'", "1,", "/*", "// a\n", "new Map([", "\\u0041", "`"];
const shared = {};
const values: Record<string, (n: number) => unknown> = {
  strings: (n) => list(n, String),
  objects: (n) => list(n, () => ({ a: 1 })),
  "references to one object": (n) => list(n, () => shared),
  "a map": (n) => new Map(list(n, (k) => [k, k])),
  bytes: (n) => new Uint8Array(n * 8),
  "a sparse array": (n) => Object.assign([], { [n * 1000]: 1 }),
};

const readers: [what: string, read: (length: number) => void, short?: number][] = [
  ...literals.map((text): [string, (length: number) => void] => [
    `a literal of ${JSON.stringify(text)}`,
    prepared(repeated(text), parseLiteral),
  ]),
  ...Object.entries(values).map(([what, make]): [string, (length: number) => void] => [
    `a value: ${what}`,
    prepared((n) => serialize(make(n)), deserialize),
  ]),
  ["a value of opening tags", prepared((n) => new Uint8Array(n).fill(0x6f), deserialize)],
  [
    "a zip's directory",
    prepared(
      (n) => zipSync(Object.fromEntries(list(n, (k) => [`f${k}`, bytesOf("")]))),
      directoryOf,
    ),
    1_000,
  ],
  ["a zip of end marks", prepared((n) => bytesOf("PK\u0005\u0006".repeat(n)), directoryOf)],
  ["a zip of directory marks", prepared((n) => bytesOf("PK\u0001\u0002".repeat(n)), directoryOf)],
  [
    "the files of a disk in a zip",
    prepared(
      (n) => Object.fromEntries(list(n, (k) => [`k/${hex(k)}.sqlite`, bytesOf("")])),
      diskFilesOf,
    ),
  ],
  [
    "a project of many files",
    prepared(
      (n) => ({
        name: "n",
        files: Object.fromEntries(list(n, (k) => [`f${k}.ts`, "export class A {}"])),
        config: { main: "f0.ts", compatibilityDate: "2026-05-01", namespaces: [] },
      }),
      checkedProject,
    ),
  ],
  ["paths of an import", prepared((n) => list(n, (k) => `k/${hex(k)}.sqlite`), sortPaths)],
  [
    "a log record of many files",
    prepared(
      (n) =>
        encodeLogRecord(
          7,
          list(n, (k) => ({
            ...{ path: `k/${hex(k)}.sqlite`, size: 4096, replaced: false },
            ranges: [{ offset: 0, bytes: bytesOf("a") }],
          })),
        ),
      (record) => decodeLogRecord(record, 7),
    ),
  ],
  [
    "an index of facets",
    prepared(
      (n) => {
        const bytes = new Uint8Array(8 + n * 9);
        new DataView(bytes.buffer).setBigUint64(0, 0xc4cdce5bc5b0ef57n, true);
        for (let at = 8; at < bytes.length; at += 9) {
          new DataView(bytes.buffer).setUint16(at + 2, 5, true);
          bytes.set(bytesOf(String(at).padStart(5, "0").slice(-5)), at + 4);
        }
        return bytes;
      },
      (bytes) => new FacetIndex(bytes),
    ),
  ],
  [
    "the pages of a database",
    prepared(
      (n) => {
        const database = new SQL.Database();
        database.run("PRAGMA page_size=4096; CREATE TABLE t (a)");
        database.run(
          `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ${n}) ` +
            "INSERT INTO t SELECT zeroblob(3000) FROM n",
        );
        const image = new FileImage();
        image.write(0, database.export());
        database.close();
        return new PageFile("k/a.sqlite", image);
      },
      (file) => {
        const opened = sqlite.open(file);
        expect(treeProblem(file, opened)).toBeUndefined();
        opened.close();
      },
    ),
    250,
  ],
];

test("quadratic work is recognized", { timeout: 60_000 }, () => {
  let sum = 0;
  const work = (length: number): void => {
    for (let a = 0; a < length; a++) for (let b = 0; b < length; b++) sum += a ^ b;
  };
  expect([isSlow(work, 1_500), sum > 0]).toEqual([true, true]);
});

test.each(readers)("reading %s takes linear time", { timeout: 120_000 }, (_what, read, short) => {
  expect(isSlow(read, short)).toBe(false);
});
