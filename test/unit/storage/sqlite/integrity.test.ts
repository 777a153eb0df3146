import { expect, test } from "vitest";
import { FileImage, PAGE_SIZE } from "../../../../src/storage/disk/file-image.ts";
import { checkIntegrity } from "../../../../src/storage/sqlite/integrity.ts";
import { PageFile } from "../../../../src/storage/sqlite/page-file.ts";
import { loadSqlite } from "./load-sqlite.ts";

const sqlite = await loadSqlite();

/** A sound file of several pages, damaged by `damage`. */
function imageWith(damage: (bytes: Uint8Array) => void): FileImage {
  const file = new PageFile("whole", new FileImage());
  const database = sqlite.open(file);
  database.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, text); CREATE INDEX i ON t (text)");
  database.exec("BEGIN");
  for (let n = 0; n < 500; n++) database.run("INSERT INTO t (text) VALUES (?)", `text ${n}`);
  database.exec("COMMIT");
  database.close();
  const bytes = file.image.toBytes();
  damage(bytes);
  const image = new FileImage();
  image.write(0, bytes);
  return image;
}

test("sound and empty files have no problems and are not changed", () => {
  const image = imageWith(() => undefined);
  const before = image.toBytes();
  expect(checkIntegrity(sqlite, image)).toEqual([]);
  expect(Buffer.compare(image.toBytes(), before)).toBe(0);
  expect(checkIntegrity(sqlite, new FileImage())).toEqual([]);
});

test.each<[string, (bytes: Uint8Array) => void, RegExp]>([
  ["no header", (bytes) => void bytes.fill(7, 0, 100), /file is not a database/],
  ["a page of zeros", (bytes) => void bytes.fill(0, 3 * PAGE_SIZE, 4 * PAGE_SIZE), /page 4/i],
  [
    "a text that differs from its index",
    (bytes) => void (bytes[Buffer.from(bytes).indexOf("text 321")] = 0x41),
    /index i/,
  ],
])("damage is reported in SQLite's words: %s", (_what, damage, words) => {
  const problems = checkIntegrity(sqlite, imageWith(damage));
  expect(problems.join("\n")).toMatch(words);
});
