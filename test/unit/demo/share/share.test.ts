import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { COMPATIBILITY_DATE, type Project } from "../../../../demo/session/project.ts";
import { diskFilesOf } from "../../../../demo/share/disk-files.ts";
import {
  isProjectLink,
  linkOf,
  LinkError,
  projectOfLink,
} from "../../../../demo/share/share-link.ts";
import {
  fromWranglerProject,
  hasWranglerProject,
  toWranglerProject,
} from "../../../../demo/share/wrangler-project.ts";
import { unpacked } from "../../../../demo/share/unpack-zip.ts";
import { packed } from "../../../../demo/share/zip.ts";

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

test('a project is kept in a link, with the origin "link"', async () => {
  const link = await linkOf({ ...project, trusted: true, disk: "mine", origin: "file" }, base);
  expect(link).toMatch(/^https:\/\/example\.com\/some\/path\/\?a=b#code\/1\/[\w-]+$/);
  expect(isProjectLink(hashOf(link))).toBe(true);
  expect(await projectOfLink(hashOf(link))).toEqual({ ...project, origin: "link" });
});

test("a link cannot set trusted, disk or exampleId", async () => {
  const forged = { ...project, trusted: true, disk: "mine", exampleId: "first-alarm" };
  const payload = gzipSync(JSON.stringify(forged)).toString("base64url");
  const opened = await projectOfLink(`#code/1/${payload}`);
  expect(opened).toEqual({ ...project, origin: "link" });
});

test("each damaged character of a link is detected", async () => {
  const hash = hashOf(await linkOf(project, base));
  const start = "#code/1/".length;
  for (let at = start; at < hash.length; at += 7) {
    const other = hash[at] === "A" ? "B" : "A";
    const damaged = hash.slice(0, at) + other + hash.slice(at + 1);
    // Unused bits may change, for example the time in gzip's header.
    const opened = await projectOfLink(damaged).catch((error: unknown) => error);
    if (opened instanceof Error) expect(opened).toBeInstanceOf(LinkError);
    else expect(opened).toEqual({ ...project, origin: "link" });
  }
  await expect(projectOfLink(hash.slice(0, -20))).rejects.toThrow("This link is damaged");
  await expect(projectOfLink("#code/")).rejects.toThrow("This link is damaged");
  await expect(projectOfLink("#code/1/e30")).rejects.toThrow("This link is damaged");
});

test("a link of a newer version gets its own error", async () => {
  await expect(projectOfLink("#code/2/abc")).rejects.toThrow("newer playground");
});

test("a project is kept in the zip of a wrangler project", async () => {
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

test("a wrangler project in a folder, with comments and state, is read", () => {
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

const zipOf = (files: Record<string, Uint8Array>): Blob =>
  new Blob([zipSync(files) as Uint8Array<ArrayBuffer>]);

test("each damaged byte of a file in a zip is detected", async () => {
  const content = bytes("one, two, three: " + "tea ".repeat(20));
  for (const level of [0, 9] as const) {
    const zip = zipSync({ "a.txt": [content, { level }] });
    const start = 30 + "a.txt".length;
    // The central directory begins after the file, with its signature.
    const end = zip.lastIndexOf(0x50, zip.length - 23);
    for (let at = start; at < end; at++) {
      const damaged = zip.slice() as Uint8Array<ArrayBuffer>;
      damaged[at] = (damaged[at] ?? 0) ^ 4;
      await expect(unpacked(new Blob([damaged])), `byte ${at} of ${level}`).rejects.toThrow(
        /damaged: get|is damaged/,
      );
    }
  }
});

test("a zip that is cut off is refused at each length", async () => {
  const zip = zipSync({ "a.txt": bytes("one"), "b.txt": bytes("two") }) as Uint8Array<ArrayBuffer>;
  for (let length = 0; length < zip.length; length++) {
    await expect(unpacked(new Blob([zip.slice(0, length)])), `${length}`).rejects.toThrow(
      "This is not a zip file, or it is incomplete",
    );
  }
  expect(Object.keys(await unpacked(new Blob([zip])))).toEqual(["a.txt", "b.txt"]);
});

test("a zip whose directory counts too many files is refused", async () => {
  const zip = zipSync({ "a.txt": bytes("one") }) as Uint8Array<ArrayBuffer>;
  zip.set([0xff, 0xff], zip.length - 22 + 8);
  zip.set([0xff, 0xff], zip.length - 22 + 10);
  await expect(unpacked(new Blob([zip]))).rejects.toThrow("incomplete");
});

test.each(["../up.txt", "a/../../up.txt", "..\\up.txt", "/root.txt", "C:\\up.txt", "a/.."])(
  "a zip with a file that would leave its folder is refused: %s",
  async (name) => {
    await expect(
      unpacked(zipOf({ "wrangler.json": bytes("{}"), [name]: bytes("") })),
    ).rejects.toThrow(
      `The zip has a file named ${name.replaceAll("\\", "/")}, outside its own folder`,
    );
  },
);

test("backslashes in paths and dots in names are read", async () => {
  const files = await unpacked(zipOf({ "a\\b.txt": bytes("1"), "a/..b/c..txt": bytes("2") }));
  expect(Object.keys(files)).toEqual(["a/b.txt", "a/..b/c..txt"]);
});

test("a zip that declares a huge file is refused", async () => {
  const zip = zipSync({ "a.txt": bytes("one") }) as Uint8Array<ArrayBuffer>;
  const directory = zip.lastIndexOf(0x50, zip.length - 23);
  new DataView(zip.buffer, zip.byteOffset).setUint32(directory + 24, 600 * 1024 * 1024, true);
  await expect(unpacked(new Blob([zip]))).rejects.toThrow("too large");
});

test("more files or more code than the page can edit is refused", () => {
  const config = { "wrangler.json": bytes(`{ "main": "src/index.ts" }`) };
  const one = { ...config, "src/index.ts": bytes("") };
  const many = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`src/file-${index}.ts`, bytes("")] as const),
  );
  expect(() => fromWranglerProject({ ...one, ...many })).toThrow(
    "wrangler.json has 301 files of code, 0 bytes: this page edits at most 300 files",
  );
  const long = { ...config, "src/index.ts": new Uint8Array(2 * 1024 * 1024 + 1) };
  expect(() => fromWranglerProject(long)).toThrow(
    "wrangler.json has 1 files of code, 2097153 bytes",
  );
});

test("files of facets belong to a disk; the same file in two folders does not", () => {
  const id = "0".repeat(64);
  const disk = {
    [`k/${id}.sqlite`]: bytes("1"),
    [`k/${id}.sqlite-wal`]: bytes("2"),
    [`k/${id}.1.sqlite`]: bytes("3"),
    [`k/${id}.facets`]: bytes("4"),
    "k/metadata.sqlite": bytes("5"),
  };
  const others = { [`k/${id}.sqlite-shm`]: bytes("6"), "k/other.sqlite": bytes("7") };
  expect(diskFilesOf({ ...disk, ...others })).toEqual(disk);
  expect(() =>
    diskFilesOf({ "one/k/metadata.sqlite": bytes("1"), "two/k/metadata.sqlite": bytes("2") }),
  ).toThrow("The zip has k/metadata.sqlite in two folders");
});

test.each(["null", "7", "[null]", '{ "bindings": 7 }', '{ "bindings": [null, 7, { "name": 7 }] }'])(
  "invalid Durable Objects of a configuration are ignored: %s",
  (durableObjects) => {
    const project = fromWranglerProject({
      "wrangler.json": bytes(`{ "main": "src/a.ts", "durable_objects": ${durableObjects} }`),
      "src/a.ts": bytes(""),
    });
    expect(project.config.namespaces).toEqual([]);
  },
);

test("an invalid zip, a missing entry and an invalid configuration are refused with the reason", async () => {
  await expect(unpacked(new Blob(["no zip"]))).rejects.toThrow("This is not a zip file");
  expect(() =>
    fromWranglerProject({ "wrangler.json": bytes(`{ "main": "src/gone.ts" }`) }),
  ).toThrow("wrangler.json names the entry src/gone.ts, which is not in the zip.");
  expect(() => fromWranglerProject({ "wrangler.json": bytes(`{ "main": `) })).toThrow(
    "wrangler.json cannot be read",
  );
});
