import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const binary = /** @type {{ default: string }} */ (require("workerd")).default;

/** @type {string} */
export const workerdVersion = require("workerd/package.json").version;

/** How much later than at its limit a busy worker may answer, in ms. */
const PATIENCE = 180_000;

const CONFIG = `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "tests", worker = .tests)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "tests")]
);

const tests :Workerd.Worker = (
  modules = [
    (name = "main.js", esModule = embed "main.js"),
    (name = "test.js", commonJsModule = embed "test.js")
  ],
  compatibilityDate = "DATE",
  durableObjectNamespaces = [(className = "Tests", uniqueKey = "tests")],
  durableObjectStorage = (inMemory = void),
  bindings = [(name = "TESTS", durableObjectNamespace = "Tests")]
);
`;

/**
 * Runs one test file in a workerd of its own.
 *
 * @param {Awaited<ReturnType<typeof import("./worker.mjs").workerOf>>} worker
 * @returns {Promise<unknown>}
 */
export async function runInWorkerd(worker) {
  const directory = await mkdtemp(join(tmpdir(), "wpt-"));
  await writeFile(join(directory, "main.js"), worker.modules["main.js"]);
  await writeFile(join(directory, "test.js"), worker.modules["test.js"].commonJsModule);
  const config = join(directory, "config.capnp");
  await writeFile(config, CONFIG.replace("DATE", worker.compatibilityDate));
  const workerd = spawn(binary, ["serve", "--control-fd=3", config], {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  let errors = "";
  workerd.stderr?.on("data", (data) => (errors += String(data)));
  const exited = once(workerd, "close");
  try {
    const control = /** @type {import("node:stream").Readable} */ (workerd.stdio[3]);
    const [message] = await Promise.race([
      once(control, "data"),
      exited.then(() => {
        throw new Error(`workerd ended: ${errors}`);
      }),
    ]);
    const port = /"port":(\d+)/.exec(String(message))?.[1];
    const signal = AbortSignal.timeout(worker.limit + PATIENCE);
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal });
    if (response.ok) return await response.json();
    throw new Error(`${response.status}: ${await response.text()}\n${errors}`);
  } finally {
    workerd.kill("SIGKILL");
    await exited;
    await rm(directory, { recursive: true, force: true });
  }
}
