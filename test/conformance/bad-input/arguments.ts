import fc from "fast-check";

/** Describes a value as `values.js` makes it. */
export type Description = readonly [kind: string, ...details: unknown[]];

/** A method and its arguments. */
export type Call = readonly [target: string, method: string, ...args: Description[]];

const METHODS: Readonly<Record<string, readonly string[]>> = {
  storage: [
    ..."get list put delete deleteAll sync getAlarm setAlarm deleteAlarm transaction".split(" "),
    ..."transactionSync getCurrentBookmark getBookmarkForTime".split(" "),
    "onNextSessionRestoreBookmark",
  ],
  transaction: "get list put delete rollback getAlarm setAlarm deleteAlarm deleteAll".split(" "),
  kv: "get list put delete".split(" "),
  sql: ["exec"],
  ctx: [
    ..."waitUntil acceptWebSocket getWebSockets getTags setWebSocketAutoResponse".split(" "),
    ..."getWebSocketAutoResponse getWebSocketAutoResponseTimestamp".split(" "),
    ..."setHibernatableWebSocketEventTimeout getHibernatableWebSocketEventTimeout".split(" "),
  ],
  namespace: "newUniqueId idFromName idFromString get getByName jurisdiction".split(" "),
  id: ["equals"],
  stub: ["fetch", "missing"],
  socket: ["send", "close", "accept", "serializeAttachment"],
  "new socket": ["send", "close", "accept"],
  "kept socket": ["send", "close", "serializeAttachment"],
};

/** Names of options, of properties that every object inherits, and of fields. */
const names = fc.constantFrom(
  ..."limit start startAfter end prefix reverse allowConcurrency allowUnconfirmed noCache".split(
    " ",
  ),
  ..."jurisdiction locationHint routingMode allowHalfOpen".split(" "),
  ..."__proto__ constructor toString valueOf then length name a b".split(" "),
);

const numbers = fc.constantFrom(
  ..."0 -0 1 -1 2 0.5 1.9 100 2147483647 2147483648 4294967296 9007199254740993".split(" "),
  ..."NaN Infinity -Infinity 1e300 5e-324 -1e300 8.64e15 8.64e16 4102444800000 9223372036854".split(
    " ",
  ),
);

/** Far from the time of any run. */
const times = fc.constantFrom("NaN", "0", "-1", "4102444800000", "8.64e15", "9223372036855");

const statements = fc.constantFrom(
  "SELECT ? AS a",
  "SELECT ? AS a, ? AS b",
  "SELECT 1 AS a; SELECT ? AS b",
  "SELECT typeof(?) AS t, length(?) AS l",
  "SELECT",
  ";",
  "--",
  "\0SELECT 1",
  "SELECT 1\0; DROP TABLE x",
  "SELECT '😀\u{fffd}' AS a",
  "CREATE TABLE IF NOT EXISTS t (a PRIMARY KEY, b)",
  "INSERT OR REPLACE INTO t VALUES (?, ?)",
  "SELECT * FROM t ORDER BY rowid",
  "SELECT * FROM _cf_KV",
  "ROLLBACK",
  "PRAGMA journal_mode = WAL",
);

const text: fc.Arbitrary<Description> = fc.oneof(
  fc
    .constantFrom("", "a", "b", "key", "__proto__", "constructor", "é", "😀", "a\0b")
    .map((value) => ["text", value] as const),
  fc
    .array(fc.constantFrom(0x61, 0xd800, 0xdc00, 0xfffd, 0), { minLength: 1, maxLength: 4 })
    .map((units) => ["units", units] as const),
  fc
    .tuple(fc.constantFrom("k", "é", "\0"), fc.integer({ min: 0, max: 3000 }))
    .map(([part, times_]) => ["repeated", part, times_] as const),
);

const plain: fc.Arbitrary<Description> = fc.oneof(
  text,
  fc.constantFrom<Description>(
    ["undefined"],
    ["null"],
    ["boolean", true],
    ["boolean", false],
    ["bigint", "0"],
    ["bigint", "340282366920938463463374607431768211456"],
    ["symbol"],
    ["function"],
    ["class"],
    ["sparse"],
    ["text that throws"],
    ["number that throws"],
    ["instance"],
    ["regexp"],
    ["resizable"],
    ["detached"],
    ["detached view"],
    ["cycle"],
    ["deep", 1000],
    ["promise"],
    ["weak map"],
    ["buffer", 0],
    ["bytes", 3],
    ["bytes", 500_000],
    ["error", "an error"],
    ["boxed", ["text", "boxed"]],
    ["boxed", ["number", "1"]],
    ["text by method", "a"],
  ),
  numbers.map((number) => ["number", number] as const),
  times.map((time) => ["date", time] as const),
  names.map((name) => ["getter that throws", name] as const),
);

/** Values, one inside the other. */
const { value } = fc.letrec<{ value: Description }>((tie) => {
  const inner = tie("value");
  const entries = fc.array(fc.tuple(names, inner), { maxLength: 3 });
  return {
    value: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { arbitrary: plain, weight: 6 },
      { arbitrary: entries.map((pairs) => ["object", pairs] as const), weight: 3 },
      { arbitrary: entries.map((pairs) => ["null prototype", pairs] as const), weight: 1 },
      { arbitrary: entries.map((pairs) => ["inherited", pairs] as const), weight: 1 },
      {
        arbitrary: fc.array(inner, { maxLength: 3 }).map((items) => ["array", items] as const),
        weight: 2,
      },
      {
        arbitrary: fc.array(inner, { maxLength: 2 }).map((items) => ["set", items] as const),
        weight: 1,
      },
      {
        arbitrary: fc
          .array(fc.tuple(inner, inner), { maxLength: 2 })
          .map((pairs) => ["map", pairs] as const),
        weight: 1,
      },
    ),
  };
});

const callOf = (target: string, method: string, args: readonly Description[]): Call => [
  target,
  method,
  ...args,
];

const call: fc.Arbitrary<Call> = fc
  .constantFrom(
    ...Object.entries(METHODS).flatMap(([target, methods]) =>
      methods.map((method) => [target, method] as const),
    ),
  )
  .chain(([target, method]) => {
    const args = fc.array(value, { maxLength: 3 });
    if (method !== "exec") return args.map((given) => callOf(target, method, given));
    return fc.tuple(statements, args).map(([statement, given]) => {
      given.unshift(["text", statement]);
      return callOf(target, method, given);
    });
  });

/** The calls to one object, in order. */
export const calls: fc.Arbitrary<Call[]> = fc.array(call, { minLength: 1, maxLength: 12 });
