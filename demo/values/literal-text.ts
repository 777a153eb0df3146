/** Lists longer than this are written on several lines. */
const WIDTH = 72;
/** The most parts of an editable value. */
const PARTS = 10_000;

/**
 * A value as a literal that {@link parseLiteral} reads back as the same value. Undefined for cycles,
 * repeated objects and values without a literal.
 */
export function literalText(value: unknown): string | undefined {
  try {
    return new LiteralWriter().write(value, "");
  } catch (error) {
    if (error instanceof NoLiteral) return undefined;
    throw error;
  }
}

/** Only thrown inside this module. */
class NoLiteral extends Error {}

class LiteralWriter {
  readonly #seen = new Set<object>();
  #parts = 0;

  write(value: unknown, indent: string): string {
    if (++this.#parts > PARTS) throw new NoLiteral();
    switch (typeof value) {
      case "string":
        return JSON.stringify(value);
      case "number":
        return Object.is(value, -0) ? "-0" : String(value);
      case "bigint":
        return `${value}n`;
      case "boolean":
      case "undefined":
        return String(value);
      case "object":
        return value === null ? "null" : this.#writeObject(value, indent);
      default:
        throw new NoLiteral();
    }
  }

  #writeObject(value: object, indent: string): string {
    if (this.#seen.has(value)) throw new NoLiteral();
    this.#seen.add(value);
    if (Array.isArray(value)) return this.#writeArray(value as unknown[], indent);
    if (value instanceof Date) {
      const time = value.getTime();
      return Number.isNaN(time) ? "new Date(NaN)" : `new Date("${value.toISOString()}")`;
    }
    if (value instanceof RegExp) return String(value);
    if (value instanceof Map) {
      return `new Map(${this.write([...(value as Map<unknown, unknown>)], indent)})`;
    }
    if (value instanceof Set) return `new Set(${this.write([...(value as Set<unknown>)], indent)})`;
    if (ArrayBuffer.isView(value)) return this.#writeView(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null)
      return this.#writePlain(value, indent);
    throw new NoLiteral();
  }

  #writeArray(values: unknown[], indent: string): string {
    const inner = `${indent}  `;
    const parts = Array.from(values, (value, index) => {
      if (!Object.hasOwn(values, index)) throw new NoLiteral();
      return this.write(value, inner);
    });
    return bracketed("[", parts, "]", indent);
  }

  #writePlain(value: object, indent: string): string {
    const inner = `${indent}  `;
    const parts = Object.entries(value).map(([key, one]) => {
      const plain = /^[A-Za-z_$][\w$]*$/.test(key);
      return `${plain ? key : JSON.stringify(key)}: ${this.write(one, inner)}`;
    });
    return bracketed("{", parts, "}", indent);
  }

  #writeView(view: ArrayBufferView): string {
    // A view of part of a buffer would come back with its own buffer.
    if (view instanceof DataView || view.byteLength !== view.buffer.byteLength) {
      throw new NoLiteral();
    }
    const values = [...(view as unknown as Iterable<number | bigint>)];
    this.#parts += values.length;
    const texts = values.map((value) => this.write(value, ""));
    return `new ${view.constructor.name}([${texts.join(", ")}])`;
  }
}

function bracketed(open: string, parts: string[], close: string, indent: string): string {
  if (parts.length === 0) return open + close;
  const pad = open === "{" ? " " : "";
  const line = `${open}${pad}${parts.join(", ")}${pad}${close}`;
  if (indent.length + line.length <= WIDTH && !line.includes("\n")) return line;
  const inner = `${indent}  `;
  return `${open}\n${parts.map((part) => `${inner}${part},`).join("\n")}\n${indent}${close}`;
}
