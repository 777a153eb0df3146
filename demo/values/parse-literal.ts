import { construct, constructorNames } from "./literal-constructors.ts";
import type { LiteralError } from "./literal-error.ts";
import { LiteralScanner } from "./literal-scanner.ts";

/** Maximum nesting of arrays and objects. */
const DEPTH = 200;

export interface LiteralOptions {
  /** The time of `Date.now()` and `new Date()`, in ms since the epoch. Default: the page's time. */
  readonly now?: number;
}

/**
 * Parses a JavaScript literal: numbers (with `+ - * /`), strings, booleans, `null`, `undefined`, bigints,
 * regular expressions, arrays, objects, and the constructors of structured clone. Runs no code.
 *
 * @throws {LiteralError} with the position.
 */
export function parseLiteral(text: string, options: LiteralOptions = {}): unknown {
  const parser = new LiteralParser(text, options);
  const value = parser.value();
  parser.end();
  return value;
}

/**
 * Parses the arguments of a call, as written between its parentheses.
 *
 * @throws {LiteralError} with the position.
 */
export function parseArguments(text: string, options: LiteralOptions = {}): unknown[] {
  const parser = new LiteralParser(text, options);
  const values = parser.list("");
  parser.end();
  return values;
}

const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["undefined", undefined],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
]);

const operations = {
  "+": [(a: number, b: number): number => a + b, (a: bigint, b: bigint): bigint => a + b],
  "-": [(a: number, b: number): number => a - b, (a: bigint, b: bigint): bigint => a - b],
  "*": [(a: number, b: number): number => a * b, (a: bigint, b: bigint): bigint => a * b],
  "/": [(a: number, b: number): number => a / b, (a: bigint, b: bigint): bigint => a / b],
} as const;
type Operator = keyof typeof operations;

class LiteralParser {
  readonly #scanner: LiteralScanner;
  readonly #now: number;
  #depth = 0;

  constructor(text: string, { now = Date.now() }: LiteralOptions) {
    this.#scanner = new LiteralScanner(text);
    this.#now = now;
  }

