/** What the script of a bundled host imports. */
export { host } from "./host/host.ts";
