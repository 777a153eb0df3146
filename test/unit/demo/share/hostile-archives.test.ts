import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { projectOfLink } from "../../../../demo/share/share-link.ts";
import { unpacked } from "../../../../demo/share/unpack-zip.ts";
import { disk, hostileZips, zipOf } from "../../../hostile/zips.ts";

const MB = 2 ** 20;
test.each(hostileZips)("a zip is refused: %s", async (_what, zip, message) => {
  await expect(unpacked(new Blob([zip]))).rejects.toThrow(message);
});

test("a valid zip is unpacked, with increasing progress", async () => {
  const content = new Uint8Array(3 * MB).map((_, at) => (at * 7919) >> 5);
  const parts: number[] = [];
  const zip = zipOf({ name: "src\\a.ts" }, { name: disk, content }, { name: "b.txt", method: 0 });
  const files = await unpacked(new Blob([zip]), (part) => parts.push(part));
  expect(Object.keys(files)).toEqual(["src/a.ts", disk, "b.txt"]);
  expect(Buffer.compare(files[disk] ?? new Uint8Array(), content)).toBe(0);
  expect(parts.toSorted((a, b) => a - b)).toEqual(parts);
  expect(parts.at(-1)).toBeCloseTo(1, 2);
});

const project = {
  name: "n",
  files: { "index.ts": "" },
  config: { main: "index.ts", compatibilityDate: "2026-05-01", namespaces: [] },
};
const linkOf = (text: string): string => `#code/1/${gzipSync(text).toString("base64url")}`;
const link = (change: object): string => linkOf(JSON.stringify({ ...project, ...change }));
const file = (path: string): string =>
  linkOf(JSON.stringify(project).replace('"index.ts":""', `${JSON.stringify(path)}:""`));

const links: [what: string, hash: string, message: string][] = [
  ["a bomb", linkOf(`"${"a".repeat(3 * MB)}"`), "more than 2 MB"],
  ["a bomb of a hundred megabytes", linkOf(" ".repeat(100 * MB)), "more than 2 MB"],
  ["a payload that is too long", `#code/1/${"A".repeat(3 * MB)}`, "more than 2 MB"],
  ["invalid gzip", "#code/1/AAAA", "is damaged"],
  ["invalid base64", "#code/1/%%%%", "is damaged"],
  ["invalid JSON", linkOf("{"), "is damaged"],
  ["JSON that is too deep", linkOf("[".repeat(MB)), "is damaged"],
  [
    "invalid UTF-8",
    `#code/1/${gzipSync(Uint8Array.of(0xff, 0xfe)).toString("base64url")}`,
    "is damaged",
  ],
  ["files that are not text", link({ files: { "index.ts": 7 } }), "is damaged"],
  ["no files", link({ files: {} }), "is damaged"],
  ["a path that climbs", file("../a.ts"), "is damaged"],
  ["a path from the root", file("/a.ts"), "is damaged"],
  ["a path as on Windows", file("..\\a.ts"), "is damaged"],
  ["a path with a drive", file("C:a.ts"), "is damaged"],
  ["a path with a control character", file("a\u0007.ts"), "is damaged"],
  ["a path __proto__", file("__proto__"), "is damaged"],
  ["a folder __proto__", file("a/__proto__/b.ts"), "is damaged"],
  [
    "more files than the page edits",
    link({ files: Object.fromEntries(Array.from({ length: 301 }, (_, i) => [`${i}.ts`, ""])) }),
    "301 files",
  ],
];

test.each(links)("a link is refused: %s", async (_what, hash, message) => {
  await expect(projectOfLink(hash)).rejects.toThrow(message);
});

test("unknown fields of a link are ignored", async () => {
  const forged = link({ trusted: true, disk: "playground-first-alarm", exampleId: "first-alarm" });
  const opened = await projectOfLink(forged);
  expect(opened).toEqual({ ...project, requests: [], origin: "link" });
  const polluted = await projectOfLink(
    linkOf(JSON.stringify(project).replace("{", '{"__proto__":{"trusted":true},')),
  );
  expect(polluted.trusted).toBeUndefined();
  expect(({} as { trusted?: boolean }).trusted).toBeUndefined();
});
