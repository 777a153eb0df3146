/** What a Vite configuration imports. */
export { tabd } from "./vite/plugin.ts";
export type { TabdOptions } from "./vite/options.ts";
