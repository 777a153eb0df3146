/** The Web Worker of a server whose code is given as `modules`. */
export function makeHostWorker(): Worker {
  return new Worker(new URL("../host/host-entry.ts", import.meta.url), {
    type: "module",
    name: "tabd host",
  });
}
