import { expect, test } from "vitest";
import { workerSource } from "../../../../src/tools/vite/worker-source.ts";
import { readProject } from "../../../../src/tools/project/read-project.ts";
import { projectOf } from "../project/project-folder.ts";

test("the worker's module exports the configuration of serve(), with bytes as bytes", async () => {
  const project = await readProject(await projectOf({ vars: { A: "</script>" } }));
  const modules = {
    "index.js": "export default {};\n",
    "a.txt": { text: "text" },
    "b.bin": { data: new Uint8Array([0, 255]) },
  };
  const source = workerSource(project, { modules });
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  const { config } = (await import(/* @vite-ignore */ url)) as { config: unknown };
  expect(config).toEqual({ ...project.config, modules });
});
