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
