import type { Reply, Request } from "./worker.ts";

/** Runs a suite in a Web Worker, as a host does, and waits for the result. */
class Bench {
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });

  ask(request: Request): Promise<unknown> {
    const worker = this.#worker;
    return new Promise((resolve, reject) => {
      worker.addEventListener("error", (event) => reject(new Error(event.message)), {
        once: true,
      });
      worker.addEventListener(
        "message",
        ({ data }: MessageEvent<Reply>) => {
          if (data.error === undefined) resolve(data.value);
          else reject(new Error(data.error));
        },
        { once: true },
      );
      worker.postMessage(request, []);
    });
  }
}

declare global {
  var bench: Bench;
}

globalThis.bench = new Bench();
