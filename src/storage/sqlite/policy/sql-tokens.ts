/** One token of SQL, as in SQLite's `tokenize.c`, without white space and comments. */
export interface SqlToken {
  readonly kind: "word" | "quoted" | "string" | "variable" | "other";
  /** The source text. */
  readonly text: string;
  /** A word in lower case, a name or string without quotes, any other text unchanged. */
  readonly value: string;
  /** In UTF-16 code units. */
  readonly offset: number;
}

/** All non-ASCII characters may be part of a name. */
const NAME = String.raw`[A-Za-z0-9_$\u0080-\u{10FFFF}]`;

const TOKEN = new RegExp(
  [
    // U+FEFF is white space where a token may begin, a vertical tab only after other white space.
    String.raw`(?<blank>[ \t\n\f\r][ \t\n\v\f\r]*|\uFEFF|--[^\n]*|/\*[^]*?(?:\*/|$))`,
    String.raw`(?<other>[xX]'[^']*'|0[xX][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)`,
    String.raw`(?<string>'(?:[^']|'')*')`,
    String.raw`(?<quoted>"(?:[^"]|"")*"|${"`(?:[^`]|``)*`"}|\[[^\]]*\])`,
    String.raw`(?<variable>\?\d*|[:@#$](?:${NAME}|::)+)`,
    String.raw`(?<word>[A-Za-z_\u0080-\u{10FFFF}]${NAME}*)`,
  ].join("|"),
  "suy",
);

/** The tokens of a text up to its first NUL, where SQLite stops. */
export function* sqlTokens(sql: string): Generator<SqlToken> {
  const end = sql.includes("\0") ? sql.indexOf("\0") : sql.length;
  for (let offset = 0; offset < end;) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(sql);
    const text = match?.[0] ?? sql.charAt(offset);
    const token = tokenOf(text, match?.groups ?? {}, offset);
    if (token !== undefined) yield token;
    offset += text.length;
  }
}

/** The first word of a statement in lower case; empty if there is none. */
export function firstWord(sql: string): string {
  for (const { text, kind, value } of sqlTokens(sql)) {
    if (text !== ";") return kind === "word" ? value : "";
  }
  return "";
}

function tokenOf(
  text: string,
  groups: Readonly<Record<string, string | undefined>>,
  offset: number,
): SqlToken | undefined {
  if (groups["blank"] !== undefined) return undefined;
  if (groups["word"] !== undefined) {
    return { kind: "word", text, value: text.toLowerCase(), offset };
  }
  if (groups["variable"] !== undefined) return { kind: "variable", text, value: text, offset };
  if (groups["string"] !== undefined) {
    return { kind: "string", text, value: unquoted(text, "'"), offset };
  }
  if (groups["quoted"] !== undefined) {
    const value = text.startsWith("[") ? text.slice(1, -1) : unquoted(text, text.charAt(0));
    return { kind: "quoted", text, value, offset };
  }
  return { kind: "other", text, value: text, offset };
}

function unquoted(text: string, quote: string): string {
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}
