import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a module in Node, without Vitest. */
function inNode(code: string): { stdout: string; stderr: string } {
  const args = ["--input-type=module", "--eval", code];
  return spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
}

test.each(["tabd", "tabd/worker", "tabd/cloudflare-workers"])("%s imports in Node", (entry) => {
  expect(inNode(`await import("${entry}"); console.log("imported");`)).toMatchObject({
    stdout: "imported\n",
    stderr: "",
  });
});

test("serve() rejects in Node", () => {
  const config = JSON.stringify({ modules: { "a.js": "" }, compatibilityDate: "2026-11-17" });
  const { stdout } = inNode(
    `const { serve } = await import("tabd"); serve(${config}).catch(({ message }) => console.log(message));`,
  );
  expect(stdout).toBe(
    "serve() needs a browser: it starts a Web Worker, and there is none here. Call it in the page, " +
      "for example in an effect or an event handler, not while the server renders.\n",
  );
});

test("host() throws in Node", () => {
  const { stdout } = inNode(
    `const { host } = await import("tabd/worker"); try { host({}); } catch ({ message }) { console.log(message); }`,
  );
  expect(stdout).toBe(
    "host() must be called in the script of a dedicated Web Worker: the page calls serve().\n",
  );
});
