import { LiteralError } from "./literal-error.ts";

const space = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const word = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const number =
  /(?:0[xX][\da-fA-F](?:_?[\da-fA-F])*|0[oO][0-7](?:_?[0-7])*|0[bB][01](?:_?[01])*)n?|(?:0|[1-9](?:_?\d)*)n|(?:(?:0|[1-9](?:_?\d)*)(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?/y;
const regExp = /\/((?:[^/\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+)\/([a-z]*)/y;
const escape = /\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|(\r\n|[\s\S]))/y;

const namedEscapes: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
  // A line continuation.
  "\n": "",
  "\r": "",
  "\r\n": "",
  "\u2028": "",
  "\u2029": "",
};

/** Reads the tokens of JavaScript literals. */
export class LiteralScanner {
  readonly text: string;
  #position = 0;

  constructor(text: string) {
    this.text = text;
    this.#skipSpace();
  }

  /** The position of the next token. */
  get position(): number {
    return this.#position;
  }

  get ended(): boolean {
    return this.#position >= this.text.length;
  }

  /** The next character; empty at the end. */
  peek(): string {
    return this.text.charAt(this.#position);
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.#position);
  }

  /** Skips `text` if it is next. */
  take(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.#advance(text.length);
    return true;
  }

  /** Skips `text`. @throws {LiteralError} if something else is next. */
  expect(text: string, where: string): void {
    if (!this.take(text)) throw this.error(`expected "${text}" ${where}, not ${this.found()}`);
  }

  /** An identifier or a keyword. */
  takeWord(): string | undefined {
    return this.#match(word)?.[0];
  }

  takeNumber(): number | bigint | undefined {
    const start = this.#position;
    const text = this.#match(number)?.[0];
    if (text === undefined) return undefined;
    const next = this.text.charAt(start + text.length);
    if (/[\p{ID_Continue}$.]/u.test(next)) {
      throw this.error(`"${text}${next}" does not read as a number`, start);
    }
    const digits = text.replaceAll("_", "");
    return digits.endsWith("n") ? BigInt(digits.slice(0, -1)) : Number(digits);
  }

  takeRegExp(): RegExp {
    const start = this.#position;
    const parts = this.#match(regExp);
    if (parts === undefined) throw this.error("the regular expression has no end");
    try {
      return new RegExp(parts[1] ?? "", parts[2]);
    } catch (error) {
      throw this.error(error instanceof Error ? error.message : String(error), start);
    }
  }

  /** A string in single or double quotes. */
  takeString(): string {
    const start = this.#position;
    const quote = this.peek();
    let value = "";
    let at = start + 1;
    for (;;) {
      const character = this.text.charAt(at);
      if (character === "" || character === "\n" || character === "\r") {
        throw this.error(`the string that begins here has no closing ${quote}`, start);
      }
      if (character === quote) break;
      if (character === "\\") {
        const [read, length] = this.#readEscape(at);
        value += read;
        at += length;
      } else {
        value += character;
        at++;
      }
    }
    this.#advance(at + 1 - start);
    return value;
  }

  /** The next token, for a message. */
  found(): string {
    if (this.ended) return "the end";
    word.lastIndex = this.#position;
    const text = word.exec(this.text)?.[0] ?? String.fromCodePoint(this.#codePoint());
    return `"${text}"`;
  }

  error(message: string, position: number = this.#position): LiteralError {
    return new LiteralError(message, this.text, position);
  }

  #codePoint(): number {
    return this.text.codePointAt(this.#position) ?? 0;
  }

  #readEscape(at: number): [value: string, length: number] {
    escape.lastIndex = at;
    const [all, braced, four, two, other] = escape.exec(this.text) ?? [];
    if (all === undefined) throw this.error("the string ends within an escape", at);
    const digits = braced ?? four ?? two;
    if (digits !== undefined) {
      const code = Number.parseInt(digits, 16);
      if (code > 0x10ffff) throw this.error(`${all} is not a Unicode character`, at);
      return [String.fromCodePoint(code), all.length];
    }
    if (other === "u" || other === "x" || /[1-9]/.test(other ?? "")) {
      throw this.error(`"\\${other}" begins an escape that does not go on as one`, at);
    }
    return [namedEscapes[other ?? ""] ?? other ?? "", all.length];
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.text) ?? undefined;
    if (match !== undefined) this.#advance(match[0].length);
    return match;
  }

  #advance(length: number): void {
    this.#position += length;
    this.#skipSpace();
  }

  #skipSpace(): void {
    space.lastIndex = this.#position;
    this.#position += space.exec(this.text)?.[0].length ?? 0;
    if (this.startsWith("/*")) throw this.error("the comment that begins here has no end");
  }
}
