import { expect, test } from "vitest";
import initSqlJs from "sql.js/dist/sql-wasm-browser.js";
import type { SqlJsStatic } from "sql.js";
import wasm from "sql.js/dist/sql-wasm-browser.wasm?url";
import { serve } from "tabd";
import { unpackedElsewhere } from "../../demo/share/zip.ts";
import { hostileDatabases } from "../hostile/databases.ts";
import { disk, hostileZips, zipOf } from "../hostile/zips.ts";
import { newDisk, rejection, start, thingOf, thingsOn } from "./serving/serving.ts";

const SQL = (await initSqlJs({
  locateFile: () => wasm,
  useOldExtensionFunctions: false,
})) as SqlJsStatic;

const attacks = hostileDatabases(SQL);

test(`${attacks.length} hostile databases are refused, and no object changes`, async () => {
  const name = newDisk();
  const server = await start(thingsOn(name));
  await thingOf(server, "a").put("key", "value");
  const before = (await server.export()).files;
  for (const [what, path, bytes, message] of attacks) {
    const refusal = await rejection(server.import({ [path]: bytes }, { overwrite: true }));
    expect(refusal.message, what).toMatch(message);
  }
  expect((await server.export()).files).toEqual(before);
  expect(await thingOf(server, "a").get("key")).toBe("value");
  expect(await server.verify()).toMatchObject({ ok: true });
  await server.close();
  const again = await serve(thingsOn(name));
  expect(await thingOf(again, "a").get("key")).toBe("value");
  again.kill();
});

const options = (): { signal: AbortSignal; progress: () => void } => ({
  signal: new AbortController().signal,
  progress: () => undefined,
});

test(`${hostileZips.length} hostile zips are refused by the worker that unpacks them`, async () => {
  for (const [what, zip, message] of hostileZips) {
    const refusal = await rejection(unpackedElsewhere(new Blob([zip]), options()));
    expect(refusal.message, what).toContain(message);
  }
});

test("unpacking a large zip leaves the page responsive, reports progress, and can be canceled", async () => {
  const content = new Uint8Array(200 * 2 ** 20);
  const zip = new Blob([zipOf({ name: disk, content })]);
  const parts: number[] = [];
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  const { signal } = options();
  const files = await unpackedElsewhere(zip, { signal, progress: (part) => parts.push(part) });
  clearInterval(timer);
  expect(files[disk]?.length).toBe(content.length);
  expect(parts.length).toBeGreaterThan(2);
  expect(turns).toBeGreaterThan(3);

  const cancel = new AbortController();
  const canceled = unpackedElsewhere(zip, {
    signal: cancel.signal,
    progress: () => cancel.abort(new Error("canceled")),
  });
  expect((await rejection(canceled)).message).toBe("canceled");
});
