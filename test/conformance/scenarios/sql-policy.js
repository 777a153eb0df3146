/** `storage.sql`: refused statements, and SQLite's own errors. */

const each = async (t, ctx, statements, before = "") => {
  const report = {};
  if (before !== "") ctx.storage.sql.exec(before);
  for (const statement of statements) {
    report[statement] = await t.outcome(() => ctx.storage.sql.exec(statement).toArray());
  }
  return report;
};

const SETUP = `
  CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE CHECK (name <> 'bad'));
  CREATE TABLE child (t INTEGER REFERENCES t (id));
  CREATE INDEX by_name ON t (name);
  CREATE VIEW v AS SELECT name FROM t;
  INSERT INTO t VALUES (1, 'a')`;

export const scenarios = {
  "policy: system tables": async (ctx, t) => {
    await ctx.storage.put("a", 1);
    await ctx.storage.getCurrentBookmark();
    return each(
      t,
      ctx,
      [
        "SELECT * FROM _cf_KV",
        "SELECT key FROM _CF_kv",
        "SELECT count(*) FROM _cf_KV",
        "SELECT 1 FROM _cf_KV",
        'SELECT * FROM "_cf_KV"',
        "SELECT * FROM main._cf_KV",
        "SELECT * FROM _cf_METADATA",
        "SELECT t.key FROM _cf_KV AS t",
        "SELECT (SELECT value FROM _cf_KV)",
        "WITH x AS (SELECT * FROM _cf_KV) SELECT * FROM x",
        "SELECT * FROM t JOIN _cf_KV",
        "INSERT INTO t SELECT 5, key FROM _cf_KV",
        "INSERT INTO _cf_KV VALUES ('b', 'c')",
        "UPDATE _cf_KV SET value = 1",
        "DELETE FROM _cf_KV",
        "DROP TABLE _cf_KV",
        "ALTER TABLE _cf_KV RENAME TO mine",
        "ALTER TABLE t RENAME TO _cf_mine",
        "ALTER TABLE t RENAME COLUMN name TO _cf_name",
        "ALTER TABLE t ADD COLUMN _cf_more",
        "CREATE TABLE _cf_mine (a)",
        "CREATE TABLE _cF_mine (a)",
        "CREATE INDEX _cf_index ON t (name)",
        "CREATE INDEX mine ON _cf_KV (value)",
        "CREATE VIEW _cf_view AS SELECT 1",
        "CREATE VIEW w AS SELECT * FROM _cf_KV",
        "SELECT * FROM w",
        "CREATE TRIGGER _cf_trigger AFTER INSERT ON t BEGIN SELECT 1; END",
        "CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM _cf_KV; END",
        "INSERT INTO t VALUES (7, 'g')",
        "CREATE TRIGGER tr2 AFTER INSERT ON _cf_KV BEGIN SELECT 1; END",
        "PRAGMA table_info(_cf_KV)",
        "PRAGMA table_info('_cf_KV')",
        "PRAGMA index_list(_cf_KV)",
        "SELECT * FROM pragma_table_info('_cf_KV')",
        "SELECT name FROM sqlite_master WHERE name LIKE '\\_cf\\_%' ESCAPE '\\'",
        "SELECT * FROM sqlite_sequence",
        "UPDATE sqlite_master SET name = 'x'",
        "DELETE FROM sqlite_master",
        "ANALYZE _cf_KV",
        "ANALYZE",
        "REINDEX _cf_KV",
        "SELECT '_cf_KV' AS text",
        "SELECT 1 AS _cf_a",
        "WITH _cf_x AS (SELECT 1) SELECT * FROM _cf_x",
        "EXPLAIN SELECT 1",
        "EXPLAIN QUERY PLAN SELECT * FROM t",
        "EXPLAIN SELECT * FROM _cf_KV",
      ],
      SETUP,
    ).then((report) => {
      for (const key of Object.keys(report))
        if (key.startsWith("EXPLAIN") && report[key].returns) report[key] = "rows";
      return report;
    });
  },
  "policy: transactions and connections": async (ctx, t) =>
    each(
      t,
      ctx,
      [
        "BEGIN",
        "begin immediate",
        "BEGIN TRANSACTION",
        "COMMIT",
        "END",
        "ROLLBACK",
        "SAVEPOINT a",
        "RELEASE a",
        "ROLLBACK TO a",
        "EXPLAIN BEGIN",
        "ATTACH ':memory:' AS other",
        "ATTACH DATABASE 'file' AS other",
        "DETACH main",
        "VACUUM",
        "VACUUM INTO 'file'",
        "CREATE TEMP TABLE a (b)",
        "CREATE TEMPORARY VIEW a AS SELECT 1",
        "CREATE TEMP TRIGGER a AFTER INSERT ON t BEGIN SELECT 1; END",
        "CREATE TABLE temp.a (b)",
        "SELECT * FROM temp.sqlite_master",
        "SELECT * FROM sqlite_temp_master",
        "SELECT * FROM main.t",
        "SELECT * FROM other.t",
        "CREATE VIRTUAL TABLE a USING dbstat",
        "CREATE VIRTUAL TABLE a USING no_such",
        "CREATE VIRTUAL TABLE a USING fts3(b)",
        "SELECT * FROM dbstat",
        "SELECT * FROM sqlite_dbpage",
        "SELECT * FROM json_each('[1]')",
        "SELECT value FROM json_tree('[1]')",
        "SELECT * FROM pragma_table_info('t')",
        "SELECT * FROM pragma_function_list LIMIT 1",
        "SELECT * FROM bytecode('SELECT 1')",
        "SELECT * FROM generate_series(1, 3)",
        "SELECT * FROM sqlite_stmt",
        "REINDEX",
        "REINDEX t",
        "DROP TABLE sqlite_master",
        "CREATE TABLE sqlite_mine (a)",
      ],
      SETUP,
    ),
  "policy: pragmas": async (ctx, t) =>
    each(
      t,
      ctx,
      [
        "PRAGMA page_size",
        "PRAGMA page_size = 512",
        "PRAGMA page_count",
        "PRAGMA journal_mode",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA main.journal_mode",
        "PRAGMA locking_mode",
        "PRAGMA synchronous",
        "PRAGMA auto_vacuum = FULL",
        "PRAGMA cache_spill",
        "PRAGMA cache_size",
        "PRAGMA user_version",
        "PRAGMA user_version = 5",
        "PRAGMA schema_version",
        "PRAGMA application_id",
        "PRAGMA encoding",
        "PRAGMA temp_store",
        "PRAGMA writable_schema = ON",
        "PRAGMA trusted_schema",
        "PRAGMA compile_options",
        "PRAGMA database_list",
        "PRAGMA collation_list",
        "PRAGMA pragma_list",
        "PRAGMA integrity_check",
        "PRAGMA quick_check",
        "PRAGMA quick_check(5)",
        "PRAGMA quick_check(t)",
        "PRAGMA quick_check('t')",
        "PRAGMA quick_check(_cf_KV)",
        "PRAGMA optimize",
        "PRAGMA optimize(65534)",
        "PRAGMA optimize = 'x'",
        "PRAGMA table_list",
        "PRAGMA table_list(t)",
        "PRAGMA table_info(t)",
        "PRAGMA table_info = t",
        "PRAGMA table_info",
        "PRAGMA TABLE_INFO('t')",
        "PRAGMA table_xinfo(t)",
        "PRAGMA index_list(t)",
        "PRAGMA index_info(by_name)",
        "PRAGMA index_xinfo(by_name)",
        "PRAGMA foreign_key_list(child)",
        "PRAGMA foreign_key_check",
        "PRAGMA foreign_key_check(child)",
        "PRAGMA foreign_keys",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA foreign_keys = 0",
        "PRAGMA foreign_keys(yes)",
        "PRAGMA foreign_keys = 'on'",
        "PRAGMA foreign_keys = 2",
        "PRAGMA foreign_keys = maybe",
        "PRAGMA foreign_keys = FULL",
        "PRAGMA defer_foreign_keys",
        "PRAGMA defer_foreign_keys = ON",
        "PRAGMA case_sensitive_like",
        "PRAGMA case_sensitive_like = ON",
        "PRAGMA case_sensitive_like = OFF",
        "PRAGMA ignore_check_constraints",
        "PRAGMA ignore_check_constraints = TRUE",
        "PRAGMA ignore_check_constraints = false",
        "PRAGMA legacy_alter_table",
        "PRAGMA recursive_triggers",
        "PRAGMA reverse_unordered_selects",
        "PRAGMA reverse_unordered_selects = NO",
        "PRAGMA no_such",
        "PRAGMA no_such(1)",
        "PRAGMA function_list",
        "PRAGMA max_page_count",
        "PRAGMA wal_checkpoint",
        "PRAGMA freelist_count",
        "PRAGMA shrink_memory",
        "PRAGMA main.table_info(t)",
        "PRAGMA main.foreign_keys",
      ],
      SETUP,
    ),
  "policy: data_version": async (ctx, t) => {
    const { sql, kv } = ctx.storage;
    const version = () => sql.exec("PRAGMA data_version").toArray();
    const versions = [version()];
    sql.exec("CREATE TABLE t (a)");
    versions.push(version());
    await ctx.storage.sync();
    versions.push(version());
    kv.put("a", 1);
    ctx.storage.transactionSync(() => versions.push(version()));
    await ctx.storage.sync();
    versions.push(version());
    await ctx.storage.deleteAll();
    versions.push(version(), sql.exec("SELECT 1; PRAGMA main.data_version;").toArray());
    return versions;
  },
  "policy: hexadecimal arguments of pragmas": async (ctx, t) =>
    each(
      t,
      ctx,
      [
        "PRAGMA optimize(0x10002)",
        "PRAGMA optimize = 0x10002",
        "PRAGMA optimize(0XFFFE)",
        "PRAGMA optimize(0xfffe)",
        "PRAGMA optimize(-1)",
        "PRAGMA optimize(+1)",
        "PRAGMA optimize(-0x1)",
        "PRAGMA optimize(0x7fffffff)",
        "PRAGMA optimize(0x80000000)",
        "PRAGMA optimize(0x100000000)",
        "PRAGMA optimize(2147483647)",
        "PRAGMA optimize(2147483648)",
        "PRAGMA optimize(-2147483648)",
        "PRAGMA optimize(9999999999)",
        "PRAGMA optimize('0x10002')",
        "PRAGMA optimize('2')",
        "PRAGMA optimize(1.5)",
        "PRAGMA optimize(1e3)",
        "PRAGMA optimize('0x')",
        "PRAGMA optimize('')",
        "PRAGMA optimize(t)",
        "PRAGMA optimize(007)",
        "PRAGMA optimize(' 2')",
        "PRAGMA quick_check(0x5)",
        "PRAGMA quick_check(-1)",
        "PRAGMA foreign_keys(0x1)",
        "PRAGMA foreign_keys = 0x0",
        "PRAGMA foreign_keys = -1",
        "PRAGMA foreign_keys = 01",
        "PRAGMA foreign_keys = '0x1'",
        "PRAGMA foreign_keys = +1",
        "PRAGMA foreign_keys = 4294967296",
        "PRAGMA foreign_keys = -0",
        "PRAGMA table_list(0x1)",
        "PRAGMA table_info(0x1)",
        "SELECT * FROM pragma_optimize(0x10002)",
        "SELECT * FROM pragma_optimize",
        "SELECT * FROM pragma_quick_check(0x5)",
      ],
      SETUP,
    ),
  "policy: pragmas as tables": async (ctx, t) => {
    await ctx.storage.put("a", 1);
    return each(
      t,
      ctx,
      [
        "SELECT name FROM pragma_table_list WHERE name NOT LIKE '_cf_%' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        "SELECT name FROM pragma_table_list WHERE name NOT IN ('_cf_KV', '_cf_METADATA') ORDER BY name",
        "SELECT name FROM pragma_table_list WHERE name <> '_cf_KV' AND name NOT LIKE 'sqlite_%' ORDER BY name",
        "SELECT name FROM pragma_table_list ORDER BY name",
        "SELECT name FROM pragma_table_list('_cf_KV')",
        "PRAGMA table_list(_cf_KV)",
        "SELECT rowid FROM pragma_foreign_key_check('_cf_KV')",
        "SELECT * FROM pragma_foreign_key_check(NULL)",
        "SELECT name, '_cf_KV' AS text FROM pragma_table_info('t')",
        'SELECT * FROM pragma_table_info("_cf_KV")',
        "SELECT name FROM pragma_table_info('_cf_' || 'KV')",
        "SELECT name FROM pragma_table_info('_cf_missing')",
        "SELECT name FROM pragma_table_info('_cf_' || 'missing')",
        "SELECT name FROM pragma_table_info WHERE arg = '_cf_KV'",
        "SELECT name FROM pragma_table_info WHERE arg = 't'",
        "SELECT m.name, p.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p ORDER BY 1, 2",
        "SELECT m.name, p.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p WHERE m.name = 't'",
        "SELECT m.name, p.name FROM sqlite_master AS m, pragma_table_info(m.name) AS p WHERE m.name NOT LIKE '_cf_%' ORDER BY 1, 2",
        "SELECT m.name, (SELECT count(*) FROM pragma_table_info(m.name)) FROM sqlite_master AS m WHERE m.name NOT LIKE '\\_cf\\_%' ESCAPE '\\' ORDER BY 1",
        "SELECT m.name, (SELECT count(*) FROM pragma_table_xinfo(m.name)) FROM sqlite_master AS m WHERE m.type = 'table' ORDER BY 1",
        "SELECT m.name FROM sqlite_master AS m JOIN pragma_index_list(m.name) AS p ORDER BY 1",
        "SELECT m.name FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS p ORDER BY 1",
        "SELECT m.name FROM sqlite_master AS m JOIN pragma_index_info(m.name) AS p ORDER BY 1",
        "SELECT l.name, i.name FROM pragma_table_list AS l JOIN pragma_table_info(l.name) AS i WHERE l.schema = 'main' ORDER BY 1, 2",
        "SELECT name FROM pragma_table_info(NULL)",
        "SELECT name FROM pragma_table_info",
        "SELECT name FROM pragma_table_info('t', 'main')",
        "SELECT name FROM pragma_table_info('_cf_KV', 'main')",
        "SELECT name FROM pragma_table_info('_CF_kv')",
        "CREATE VIEW names AS SELECT name FROM pragma_table_list WHERE name NOT LIKE '_cf_%' AND name NOT LIKE 'sqlite_%'",
        "SELECT * FROM names ORDER BY 1",
        "WITH p AS (SELECT * FROM pragma_table_info('t')) SELECT p.name FROM p WHERE p.name NOT LIKE '_cf_%'",
      ],
      SETUP,
    );
  },
  "policy: a view of pragmas as tables": async (ctx, t) => {
    await ctx.storage.put("a", 1);
    return each(
      t,
      ctx,
      [
        "CREATE VIEW columns AS SELECT m.name AS t, p.name AS c FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p",
        "SELECT * FROM columns WHERE t = 't'",
        "SELECT * FROM columns ORDER BY 1, 2",
      ],
      SETUP,
    );
  },
  "policy: a bound argument of a pragma's table": async (ctx, t) => {
    await ctx.storage.put("a", 1);
    const { sql } = ctx.storage;
    sql.exec(SETUP);
    const report = {};
    for (const name of ["t", "_cf_KV", "_cf_missing", "missing", null]) {
      report[name] = await t.outcome(() =>
        sql.exec("SELECT name FROM pragma_table_info(?)", name).toArray(),
      );
    }
    return report;
  },
  "policy: functions": async (ctx, t) =>
    each(t, ctx, [
      "SELECT sqlite_version()",
      "SELECT sqlite_source_id()",
      "SELECT sqlite_compileoption_get(0)",
      "SELECT sqlite_compileoption_used('x')",
      "SELECT load_extension('x')",
      "SELECT log10(100)",
      "SELECT ceiling(1.5)",
      "SELECT power(2, 3)",
      "SELECT pow(2, 3), ceil(1.5), floor(1.5), log(100), log2(8), ln(1), exp(0), sqrt(4), pi() > 3",
      "SELECT if(1, 2, 3)",
      "SELECT iif(1, 2, 3), subtype(1)",
      "SELECT iif(1, 2, 3), ifnull(NULL, 1), nullif(1, 1), coalesce(NULL, 2)",
      "SELECT concat('a', 'b'), concat_ws('-', 'a', 'b'), substring('abc', 2), substr('abc', 2, 1)",
      "SELECT upper('a'), lower('A'), trim(' a '), replace('a', 'a', 'b'), hex('a'), unhex('61')",
      "SELECT printf('%d', 5), format('%d', 5), quote('a'), typeof(1), unicode('a'), char(97)",
      "SELECT instr('abc', 'b'), length('abc'), octet_length('é'), round(1.55, 1), sign(-5), abs(-5)",
      "SELECT last_insert_rowid() >= 0, changes() >= 0, total_changes() >= 0",
      "SELECT random() <> 0 OR 1, length(randomblob(4)), zeroblob(2)",
      "SELECT date(0, 'unixepoch'), time(0, 'unixepoch'), datetime(0, 'unixepoch'), unixepoch('1970-01-01')",
      "SELECT strftime('%Y', 0, 'unixepoch'), julianday('2000-01-01'), timediff('2000-01-02', '2000-01-01')",
      "SELECT json('[1]'), json_array(1, 2), json_object('a', 1), json_extract('[1]', '$[0]'), json_valid('x')",
      "SELECT '[1]' -> 0, '[1]' ->> 0, json_type('1'), json_quote('a'), json_patch('{}', '{}')",
      "SELECT hex(jsonb('[1]')), json(jsonb_array(1))",
      "SELECT json_pretty('[1]')",
      "SELECT json_error_position('[')",
      "SELECT max(1, 2), min(1, 2), likely(1), unlikely(1), likelihood(1, 0.5), glob('a*', 'ab'), 'a' LIKE 'A'",
      "SELECT count(*), sum(1), total(1), avg(1), group_concat('a'), string_agg('a', ','), max(1), min(1)",
      "SELECT row_number() OVER (), rank() OVER (), ntile(2) OVER (), lag(1) OVER (), first_value(1) OVER ()",
      "SELECT percentile(1, 50)",
      "SELECT median(1)",
      "SELECT soundex('a')",
      "SELECT regexp('a', 'b')",
      "SELECT 'a' REGEXP 'b'",
      "SELECT 'a' MATCH 'b'",
      "SELECT fts3_tokenizer('simple')",
      "SELECT acos(1), asin(0), atan(0), atan2(0, 1), cos(0), sin(0), tan(0), degrees(0), radians(0), mod(5, 3), trunc(1.5)",
      "SELECT acosh(1), asinh(0), atanh(0), cosh(0), sinh(0), tanh(0)",
      "SELECT no_such(1)",
      "SELECT unistr('a'), unistr_quote('a')",
      "SELECT sqlite_log(1, 'x')",
      "SELECT sha3('a')",
    ]),
  "policy: errors of SQLite": async (ctx, t) =>
    each(
      t,
      ctx,
      [
        "SELEC 1",
        "SELECT",
        "SELECT * FROM",
        "SELECT * FROM missing",
        "SELECT missing FROM t",
        "SELECT t.missing FROM t",
        "SELECT * FROM t WHERE missing = 1",
        "SELECT 'unfinished",
        "SELECT #",
        "SELECT é FROM t",
        "INSERT INTO t VALUES (1, 'b')",
        "INSERT INTO t VALUES (2, 'a')",
        "INSERT INTO t VALUES (3, NULL)",
        "INSERT INTO t VALUES (4, 'bad')",
        "INSERT INTO t VALUES (5)",
        "INSERT INTO t (missing) VALUES (5)",
        "INSERT INTO child VALUES (100)",
        "CREATE TABLE t (a)",
        "CREATE TABLE IF NOT EXISTS t (a)",
        "DROP TABLE missing",
        "DROP VIEW t",
        "ALTER TABLE missing RENAME TO a",
        "SELECT abs(-9223372036854775808)",
        "SELECT 1 UNION SELECT 1, 2",
        "SELECT count(1, 2)",
        "SELECT sum(count(*)) FROM t",
        'SELECT "foo" AS text',
        'SELECT * FROM t WHERE name = "a"',
        "SELECT json('x')",
        "SELECT json_extract('{', '$')",
        "INSERT INTO v VALUES ('a')",
        "SELECT zeroblob(10000000)",
        "CREATE TABLE strict (a INTEGER) STRICT",
        "INSERT INTO strict VALUES ('a')",
        "INSERT INTO t VALUES (NULL, 'x') RETURNING id",
        "SELECT ~'",
        "SELECT * FROM t LIMIT 'a'",
        "SELECT (SELECT 1, 2)",
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 3) SELECT * FROM c",
      ],
      SETUP,
    ),
  "policy: limits of expressions, patterns and values": async (ctx, t) => {
    const attempt = (text, ...values) =>
      t.outcome(() => ctx.storage.sql.exec(text, ...values).toArray().length);
    return {
      "depth 101": await attempt(`SELECT ${Array(102).fill("1").join("+")}`),
      "pattern of 51": await attempt("SELECT 'a' LIKE ?", "a".repeat(51)),
      "glob of 51": await attempt("SELECT 'a' GLOB ?", "a".repeat(51)),
      "a value made too long": await attempt("SELECT length(zeroblob(8388643))"),
    };
  },
  "policy: an SQLite build option": async (ctx, t) => {
    ctx.storage.sql.exec(SETUP);
    return t.outcome(() =>
      ctx.storage.sql.exec("DELETE FROM t WHERE id > 5 ORDER BY id LIMIT 1").toArray(),
    );
  },
  "policy: limits": async (ctx, t) => {
    const { sql } = ctx.storage;
    const many = (n, text, by = ", ") => Array.from({ length: n }, (_, i) => text(i)).join(by);
    const attempt = (text, ...values) =>
      t.outcome(() => sql.exec(text, ...values).toArray().length);
    return {
      "text of 100000": await attempt(`SELECT 1${" ".repeat(100000 - 8)}`),
      "text of 100001": await attempt(`SELECT 1${" ".repeat(100001 - 8)}`),
      "100 columns": await attempt(`SELECT ${many(100, (i) => `${i}`)}`),
      "101 columns": await attempt(`SELECT ${many(101, (i) => `${i}`)}`),
      "table of 100 columns": await attempt(`CREATE TABLE a (${many(100, (i) => `c${i}`)})`),
      "table of 101 columns": await attempt(`CREATE TABLE b (${many(101, (i) => `c${i}`)})`),
      "100 variables": await attempt(`SELECT ${many(100, () => "?")}`, ...Array(100).fill(1)),
      "101 variables": await attempt(`SELECT max(${many(101, () => "?")})`, ...Array(101).fill(1)),
      "variable 100": await attempt("SELECT ?100", ...Array(100).fill(1)),
      "variable 101": await attempt("SELECT ?101", ...Array(101).fill(1)),
      "5 compound selects": await attempt(many(5, (i) => `SELECT ${i}`, " UNION ALL ")),
      "6 compound selects": await attempt(many(6, (i) => `SELECT ${i}`, " UNION ALL ")),
      "depth 99": await attempt(`SELECT ${"-".repeat(0)}${many(98, () => "1", "+")}`),
      "127 arguments": await attempt(`SELECT max(${many(127, (i) => `${i}`)})`),
      "128 arguments": await attempt(`SELECT max(${many(128, (i) => `${i}`)})`),
      "pattern of 50": await attempt("SELECT 'a' LIKE ?", "a".repeat(50)),
      "500 rows of values": await attempt(`CREATE TABLE c (a)`),
      "values in one insert": await attempt(`INSERT INTO c VALUES ${many(500, (i) => `(${i})`)}`),
      "large in list": await attempt(`SELECT 1 WHERE 5 IN (${many(2000, (i) => `${i}`)})`),
    };
  },
};
