import { expect, test } from "vitest";

import { sqlTokens } from "../../../../../src/storage/sqlite/policy/sql-tokens.ts";

test.each([
  ["SELECT 1", ["word select", "other 1"]],
  ["", []],
  [" \t\n\f\r", []],
  [" \vPRAGMA x", ["word pragma", "word x"]],
  ["\vPRAGMA x", ["other \v", "word pragma", "word x"]],
  ["\uFEFFPRAGMA x", ["word pragma", "word x"]],
  ["a\uFEFFb", ["word a\uFEFFb"]],
  ["/* a */ b -- c\nd", ["word b", "word d"]],
  ["a /* not ended", ["word a"]],
  ["a--b", ["word a"]],
  ["'it''s' \"a\"\"b\" `c``d` [e]", ["string it's", 'quoted a"b', "quoted c`d", "quoted e"]],
  ["'not ended", ["other '", "word not", "word ended"]],
  ["x'00' X'ff'", ["other x'00'", "other X'ff'"]],
  ["1.5e-3 .5 0xFF 1_000", ["other 1.5e-3", "other .5", "other 0xFF", "other 1_000"]],
  ["? ?12 :a @b $c::d #e", ["? ?", "? ?12", "? :a", "? @b", "? $c::d", "? #e"]],
  ["a.b->>'c'", ["word a", "other .", "word b", "other -", "other >", "other >", "string c"]],
  ["é 😀", ["word é", "word 😀"]],
  ["SELECT 1\0; PRAGMA x", ["word select", "other 1"]],
])("%o", (sql, expected) => {
  const tokens = [...sqlTokens(sql)].map(
    ({ kind, value }) => `${kind === "variable" ? "?" : kind} ${value}`,
  );
  expect(tokens).toEqual(expected);
});

test("a token has its offset", () => {
  const sql = "SELECT '😀', /* x */ name";
  expect([...sqlTokens(sql)].map(({ text, offset }) => sql.startsWith(text, offset))).toEqual([
    true,
    true,
    true,
    true,
  ]);
});