  end(): void {
    if (!this.#scanner.ended) throw this.#error(`did not expect ${this.#scanner.found()} here`);
  }

  /** A value or an arithmetic expression. */
  value(): unknown {
    return this.#operation(["+", "-"], () => this.#operation(["*", "/"], () => this.#operand()));
  }

  /** Comma-separated values up to and including `close`; "" is the end of the text. */
  list(close: string): unknown[] {
    const values: unknown[] = [];
    for (;;) {
      if (close === "" ? this.#scanner.ended : this.#scanner.take(close)) return values;
      values.push(this.value());
      if (this.#scanner.take(",")) continue;
      if (close === "") {
        this.end();
        return values;
      }
      this.#scanner.expect(close, `or ","`);
      return values;
    }
  }

  #operation(operators: readonly Operator[], operand: () => unknown): unknown {
    let left = operand();
    for (;;) {
      const at = this.#scanner.position;
      const operator = operators.find((sign) => this.#scanner.take(sign));
      if (operator === undefined) return left;
      const right = operand();
      const [numbers, bigints] = operations[operator];
      if (typeof left === "number" && typeof right === "number") {
        left = numbers(left, right);
      } else if (typeof left === "bigint" && typeof right === "bigint" && right !== 0n) {
        left = bigints(left, right);
      } else {
        const problem = `"${operator}" is understood only between two numbers or two bigints`;
        throw this.#error(problem, at);
      }
    }
  }

  #operand(): unknown {
    const at = this.#scanner.position;
    const sign = ["-", "+"].find((one) => this.#scanner.take(one));
    if (sign === undefined) return this.#atom();
    const value = this.#nested(at, () => this.#operand());
    if (typeof value === "number") return sign === "-" ? -value : value;
    if (typeof value === "bigint" && sign === "-") return -value;
    throw this.#error(`"${sign}" must be followed by a number`, at);
  }

  #atom(): unknown {
    const scanner = this.#scanner;
    const at = scanner.position;
    const next = scanner.peek();
    if (next === '"' || next === "'") return scanner.takeString();
    if (next === "`") throw this.#error("template literals are not read here: use quotes");
    if (next === "/") return scanner.takeRegExp();
    if (scanner.take("[")) return this.#nested(at, () => this.#array());
    if (scanner.take("{")) return this.#nested(at, () => this.#object());
    if (scanner.take("(")) return this.#nested(at, () => this.#inParentheses());
    const number = scanner.takeNumber();
    if (number !== undefined) return number;
    const word = scanner.takeWord();
    if (word === undefined) {
      if (scanner.ended) throw this.#error("expected a value");
      throw this.#error(`expected a value, not ${scanner.found()}`);
    }
    return this.#named(word, at);
  }

  #nested<T>(at: number, read: () => T): T {
    if (++this.#depth > DEPTH) throw this.#error("this is nested too deep", at);
    const value = read();
    this.#depth--;
    return value;
  }

  #inParentheses(): unknown {
    const value = this.value();
    this.#scanner.expect(")", "after the value");
    return value;
  }

  #array(): unknown[] {
    const values: unknown[] = [];
    for (;;) {
      if (this.#scanner.take("]")) return values;
      // `[1, , 3]` has a hole.
      if (this.#scanner.take(",")) {
        values.length++;
        continue;
      }
      values.push(this.value());
      if (this.#scanner.take(",")) continue;
      this.#scanner.expect("]", `or "," in an array`);
      return values;
    }
  }

  #object(): object {
    const object = {};
    for (;;) {
      if (this.#scanner.take("}")) return object;
      const key = this.#key();
      this.#scanner.expect(":", `after the key ${JSON.stringify(key)}`);
      const value = this.value();
      // Defined, not assigned, so that `__proto__` is an ordinary key.
      const property = { value, writable: true, enumerable: true, configurable: true };
      Object.defineProperty(object, key, property);
      if (this.#scanner.take(",")) continue;
      this.#scanner.expect("}", `or "," in an object`);
      return object;
    }
  }

  #key(): string {
    const next = this.#scanner.peek();
    if (next === '"' || next === "'") return this.#scanner.takeString();
    const key = this.#scanner.takeWord() ?? this.#scanner.takeNumber();
    if (key === undefined) throw this.#error(`expected a key, not ${this.#scanner.found()}`);
    return String(key);
  }

  #named(word: string, at: number): unknown {
    if (words.has(word)) return words.get(word);
    if (word === "Date" && this.#scanner.take(".")) {
      if (this.#scanner.takeWord() !== "now" || !this.#scanner.take("(")) {
        throw this.#error("only Date.now() and new Date(…) are supported of Date", at);
      }
      this.#scanner.expect(")", "after Date.now(");
      return this.#now;
    }
    const isNew = word === "new";
    const name = isNew ? this.#scanner.takeWord() : word;
    if (name === undefined) throw this.#error(`"new" of what?`, at);
    if (!constructorNames.has(name) || !this.#scanner.take("(")) throw this.#unknown(name, at);
    return this.#nested(at, () => {
      const args = this.list(")");
      try {
        return construct(name, isNew, args, this.#now);
      } catch (error) {
        throw this.#error(error instanceof Error ? error.message : String(error), at);
      }
    });
  }

  #unknown(name: string, at: number): LiteralError {
    if (constructorNames.has(name)) {
      return this.#error(`expected "(" after ${name}, not ${this.#scanner.found()}`);
    }
    const known = [...words.keys(), ...constructorNames].join(", ");
    return this.#error(
      `"${name}" is not known: these are literals, and no code is run. Text needs quotes. ` +
        `Known names: ${known}`,
      at,
    );
  }

  #error(problem: string, position?: number): LiteralError {
    return this.#scanner.error(problem, position);
  }
}
