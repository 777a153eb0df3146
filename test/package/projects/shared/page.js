import { check } from "./check.js";

/** Checks code as text, and code that the project's own build tool has bundled. */
export const start = (options) =>
  check(() => new Worker(new URL("./host.js", import.meta.url), { type: "module" }), options);
