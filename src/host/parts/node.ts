/** Node's small modules, in one file. */
export * as buffer from "./node/buffer.ts";
export * as events from "./node/events.ts";
export { makeProcess } from "./node/process.ts";
