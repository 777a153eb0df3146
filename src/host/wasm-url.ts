// The host's own copy of SQLite, as the bundler places it.
import url from "sql.js/dist/sql-wasm-browser.wasm?url";

/** Where SQLite's WebAssembly is. */
export const wasmUrl: string = url;
