/** What the script of a bundled host imports. */
import { takePage } from "./host/page-port.ts";

// Before the worker's own modules, which the script imports next, are run.
takePage();

export { host } from "./host/host.ts";
