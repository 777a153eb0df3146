import { expect, onTestFinished, test, vi } from "vitest";
import { Playground } from "../../demo/session/playground.ts";
import type { Project } from "../../demo/session/project.ts";
import { Settings } from "../../demo/session/settings.ts";
import { roomProject } from "./panels/room-project.ts";
import "./serving/serving.ts";

const PREFIX = "tabd playground: ";

async function session(): Promise<Playground> {
  localStorage.clear();
  onTestFinished(() => localStorage.clear());
  return Playground.resume(new Settings(), roomProject());
}

/** A project from a link, with `size` characters of code. */
function linked(name: string, size: number): Project {
  const { config } = roomProject();
  return { name, config, files: { [config.main]: `//${"x".repeat(size)}` }, origin: "link" };
}

/** Two projects' files whose JSON has the same FNV-1a hash. */
const COLLIDING = ["pcb0bpiro5", "uu6uk8k8qgi"].map((text) => ({ "main.ts": `// ${text}` }));
const COLLIDING_HASH = "fe7f4ec3";

const stored = (): string => JSON.stringify(localStorage);

test("opened links are stored only once they are edited", async () => {
  const playground = await session();
  for (let count = 1; count <= 10; count++) {
    await playground.open(linked(`link-${count}`, 1e6));
    expect(playground.isKept).toBe(false);
  }
  expect(localStorage.length).toBe(0);
  playground.edit({ "main.ts": "// edited" });
  expect(playground.isKept).toBe(true);
  expect(stored()).toContain("// edited");
  expect(new Settings().get("open", "")).toBe(playground.disk);
});

test("a full localStorage is reported at once, and the edit is stored when there is room", async () => {
  const playground = await session();
  const changes = vi.fn<() => void>();
  playground.addEventListener("change", changes);
  localStorage.setItem("filler", "x".repeat(5_242_000 - "filler".length));
  playground.edit({ "main.ts": `// typed ${"y".repeat(1000)}` });
  expect(playground.isStored).toBe(false);
  expect(changes).toHaveBeenCalled();
  expect(playground.project.files["main.ts"]).toContain("// typed");
  expect(stored()).not.toContain("// typed");
  localStorage.removeItem("filler");
  await vi.waitUntil(() => playground.isStored, 20_000);
  expect(localStorage.getItem(`${PREFIX}project ${playground.disk}`)).toContain("// typed");
});

test("a project keeps its disk while its code is edited, and is listed once", async () => {
  const playground = await session();
  await playground.open(linked("edited", 10));
  const { disk } = playground;
  for (const text of ["// one", "// two"]) playground.edit({ "main.ts": text });
  expect(playground.disk).toBe(disk);
  expect(playground.others).toHaveLength(1);
});

test("projects have different disks when their files or their configurations differ", async () => {
  const playground = await session();
  const project = linked("one", 10);
  const others: Project[] = [
    linked("two", 10),
    linked("one", 11),
    { ...project, config: { ...project.config, vars: { WEBHOOK: "https://example.com/" } } },
    // Disks were named by that hash earlier.
    ...COLLIDING.map((files) => ({ ...project, files })),
  ];
  const disks = new Set<string>();
  for (const one of [project, ...others]) {
    await playground.open(one);
    disks.add(playground.disk);
  }
  expect(disks.size).toBe(others.length + 1);
});

test("the disk that an earlier version of the page named is found by equal content only", async () => {
  const playground = await session();
  const earlier = `playground-one-${COLLIDING_HASH}`;
  const [files, otherFiles] = COLLIDING;
  if (files === undefined || otherFiles === undefined) throw new Error("There are two.");
  const project = { ...linked("one", 10), files };
  new Settings().set(`project ${earlier}`, project);
  await playground.open({ ...project, files: otherFiles });
  expect(playground.disk).not.toBe(earlier);
  await playground.open(project);
  expect(playground.disk).toBe(earlier);
});
