import type { ConnectionLimits } from "./connection-limits.ts";
import type { PragmaAuthorizer } from "./pragma-authorizer.ts";
import type { SqlJs } from "./sql-js.ts";
import type { WasmMemory } from "./wasm-memory.ts";

/** sql.js's functions and memory. */
export interface WasmSqlite {
  readonly module: SqlJs;
  readonly memory: WasmMemory;
  readonly limits: ConnectionLimits;
  readonly authorizer: PragmaAuthorizer;
}
