/** The parts of a value, created on demand. */
export interface ValueParts {
  readonly size: number;
  at(index: number): ValuePart;
}

export interface ValuePart {
  readonly label: string;
  readonly labelKind: "key" | "index" | "internal";
  readonly value: unknown;
  /** A hole in an array. */
  readonly empty?: true;
  /** Text in place of a value: a row of bytes. */
  readonly text?: string;
  /** A range of parts, with parts itself. */
  readonly range?: ValueParts;
}

export function namePart(
  label: string,
  labelKind: ValuePart["labelKind"],
  value: unknown,
): ValuePart {
  return { label, labelKind, value };
}

/** A key as in an object literal. */
export function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

/** Parts per page. */
const PAGE = 100;

/** At most {@link PAGE} parts: for more parts ranges, for very many ranges of ranges. */
export function inRanges(parts: ValueParts, start = 0, size = parts.size): ValueParts {
  if (size <= PAGE) return { size, at: (index) => parts.at(start + index) };
  let step = PAGE;
  while (step * PAGE < size) step *= PAGE;
  const at = (index: number): ValuePart => {
    const from = start + index * step;
    const length = Math.min(step, start + size - from);
    const label = `${from} … ${from + length - 1}`;
    return { label, labelKind: "internal", value: undefined, range: inRanges(parts, from, length) };
  };
  return { size: Math.ceil(size / step), at };
}
