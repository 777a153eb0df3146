// The Web Platform Tests that `npm run wpt` runs. They are not stored in this repository: Debian's
// source package of Firefox has a copy, which is downloaded once and cached.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join, posix } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const SOURCE =
  "https://deb.debian.org/debian/pool/main/f/firefox-esr/firefox-esr_140.12.0esr.orig.tar.xz";

/** The folder of the tests inside that archive. */
const INSIDE = "testing/web-platform/tests";

export const cache = join(import.meta.dirname, "../../node_modules/.cache/wpt");

/** The folders of each area in the report. */
export const areas = {
  URL: ["url"],
  URLPattern: ["urlpattern"],
  Encoding: ["encoding"],
  Streams: ["streams"],
  Compression: ["compression"],
  Fetch: ["fetch/api/headers", "fetch/api/request", "fetch/api/response", "fetch/api/body"],
  "Fetch: data URLs and abort": ["fetch/data-urls", "fetch/api/abort"],
  "Blob, File, FormData": ["FileAPI", "xhr/formdata"],
  "Events and abort": ["dom/events", "dom/abort"],
  WebCrypto: ["WebCryptoAPI"],
  "Structured clone": [
    "html/webappapis/structured-clone",
    "html/infrastructure/safe-passing-of-structured-data",
  ],
  "Timers, microtasks, base64": [
    "html/webappapis/timers",
    "html/webappapis/microtask-queuing",
    "html/webappapis/atob",
  ],
  "Console and performance": ["console", "hr-time"],
};

/** Files whose subject no Worker has: other windows, transfer to them, IDL files, a server. */
const OTHER_SUBJECTS = /idlharness|streams\/transferable|FileAPI\/url|\.tentative\.window|\.sub\./;

/** @typedef {{ area: string, path: string, root: string }} TestFile */

/**
 * The files to run, of the cached copy or of a checkout of the tests at `WPT_DIR`.
 *
 * @returns {Promise<TestFile[]>}
 */
export async function testFiles() {
  const root = process.env["WPT_DIR"] ?? (await downloaded());
  /** @type {TestFile[]} */
  const files = [];
  for (const [area, folders] of Object.entries(areas)) {
    for (const folder of folders) {
      const names = await readdir(join(root, folder), { recursive: true });
      for (const name of names.toSorted()) {
        const path = posix.join(folder, name.replaceAll("\\", "/"));
        if (path.endsWith(".any.js") && !OTHER_SUBJECTS.test(path))
          files.push({ area, path, root });
      }
    }
  }
  return files;
}

/**
 * The text of a file, by its path from the tests' root.
 *
 * @param {string} root
 * @param {string} path
 */
export const readText = (root, path) => readFile(join(root, path), "utf8");

async function downloaded() {
  const tests = join(cache, "tests");
  if (existsSync(tests)) return tests;
  console.log("Downloading the tests (680 MB, of which 60 MB are kept)…");
  const folders = [...Object.values(areas).flat(), "common", "resources"];
  const extracted = join(cache, "extracting");
  await rm(extracted, { recursive: true, force: true });
  await mkdir(extracted, { recursive: true });
  const patterns = folders.map((folder) => `*/${INSIDE}/${folder}/*`);
  const tar = spawn("tar", ["xJ", "-C", extracted, "--wildcards", ...patterns], {
    stdio: ["pipe", "inherit", "inherit"],
  });
  const response = await fetch(SOURCE);
  if (!response.ok || response.body === null) {
    throw new Error(
      `${SOURCE} answers ${response.status}. Set WPT_DIR to a checkout of the Web Platform Tests.`,
    );
  }
  const ended = once(tar, "close");
  await pipeline(Readable.fromWeb(/** @type {any} */ (response.body)), tar.stdin);
  const [code] = await ended;
  if (code !== 0) throw new Error(`tar ended with ${code}`);
  const [folder] = await readdir(extracted);
  await rename(join(extracted, String(folder), INSIDE), tests);
  await rm(extracted, { recursive: true });
  return tests;
}
