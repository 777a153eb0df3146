// The host's own copy of SQLite, as the bundler places it.
import url from "sql.js/dist/sql-wasm-browser.wasm?url";

/**
 * Where SQLite's WebAssembly is. Absolute, because a host's script may come from a `blob:` URL,
 * against which nothing relative can be resolved.
 */
export const wasmUrl: string = new URL(url, import.meta.url).href;
