import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { COMPATIBILITY_DATE, type Project } from "../../demo/session/project.ts";
import { diskFilesOf } from "../../demo/share/disk-files.ts";
import { isProjectLink, linkOf, LinkError, projectOfLink } from "../../demo/share/share-link.ts";
import {
  fromWranglerProject,
  hasWranglerProject,
  toWranglerProject,
} from "../../demo/share/wrangler-project.ts";
import { packed, unpacked } from "../../demo/share/zip.ts";

const project: Project = {
  name: "tea-time",
  files: {
    "index.ts": `export class Tea extends DurableObject {} // "é", ü, 茶`,
    "lib/words.ts": "export const word = 1;",
  },
  config: {
    main: "index.ts",
    compatibilityDate: COMPATIBILITY_DATE,
    compatibilityFlags: ["nodejs_compat"],
    namespaces: [{ className: "Tea", binding: "TEA" }],
    vars: { GREETING: "hello" },
  },
  requests: [
    { kind: "rpc", title: "Brew", className: "Tea", object: "green", method: "brew", args: "1" },
    { kind: "http", title: "Get", method: "GET", url: "https://example.com/", headers: { a: "b" } },
    { kind: "websocket", title: "Talk", url: "https://example.com/", messages: ["hi"] },
  ],
};

const base = "https://example.com/some/path/?a=b#old";
const hashOf = (link: string): string => new URL(link).hash;

test("a project travels in a link, as code from a link", async () => {
  const link = await linkOf({ ...project, trusted: true, disk: "mine", origin: "file" }, base);
  expect(link).toMatch(/^https:\/\/example\.com\/some\/path\/\?a=b#code\/1\/[\w-]+$/);
  expect(isProjectLink(hashOf(link))).toBe(true);
  expect(await projectOfLink(hashOf(link))).toEqual({ ...project, origin: "link" });
});

test("a link cannot say that its code was run, nor which disk it is on", async () => {
  const forged = { ...project, trusted: true, disk: "mine", exampleId: "first-alarm" };
  const payload = gzipSync(JSON.stringify(forged)).toString("base64url");
  const opened = await projectOfLink(`#code/1/${payload}`);
  expect(opened).toEqual({ ...project, origin: "link" });
});

test("every damaged character of a link is noticed", async () => {
  const hash = hashOf(await linkOf(project, base));
  const start = "#code/1/".length;
  for (let at = start; at < hash.length; at += 7) {
    const other = hash[at] === "A" ? "B" : "A";
    const damaged = hash.slice(0, at) + other + hash.slice(at + 1);
    // A bit that nothing looks at may be another: the time in gzip's header, say.
    const opened = await projectOfLink(damaged).catch((error: unknown) => error);
    if (opened instanceof Error) expect(opened).toBeInstanceOf(LinkError);
    else expect(opened).toEqual({ ...project, origin: "link" });
  }
  await expect(projectOfLink(hash.slice(0, -20))).rejects.toThrow("This link is damaged");
  await expect(projectOfLink("#code/")).rejects.toThrow("This link is damaged");
  await expect(projectOfLink("#code/1/e30")).rejects.toThrow("This link is damaged");
});

test("a link of a newer form is told from a damaged one", async () => {
  await expect(projectOfLink("#code/2/abc")).rejects.toThrow("newer playground");
});

test("a project goes into a wrangler project's zip and comes back", async () => {
  const zip = packed(toWranglerProject(project));
  const files = await unpacked(new Blob([zip as Uint8Array<ArrayBuffer>]));
  expect(Object.keys(files).toSorted()).toEqual([
    ".gitignore",
    "README.md",
    "package.json",
    "src/index.ts",
    "src/lib/words.ts",
    "tsconfig.json",
    "wrangler.jsonc",
  ]);
  expect(hasWranglerProject(files)).toBe(true);
  expect(fromWranglerProject(files)).toEqual({ ...project, requests: [], origin: "file" });
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a wrangler project with comments, in a folder, with its state, is understood", () => {
  const files = {
    "tea/wrangler.jsonc": bytes(`{
      // the name
      "name": "Tea Time!", "main": "./src/worker/main.ts",
      "durable_objects": { "bindings": [{ "name": "T", "class_name": "Tea" }], },
    }`),
    "tea/src/worker/main.ts": bytes("main"),
    "tea/src/worker/deep/other.ts": bytes("other"),
    "tea/src/elsewhere.ts": bytes("elsewhere"),
    [`tea/.wrangler/state/v3/do/tea-Tea/${"a".repeat(64)}.sqlite`]: bytes("SQLite"),
    "tea/.wrangler/state/v3/do/tea-Tea/metadata.sqlite": bytes("SQLite"),
  };
  expect(fromWranglerProject(files)).toEqual({
    name: "tea-time",
    files: { "main.ts": "main", "deep/other.ts": "other" },
    config: {
      main: "main.ts",
      compatibilityDate: COMPATIBILITY_DATE,
      namespaces: [{ className: "Tea", binding: "T" }],
    },
    requests: [],
    origin: "file",
  });
  expect(Object.keys(diskFilesOf(files))).toEqual([
    `tea-Tea/${"a".repeat(64)}.sqlite`,
    "tea-Tea/metadata.sqlite",
  ]);
});

test("what is no zip, or lacks its entry, is refused with the reason", async () => {
  await expect(unpacked(new Blob(["no zip"]))).rejects.toThrow("That is no zip");
  expect(() =>
    fromWranglerProject({ "wrangler.json": bytes(`{ "main": "src/gone.ts" }`) }),
  ).toThrow("wrangler.json names the entry src/gone.ts, which is not in the zip.");
  expect(() => fromWranglerProject({ "wrangler.json": bytes(`{ "main": `) })).toThrow(
    "wrangler.json cannot be read",
  );
});
