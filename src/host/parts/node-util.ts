/** Node's modules that share their libraries, in one file. */
export * as assert from "./node/assert.ts";
export * as util from "./node/util.ts";
