import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, onTestFinished, test } from "vitest";

const cli = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "tabd-cli-"));
  const wrangler = { name: "tea", main: "main.js", compatibility_date: "2026-05-01" };
  await writeFile(join(project, "wrangler.json"), JSON.stringify(wrangler));
  await writeFile(join(project, "main.js"), "export default {};");
  return () => rm(project, { recursive: true });
});

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  // Without a terminal: a question would never be answered.
  return spawnSync(process.execPath, [cli, ...args], { cwd: project, encoding: "utf8" });
}

test.each([
  ["--help", 0, "Usage: tabd [path] [options]"],
  ["--version", 0, /^\d+\.\d+\.\d+\n$/],
])("%s ends with %i", (option, status, text) => {
  const result = run(option);
  expect(result.status).toBe(status);
  expect(result.stdout).toMatch(text);
});

test("wrong arguments end with 2", () => {
  const { status, stderr } = run("--prot", "1");
  expect(status).toBe(2);
  expect(stderr).toContain("Run tabd --help for the options.");
});

test("a project that cannot be read ends with 1", () => {
  const { status, stderr } = run("gone");
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /gone: does not exist\. Give the path of a wrangler file or its folder\.\n$/,
  );
});

test("a port that is in use ends with 1", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { status, stderr } = run("--port", String(port));
  expect([status, stderr]).toEqual([
    1,
    `tabd: port ${port} is in use. Give another: --port ${port + 1}.\n`,
  ]);
});

test("--build does not overwrite other files", () => {
  const { status, stderr } = run("--build", ".");
  expect(status).toBe(1);
  expect(stderr).toContain("has other files. Give --build a folder that is new or empty.");
});

test("the page is served with the project as it is at each load", async () => {
  const child = spawn(process.execPath, [cli, "--port", "0"], { cwd: project });
  onTestFinished(async () => {
    child.kill();
    await once(child, "close");
  });
  const [url] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
  const get = async (path: string): Promise<string> => {
    const response = await fetch(new URL(path, url.trim()));
    return `${response.status} ${await response.text()}`;
  };
  expect(await get("")).toMatch(/^200 .*href="\.\/tabd-project\.json"/s);
  expect(await get("tabd-project.json")).toMatch(/^200 .*export default \{\};/);
  expect(await get("tabd/index.js")).toMatch(/^200 /);
  expect(await get("tabd/..%2f..%2fpackage.json")).toBe("404 ");
  await writeFile(join(project, "main.js"), "export default { edited: true };");
  expect(await get("tabd-project.json")).toMatch(/^200 .*edited/);
  await writeFile(join(project, "main.js"), "export default {");
  expect(await get("tabd-project.json")).toMatch(/^500 /);
});
