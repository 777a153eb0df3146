import { expect, test } from "vitest";
import { WorkerServer } from "../../../../src/tools/vite/page/worker-server.ts";

/** A worker whose starts and ends are recorded. */
function recorded(): { log: string[]; serve: (config: { name?: string }) => Promise<Fake> } {
  const log: string[] = [];
  return {
    log,
    serve: async ({ name = "" }) => {
      log.push(`start ${name}`);
      if (name === "broken") throw new Error("broken");
      return new Fake(name, log);
    },
  };
}

class Fake {
  readonly name: string;
  readonly #log: string[];

  constructor(name: string, log: string[]) {
    this.name = name;
    this.#log = log;
  }
  async close(): Promise<void> {
    this.#log.push(`close ${this.name}`);
  }
  kill(): void {}
  fetch(): Promise<Response> {
    throw new Error("not called");
  }
}

const config = (name: string): { name: string; compatibilityDate: string } => ({
  name,
  compatibilityDate: "2026-05-01",
});

test("the former server is closed before the next starts: they share a disk", async () => {
  const { log, serve } = recorded();
  const worker = new WorkerServer(serve, config("a"));
  const heard: string[] = [];
  worker.onReplaced(({ name }) => heard.push(name));
  await Promise.all([worker.replace(config("b")), worker.replace(config("c"))]);
  expect(log).toEqual(["start a", "close a", "start b", "close b", "start c"]);
  expect(heard).toEqual(["c"]);
  expect((await worker.current).name).toBe("c");
});

test("after code that does not start, the next edit starts", async () => {
  const { log, serve } = recorded();
  const worker = new WorkerServer(serve, config("a"));
  await expect(worker.replace(config("broken"))).rejects.toThrow("broken");
  await worker.replace(config("b"));
  expect(log).toEqual(["start a", "close a", "start broken", "start b"]);
});
