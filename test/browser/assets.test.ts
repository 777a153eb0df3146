import { type AssetOptions, serve } from "tabd";
import { expect, test } from "vitest";

import { newDisk, rejection, thingsOn } from "./serving/serving.ts";

const nowhere = "/no/such/folder";
const found = new URL(nowhere, location.href).href;
const node = { "main.js": `import "node:util"; export class Thing {}` };
const typescript = { "main.ts": `export class Thing {}` };

test.each<[string, Record<string, string>, AssetOptions, string]>([
  [
    "missing SQLite",
    { "main.js": `export class Thing {}` },
    { wasm: `${nowhere}/sqlite.wasm` },
    `SQLite was not found at ${found}/sqlite.wasm (404): copy sql-wasm-browser.wasm of tabd/dist ` +
      "there, or set the option `assets` of serve().",
  ],
  [
    "a page in place of SQLite",
    { "main.js": `export class Thing {}` },
    { wasm: URL.createObjectURL(new Blob(["<!doctype html>"], { type: "text/html" })) },
    "(the server sent text/html): copy sql-wasm-browser.wasm of tabd/dist there",
  ],
  [
    "a missing host",
    { "main.js": `export class Thing {}` },
    { host: `${nowhere}/host.js` },
    `The host's script could not be loaded from ${found}/host.js. Copy tabd/dist/host-entry.js ` +
      "there, or set the option `assets` of serve().",
  ],
  [
    "missing TypeScript",
    typescript,
    { parts: nowhere },
    `tabd's host-typescript.js could not be loaded from ${found}/host-typescript.js. Copy ` +
      "tabd/dist/host-typescript.js there, or set the option `assets` of serve().",
  ],
  [
    "missing Node modules",
    node,
    { parts: new URL(`${found}/`) },
    `tabd's host-node-util.js could not be loaded from ${found}/host-node-util.js.`,
  ],
])("%s: the error says which file to copy where", async (_, modules, assets, message) => {
  const config = thingsOn(newDisk(), { modules });
  const error = await rejection(serve(config, { assets }));
  expect(error.message).toContain(message);
});

test("SQLite loads despite a wrong MIME type", async () => {
  const { assetUrls } = await import("../../src/page/assets.ts");
  const bytes = await (await fetch(assetUrls().wasm)).arrayBuffer();
  const wasm = URL.createObjectURL(new Blob([bytes], { type: "text/plain" }));
  const server = await serve(thingsOn(newDisk()), { assets: { wasm } });
  expect(await server.verify()).toMatchObject({ files: expect.anything() });
  await server.close();
});
