declare module "sql.js/dist/sql-wasm-browser.js" {
  import type { InitSqlJs } from "./sql-js.ts";

  const initSqlJs: InitSqlJs;
  export default initSqlJs;
}
