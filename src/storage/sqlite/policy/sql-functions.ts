/** The functions that user SQL may call (`util/sqlite.c++:363-520`). All others are refused. */
const ALLOWED = new Set(
  [
    // Core
    "abs changes char coalesce concat concat_ws format glob hex ifnull iif instr",
    "last_insert_rowid length like likelihood likely lower ltrim max min nullif octet_length",
    "printf quote random randomblob replace round rtrim sign substr substring total_changes trim",
    "typeof unhex unicode unlikely upper zeroblob",
    // Dates
    "date time datetime julianday unixepoch strftime timediff current_date current_time",
    "current_timestamp",
    // Aggregates and windows
    "avg count group_concat string_agg sum total row_number rank dense_rank percent_rank",
    "cume_dist ntile lag lead first_value last_value nth_value",
    // Mathematics
    "acos acosh asin asinh atan atan2 atanh ceil cos cosh degrees exp floor ln log log2 mod pi",
    "pow radians sin sinh sqrt tan tanh trunc",
    // JSON
    "json json_array json_array_length json_extract -> ->> json_insert",
    "json_object json_patch json_quote json_remove json_replace json_set json_type json_valid",
    "json_group_array json_group_object jsonb jsonb_array jsonb_extract jsonb_insert jsonb_object",
    "jsonb_patch jsonb_remove jsonb_replace jsonb_set jsonb_group_array jsonb_group_object",
    // Full-text search and R-trees, in builds that have them
    "match highlight bm25 snippet rtreecheck",
    // What ALTER TABLE calls
    "sqlite_rename_column sqlite_rename_table sqlite_rename_test sqlite_drop_column",
    "sqlite_rename_quotefix",
  ].flatMap((line) => line.split(" ")),
);

/** Functions that sql.js has but workerd's SQLite does not. */
const UNKNOWN = new Set(["fts3_tokenizer", "matchinfo", "offsets", "optimize"]);

/** Functions that do not appear in a program, or that sql.js does not have: refused by the text. */
export const REFUSED_BY_NAME = new Set(["if", "load_extension", "sqlite_offset"]);

/** Existing functions that are refused. A table or index can use them without a program. */
export const REFUSED_IN_TABLES = new Set(
  (
    "ceiling log10 power sqlite_compileoption_get sqlite_compileoption_used sqlite_log " +
    "sqlite_source_id sqlite_version subtype"
  ).split(" "),
);

/** SQLite's message for a refused function; undefined if it is allowed. */
export function functionRefusal(name: string): string | undefined {
  const known = name.toLowerCase();
  if (ALLOWED.has(known)) return undefined;
  if (known === "load_extension") return "not authorized";
  if (UNKNOWN.has(known)) return `no such function: ${name}`;
  return `not authorized to use function: ${name}`;
}
