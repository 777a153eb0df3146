/** What the script of a bundled host imports. */
import { takeParent } from "./host/page-port.ts";

// Before the worker's own modules, which the script imports next, are run.
takeParent();

export { host } from "./host/host.ts";
