import { type SqlToken, sqlTokens } from "./sql-tokens.ts";

/**
 * Splits a text into statements that end with a semicolon, like `sqlite3_complete()`: CREATE TRIGGER
 * ends with `END;`.
 *
 * @returns the complete statements, and the remaining text
 */
export function completeStatements(sql: string): {
  readonly statements: string[];
  readonly remainder: string;
} {
  const statements: string[] = [];
  let begin = 0;
  let words: SqlToken[] = [];
  for (const token of sqlTokens(sql)) {
    words.push(token);
    if (token.text !== ";" || (createsTrigger(words) && !endsTrigger(words))) continue;
    const end = token.offset + 1;
    statements.push(sql.slice(begin, end));
    begin = end;
    words = [];
  }
  return { statements, remainder: sql.slice(begin) };
}

function createsTrigger(tokens: readonly SqlToken[]): boolean {
  const begin = tokens.slice(0, 4).map(({ value }) => value);
  if (begin[0] === "explain") begin.shift();
  if (begin[0] !== "create") return false;
  const kind = begin[1] === "temp" || begin[1] === "temporary" ? begin[2] : begin[1];
  return kind === "trigger";
}

function endsTrigger(tokens: readonly SqlToken[]): boolean {
  const [before, last] = tokens.slice(-3).map(({ value }) => value);
  return before === ";" && last === "end";
}
