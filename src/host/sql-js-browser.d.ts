declare module "sql.js/dist/sql-wasm-browser.js" {
  import type { InitSqlJs } from "../storage/sqlite/sql-js.ts";

  const initSqlJs: InitSqlJs;
  export default initSqlJs;
}
