// Turns one test file into a worker whose Durable Object runs it.
import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { readText } from "./files.mjs";

/** @typedef {import("./files.mjs").TestFile} TestFile */

const COMPATIBILITY_DATE = "2026-08-01";

/** The time limit of one file, in ms, and of a file that declares itself long. */
const LIMIT = 15_000;
const LONG_LIMIT = 60_000;

const MAIN = `
import { DurableObject } from "cloudflare:workers";
import run from "./test.js";

export class Tests extends DurableObject {
  async fetch() {
    return Response.json(await run());
  }
}

export default {
  fetch: (request, env) => env.TESTS.getByName("tests").fetch(request),
};
`;

/**
 * The worker's modules, and the time limit in ms.
 *
 * Scripts share one scope in a page. Here they are the body of one sloppy function, which runs in
 * an event of the object, so that its timers and I/O belong to that object.
 *
 * @param {TestFile} file
 * @returns {Promise<{ modules: Record<string, any>, compatibilityDate: string, limit: number }>}
 */
export async function workerOf({ root, path }) {
  const text = await readText(root, path);
  const folder = posix.dirname(path);
  const scripts = [...text.matchAll(/^\/\/ META: script=(\S+)$/gm)].map(([, name = ""]) =>
    name.startsWith("/") ? name.slice(1) : posix.join(folder, name),
  );
  const texts = [];
  for (const script of scripts) {
    if (existsSync(join(root, script))) texts.push(await readText(root, script));
  }
  texts.push(text);
  const limit = /^\/\/ META: timeout=long/m.test(text) ? LONG_LIMIT : LIMIT;
  const harness = (await readText(root, "resources/testharness.js")).replace(
    "function create_test_environment() {",
    // Its test for a worker's global scope is not meant for Workers.
    "$& return new ShellTestEnvironment();",
  );
  const resources = await resourcesOf(root, folder, texts);
  const body = `
module.exports = function run() {
  var GLOBAL = { isWindow: () => false, isWorker: () => true, isShadowRealm: () => false };
  self.GLOBAL = GLOBAL;
  var META_TITLE = ${JSON.stringify(path)};
  var location = new URL(${JSON.stringify(`http://web-platform.test/${path}`)});
  const resources = ${JSON.stringify(resources)};
  const platformFetch = globalThis.fetch;
  const fetch = async (input, init) => {
    const text = typeof input === "string" ? resources[input] : undefined;
    return text === undefined ? platformFetch(input, init) : new Response(text);
  };
${harness}
  return new Promise((resolve) => {
    const results = [];
    add_completion_callback((tests, status) => {
      clearTimeout(timer);
      resolve({
        status: [status.status, String(status.message ?? "")],
        tests: tests.map((test) => [test.name, test.status, String(test.message ?? "")]),
      });
    });
    const timer = setTimeout(() => self.timeout(), ${limit});
    // Some scripts are also CommonJS modules.
    (function (module, exports, require) {
${texts.join("\n;\n")}
    }).call(self);
  }).catch((error) => ({ status: [1, String(error)], tests: [] }));
};
`;
  return {
    modules: { "main.js": MAIN, "test.js": { commonJsModule: body } },
    compatibilityDate: COMPATIBILITY_DATE,
    limit,
  };
}

/**
 * The data files that the scripts fetch by a relative path.
 *
 * @param {string} root
 * @param {string} folder
 * @param {readonly string[]} texts
 * @returns {Promise<Record<string, string>>}
 */
async function resourcesOf(root, folder, texts) {
  /** @type {Record<string, string>} */
  const resources = {};
  for (const [, , name = ""] of texts
    .join("\n")
    .matchAll(/\b(fetch|fetch_json)\(["']([^"']+)["']/g)) {
    const path = name.startsWith("/") ? name.slice(1) : posix.join(folder, name);
    if (/\.(json|txt|html)$/.test(path) && existsSync(join(root, path))) {
      resources[name] = await readText(root, path);
    }
  }
  return resources;
}
